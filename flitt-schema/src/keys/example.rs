use super::{Kind, ObjectSpec, optional, required};
use crate::model::{ExampleOf, Protocol};

pub(crate) static EXAMPLE: ObjectSpec = ObjectSpec::new(
    "an example",
    &[
        required("of", Kind::Enum(ExampleOf::NAMES), "What it is an example of: request or response."),
        required("source", Kind::String, "Where it is from: the URL of a page, or words."),
        optional("doc", Kind::String, "What it shows, and where it differs from its source."),
        optional(
            "partial",
            Kind::Boolean,
            "Whether parameters are omitted. Mandatory parameters, parameters that are always present, and groups are then not checked.",
        ),
        optional(
            "protocol",
            Kind::Enum(Protocol::NAMES),
            "Its protocol, if it is not that of the endpoint or, where a parameter of `data_when` is set, 2.0.",
        ),
        required(
            "values",
            Kind::AnyObject,
            "The parameters with their values, without the envelope and the signature; of a list or map of objects, those of one object.",
        ),
        optional("signed", Kind::Object(&SIGNED_EXAMPLE), "Its signature, and what was signed."),
    ],
);

pub(crate) static SIGNED_EXAMPLE: ObjectSpec = ObjectSpec::new(
    "`signed`",
    &[
        required(
            "key",
            Kind::String,
            "The key itself: one that the gateway publishes for tests. Never the key of a merchant.",
        ),
        required(
            "text",
            Kind::String,
            "The signed text with the key masked as the gateway prints it: `**********|1000|GEL|..`.",
        ),
        required(
            "signature",
            Kind::Pattern("^([0-9a-f]{40}|[0-9a-f]{128})$"),
            "The signature: lower-case hexadecimal digits.",
        ),
    ],
);
