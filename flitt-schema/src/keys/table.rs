use super::{CONDITION, GROUP, Kind, META_FORMAT, ObjectSpec, PARAMETER, SCHEMA, SOURCE, optional, required};
use crate::model::Key;

pub(crate) static TABLE: ObjectSpec = ObjectSpec::new(
    "a table",
    &[
        SCHEMA,
        META_FORMAT,
        required("table", Kind::String, "The name of the table and of this file."),
        optional("doc", Kind::String, "The description, in your own words."),
        SOURCE,
        required(
            "rows",
            Kind::List(&Kind::Object(&PARAMETER)),
            "The parameters, in the order of the documentation's table.",
        ),
        optional("groups", Kind::List(&Kind::Object(&GROUP)), "The rules between the parameters."),
        optional(
            "callback",
            Kind::List(&Kind::Object(&KEY_RULE)),
            "The keys that can sign a callback that has this table: those of all rules that apply. One of them is enough. \
             Without rules, no callback has this table.",
        ),
        optional(
            "decline",
            Kind::Object(&DECLINE),
            "In responses: the parameters that say why an operation was declined.",
        )
        .since(2),
    ],
);

pub(crate) static DECLINE: ObjectSpec = ObjectSpec::new(
    "`decline`",
    &[
        required("code", Kind::String, "The parameter with the code."),
        optional("description", Kind::String, "The parameter with the description."),
    ],
);

pub(crate) static KEY_RULE: ObjectSpec = ObjectSpec::new(
    "a callback's key",
    &[
        required("key", Kind::Enum(Key::NAMES), "The key."),
        optional("when", Kind::Object(&CONDITION), "The condition under which it signs; it always signs if absent."),
        optional("doc", Kind::String, "The source of this rule."),
    ],
);
