use super::{CONDITION, GROUP, Kind, ObjectSpec, optional, required};
use crate::model::{Format, Origin, Outcome, Protocol, Unit, ValueType};

pub(crate) static PARAMETER: ObjectSpec = ObjectSpec::new(
    "a parameter",
    &[
        required("name", Kind::String, "The name on the wire."),
        optional("rust", Kind::String, "The name in Rust, if the name on the wire cannot be used (`3ds_mandatory`)."),
        required(
            "type",
            Kind::Enum(ValueType::NAMES),
            "The type on the wire; string or integer in tables that are signed value by value. string_or_integer is a string, or an integer if its text is one.",
        ),
        optional(
            "max_length",
            Kind::Length,
            "The documented maximum length in characters (Unicode scalar values), for integers in digits; null if none is documented.",
        ),
        optional(
            "enforced_length",
            Kind::Length,
            "Another maximum length, or null for none, if the documented one is wrong; `quirk` explains why.",
        ),
        optional("mandatory", Kind::Boolean, "In requests: the gateway rejects a request without it."),
        optional("always", Kind::Boolean, "In responses: a response without it is rejected."),
        optional("echo", Kind::Boolean, "In responses: it repeats the request's parameter of the same name."),
        optional(
            "documented",
            Kind::Boolean,
            "false: no table of the documentation lists it; it was seen in examples or real responses.",
        ),
        optional("default", Kind::StringOrNumber, "The value that the gateway assumes if it is absent."),
        optional("fixed", Kind::StringOrNumber, "The value that is always sent; for the rules between parameters, it is set."),
        optional(
            "values",
            Kind::List(&Kind::Either(&[Kind::StringOrNumber, Kind::Object(&LISTED_VALUE)])),
            "The listed values, each a string, a number, or an object with its meaning; not for texts, object, list and map.",
        ),
        optional("closed", Kind::Boolean, "Only the listed values are accepted."),
        optional("list", Kind::String, "The reference list with the values: a file in the folder `reference`; not for texts, object, list and map."),
        optional("smallest", Kind::Integer, "The minimum of an integer. In responses, a minimum below 0 means that the value can be negative, and no bound is checked."),
        optional("largest", Kind::Integer, "The maximum of an integer."),
        optional(
            "zero_when",
            Kind::NonEmptyList(&Kind::Object(&CONDITION)),
            "In requests: 0 is accepted although it is below `smallest`, if all of these conditions hold.",
        )
        .since(2),
        optional(
            "format",
            Kind::Enum(Format::NAMES),
            "The format of a string. Requests are checked against it, except for url, email, ip, date_time and date, which are hints.",
        ),
        optional("table", Kind::String, "The shared table of a nested value: a file in the folder `tables`."),
        optional(
            "columns",
            Kind::String,
            "In a list whose items are lists of values: the parameter of the same response that names these values.",
        ),
        optional("header", Kind::Object(&HEADER), "It is sent as this header of the request, not in the body."),
        optional("protocol", Kind::Enum(Protocol::NAMES), "In responses: the only protocol in which it is present."),
        optional(
            "unit",
            Kind::Enum(Unit::NAMES),
            "The unit of an integer: minor (an amount in minor units), identifier (none: it identifies something), seconds.",
        ),
        optional(
            "informational",
            Kind::Boolean,
            "In responses: its value decides nothing. It is returned as its exact text, and never a reason to reject a response.",
        )
        .since(2),
        optional("sensitive", Kind::Boolean, "Always redacted: card numbers, security codes, tokens, bank accounts."),
        optional("separator", Kind::Boolean, "In responses: its text may contain `|`."),
        optional("deprecated", Kind::String, "What to use instead."),
        optional(
            "from",
            Kind::Enum(Origin::NAMES),
            "Who sets it, if not the caller: the credentials, the signature, the protocol. A request has one signature; that of a response is `signature`, and the text that was signed can be `response_signature_string`.",
        ),
        optional("doc", Kind::String, "The description, in your own words."),
        optional("quirk", Kind::String, "An error or a contradiction in the documentation."),
        optional(
            "rows",
            Kind::List(&Kind::Object(&PARAMETER)),
            "The parameters of a nested value, instead of a shared `table`.",
        ),
        optional("groups", Kind::List(&Kind::Object(&GROUP)), "The rules between these parameters."),
    ],
);

pub(crate) static LISTED_VALUE: ObjectSpec = ObjectSpec::new(
    "a listed value",
    &[
        required("value", Kind::StringOrNumber, "The value on the wire."),
        optional("rust", Kind::String, "The name of the variant, if it cannot be derived from the value."),
        optional("doc", Kind::String, "The meaning."),
        optional("outcome", Kind::Enum(Outcome::NAMES), "The outcome of an operation whose response has this value."),
    ],
);

pub(crate) static HEADER: ObjectSpec = ObjectSpec::new(
    "a header",
    &[
        required("name", Kind::Pattern("^[A-Za-z0-9-]+$"), "The name of the header."),
        optional("prefix", Kind::String, "The text before the value, such as `Token `."),
    ],
);
