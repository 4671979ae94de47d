//! Rust names made of names on the wire.

/// Keywords that can be written as raw names (`r#type`), strict and reserved of edition 2024, in alphabetical order.
const RAW_NAMES: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether a text can be a name in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RustName {
    /// A name.
    Plain,
    /// A keyword, usable as a raw name (`r#type`).
    Raw,
    /// A keyword that cannot be written as a raw name.
    Keyword,
    /// Not a name.
    Invalid,
}

impl RustName {
    /// Classifies a text. Only ASCII letters, digits and `_` are accepted in names.
    #[must_use]
    pub fn of(text: &str) -> Self {
        // Keywords that cannot be written as raw names.
        if matches!(text, "self" | "Self" | "super" | "crate" | "_") {
            return Self::Keyword;
        }
        if !is_identifier(text.as_bytes()) {
            return Self::Invalid;
        }
        if RAW_NAMES.binary_search(&text).is_ok() { Self::Raw } else { Self::Plain }
    }

    /// Whether it can be used, raw or not.
    #[must_use]
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Plain | Self::Raw)
    }
}

/// A loop over bytes is the cheapest way where macros are compiled without optimization.
fn is_identifier(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {}
            b'0'..=b'9' if at > 0 => {}
            _ => return false,
        }
        at += 1;
    }
    at > 0
}

/// Whether a text has no upper-case letter, as names of functions, fields and modules.
pub(crate) fn is_snake_case(text: &str) -> bool {
    !text.chars().any(|character| character.is_ascii_uppercase())
}

/// The name of a type or variant for a text on the wire: `p2p credit` gives `P2pCredit`, `order_status` gives
/// `OrderStatus`, `GEL` stays. The result may not be a valid name: check it with [`RustName::of`].
#[must_use]
pub fn rust_type_name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut begins = true;
    for character in text.chars() {
        if !character.is_ascii_alphanumeric() {
            begins = true;
            continue;
        }
        name.push(if begins { character.to_ascii_uppercase() } else { character });
        begins = false;
    }
    name
}

/// The name of a module for the name of a type: `LoyaltyPoints` gives `loyalty_points`.
#[must_use]
pub fn snake_case(type_name: &str) -> String {
    let mut name = String::new();
    for (position, character) in type_name.char_indices() {
        if character.is_ascii_uppercase() && position > 0 {
            name.push('_');
        }
        name.push(character.to_ascii_lowercase());
    }
    name
}

/// Names in snake case for a text on the wire that is none in Rust or is taken, the best first: `cardId` gives `card_id`,
/// then `card_id_value` and `card_id_2`. They are names in Rust; there is none for a text without letters and digits.
pub fn proposed_names(text: &str) -> impl Iterator<Item = String> + use<> {
    let words = words(text).join("_");
    let base = if words.starts_with(|first: char| first.is_ascii_digit()) { format!("field_{words}") } else { words };
    let numbered = base.clone();
    let is_named = !base.is_empty();
    let all = [base.clone(), format!("{base}_value")].into_iter();
    let all = all.chain((2..MAX_PROPOSALS).map(move |number| format!("{numbered}_{number}")));
    all.filter(move |name| is_named && RustName::of(name).is_usable())
}

/// The same in upper camel case, for a listed value: `00` gives `V00`, then `V002`.
pub fn proposed_variants(text: &str) -> impl Iterator<Item = String> + use<> {
    let own = rust_type_name(text);
    let base = match own.chars().next() {
        None => "Value".to_owned(),
        Some(first) if first.is_ascii_uppercase() => own,
        Some(_) => format!("V{own}"),
    };
    let numbered = base.clone();
    let all = std::iter::once(base).chain((2..MAX_PROPOSALS).map(move |number| format!("{numbered}{number}")));
    all.filter(|name| RustName::of(name) == RustName::Plain)
}

/// How many names are proposed for one text.
const MAX_PROPOSALS: u32 = 50;

/// The words of a text in lower case: letters and digits, with a new word where a capital letter begins one.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in text.split(|character: char| !character.is_ascii_alphanumeric()) {
        let letters: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (position, letter) in letters.iter().enumerate() {
            let before = position.checked_sub(1).map(|before| letters[before]);
            let after = letters.get(position + 1);
            let begins = letter.is_ascii_uppercase()
                && (before.is_some_and(|before| !before.is_ascii_uppercase())
                    || after.is_some_and(char::is_ascii_lowercase));
            if begins && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            word.push(letter.to_ascii_lowercase());
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}
