//! Splits a command into words as a shell does, and fills in placeholders. No shell runs it.

/// Why a command cannot be split.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum WordsError {
    /// There is no word.
    Empty,
    /// This quote is not closed.
    Open(char),
}

/// The words of a command: blanks separate them, `'` and `"` keep blanks, `\` keeps the next character (within `"` only
/// before `"` and `\`).
pub(crate) fn words(command: &str) -> Result<Vec<String>, WordsError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = command.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            quote @ ('\'' | '"') => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next() {
                        None => return Err(WordsError::Open(quote)),
                        Some(end) if end == quote => break,
                        Some('\\') if quote == '"' && characters.peek().is_some_and(|next| "\"\\".contains(*next)) => {
                            word.extend(characters.next());
                        }
                        Some(other) => word.push(other),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(characters.next()),
            blank if blank.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    if words.is_empty() { Err(WordsError::Empty) } else { Ok(words) }
}

/// Replaces `{name}` by its value. What a value contains is not looked at again, and other braces stay.
pub(crate) fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        filled.push_str(before);
        let found = from.find('}').and_then(|end| Some((value(&from[1..end])?, end + 1)));
        let (text, length) = found.unwrap_or_else(|| ("{".to_owned(), 1));
        filled.push_str(&text);
        rest = &from[length..];
    }
    filled + rest
}

/// A text as a part of an address, with all but letters, digits and `-._~` escaped.
pub(crate) fn escaped(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{WordsError, escaped, fill, words};

    #[test]
    fn words_are_those_of_a_shell() {
        let cases: [(&str, &[&str]); 7] = [
            ("php  bin/order.php\t{order}", &["php", "bin/order.php", "{order}"]),
            ("sh -c 'a | b \"c\"' sh", &["sh", "-c", "a | b \"c\"", "sh"]),
            (r#"a "b \"c\" \d" e"#, &["a", r#"b "c" \d"#, "e"]),
            (r"a\ b c", &["a b", "c"]),
            ("a'b'\"c\"", &["abc"]),
            ("a '' \"\"", &["a", "", ""]),
            ("$HOME;*", &["$HOME;*"]),
        ];
        for (command, expected) in cases {
            assert_eq!(words(command).unwrap(), expected, "{command}");
        }
        assert_eq!(words("a 'b"), Err(WordsError::Open('\'')));
        assert_eq!(words("a \"b\\\""), Err(WordsError::Open('"')));
        assert_eq!(words("  "), Err(WordsError::Empty));
    }

    #[test]
    fn values_are_filled_in_once() {
        let value = |name: &str| match name {
            "order" => Some("{amount}; rm".to_owned()),
            "amount" => Some("5".to_owned()),
            _ => None,
        };
        assert_eq!(fill("{order} {amount} {other} {} {amount", value), "{amount}; rm 5 {other} {} {amount");
        assert_eq!(fill("{{amount}}", value), "{5}");
        assert_eq!(escaped("a/b?ჩ~"), "a%2Fb%3F%E1%83%A9~");
    }
}
