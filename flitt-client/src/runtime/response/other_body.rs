//! What a body says that is no response of the gateway: an error in another form, or an HTML page.

use super::verification_error::VerificationError;
use crate::runtime::fields::{Fields, FieldsError};
use crate::runtime::wire_names::{ERROR_CODE, ERROR_MESSAGE, FAILURE, RESPONSE_STATUS};

/// The maximum length of a text from outside, in Unicode scalar values.
const MAX_LENGTH: usize = 200;

/// How far into a body the beginning of an HTML page, and its title, are searched, in bytes.
const MAX_SEARCH: usize = 64 * 1024;

/// The error of a body that cannot be parsed: more precise where it is an HTML page.
pub(super) fn unreadable(body: &[u8], error: VerificationError, redact: &dyn Fn(&str) -> String) -> VerificationError {
    let may_be_html =
        matches!(error, VerificationError::NotUtf8 | VerificationError::Unreadable(FieldsError::NotAnObject { .. }));
    let title = may_be_html.then(|| html_title(body)).flatten();
    title.map_or(error, |title| VerificationError::HtmlPage { title: shown(&title, redact) })
}

/// The error that the fields of a rejected body report although they are no failure.
pub(super) fn error_of(fields: &Fields, redact: &dyn Fn(&str) -> String) -> Option<VerificationError> {
    if fields.text(RESPONSE_STATUS).is_some_and(|status| status != FAILURE) {
        return None;
    }
    let text = |name: &str| fields.text(name).map(|text| shown(text, redact)).unwrap_or_default();
    let (code, message) = (text(ERROR_CODE), text(ERROR_MESSAGE));
    let is_error = !code.is_empty() || !message.is_empty();
    is_error.then_some(VerificationError::OtherError { code, message })
}

/// A text from outside on one line: redacted, without control characters and marks that change the direction of writing,
/// and of limited length.
fn shown(text: &str, redact: &dyn Fn(&str) -> String) -> String {
    let words = text.split_whitespace().map(|word| word.replace(is_hidden, "")).filter(|word| !word.is_empty());
    let line = redact(&words.collect::<Vec<_>>().join(" "));
    match line.char_indices().nth(MAX_LENGTH) {
        None => line,
        Some((end, _)) => format!("{}...", &line[..end]),
    }
}

/// Whether a character is not seen, or changes the direction of writing.
fn is_hidden(character: char) -> bool {
    let is_format = matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    is_format || character.is_control()
}

/// The title of an HTML page, empty where it has none; `None` where it is no HTML page.
fn html_title(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body.get(..MAX_SEARCH).unwrap_or(body));
    let lower = text.to_ascii_lowercase();
    let begins_as_markup = lower.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    let is_html = begins_as_markup
        && ["<!doctype html", "<html", "<head", "<title", "<body"].iter().any(|tag| lower.contains(tag));
    if !is_html {
        return None;
    }
    let content = |from: usize| {
        let (_, rest) = lower.get(from..)?.split_once('>')?;
        let begin = lower.len() - rest.len();
        let end = match rest.find("</title") {
            Some(length) => begin + length,
            // Half of a card number could not be found in it.
            None if body.len() > MAX_SEARCH => begin,
            None => lower.len(),
        };
        text.get(begin..end)
    };
    Some(lower.find("<title").and_then(content).map(decode_entities).unwrap_or_default())
}

/// Decodes the character references that titles commonly have.
fn decode_entities(text: &str) -> String {
    let references = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    references.iter().fold(text.to_owned(), |text, (reference, character)| text.replace(reference, character))
}

#[cfg(test)]
mod tests {
    use super::{MAX_SEARCH, html_title};

    #[test]
    fn a_title_that_is_cut_is_not_shown() {
        let page = |spaces: usize| format!("<html><title>{}4444555566661111</title>", " ".repeat(spaces));
        assert_eq!(html_title(page(0).as_bytes()).as_deref(), Some("4444555566661111"));
        for missing in [1, 8, 15] {
            let spaces = MAX_SEARCH - "<html><title>".len() - missing;
            assert_eq!(html_title(page(spaces).as_bytes()).as_deref(), Some(""), "{missing}");
        }
        assert_eq!(html_title(b"<title>A page without an end").as_deref(), Some("A page without an end"));
    }
}
