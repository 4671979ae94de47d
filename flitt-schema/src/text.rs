//! Names: the words of the meta-format, and Rust names made of names on the wire.

/// An enumeration whose variants are words of the meta-format.
macro_rules! words {
    ($(#[$outer:meta])* pub enum $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl crate::text::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn word(self) -> &'static str {
                self.word()
            }
        }

        impl $name {
            /// Their words, in the same order.
            pub(crate) const WORDS: &'static [&'static str] = &[$($word,)+];

            /// All of them, in the order of the meta-format's description.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word in a schema file.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The variant's name in Rust.
            #[must_use]
            pub const fn variant(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)+ }
            }
        }
    };
}
pub(crate) use words;

/// An enumeration of words, for code that reads any of them.
pub(crate) trait Word: Copy + 'static {
    const ALL: &'static [Self];

    fn word(self) -> &'static str;
}

/// Words that are no names in Rust, whatever is done.
const NEVER_NAMES: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Words that are names in Rust when they are written raw (`r#type`), in alphabetical order. Edition 2024, strict and
/// reserved.
const RAW_NAMES: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// What a text is as a name in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RustName {
    /// A name as it stands.
    Plain,
    /// A keyword, usable as a raw name (`r#type`).
    Raw,
    /// A keyword that cannot be a name, even raw.
    Keyword,
    /// No name at all.
    Invalid,
}

impl RustName {
    /// Looks at a text. Only ASCII letters, digits and `_` make names here.
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

    /// Whether it is usable.
    #[must_use]
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Plain | Self::Raw)
    }
}

/// Whether a text is a name for functions and fields: usable, and without upper-case letters.
pub(crate) fn is_snake_case(text: &str) -> bool {
    !text.chars().any(|character| character.is_ascii_uppercase())
}

/// The name of a type or variant for a text of the wire: `p2p credit` gives `P2pCredit`, `order_status` gives
/// `OrderStatus`, `GEL` stays. The result need not be usable: look at it with [`RustName::of`].
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

/// The longest word that is compared with others: to compare takes memory of the square of the length.
const LONGEST_WORD: usize = 100;

/// The best of some words for a misspelt one.
#[must_use]
pub fn nearest<'w>(misspelt: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    if misspelt.len() > LONGEST_WORD {
        return None;
    }
    words
        .into_iter()
        .filter(|word| word.len() <= LONGEST_WORD)
        .map(|word| (strsim::damerau_levenshtein(misspelt, word), word))
        .filter(|(distance, word)| *distance <= word.chars().count().max(3) / 3)
        .filter(|(distance, word)| *distance < word.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Whether a text holds such a byte. It looks at all of them, whatever it finds: so the processor can look at many at
/// once, and a short text takes no more than a call.
#[must_use]
pub fn holds_byte(text: &str, is_such: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | is_such(byte))
}

/// A text as a JSON string.
#[must_use]
pub fn quoted(text: &str) -> String {
    // A text can always be written.
    serde_json::to_string(text).unwrap_or_default()
}

/// Words as a list for a sentence: `a`, `b` or `c`.
pub(crate) fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
