//! Names of fields that no table describes. A gateway, or whoever posts a callback, chooses them: a name can be a secret.

use std::borrow::Cow;

/// The longest name that is shown, in bytes. The longest of the gateway has 31.
const LONGEST: usize = 48;
/// The most digits in a name that is shown. Keys, tokens and card numbers have more.
const MOST_DIGITS: usize = 2;

/// A name, if it has the form of a parameter's name: lower-case letters, underscores and up to two digits; `[redacted]`
/// otherwise.
#[must_use]
pub fn shown_name(name: &str) -> Cow<'_, str> {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let is_name = (1..=LONGEST).contains(&name.len()) && name.bytes().all(is_part) && digits <= MOST_DIGITS;
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
        for name in
            ["4444555566661111", "0847", "canary-token-91c2", "GE29NB0000000101904917", "a\u{9b}31m", "", "key of mine"]
        {
            assert_eq!(shown_name(name), "[redacted]", "{name}");
        }
        assert_eq!(shown_name(&"a".repeat(49)), "[redacted]");
    }
}
