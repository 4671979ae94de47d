use super::{Keys, Kind, META_FORMAT, SCHEMA, SOURCE, may, must};

pub(crate) static LIST: Keys = Keys::new(
    "a reference list",
    &[
        SCHEMA,
        META_FORMAT,
        must("list", Kind::Text, "The name of the list, which is also the file's."),
        may("rust", Kind::Text, "The Rust type that is made of it, if any."),
        may("doc", Kind::Text, "What it lists."),
        SOURCE,
        may("columns", Kind::Texts, "Further keys of the values, each with what it says."),
        must("values", Kind::List(&Kind::Object(&REFERENCE_VALUE)), "The values."),
    ],
);

/// Beside these keys, a value has those that the list's `columns` declare.
pub(crate) static REFERENCE_VALUE: Keys = Keys {
    what: "a value",
    all: &[
        must("value", Kind::Wire, "The value on the wire."),
        may("rust", Kind::Wire, "The name of the variant, where the value gives none."),
        may("doc", Kind::Wire, "What it means."),
    ],
    one_of: &[],
    rules: &[],
    others: Some(&Kind::Wire),
};
