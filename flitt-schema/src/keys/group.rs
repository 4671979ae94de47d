use super::{Keys, Kind, may, must};
use crate::model::GroupRule;

pub(crate) static GROUP: Keys = Keys::new(
    "a group",
    &[
        must("rule", Kind::Word(GroupRule::WORDS), "What holds between the alternatives."),
        must(
            "of",
            Kind::List(&Kind::Either(&[Kind::Text, Kind::Some(&Kind::Text)])),
            "The alternatives: each a parameter, or parameters that belong together.",
        ),
        may("when", Kind::Object(&CONDITION), "The rule holds only then."),
        may("doc", Kind::Text, "Why."),
    ],
)
.with_rules(&[
    r#"{ "if": { "properties": { "rule": { "const": "requires" } } }, "then": { "required": ["when"] } }"#,
    r#"{ "if": { "properties": { "rule": { "enum": ["exactly_one", "at_least_one", "excludes"] } } },
        "then": { "properties": { "of": { "minItems": 2 } } }, "else": { "properties": { "of": { "minItems": 1 } } } }"#,
]);

pub(crate) static CONDITION: Keys = Keys::new(
    "a condition",
    &[
        must("parameter", Kind::Text, "A row of the same table."),
        may("is", Kind::List(&Kind::Wire), "It has one of these values; without values, it is set."),
    ],
);
