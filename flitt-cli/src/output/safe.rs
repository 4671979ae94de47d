//! What may be printed: no key, no control character, and on stderr no card number either. Texts of schema files, of the
//! gateway, of files and of the command line pass here, whatever command prints them.

use std::borrow::Cow;
use std::env;
use std::sync::LazyLock;

use flitt_client::__private::redact::{TextRedactor, printable, printable_json};
use flitt_client::Credentials;

use super::text::stdout_has_colour;

/// A text for stdout.
pub(super) struct ForStdout {
    pub(super) safe: String,
    /// Whether a key was in it.
    pub(super) has_key: bool,
}

/// The keys of the environment, usable or not. Those of the public test merchant are ordinary words and no secrets.
static KEYS: LazyLock<TextRedactor> = LazyLock::new(|| {
    let variables = [
        ("payment key", Credentials::PAYMENT_KEY_VARIABLE),
        ("payout key", Credentials::PAYOUT_KEY_VARIABLE),
        ("company key", Credentials::COMPANY_KEY_VARIABLE),
        ("previous payment key", Credentials::PREVIOUS_PAYMENT_KEY_VARIABLE),
        ("previous payout key", Credentials::PREVIOUS_PAYOUT_KEY_VARIABLE),
    ];
    let is_around = |character: char| character.is_whitespace() || "\"'`\u{feff}\u{200b}".contains(character);
    let keys = variables.into_iter().filter_map(|(name, variable)| Some((name, env::var_os(variable)?)));
    keys.fold(TextRedactor::default(), |keys, (name, text)| {
        let text = text.to_string_lossy();
        let key = text.trim_matches(is_around);
        if matches!(key, "test" | "testcredit") { keys } else { keys.with_key(name, key) }
    })
});

/// A result, as it was asked for: a card number in it may be wanted, a key never is.
pub(super) fn for_stdout(text: &str) -> ForStdout {
    let without_keys = KEYS.without_keys(text);
    let has_key = matches!(without_keys, Cow::Owned(_));
    let is_json = without_keys.trim_start().starts_with(['{', '[']);
    let safe = match (is_json, stdout_has_colour()) {
        (true, _) => printable_json(&without_keys).into_owned(),
        (false, true) => with_colours(&without_keys),
        (false, false) => printable(&without_keys).into_owned(),
    };
    ForStdout { safe, has_key }
}

/// A text for a file: a document as it was asked for, without keys.
pub(super) fn for_file(text: &str) -> Cow<'_, str> {
    KEYS.without_keys(text)
}

/// A note or an error.
pub(super) fn for_stderr(text: &str) -> String {
    printable(&KEYS.redact(text)).into_owned()
}

/// A text whose colours stay.
fn with_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut safe = printable(parts.next().unwrap_or_default()).into_owned();
    for part in parts {
        match part.split_once('m').filter(|(codes, _)| codes.split(';').all(is_colour)) {
            Some((codes, rest)) => safe.extend(["\u{1b}[", codes, "m", &printable(rest)]),
            None => safe.extend(["\\u{1b}[", &printable(part)]),
        }
    }
    safe
}

/// Whether a code sets a colour, or bold, or ends both. Others hide a text.
fn is_colour(code: &str) -> bool {
    matches!(code.parse(), Ok(0_u8 | 1 | 30..=37 | 39 | 90..=97)) || code.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{is_colour, with_colours};

    #[test]
    fn colours_stay_and_commands_do_not() {
        let text = "\u{1b}[1m\u{1b}[91mred\u{1b}[0m \u{1b}[8mhidden \u{1b}[2J \u{1b}]0;x\u{7} \u{9b}1m \u{1b}[38;5;0m";
        let safe =
            "\u{1b}[1m\u{1b}[91mred\u{1b}[0m \\u{1b}[8mhidden \\u{1b}[2J \\u{1b}]0;x\\u{7} \\u{9b}1m \\u{1b}[38;5;0m";
        assert_eq!(with_colours(text), safe);
        assert_eq!(with_colours("plain\n"), "plain\n");
    }

    #[test]
    fn codes_of_colours_and_of_bold_stay() {
        let codes: Vec<u32> = (0..=255).filter(|code: &u32| is_colour(&code.to_string())).collect();
        let expected: Vec<u32> = [0..=1, 30..=37, 39..=39, 90..=97].into_iter().flatten().collect();
        assert_eq!(codes, expected);
        assert!(is_colour("") && !is_colour("256") && !is_colour("x"));
        for text in ["\u{1b}[1;31mred", "\u{1b}[1man m"] {
            assert_eq!(with_colours(text), text);
        }
    }
}
