//! Texts of the wire as names in Rust.

use flitt_schema::RustName;

/// Strict and reserved keywords of the 2024 edition, by hand, and in another order than the crate's own.
const KEYWORDS: &str = "\
    yield where while virtual use unsized unsafe typeof type try true trait struct static return ref pub priv override mut \
    move mod match macro loop let in impl if gen for fn final false extern enum else dyn do continue const break box \
    become await async as abstract";

#[test]
fn keywords_are_written_raw() {
    for keyword in KEYWORDS.split_whitespace() {
        assert_eq!(RustName::of(keyword), RustName::Raw, "{keyword}");
        assert_eq!(RustName::of(&format!("{keyword}_")), RustName::Plain, "{keyword}_");
        assert_eq!(RustName::of(&keyword.to_uppercase()), RustName::Plain, "{keyword}");
    }
}

#[test]
fn some_texts_are_no_names() {
    for keyword in ["self", "Self", "super", "crate", "_"] {
        assert_eq!(RustName::of(keyword), RustName::Keyword, "{keyword}");
    }
    for text in ["", "3ds", "a-b", "a b", "é", "r#type"] {
        assert_eq!(RustName::of(text), RustName::Invalid, "{text:?}");
    }
    for text in ["a", "_a", "a1", "A_b", "order_id"] {
        assert_eq!(RustName::of(text), RustName::Plain, "{text}");
    }
}
