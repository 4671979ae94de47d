//! Names of fields that no table describes. A gateway, or whoever posts a callback, chooses them: a name can be a secret.

use std::borrow::Cow;

/// The longest name that is shown, in bytes. The longest of the gateway has 31.
const LONGEST: usize = 48;
/// The longest word of a name that is shown, in bytes: a longer one can be a key of letters alone.
const LONGEST_WORD: usize = 16;
/// The most digits in a name that is shown. Keys, tokens and card numbers have more.
const MOST_DIGITS: usize = 2;

/// A name, if it has the form of a parameter's name: lower-case letters, underscores and up to two digits, in words of up
/// to 16; `[redacted]` otherwise.
#[must_use]
pub fn shown_name(name: &str) -> Cow<'_, str> {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let is_name = (1..=LONGEST).contains(&name.len()) && name.bytes().all(is_part) && digits <= MOST_DIGITS;
    let is_name = is_name && name.split('_').all(|word| word.len() <= LONGEST_WORD);
    if is_name { Cow::Borrowed(name) } else { Cow::Borrowed("[redacted]") }
}

#[cfg(test)]
mod tests {
    use super::shown_name;

    #[test]
    fn names_of_parameters_are_shown() {
        for name in ["order_id", "3ds_mandatory", "x", "cvv2", "0", "17"] {
            assert_eq!(shown_name(name), name);
        }
        for name in [
            "4444555566661111",
            "0847",
            "canary-token-91c2",
            "GE29NB0000000101904917",
            "order_123",
            "a\u{9b}31m",
            "",
            "key of mine",
        ] {
            assert_eq!(shown_name(name), "[redacted]", "{name}");
        }
        let word = "a".repeat(16);
        assert_eq!(shown_name(&word), word);
        assert_eq!(shown_name(&format!("{word}a")), "[redacted]", "a long word");
        assert_eq!(shown_name(&format!("a_{word}a")), "[redacted]", "a long word behind a short one");
        let long = "order_name_".repeat(4) + "name";
        assert_eq!((long.len(), shown_name(&long).as_ref()), (48, long.as_str()));
        assert_eq!(shown_name(&format!("{long}s")), "[redacted]", "a long name");
    }
}
