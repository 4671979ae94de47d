use super::{DECLINE, GROUP, Kind, META_FORMAT, ObjectSpec, PARAMETER, SCHEMA, SOURCE, optional, required};
use crate::model::{Body, Digest, Key as SigningKey, Protocol, Shape, Signed};

const TABLE_DOC: &str = "The name of a shared table: a file in the folder `tables`, without `.json`.";
const PARAMETERS_DOC: &str = "The parameters, in the order and with the names of the documentation's table.";
const DECLINE_DOC: &str = "The parameters of `rows` that tell why an operation was declined.";
const PARAMETERS: Kind = Kind::List(&Kind::Object(&PARAMETER));

pub(crate) static ENDPOINT: ObjectSpec = ObjectSpec::new(
    "an endpoint",
    &[
        SCHEMA,
        META_FORMAT,
        required(
            "endpoint",
            Kind::Pattern("^[a-z_][a-z0-9_]*$"),
            "The name of the endpoint and of this file: lower-case letters, digits, `_`.",
        ),
        optional(
            "rust",
            Kind::Pattern("^[A-Z][A-Za-z0-9]*$"),
            "The name of the type in Rust, in upper camel case; its module is the same in snake case. Derived from `endpoint` if absent.",
        )
        .since(2),
        optional("doc", Kind::String, "The description, in your own words."),
        SOURCE,
        optional(
            "host",
            Kind::Pattern("^https://[^/]+$"),
            "Scheme and host (`https://..`), if they are not those of the payment API.",
        ),
        required("path", Kind::Pattern("^/"), "The path on the host: `/api/status/order_id`."),
        optional(
            "protocol",
            Kind::Enum(Protocol::NAMES),
            "The protocol of request and response: 1.0.1 (the default: flat parameters, signed value by value), 2.0 (JSON in base64, signed as a whole), plain (JSON without an envelope).",
        ),
        optional(
            "data_when",
            Kind::List(&Kind::String),
            "A request with one of these parameters is sent in protocol 2.0.",
        ),
        optional("body", Kind::Enum(Body::NAMES), "The encoding of the request's body; json is the default."),
        optional(
            "key",
            Kind::Enum(SigningKey::NAMES),
            "The key that signs: payment (the default), payout (payouts), company (reports), none.",
        ),
        optional("digest", Kind::Enum(Digest::NAMES), "The digest of the signature; sha1 is the default."),
        optional(
            "retry",
            Kind::Either(&[Kind::Enum(&["freely", "never"]), Kind::Object(&RETRY)]),
            "Whether a request may be sent again if its outcome is unknown: freely (it is idempotent), never (the default), or with the same value of one parameter.",
        ),
        optional("order", Kind::String, "The parameter of the request that identifies the order.").since(2),
        optional(
            "confirm_with",
            Kind::Object(&CONFIRMATION),
            "How to find out the outcome of a request for which no response arrived: the endpoint that is asked for the status of the order.",
        )
        .since(2),
        required(
            "request",
            Kind::Either(&[PARAMETERS, Kind::Object(&REQUEST)]),
            "The parameters of the request: a list, or a shared table.",
        ),
        optional("groups", Kind::List(&Kind::Object(&GROUP)), "The rules between the parameters of the request."),
        required("response", Kind::Object(&RESPONSE), "The response: its table, and whether it is signed."),
    ],
);

pub(crate) static RETRY: ObjectSpec = ObjectSpec::new(
    "`retry`",
    &[required(
        "with",
        Kind::String,
        "The idempotency parameter: requests with the same value of it are carried out once.",
    )],
);

pub(crate) static CONFIRMATION: ObjectSpec = ObjectSpec::new(
    "`confirm_with`",
    &[
        required("endpoint", Kind::String, "The status endpoint, which is asked by its own `order` parameter."),
        optional(
            "outcome",
            Kind::String,
            "The parameter of its response whose listed values have the outcome of the request; a path with dots leads into nested values. If absent, the request was carried out if the order exists.",
        ),
        optional(
            "total",
            Kind::String,
            "An integer of its response that the request increases, such as the amount that was reversed; without `outcome`, the status then does not decide.",
        ),
    ],
);

pub(crate) static REQUEST: ObjectSpec = ObjectSpec::new("a request", &[required("table", Kind::String, TABLE_DOC)]);

pub(crate) static RESPONSE: ObjectSpec = ObjectSpec::new(
    "a response",
    &[
        optional("table", Kind::String, TABLE_DOC),
        optional("rows", PARAMETERS, PARAMETERS_DOC),
        optional(
            "forms",
            Kind::NonEmptyList(&Kind::Object(&VARIANT)),
            "The forms of a response that can have several; the last one has no condition.",
        ),
        optional(
            "shape",
            Kind::Enum(Shape::NAMES),
            "Whether a response is one object (the default), a list of objects, or a map of objects.",
        ),
        optional("decline", Kind::Object(&DECLINE), DECLINE_DOC).since(2),
        required(
            "signed",
            Kind::Enum(Signed::NAMES),
            "Whether it is signed: always, final (only the last form), never, unproven (documented as signed, but no recorded response verifies).",
        ),
        optional(
            "failure",
            Kind::Object(&FAILURE),
            "The parameters of an error, if they are not the gateway's usual ones.",
        ),
    ],
)
.with_one_of(&["table", "rows", "forms"]);

pub(crate) static VARIANT: ObjectSpec = ObjectSpec::new(
    "a form of the response",
    &[
        optional("table", Kind::String, TABLE_DOC),
        optional("rows", PARAMETERS, PARAMETERS_DOC),
        optional("decline", Kind::Object(&DECLINE), DECLINE_DOC).since(2),
        optional("when", Kind::String, "A response has this form if it has this parameter."),
    ],
)
.with_one_of(&["table", "rows"]);

pub(crate) static FAILURE: ObjectSpec = ObjectSpec::new(
    "`failure`",
    &[
        required("message", Kind::String, "The parameter with the error message."),
        optional("code", Kind::String, "The parameter with the error code."),
        optional("request_id", Kind::String, "The parameter with the gateway's identifier of the request.").since(2),
    ],
);
