//! Rust names made of names on the wire.

/// Keywords that cannot be written as raw names.
const NEVER_NAMES: [&str; 5] = ["self", "Self", "super", "crate", "_"];

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
        if NEVER_NAMES.contains(&text) {
            return Self::Keyword;
        }
        let mut characters = text.chars();
        let begins = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
        if !begins || !characters.all(|character| character.is_ascii_alphanumeric() || character == '_') {
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

/// Whether a text has no upper-case letter, as names of functions, fields and modules.
pub(crate) fn is_snake_case(text: &str) -> bool {
    !text.chars().any(|character| character.is_ascii_uppercase())
}

/// The name of a type or variant for a text on the wire: `p2p credit` gives `P2pCredit`, `order_status` gives
/// `OrderStatus`, `GEL` stays. The result may not be a valid name: check it with [`RustName::of`].
#[must_use]
pub fn rust_type_name(text: &str) -> String {
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect()
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
