//! Formats of strings.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::address::{is_callback_url, is_return_url};
use crate::json::{self, Data};
use crate::model::Format;

/// Whether a text of a request has its format. `has_table` says that JSON in it has a table: it is an object, or, made
/// elsewhere, a list.
///
/// Addresses that the gateway only passes on, and dates, are hints and not checked.
pub(super) fn has_format(format: Format, has_table: bool, text: &str) -> bool {
    let digits = || text.bytes().all(|byte| byte.is_ascii_digit());
    match format {
        // The gateway knows currencies in capital letters only.
        Format::Currency => text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        Format::Flag => matches!(text, "Y" | "N"),
        Format::Expiry => {
            let month = text.get(..2).and_then(|month| month.parse::<u8>().ok());
            text.len() == 4 && digits() && month.is_some_and(|month| (1..=12).contains(&month))
        }
        Format::CardNumber => digits(),
        Format::CallbackUrl => is_callback_url(text),
        Format::ReturnUrl => is_return_url(text),
        Format::Json => is_json(text, has_table),
        Format::Base64Json => {
            let json = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            json.is_some_and(|json| is_json(&json, has_table))
        }
        Format::Url | Format::Email | Format::Ip | Format::DateTime | Format::Date => true,
    }
}

fn is_json(text: &str, has_table: bool) -> bool {
    json::node(text).is_ok_and(|node| !has_table || matches!(node.data, Data::Object(_) | Data::List(_)))
}

/// Whether a text consists of three ASCII letters. Requests need capital ones.
#[must_use]
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}
