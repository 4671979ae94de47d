//! The encodings in which a secret is still a secret.

use base64::Engine as _;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;
use secrecy::zeroize::Zeroizing;

/// Shorter encodings are not searched for: too many harmless texts contain them.
const SHORTEST: usize = 4;

/// A text in hexadecimal digits, percent-encoded, in escapes of JSON, and in base64 at each of the three alignments; a card
/// number also in groups of digits. They are cleared when dropped, as the secret is.
pub(crate) fn secret_encodings(text: &str) -> impl Iterator<Item = Zeroizing<String>> {
    let is_another = move |written: &Zeroizing<String>| written.as_str() != text && written.len() >= SHORTEST;
    let groupings = groupings(text);
    let encodings: Vec<_> =
        groupings.iter().map(|written| written.as_str()).chain([text]).flat_map(encodings_of).collect();
    encodings.into_iter().chain(groupings).filter(is_another)
}

/// A card number in one piece, and in groups with spaces and with dashes; nothing for other texts.
fn groupings(text: &str) -> Vec<Zeroizing<String>> {
    let digits: Zeroizing<String> = Zeroizing::new(text.chars().filter(|letter| !" -".contains(*letter)).collect());
    if !(12..=19).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let sizes: &[usize] = if digits.len() == 15 { &[4, 6, 5] } else { &[4, 4, 4, 4, 4] };
    let grouped = |separator: &str| {
        let mut written = Zeroizing::new(String::with_capacity(32));
        let mut rest = digits.as_str();
        for size in sizes {
            let (group, after) = rest.split_at(rest.len().min(*size));
            if !written.is_empty() && !group.is_empty() {
                written.push_str(separator);
            }
            written.push_str(group);
            rest = after;
        }
        written
    };
    let all = [grouped(" "), grouped("-")];
    all.into_iter().chain([digits.clone()]).collect()
}

/// The encodings of one way to write a text.
fn encodings_of(text: &str) -> Vec<Zeroizing<String>> {
    let bytes = text.as_bytes();
    let each = |write: fn(&u8) -> String| bytes.iter().map(write).collect::<String>();
    let escaped = |write: fn(u16) -> String| text.encode_utf16().map(write).collect::<String>();
    let all_escaped = [
        each(|byte| format!("{byte:02x}")),
        each(|byte| format!("{byte:02X}")),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("%{byte:02X}")),
        escaped(|unit| format!("\\u{unit:04x}")),
        escaped(|unit| format!("\\u{unit:04X}")),
    ];
    // As programs write URLs and JSON: only what must be escaped is escaped.
    let form: String = form_urlencoded::byte_serialize(bytes).collect();
    let usual = [form.replace('+', "%20"), form, in_json(text)];
    let base64 = [STANDARD, URL_SAFE].map(|alphabet| (0..3).map(move |place| in_base64(&alphabet, bytes, place)));
    let base64: Vec<String> = base64.into_iter().flatten().collect();
    all_escaped.into_iter().chain(usual).chain(base64).map(Zeroizing::new).collect()
}

/// A text as within the quotes of a JSON string.
fn in_json(text: &str) -> String {
    let written = Zeroizing::new(serde_json::to_string(text).unwrap_or_default());
    written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
}

/// The base64 letters of a text at one of the three alignments, without letters that it shares with the bytes before and
/// after it.
fn in_base64(alphabet: &Alphabet, text: &[u8], place: usize) -> String {
    let text = Zeroizing::new([&vec![0; place], text].concat());
    let written = Zeroizing::new(GeneralPurpose::new(alphabet, NO_PAD).encode(&*text));
    let bits = text.len() * 8;
    let (first, end) = ((place * 8).div_ceil(6), bits / 6);
    written.get(first..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    use super::secret_encodings;

    #[test]
    fn base64_is_found_at_every_alignment() {
        for secret in ["4444555566661111", "a-token>?", "ქართული"] {
            let known: Vec<_> = secret_encodings(secret).collect();
            for before in ["", "a", "ab", "abc"] {
                for after in ["", "a", "ab", "abc"] {
                    for text in [STANDARD, URL_SAFE].map(|engine| engine.encode(format!("{before}{secret}{after}"))) {
                        assert!(known.iter().any(|written| text.contains(written.as_str())), "{secret} in {text}");
                    }
                }
            }
        }
    }

    #[test]
    fn escapes_are_those_of_programs() {
        let known: Vec<_> = secret_encodings("a\"1").collect();
        for written in ["612231", "%61%22%31", "\\u0061\\u0022\\u0031", "a%221", "a\\\"1"] {
            assert!(known.iter().any(|it| it.as_str() == written), "{written} in {known:?}");
        }
        assert!(secret_encodings("7").all(|written| written.as_str() == "\\u0037"));
        assert_eq!(secret_encodings("").count(), 0);
    }

    #[test]
    fn card_numbers_are_grouped() {
        for (card, written) in [
            ("4444555566661111", "4444 5555 6666 1111"),
            ("4444555566661111", "4444-5555-6666-1111"),
            ("4444555566661111", "4444+5555+6666+1111"),
            ("4444555566661111", "4444%205555%206666%201111"),
            ("4444 5555 6666 1111", "4444555566661111"),
            ("4444-5555-6666-1111", "4444 5555 6666 1111"),
            ("378282246310005", "3782 822463 10005"),
            ("5100000000000000000", "5100 0000 0000 0000 000"),
        ] {
            assert!(secret_encodings(card).any(|it| it.as_str() == written), "{card}: {written}");
        }
    }
}
