use super::{Kind, ObjectSpec, optional, required};
use crate::model::GroupRule;

pub(crate) static GROUP: ObjectSpec = ObjectSpec::new(
    "a group",
    &[
        required("rule", Kind::Enum(GroupRule::NAMES), "The rule between the alternatives."),
        required(
            "of",
            Kind::List(&Kind::Either(&[Kind::String, Kind::NonEmptyList(&Kind::String)])),
            "The alternatives: each is a parameter, or a list of parameters that belong together.",
        ),
        optional("when", Kind::Object(&CONDITION), "The condition under which the rule applies."),
        optional("doc", Kind::String, "The reason for the rule."),
    ],
);

pub(crate) static CONDITION: ObjectSpec = ObjectSpec::new(
    "a condition",
    &[
        required("parameter", Kind::String, "A parameter of the same table."),
        optional(
            "is",
            Kind::List(&Kind::StringOrNumber),
            "The values with which the condition holds; if absent, it holds with any value.",
        ),
    ],
);
