//! Redaction: a secret between any bytes is not shown, however it is written there.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use flitt_client::__private::redact::{
    TextRedactor, on_one_line, printable, printable_json, shown_address, shown_name, shown_text, without_card_numbers,
};

use super::{PAYMENT_KEY, credentials, holds_key, shows_no_key};

const CARD: &str = "5105109876543218";

/// The first byte says where in the others a secret is written.
///
/// # Panics
///
/// If a secret or a control character is shown.
pub fn redaction(bytes: &[u8]) {
    let Some((&place, rest)) = bytes.split_first().filter(|_| !holds_key(bytes)) else { return };
    let text = String::from_utf8_lossy(rest);
    let middle = text.floor_char_boundary(text.len() * usize::from(place) / 255);
    let (before, after) = text.split_at(middle);
    let redactor = TextRedactor::of_keys(&credentials());
    for written in encodings(PAYMENT_KEY) {
        let text = format!("{before}{written}{after}");
        for shown in [redactor.redact(&text), redactor.redact_value(&text).into(), redactor.without_keys(&text).into()]
        {
            assert!(!shown.contains(&written), "{written} in {text:?} is shown: {shown:?}");
            shows_no_key(&shown);
        }
    }
    let whole = format!("{before}{PAYMENT_KEY}{after}");
    for (written, part) in [
        (STANDARD.encode(&whole), in_base64(before, &STANDARD.encode(&whole))),
        (URL_SAFE_NO_PAD.encode(&whole), in_base64(before, &URL_SAFE_NO_PAD.encode(&whole))),
    ] {
        let shown = redactor.redact(&written);
        assert!(!shown.contains(&part), "{written} is shown: {shown}");
    }
    // Next to other digits, a number is another one.
    let is_free = !before.ends_with(char::is_numeric) && !after.starts_with(char::is_numeric);
    for written in encodings(CARD).into_iter().filter(|_| is_free) {
        let text = format!("{before}{written}{after}");
        for shown in [without_card_numbers(&text), shown_text(&text)] {
            assert!(!shown.contains(CARD), "{written} in {text:?} is shown: {shown:?}");
        }
    }
    // After an `@`, it could be the host.
    if !whole.contains(['@', '＠']) && !whole.contains("%40") {
        shows_no_key(&shown_address(&format!("https://user:{whole}@shop.example/")));
    }
    shows_no_key(&shown_name(&whole));
    let is_control = |character: char| character.is_control() && !matches!(character, '\n' | '\t');
    assert!(!printable(&text).contains(is_control) && !printable_json(&text).contains(is_control));
    assert!(!on_one_line(&text).contains('\n'));
}

/// The ways to write a secret.
fn encodings(secret: &str) -> Vec<String> {
    let each = |write: fn(u8) -> String| secret.bytes().map(write).collect::<String>();
    vec![
        secret.to_owned(),
        each(|byte| format!("{byte:02x}")),
        each(|byte| format!("{byte:02X}")),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("\\u{byte:04x}")),
        each(|byte| format!("&#{byte};")),
        each(|byte| format!("&#x{byte:x};")),
    ]
}

/// The letters of base64 that are of the key alone.
fn in_base64(before: &str, written: &str) -> String {
    let (start, end) = (before.len() * 8, (before.len() + PAYMENT_KEY.len()) * 8);
    written[start.div_ceil(6)..end / 6].to_owned()
}
