use super::{GROUP, Keys, Kind, may, must};
use crate::model::{Format, Origin, Outcome, Protocol, Unit, ValueType};

pub(crate) static ROW: Keys = Keys::new(
    "a parameter",
    &[
        must("name", Kind::Text, "The name on the wire."),
        may("rust", Kind::Text, "The name in Rust, where that of the wire is none (`3ds_mandatory`)."),
        must(
            "type",
            Kind::Word(ValueType::WORDS),
            "The type on the wire; in tables of flat parameters, which are signed one by one, string or integer.",
        ),
        may(
            "max_length",
            Kind::Length,
            "The documented maximum: characters (Unicode scalar values), for integers digits; null, if none is documented.",
        ),
        may(
            "enforced_length",
            Kind::Length,
            "Another maximum, or null for none, where the documented one is wrong; `quirk` says why.",
        ),
        may("mandatory", Kind::Boolean, "In requests: the gateway refuses a request without it."),
        may("always", Kind::Boolean, "In answers: an answer without it is refused."),
        may("echo", Kind::Boolean, "In answers: it repeats the request's parameter of the same name."),
        may(
            "documented",
            Kind::Boolean,
            "false: no table of the documentation has it; it was seen in examples or real answers.",
        ),
        may("default", Kind::Wire, "What the gateway assumes when it is absent."),
        may("fixed", Kind::Wire, "What is always sent."),
        may(
            "values",
            Kind::List(&Kind::Either(&[Kind::Wire, Kind::Object(&LISTED_VALUE)])),
            "The listed values, each a text or an object with what it means.",
        ),
        may("closed", Kind::Boolean, "Values that are not listed are refused."),
        may("list", Kind::Text, "The reference list that has the values: a file of the folder `reference`."),
        may("smallest", Kind::Number, "The smallest number."),
        may("largest", Kind::Number, "The largest number."),
        may("format", Kind::Word(Format::WORDS), "What a string holds, more precisely."),
        may("table", Kind::Text, "The table of a nested value: a file of the folder `tables`."),
        may(
            "columns",
            Kind::Text,
            "In a list whose items are lists of values: the row of the same answer that names these values.",
        ),
        may("header", Kind::Object(&HEADER), "It travels as this header of the request, and not in its body."),
        may("protocol", Kind::Word(Protocol::WORDS), "In answers: the only protocol in which it comes."),
        may(
            "unit",
            Kind::Word(Unit::WORDS),
            "What a number counts: minor (an amount in minor units), identifier (nothing: it names something), seconds.",
        ),
        may("sensitive", Kind::Boolean, "Never shown to people: card numbers, security codes, tokens, bank accounts."),
        may("separator", Kind::Boolean, "In answers: its text may hold `|`."),
        may("deprecated", Kind::Text, "What to use instead."),
        may(
            "from",
            Kind::Word(Origin::WORDS),
            "Who sets it, if not the caller: the credentials, the signature, the protocol.",
        ),
        may("doc", Kind::Text, "What it is, in your own words."),
        may("quirk", Kind::Text, "Where the documentation is wrong or contradicts itself."),
        may(
            "rows",
            Kind::List(&Kind::Object(&ROW)),
            "The table of a nested value, in place of `table`: the rows stand here.",
        ),
        may("groups", Kind::List(&Kind::Object(&GROUP)), "What holds between these rows."),
    ],
)
.with_rules(&[
    r#"{ "if": { "properties": { "type": { "const": "integer" } } },
        "then": { "properties": { "format": false, "max_length": { "maximum": 19 }, "enforced_length": { "maximum": 19 } } },
        "else": { "properties": { "unit": false, "smallest": false, "largest": false } } }"#,
    r#"{ "not": { "required": ["values", "list"] } }"#,
    r#"{ "if": { "properties": { "closed": { "const": true } }, "required": ["closed"] },
        "then": { "anyOf": [{ "required": ["values"] }, { "required": ["list"] }] } }"#,
    r#"{ "if": { "properties": { "type": { "enum": ["object", "list", "map"] } } },
        "then": { "anyOf": [{ "required": ["table"] }, { "required": ["rows"] }] } }"#,
    r#"{ "not": { "required": ["table", "rows"] } }"#,
    r#"{ "if": { "required": ["groups"] }, "then": { "required": ["rows"] } }"#,
    r#"{ "if": { "required": ["enforced_length"] }, "then": { "required": ["quirk"] } }"#,
    r#"{ "if": { "required": ["columns"] }, "then": { "properties": { "type": { "const": "list" } } } }"#,
    r#"{ "if": { "properties": { "from": { "const": "protocol" } }, "required": ["from"] },
        "then": { "anyOf": [{ "required": ["default"] }, { "required": ["fixed"] }] } }"#,
    r#"{ "if": { "properties": { "mandatory": { "const": true } }, "required": ["mandatory"] },
        "then": { "properties": { "default": false } } }"#,
    r#"{ "if": { "required": ["header"] },
        "then": { "properties": { "from": { "const": "caller" }, "type": { "enum": ["string", "integer"] } } } }"#,
]);

pub(crate) static LISTED_VALUE: Keys = Keys::new(
    "a listed value",
    &[
        must("value", Kind::Wire, "The value on the wire."),
        may("rust", Kind::Text, "The name of the variant, where the value gives none."),
        may("doc", Kind::Text, "What it means."),
        may("outcome", Kind::Word(Outcome::WORDS), "How an operation ended whose answer holds this value."),
    ],
);

pub(crate) static HEADER: Keys = Keys::new(
    "a header",
    &[
        must("name", Kind::Form("^[A-Za-z0-9-]+$"), "The name of the header."),
        may("prefix", Kind::Text, "What stands before the value, such as `Token `."),
    ],
);
