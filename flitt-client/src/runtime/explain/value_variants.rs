//! How else a value could have been written before it was signed.

use std::fmt::Write as _;

use flitt_schema::quoted;

use super::cause::Cause;

/// A change of a value, and the cause that it stands for.
type Change<T> = (Cause, fn(&str) -> T);

/// Changes that a client makes to every value.
pub(super) const EACH: [Change<String>; 9] = [
    (Cause::SignedEncoded, form_encoded),
    (Cause::SignedEncoded, percent_encoded),
    (Cause::HtmlEscaped, html_escaped),
    (Cause::JsonEscaped, json_escaped),
    (Cause::JsonEscaped, slash_escaped),
    (Cause::JsonEscaped, quoted),
    (Cause::Spaces, trimmed),
    (Cause::Case, lower),
    (Cause::Charset, misread),
];

/// Changes of a single value.
pub(super) const VARIANTS: [Change<Vec<String>>; 8] = [
    (Cause::MinorUnits, other_units),
    (Cause::Number, other_numbers),
    (Cause::Spaces, other_spaces),
    (Cause::LineEnds, other_line_ends),
    (Cause::Boolean, other_flags),
    (Cause::Case, |text| vec![text.to_lowercase(), text.to_uppercase()]),
    (Cause::NullText, |_| ["null", "None", "undefined", "NULL"].map(str::to_owned).into()),
    (Cause::SignedEncoded, |text| {
        vec![form_encoded(text), percent_encoded(text), html_escaped(text), json_escaped(text)]
    }),
];

fn form_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn percent_encoded(text: &str) -> String {
    form_encoded(text).replace('+', "%20")
}

fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Characters outside ASCII as escapes, as many encoders of JSON write them.
fn json_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

fn slash_escaped(text: &str) -> String {
    json_escaped(text).replace('/', "\\/")
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// UTF-8 read as Latin-1.
fn misread(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn other_units(text: &str) -> Vec<String> {
    let Some(number) = digits(text) else { return Vec::new() };
    let (whole, hundredths) = (number / 100, number % 100);
    let mut texts = vec![format!("{whole}.{hundredths:02}")];
    texts.extend(number.checked_mul(100).map(|number| number.to_string()));
    match hundredths {
        0 => texts.extend([whole.to_string(), format!("{whole}.0")]),
        tenths if tenths % 10 == 0 => texts.push(format!("{whole}.{}", tenths / 10)),
        _ => {}
    }
    texts
}

fn other_numbers(text: &str) -> Vec<String> {
    let Some(number) = digits(text) else { return Vec::new() };
    vec![number.to_string(), format!("{number}.0"), format!("{number}.00"), format!("0{number}"), quoted(text)]
}

fn other_spaces(text: &str) -> Vec<String> {
    let single = text.split_whitespace().collect::<Vec<_>>().join(" ");
    vec![text.trim().to_owned(), single, format!("{text} "), format!(" {text}")]
}

fn other_line_ends(text: &str) -> Vec<String> {
    let plain = text.replace("\r\n", "\n");
    vec![plain.replace('\n', "\r\n"), plain, format!("{text}\n"), format!("{text}\r\n")]
}

fn other_flags(text: &str) -> Vec<String> {
    let texts: &[&str] = match text {
        "Y" | "y" | "1" | "true" | "True" => &["Y", "y", "1", "true", "True"],
        "N" | "n" | "0" | "false" | "False" => &["N", "n", "0", "false", "False"],
        _ => &[],
    };
    texts.iter().map(|text| (*text).to_owned()).collect()
}
