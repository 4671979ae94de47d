//! Addresses, without the parts that can be secrets.

use super::hits::Hits;
use super::layers::Layer;

const REDACTED: &str = "[redacted]";

/// An address without its user information, query and fragment: `https://[redacted]@host/path?[redacted]`. Of an address
/// whose host is not certain, nothing but the scheme is left. Programs take `\` for `/` in addresses.
#[must_use]
pub fn without_secrets(address: &str) -> String {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let (scheme, rest) = match address.split_once(':') {
        Some((scheme, rest)) if scheme.bytes().all(is_letter) && rest.len() > without_slashes(rest).len() => {
            (format!("{scheme}://"), without_slashes(rest))
        }
        _ if address.starts_with(SLASHES) && without_slashes(address).len() + 1 < address.len() => {
            ("//".to_owned(), without_slashes(address))
        }
        _ => (String::new(), address),
    };
    let (place, query) = match rest.find(['?', '#']) {
        Some(end) => (&rest[..end], format!("{}{REDACTED}", &rest[end..=end])),
        None => (rest, String::new()),
    };
    let (authority, path) = place.find(SLASHES).map_or((place, ""), |end| place.split_at(end));
    let (user, host) = split_user(authority);
    // A password may contain anything: what comes before an `@` can be one.
    let path = if is_user(&rest[authority.len()..]) { "/[redacted]" } else { path };
    if is_host(host) { format!("{scheme}{user}{host}{path}{query}") } else { format!("{scheme}{REDACTED}") }
}

const SLASHES: [char; 2] = ['/', '\\'];

fn without_slashes(text: &str) -> &str {
    text.trim_start_matches(SLASHES)
}

/// Whether a text has what ends user information.
fn is_user(text: &str) -> bool {
    text.contains('@') || text.contains("%40") || text.contains('＠')
}

/// The user information, redacted, and the host.
fn split_user(authority: &str) -> (&'static str, &str) {
    let ends = ["@", "%40", "＠"].into_iter().filter_map(|end| Some(authority.rfind(end)? + end.len()));
    ends.max().map_or(("", authority), |end| ("[redacted]@", &authority[end..]))
}

/// Whether a text is a host, and a port in digits: anything else can be a part of a password.
fn is_host(text: &str) -> bool {
    let name = match text.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => text,
    };
    let is_ip = name.starts_with('[') && name.ends_with(']');
    is_ip || name.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '.' | '_'))
}

/// Adds the user information, queries and fragments of the addresses within a text.
pub(super) fn find(layer: &Layer, hits: &mut Hits<'_>) {
    let text = layer.bytes();
    let mut at = 0;
    while let Some(found) = text[at..].windows(2).position(|pair| pair.iter().all(|byte| b"/\\".contains(byte))) {
        let is_slash = |byte: &&u8| b"/\\".contains(byte);
        let start = at + found + text[at + found..].iter().take_while(is_slash).count();
        let has_scheme = text[..at + found].ends_with(b":");
        let length = |is_end: fn(u8) -> bool| text[start..].iter().take_while(|byte| !is_end(**byte)).count();
        let whole = start + length(is_end_of_address);
        if let Some(user) = text[start..whole].iter().rposition(|byte| *byte == b'@').filter(|user| *user > 0) {
            hits.add(layer.place(start, start + user - 1), REDACTED);
        }
        let query = text[start..whole].iter().position(|byte| b"?#".contains(byte)).map(|query| start + query + 1);
        if let Some(query) = query.filter(|query| has_scheme && *query < whole) {
            hits.add(layer.place(query, whole - 1), REDACTED);
        }
        at = whole.max(start);
    }
}

/// Whether a byte ends an address within a text.
fn is_end_of_address(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0 || b"\"'`<>|{}()".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn secrets_of_addresses_are_redacted() {
        for (address, expected) in [
            ("https://shop.example/callback", "https://shop.example/callback"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:80/x", "http://[::1]:80/x"),
            ("https://user:pass@shop.example:8443/a@b", "https://[redacted]@shop.example:8443/[redacted]"),
            ("https://us@er:pa@shop.example", "https://[redacted]@shop.example"),
            ("https://shop.example/a?token=1#x", "https://shop.example/a?[redacted]"),
            ("https://shop.example/#token", "https://shop.example/#[redacted]"),
            ("https://user:pa/ss@shop.example/", "https://[redacted]"),
            ("https://user:pa?ss@shop.example/", "https://[redacted]"),
            ("user:pass@shop.example/x", "[redacted]@shop.example/x"),
            ("https:\\\\user:pass@shop.example\\x", "https://[redacted]@shop.example\\x"),
            ("HTTPS://user:pass@shop.example", "HTTPS://[redacted]@shop.example"),
            ("https:/user:pass@shop.example", "https://[redacted]@shop.example"),
            ("https:///user:pass@shop.example", "https://[redacted]@shop.example"),
            ("//user:pass@shop.example/x", "//[redacted]@shop.example/x"),
            ("\\\\user:pass@shop.example", "//[redacted]@shop.example"),
            ("https://user:pass%40shop.example", "https://[redacted]@shop.example"),
            ("https://user:pass＠shop.example", "https://[redacted]@shop.example"),
            ("https://shop.example/user:pass%40x", "https://shop.example/[redacted]"),
            ("git+ssh://user:pass@shop.example", "git+ssh://[redacted]@shop.example"),
            ("https://user:pass", "https://[redacted]"),
            ("https://user:1/pass?x@shop.example", "https://user:1/[redacted]?[redacted]"),
            ("https://user@pa;ss/x@shop.example", "https://[redacted]"),
            ("https://[user:pass", "https://[redacted]"),
            ("https://user:pass]", "https://[redacted]"),
            ("mailto:pass@shop.example", "[redacted]@shop.example"),
            ("javascript:alert(1)", "[redacted]"),
            ("/relative?x=1", "/relative?[redacted]"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(address), expected, "{address}");
        }
    }
}
