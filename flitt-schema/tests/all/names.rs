//! Texts of the wire as names in Rust.

use flitt_schema::{InMemory, Library, RustName, proposed_names, proposed_variants};

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

/// The names of the preludes of all editions, as <https://doc.rust-lang.org/std/prelude/> lists them.
const PRELUDE: &str = "\
    Send Sized Sync Unpin AsyncFn AsyncFnMut AsyncFnOnce Drop Fn FnMut FnOnce Box ToOwned Clone PartialEq PartialOrd Eq \
    Ord AsRef AsMut Into From Default Iterator Extend IntoIterator DoubleEndedIterator ExactSizeIterator Option Some None \
    Result Ok Err String ToString Vec TryFrom TryInto FromIterator Future IntoFuture Copy";

/// Modules of these names would hide a crate or a primitive type.
const CRATES_AND_PRIMITIVES: &str = "\
    std core alloc test proc_macro flitt_client bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f16 f32 \
    f64 f128";

fn diagnostics(name: &str, rust: &str) -> Vec<String> {
    let text = format!(
        "{{ \"endpoint\": \"{name}\", {rust}\"path\": \"/a\", \"key\": \"none\", \"request\": [], \
         \"response\": {{ \"rows\": [], \"signed\": \"never\" }} }}"
    );
    let file = format!("{name}.json");
    let library = Library::read_folder(&InMemory::from_iter([(file, text)]));
    library.diagnostics.iter().map(|diagnostic| diagnostic.message().to_owned()).collect()
}

#[test]
fn no_endpoint_hides_what_every_program_uses() {
    for name in PRELUDE.split_whitespace() {
        let found = diagnostics("pay", &format!("\"rust\": \"{name}\", "));
        assert!(found.iter().any(|message| message.contains("would hide")), "{name}: {found:?}");
    }
    for name in CRATES_AND_PRIMITIVES.split_whitespace() {
        let found = diagnostics(name, "");
        assert!(found.iter().any(|message| message.contains("would hide")), "{name}: {found:?}");
        assert_eq!(diagnostics(name, "\"rust\": \"Another\", "), Vec::<String>::new(), "{name}");
    }
    for name in ["debug", "display", "hash", "error", "payment", "serde"] {
        assert_eq!(diagnostics(name, ""), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn names_are_proposed() {
    let first = |text: &str| proposed_names(text).next();
    for (text, name) in [
        ("cardId", "card_id"),
        ("callback-url", "callback_url"),
        ("APIKey", "api_key"),
        ("card.pan number", "card_pan_number"),
        ("cvv2Code", "cvv2_code"),
        ("3ds", "field_3ds"),
        ("self", "self_value"),
        ("_", ""),
        ("ключ", ""),
    ] {
        assert_eq!(first(text).unwrap_or_default(), name, "{text}");
    }
    assert_eq!(proposed_names("x1").take(3).collect::<Vec<_>>(), ["x1", "x1_value", "x1_2"]);
    for (text, name) in [("00", "V00"), ("+", "Value"), ("p2p credit", "P2pCredit"), ("self", "Self2")] {
        assert_eq!(proposed_variants(text).next().as_deref(), Some(name), "{text}");
    }
}
