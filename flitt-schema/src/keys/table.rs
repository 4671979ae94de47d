use super::{CONDITION, GROUP, Keys, Kind, META_FORMAT, ROW, SCHEMA, SOURCE, may, must};
use crate::model::Key;

pub(crate) static TABLE: Keys = Keys::new(
    "a table",
    &[
        SCHEMA,
        META_FORMAT,
        must("table", Kind::Text, "The name of the table, which is also the file's."),
        may("doc", Kind::Text, "What it is, in your own words."),
        SOURCE,
        must("rows", Kind::List(&Kind::Object(&ROW)), "The rows, in the order of the documentation's table."),
        may("groups", Kind::List(&Kind::Object(&GROUP)), "What holds between the rows."),
        may(
            "callback",
            Kind::List(&Kind::Object(&KEY_RULE)),
            "Which key signs a callback made of this table: the first rule that applies. Without rules, no callback is made of it.",
        ),
    ],
);

pub(crate) static KEY_RULE: Keys = Keys::new(
    "a callback's key",
    &[
        must("key", Kind::Word(Key::WORDS), "The key."),
        may("when", Kind::Object(&CONDITION), "When it signs; always, without a condition."),
        may("doc", Kind::Text, "Where that is known from."),
    ],
);
