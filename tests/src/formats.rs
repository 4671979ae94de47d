//! Texts of the formats that requests are checked against.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::Format;

/// A text of a format that can be long, with this many scalar values: at least 64, and for base64 a multiple of 4. `None`
/// for other formats.
#[must_use]
pub fn long_text(format: Format, length: usize, letter: &str) -> Option<String> {
    let around = |begin: &str, letter: &str, end: &str, length: usize| {
        format!("{begin}{}{end}", letter.repeat(length - begin.len() - end.len()))
    };
    match format {
        Format::CallbackUrl | Format::ReturnUrl => Some(around("https://shop.example/", letter, "", length)),
        Format::Json => Some(around(r#"{"a":""#, letter, r#""}"#, length)),
        Format::Base64Json => Some(STANDARD.encode(around(r#"{"a":""#, "x", r#""}"#, length / 4 * 3))),
        _ => None,
    }
}
