//! Hosts, paths and sources: what a reader of a file sees is where requests go.

use flitt_schema::{InMemory, Library};

/// The messages for an endpoint with these values of `host`, `path` and `source`, written as JSON strings.
fn messages(host: &str, path: &str, source: &str) -> Vec<String> {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let host = if host.is_empty() { String::new() } else { format!("\"host\": {},", quoted(host)) };
    let text = format!(
        "{{ \"endpoint\": \"pay\", {host} \"path\": {}, \"source\": {}, \"key\": \"none\", \"request\": [], \
         \"response\": {{ \"rows\": [], \"signed\": \"never\" }} }}",
        quoted(path),
        quoted(source)
    );
    let library = Library::read_folder(&InMemory::from_iter([("pay.json", text)]));
    library.diagnostics.iter().map(|diagnostic| diagnostic.message().to_owned()).collect()
}

#[test]
fn hosts_that_lead_where_they_say() {
    for host in [
        "https://portal.flitt.com",
        "https://pay.example:8443",
        "https://localhost:1",
        "https://127.0.0.1:18998",
        "https://[::1]:65535",
        "https://[2001:db8::1]",
        "https://xn--80ak6aa92e.com",
        "https://a-b.c3.4d.example",
        "https://3com",
    ] {
        assert_eq!(messages(host, "/a", ""), [""; 0], "{host}");
    }
}

#[test]
fn hosts_that_lead_elsewhere() {
    let long = format!("https://{}.example", "a".repeat(64));
    let longer = format!("https://{}example", "abcdefgh.".repeat(30));
    for host in [
        "https://pay.flitt.com@127.0.0.1:18998",
        "https://user:password@pay.flitt.com",
        "https://@evil.example",
        "https://pay.flitt.com:443@evil.example",
        "https://pay.flitt.com%40evil.example",
        "https://pay.flitt.com/",
        "https://pay.flitt.com/api",
        "https://evil.example/pay.flitt.com",
        "https://pay.flitt.com\\@evil.example",
        "https:\\\\evil.example",
        "https:///evil.example",
        "https:/evil.example",
        "https:evil.example",
        "https://pay.flitt.com?.evil.example",
        "https://evil.example#pay.flitt.com",
        "https://pay.flitt.com:443:444",
        "https://pay.flitt.com:",
        "https://pay.flitt.com:0",
        "https://pay.flitt.com:0443",
        "https://pay.flitt.com:65536",
        "https://pay.flitt.com:+443",
        "https://pay.flitt.com: 443",
        "https://pay.flitt.com:99999999999999999999",
        "https://",
        "https://:443",
        "https://.",
        "https://..",
        "https://pay..flitt.com",
        "https://.pay.flitt.com",
        "https://pay.flitt.com.",
        "https://Pay.flitt.com",
        "HTTPS://pay.flitt.com",
        "Https://pay.flitt.com",
        "http://pay.flitt.com",
        "http://127.0.0.1",
        "ftp://pay.flitt.com",
        "//pay.flitt.com",
        "pay.flitt.com",
        " https://pay.flitt.com",
        "https://pay.flitt.com ",
        "https://pay.flitt.com\t",
        "https://pay.fl\nitt.com",
        "https://pay.flitt.com\r\nHost: evil.example",
        "https://pay.flitt.com\u{0}.evil.example",
        "https://pay.flitt.com\u{7f}",
        "https://pay.flitt.com\u{9b}",
        "https://p\u{430}y.flitt.com",
        "https://pay.flitt.com\u{ff0f}evil.example",
        "https://pay\u{3002}flitt.com",
        "https://pay.flitt.com\u{202e}elpmaxe.live",
        "https://pay.flitt\u{200b}.com",
        "https://pay.flitt.com\u{ad}",
        "https://-pay.flitt.com",
        "https://pay-.flitt.com",
        "https://pay_.flitt.com",
        "https://pay.flitt.com,evil.example",
        "https://pay.flitt.com;evil.example",
        "https://$(id).example",
        "https://2130706433",
        "https://0x7f000001",
        "https://0x7f.1",
        "https://127.1",
        "https://127.0.0.01",
        "https://127.0.0.0x1",
        "https://127.0.0.1.",
        "https://256.0.0.1",
        "https://1.2.3.4.5",
        "https://pay.flitt.1",
        "https://[::1",
        "https://::1",
        "https://[::1]evil.example",
        "https://[::1]:",
        "https://[::1%25eth0]",
        "https://[0:0:0:0:0:0:0:1]",
        "https://[::FFFF:7F00:1]",
        "https://[v1.a]",
        "https://[]",
        long.as_str(),
        longer.as_str(),
    ] {
        let messages = messages(host, "/a", "");
        assert!(messages.len() == 1 && messages[0].starts_with("invalid host: "), "{host:?}: {messages:?}");
    }
}

#[test]
fn paths_that_lead_where_they_say() {
    for path in
        ["/", "/a", "/api/capture/order_id", "/api/report/", "/v1/pay:capture", "/a.b-c~d", "/.well-known/x", "/a..b"]
    {
        assert_eq!(messages("", path, ""), [""; 0], "{path}");
    }
}

#[test]
fn paths_that_lead_elsewhere() {
    let long = format!("/{}", "a".repeat(1_000));
    for path in [
        "api",
        "@evil.example",
        ".evil.example/a",
        ":443/a",
        "//evil.example",
        "//",
        "/a//b",
        "/a//",
        "/..",
        "/../admin",
        "/a/../b",
        "/a/.",
        "/./a",
        "/...",
        "/%2e%2e/a",
        "/a%2fb",
        "/a%00",
        "\\evil.example",
        "/\\evil.example",
        "/a\\..\\b",
        "/a?b=c",
        "/a#b",
        "/a;b",
        "/a@evil.example",
        "/a b",
        "/a\tb",
        "/a\r\nX-Header: b",
        "/a\u{0}",
        "/a\u{85}",
        "/\u{2028}",
        "/\u{202e}a",
        "/\u{430}pi",
        "/$(touch x)",
        "/`id`",
        "/a'b",
        "/a\"b",
        "/a<b>",
        "/{a}",
        "/a|b",
        "/a&b",
        "/*",
        "https://evil.example/a",
        long.as_str(),
    ] {
        let messages = messages("", path, "");
        assert!(messages.len() == 1 && messages[0].starts_with("invalid path: "), "{path:?}: {messages:?}");
    }
}

#[test]
fn sources_are_addresses_of_pages() {
    for source in
        ["", "https://docs.example/a/b?c=d&e=%20#f", "http://docs.example", "https://docs.example/page/(a)/@b"]
    {
        assert_eq!(messages("", "/a", source), [""; 0], "{source}");
    }
    for source in [
        "javascript:alert(1)",
        "data:text/html,x",
        "docs.example",
        "//docs.example",
        "https://",
        "https:///a",
        "https://user@docs.example",
        "https://docs.example/a b",
        "https://docs.example/>x<",
        "https://docs.example/\"x",
        "https://docs.example/`x`",
        "https://docs.example/\n\n    x",
        "https://docs.example/\u{202e}x",
        "https://docs.example/[a](b)",
        "https://docs.example/\\",
        "the letter of the gateway",
    ] {
        let messages = messages("", "/a", source);
        assert!(messages.len() == 1 && messages[0].starts_with("invalid `source`: "), "{source:?}: {messages:?}");
    }
}

/// The same holds for the sources of tables and lists.
#[test]
fn sources_of_tables_and_lists() {
    let table = r#"{ "table": "t", "source": "javascript:a", "rows": [] }"#;
    let list = r#"{ "list": "l", "source": "javascript:a", "values": [] }"#;
    let library = Library::read_folder(&InMemory::from_iter([("tables/t.json", table), ("reference/l.json", list)]));
    assert_eq!(library.diagnostics.len(), 2, "{:?}", library.diagnostics);
}
