use flitt_schema::{InMemory, Library};

use super::{BEGINNING, ShownDebug, TextRedactor, Zeroizing, redact_signed_text, shown_text};
use crate::runtime::credentials::Credentials;
use crate::runtime::request::{Endpoint as _, NoStatus, Values};

fn of_key(key: &str) -> TextRedactor {
    TextRedactor::of_request(&Credentials::new(7, key), NoStatus::SCHEMA, &Values::new(0))
}

fn of_value(value: &str) -> TextRedactor {
    TextRedactor::default().with_values([("token", value)])
}

#[test]
fn long_secrets_are_replaced_everywhere() {
    assert_eq!(of_value("x7-token-y").redact("ax7-token-yb"), "a[token]b");
    assert_eq!(of_value("12345678").redact("x12345678y"), "x[token]y", "long from eight on");
}

#[test]
fn short_secrets_are_replaced_as_whole_words() {
    let redactor = of_value("111");
    for (text, expected) in [
        ("111|a|111", "[token]|a|[token]"),
        ("(request id 5htKi111wf, code 1111)", "(request id 5htKi111wf, code 1111)"),
        ("111111", "111111"),
        ("–111–, №111", "–[token]–, №[token]"),
        ("١١١", "[token]"),
        ("1 1 1", "1 1 1"),
    ] {
        assert_eq!(redactor.redact(text), expected);
    }
    assert_eq!(of_value("1234567").redact("x1234567y 1234567"), "x1234567y [token]");
}

#[test]
fn a_secret_is_found_in_every_encoding() {
    let key = "k3y/of=mine";
    for encoded in [
        "k3y/of=mine",
        "6b33792f6f663d6d696e65",
        "6B33792F6F663D6D696E65",
        "6b:33:79:2f:6f:66:3d:6d:69:6e:65",
        "6b 33 79 2f 6f 66 3d 6d 69 6e 65",
        "6b33 792f\n6f66 3d6d 696e 65",
        "6b-33-79-2f-6f-66-3d-6d-69-6e-65",
        "6b3,  379,  2f6,  f66,  3d6,  d69,  6e6,  5",
        "k3y%2Fof%3Dmine",
        "%6b%33%79%2f%6f%66%3d%6d%69%6e%65",
        "k3y%252Fof%253Dmine",
        "k3y\\/of=mine",
        r"\u006b\u0033y/of=mine",
        r"\\u006b\\u0033y/of=mine",
        r"\x6b\x33y/of\u{3d}mine",
        r"\x{6b}\x{0033}y/of\o{75}mine",
        r"\N{U+6B}\N{U+0033}y/of=mine",
        r"\uu006b\uuu0033y/of=mine",
        r"k\u33\u79/of=mine",
        "`u{6b}`u{33}y/of=mine",
        r"\0153\0063\0171\0057of=mine",
        "&#00000000000000000000000107;&#x00000000000000000000033;y/of=mine",
        "&#107;&#51;y&sol;of&#x3d;mine",
        "&#107&#51y/of=mine",
        "K3Y/OF=MINE",
        "k3y / of = mine",
        "k3y/\r\nof=mine",
        "k3\u{200b}y/of\u{ad}=mine",
        "ｋ３ｙ/ｏｆ=ｍｉｎｅ",
        "k3y_of_mine",
        "k3y/of=3Dmine",
        "k3y/of=\r\n=3Dmine",
        "=6B=33y/of=3dmi=\nne",
        "k3y%2Fof=3Dmine",
        "k\x003\x00y\x00/\x00o\x00f\x00=\x00m\x00i\x00n\x00e",
        "6b00330079002f006f0066003d006d0069006e0065",
    ] {
        let text = of_key(key).redact(&format!("<a word> {encoded} <and another>"));
        assert_eq!(text, "<a word> [payment key] <and another>", "{encoded}");
    }
    for before in ["a b", "aab b", "5", "123 1", "5%", "\\", "&#9", "%5"] {
        for encoded in ["6b33792f6f663d6d696e65", "k3y/of=mine", "%6b%33y/of=mine", "\\u006b3y/of=mine"] {
            let shown = of_key(key).redact(&format!("{before}{encoded}"));
            assert!(shown.ends_with("[payment key]") && !shown.contains("3y"), "{before}{encoded}: {shown}");
        }
    }
}

#[test]
fn a_secret_is_found_in_base64_at_every_place() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    for secret in ["k3y/of=mine>?", "ქართული"] {
        let utf_16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let shown = of_value(secret).redact(&STANDARD.encode(utf_16));
        assert!(shown.contains("[token]") || !secret.is_ascii(), "{shown}");
        for (before, after) in [("", ""), ("a", "bc"), ("ab", "c"), ("{\"token\":\"", "\",\"more\":1}")] {
            let json = format!("{before}{secret}{after}");
            let twice = STANDARD.encode(format!("a{}", STANDARD.encode(&json)));
            let lines: Vec<String> = STANDARD
                .encode(&json)
                .as_bytes()
                .chunks(5)
                .map(|line| String::from_utf8_lossy(line).into_owned())
                .collect();
            for written in [
                STANDARD.encode(&json),
                URL_SAFE_NO_PAD.encode(&json),
                format!("x{}", STANDARD.encode(&json)),
                format!("xy{}", STANDARD.encode(&json)),
                format!("xyz{}", STANDARD.encode(&json)),
                STANDARD.encode(hex(&json)),
                hex(&STANDARD.encode(&json)),
                STANDARD.encode(&json).replace('+', "%2B").replace('/', "\\/").replace('=', "%3D"),
                lines.join("\r\n"),
                lines.join("=\r\n"),
                lines.join("\t"),
                lines.join(" "),
                lines.join("\n    "),
                lines.join("\" + \""),
                lines.join(r"\r\n"),
                quoted_printable(&json),
                STANDARD.encode(quoted_printable(&json)),
                twice,
            ] {
                if secret.is_ascii() || !written.contains("4d") {
                    let shown = of_value(secret).redact(&format!("in {written}."));
                    assert!(shown.contains("[token]"), "{secret} of {json} in {shown}");
                    assert!(shown.starts_with("in ") && shown.ends_with('.'), "{shown}");
                }
            }
        }
    }
}

#[test]
fn three_encodings_are_looked_through() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let redactor = of_key("k3y/of=mine");
    let in_base64 = |times: usize| (0..times).fold("k3y/of=mine".to_owned(), |text, _| STANDARD.encode(text));
    assert!(redactor.redact(&in_base64(3)).contains("[payment key]"));
    assert_eq!(redactor.redact(&in_base64(4)), in_base64(4), "a limit");
    let redactor = of_key("k3yk3y/6m1ne6");
    for (three, four) in [("%25252f", "%2525252f"), ("=3D3D2f", "=3D3D3D2f"), (r"\\\\u002f", r"\\\\\\\\u002f")] {
        assert_eq!(redactor.redact(&format!("k3yk3y{three}6m1ne6")), "[payment key]");
        let text = format!("k3yk3y{four}6m1ne6");
        assert_eq!(redactor.redact(&text), text, "a limit");
    }
    // What is decoded is a text only if eight characters in a row are one.
    for (text, is_text) in [("%3847 a", false), ("%3847 ab", true), ("%3847 ~a", true)] {
        let encoded = STANDARD.encode(text);
        let shown = of_value("847").redact(&encoded);
        assert_eq!(shown != encoded, is_text, "{text}");
    }
}

#[test]
fn no_more_is_replaced_than_was_decoded() {
    let redactor = of_key("k3y/of=mine");
    assert_eq!(redactor.redact("ff6b33792f6f663d6d696e65ff"), "ff[payment key]ff");
    // In base64: `abck3y/of=mineabc`.
    assert_eq!(redactor.redact("YWJjazN5L29mPW1pbmVhYmM="), "YWJj[payment key]hYmM=");
    // The two halves of a key, with what is none of its letters between them.
    for text in ["azN5L29m=PW1pbmUh", "azN5L29mგPW1pbmUh", "6b33792f6f66gg3d6d696e65"] {
        assert_eq!(redactor.redact(text), text);
    }
    // The words of a sentence are letters of base64: no text is made of them.
    let sentence = "Only the payer can say why //this// was sent to a@shop.example and not to us: a card? no, cash";
    assert_eq!(redactor.redact(&sentence.repeat(20)), sentence.repeat(20));
}

fn hex(text: &str) -> String {
    hex::encode(text)
}

fn quoted_printable(text: &str) -> String {
    text.bytes().map(|byte| format!("={byte:02X}")).collect::<Vec<_>>().concat()
}

#[test]
fn three_quarters_of_a_secret_are_found() {
    let redactor = of_value("0123456789abcdef");
    for (text, expected) in [
        ("0123456789ab, 456789abcdef, 123456789abc", "[token], [token], [token]"),
        ("x0123-4567-89AB-Cx", "x[token]x"),
        ("0123456789a, 56789abcdef, x23456789x", "0123456789a, 56789abcdef, x23456789x"),
        ("0123456789ab0123456789abcdef", "[token][token]"),
    ] {
        assert_eq!(redactor.redact(text), expected);
    }
    assert_eq!(of_value("a0bc1def").redact("a0bc1de a0bc1def"), "a0bc1de [token]", "a short one is found whole");
    assert_eq!(of_value("0847").redact("MDg0Nw== MDg0N MDg0x"), "[token]== [token] MDg0x");
    // Its letters behind one byte and behind two.
    assert_eq!(of_value("0847").redact("A4ND wODQ3"), "[token] [token]");
    assert_eq!(
        (of_value("7").redact("a 7 b"), of_value("\u{200b}").redact("a b")),
        ("a [token] b".into(), "a b".into())
    );
    // 14 of 19 are less, 15 are more.
    let redactor = of_value("0123456789abcdefghi");
    assert_eq!(redactor.redact("123456789abcde x23456789abcdefgx"), "123456789abcde x[token]x");
    assert_eq!(of_value("123").redact("MTIz EyM"), "[token] EyM", "three letters are too few");
}

#[test]
fn a_number_is_not_made_of_two() {
    assert_eq!(of_value("12345678").redact("1234|5678 and 1234 5678"), "1234|5678 and 1234 5678");
    assert_eq!(of_value("1234567812345").redact("12345 67812345"), "[token]", "that long, it is");
    assert_eq!(of_value("ge29nb0000").redact("GE29 NB-0000"), "[token]");
}

#[test]
fn a_public_key_is_redacted_where_a_key_would_be() {
    let public = of_key("test");
    for (text, expected) in [
        ("in a test 74657374 or so", "in a test [payment key] or so"),
        ("100|test|GEL|a test", "100|[payment key]|GEL|a test"),
        ("Wrong key test in test mode", "Wrong key [payment key] in test mode"),
        ("order 'A big test', contest, test7", "order 'A big test', contest, test7"),
        ("test", "[payment key]"),
        ("key%3Dtest", "key%3D[payment key]"),
        ("a%20test", "a%20test"),
    ] {
        assert_eq!(public.redact(text), expected);
    }
    assert_eq!(public.redact_value("test|test"), "test|test", "a value of a shop may be that word");
    assert_eq!(public.without_keys("{\"order_desc\":\"test\"}"), "{\"order_desc\":\"test\"}");
}

#[test]
fn values_show_no_key_but_what_is_equal_to_another_value() {
    let redactor = of_key("k3y/of=mine").with_values([("cvv2", "111"), ("card_number", "x-card-number-x")]);
    let text = "111 x-card-number-x k3y%2Fof%3Dmine 4444555566661111";
    assert_eq!(redactor.redact_value(text), "111 x-card-number-x [payment key] [card_number]");
    assert_eq!(redactor.redact(text), "[cvv2] [card_number] [payment key] [card_number]");
    assert!(matches!(redactor.without_keys("harmless"), std::borrow::Cow::Borrowed(_)), "it says so");
    assert_eq!(redactor.without_keys(text), "111 x-card-number-x [payment key] 4444555566661111");
    assert_eq!(TextRedactor::default().redact_value("4444555566661111"), "[card_number]");
}

#[test]
fn a_value_is_found_as_the_gateway_masks_it() {
    let redactor = of_key("k3y").with_values([("token", "a-k3y-token")]);
    assert_eq!(redactor.redact("a-k3y-token, a-**********-token"), "[token], [token]");
}

#[test]
fn the_longest_secret_names_the_place() {
    let redactor = of_key("a-long-key").with_values([("token", "more a-long-key and more"), ("name", "a-long-k")]);
    assert_eq!(redactor.redact("<more a-long-key and more>"), "<[token]>");
    assert_eq!(redactor.redact("<a-long-key>"), "<[payment key]>");
    let redactor = of_key("a-long-key").with_values([("token", "a-long-key")]);
    assert_eq!(redactor.redact("<a-long-key>"), "<[payment key]>", "the first of two");
}

#[test]
fn addresses_in_texts_are_shown_without_secrets() {
    for (text, expected) in [
        ("at https://user:pw@shop.example/x, now", "at https://[redacted]@shop.example/x, now"),
        ("at https:\\\\user:pw@shop.example", "at https:\\\\[redacted]@shop.example"),
        ("at //user:pw@shop.example", "at //[redacted]@shop.example"),
        ("HTTPS://user:p/w@shop.example", "HTTPS://[redacted]@shop.example"),
        ("\"https:\\/\\/user:pw@shop.example\\/a\"", "\"https:\\/\\/[redacted]@shop.example\\/a\""),
        ("https%3A%2F%2Fuser%3Apw%40shop.example", "https%3A%2F%2F[redacted]%40shop.example"),
        ("https:=2F=2Fuser:pw=40shop.example", "https:=2F=2F[redacted]=40shop.example"),
        ("see https://shop.example/a?token=1#x, or", "see https://shop.example/a?[redacted] or"),
        ("see <https://shop.example/#x>", "see <https://shop.example/#[redacted]>"),
        ("// a comment?", "// a comment?"),
        ("https://@shop.example", "https://@shop.example"),
        ("//shop.example/a?b=1", "//shop.example/a?[redacted]"),
        ("https://shop.example/a? then", "https://shop.example/a? then"),
        ("https://shop.example/a and a@b.example", "https://shop.example/a and a@b.example"),
    ] {
        assert_eq!(TextRedactor::default().redact(text), expected);
        assert_eq!(shown_text(text), expected);
    }
}

#[test]
fn each_sign_of_an_address_makes_a_text_searched() {
    for text in [
        r"user:pw\x40shop",
        "user:pw%40shop",
        "user:pw&commat;shop",
        "user:pw=40shop",
        "user:pw@shop",
        "user:pw％40shop",
        "user:pw＆commat;shop",
        "user:pw＝40shop",
        "user:pw＠shop",
        "//shop#token",
        "／／shop#token",
        "＼＼shop#token",
        "shop?a=token",
    ] {
        assert!(shown_text(text).contains("[redacted]"), "{text}");
    }
}

#[test]
fn a_request_with_sensitive_values_shows_only_its_other_values() {
    let endpoint = r#"{ "endpoint": "look", "path": "/look", "key": "none", "request": [
            { "name": "number", "type": "string", "max_length": null },
            { "name": "token", "type": "string", "max_length": null, "sensitive": true },
            { "name": "info", "type": "string", "max_length": null, "format": "json", "table": "part" } ],
        "response": { "signed": "never", "rows": [ { "name": "text", "type": "string", "max_length": null } ] } }"#;
    let part = r#"{ "table": "part", "rows": [
        { "name": "iban", "type": "string", "max_length": null, "sensitive": true } ] }"#;
    let library = Library::read_folder(&InMemory::from_iter([("look.json", endpoint), ("tables/part.json", part)]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let (endpoint, credentials) = (&library.endpoints[0].model, Credentials::new(7, "k3y/of=mine"));
    let values = Values::new(3).set_text(0, "17");
    let redactor = TextRedactor::of_request(&credentials, endpoint, &values);
    assert_eq!(redactor.redact("k3y/of=mine|17|other"), "[payment key]|17|other");
    let values = values.set_text(1, "x7-token-y").set_text(2, r#"{"iban":"not-an-iban-17"}"#);
    let redactor = TextRedactor::of_request(&credentials, endpoint, &values);
    assert_eq!(redactor.redact("k3y/of=mine|17|other"), "[payment key]|17|[redacted]");
    let message = r#"17 is of x7-token-y, not-an-iban-17, {"iban":"not-an-iban-17"}"#;
    assert_eq!(redactor.redact(message), r#"17 is of [token], [iban], {"[info]"}"#);
    assert_eq!(TextRedactor::of_masked_keys(&credentials).redact("<k3y/of=mine>"), "<**********>");
    let redactor = TextRedactor::default().with_key("old key", "k3y/of=mine").with_key("none", "");
    assert_eq!(redactor.redact("<k3y/of=mine>"), "<[old key]>");
}

#[test]
fn a_signed_text_shows_known_parts() {
    let allowed = ["a", "b"].map(|text| Zeroizing::new(text.to_owned()));
    for (text, expected) in [
        ("a key|a|c|b |d| a", "a key|a|[redacted]|b |[redacted]|[redacted]"),
        ("no signed text", "no signed text"),
        ("", ""),
    ] {
        assert_eq!(*redact_signed_text(text, &allowed), expected);
    }
}

#[test]
fn what_debug_shows_is_searched_too() {
    assert_eq!(format!("{:?}", ShownDebug(["4444 5555 6666 1111"])), r#"["[card_number]"]"#);
    assert_eq!(format!("{:#?}", ShownDebug(Some("4444\n555566661111"))), "Some(\n    \"[card_number]\",\n)");
}

#[test]
fn of_a_long_text_the_beginning_is_kept() {
    let redactor = TextRedactor::default();
    let words = |count: usize| "word é ".repeat(count);
    assert_eq!(redactor.redact_beginning(&words(100)), words(100));
    let card = "4444555566661111";
    // The cut is within the card number.
    let text = format!("{}{card}{}", " ".repeat(BEGINNING - 8), words(100_000));
    let shown = redactor.redact_beginning(&text);
    assert!(shown.len() < BEGINNING && !shown.contains("4444") && shown.ends_with(" bytes]"), "{shown}");
}

#[test]
fn an_iban_in_lower_case_is_no_plain_text() {
    for text in ["nl91 abna 0417 1643 00", "to nl91.abna.0417.1643.00, please", "NL91 abna 0417 1643 00"] {
        assert!(shown_text(text).contains("[iban]"), "{text}");
        assert!(TextRedactor::default().redact_value(text).contains("[iban]"), "{text}");
        assert!(of_key("a key that is longer than the text").redact_value(text).contains("[iban]"), "{text}");
    }
}
