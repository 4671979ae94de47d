use super::{Kind, META_FORMAT, ObjectSpec, SCHEMA, SOURCE, optional, required};

pub(crate) static LIST: ObjectSpec = ObjectSpec::new(
    "a reference list",
    &[
        SCHEMA,
        META_FORMAT,
        required("list", Kind::String, "The name of the list and of this file."),
        optional("rust", Kind::String, "The name of the Rust type that is generated from it, if any."),
        optional("doc", Kind::String, "The description."),
        SOURCE,
        optional("columns", Kind::StringMap, "Additional keys of the values, each with its description."),
        required("values", Kind::List(&Kind::Object(&REFERENCE_VALUE)), "The values."),
    ],
);

/// A value can also have the keys that the list declares in `columns`.
pub(crate) static REFERENCE_VALUE: ObjectSpec = ObjectSpec {
    label: "a value",
    all: &[
        required("value", Kind::StringOrNumber, "The value on the wire."),
        optional("rust", Kind::StringOrNumber, "The name of the variant, if it cannot be derived from the value."),
        optional("doc", Kind::StringOrNumber, "The meaning."),
    ],
    one_of: &[],
    others: Some(&Kind::StringOrNumber),
};
