use super::{
    CONDITION, DECLINE, EXAMPLE, GROUP, Kind, META_FORMAT, ObjectSpec, PARAMETER, SCHEMA, SOURCE, optional, required,
};
use crate::model::{Body, Creates, Digest, Key as SigningKey, Protocol, Shape, Signed};

const TABLE_DOC: &str = "The name of a shared table: a file in the folder `tables`, without `.json`.";
const PARAMETERS_DOC: &str = "The parameters, in the order and with the names of the documentation's table.";
const DECLINE_DOC: &str = "The parameters of `rows` that say why an operation was declined.";
// `check::address` describes them in full.
const HOST: &str = r"^https://(\[[0-9a-f:.]+\]|[a-z0-9-]+(\.[a-z0-9-]+)*)(:[1-9][0-9]{0,4})?$";
const PATH: &str = r"^/(\.*[A-Za-z0-9_~:-][A-Za-z0-9._~:-]*/)*(\.*[A-Za-z0-9_~:-][A-Za-z0-9._~:-]*)?$";
const EACH_PARAMETER: Kind = Kind::Object(&PARAMETER);
const PARAMETERS: Kind = Kind::List(&EACH_PARAMETER);

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
            Kind::Pattern(HOST),
            "Scheme and host in lower case (`https://..`), optionally with a port, if they are not those of the payment API.",
        ),
        required("path", Kind::Pattern(PATH), "The path on the host: `/api/status/order_id`; letters, digits and `-._~:` between single slashes."),
        optional(
            "protocol",
            Kind::Enum(Protocol::NAMES),
            "The protocol of request and response: 1.0.1 (the default: flat parameters, signed value by value), 2.0 (JSON in base64, signed as a whole), plain (JSON without an envelope).",
        ),
        optional(
            "data_when",
            Kind::List(&Kind::String),
            "A request with one of these parameters, which the caller sets, is sent in protocol 2.0.",
        ),
        optional("body", Kind::Enum(Body::NAMES), "The encoding of the request's body; json is the default. A form cannot carry protocol 2.0."),
        optional(
            "key",
            Kind::Enum(SigningKey::NAMES),
            "The key that signs: payment (the default), payout (payouts), company (reports), none (not in protocol 2.0).",
        ),
        optional("digest", Kind::Enum(Digest::NAMES), "The digest of the signature of a request; sha1 is the default. sha512 is not for protocol 2.0, nor for endpoints with signed responses."),
        optional(
            "retry",
            Kind::Either(&[Kind::Enum(&["freely", "never"]), Kind::Object(&RETRY)]),
            "Whether a request may be sent again if its outcome is unknown: freely (it is idempotent), never (the default), or with the same value of one parameter.",
        ),
        optional("order", Kind::String, "The parameter of the request, set by the caller, that identifies the order.").since(2),
        optional(
            "creates",
            Kind::Enum(Creates::NAMES),
            "What kind of order a request creates: payment (the payer pays the merchant; also a hold and a check of a card), payout (the merchant pays a receiver), settlement (a payment is divided). Absent if it creates none.",
        )
        .since(2),
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
        optional(
            "examples",
            Kind::List(&Kind::Object(&EXAMPLE)),
            "Examples of the request and the response. `flitt check` and the tests verify them; a build does not.",
        )
        .since(2),
    ],
);

pub(crate) static RETRY: ObjectSpec = ObjectSpec::new(
    "`retry`",
    &[required(
        "with",
        Kind::String,
        "The idempotency parameter, set by the caller: requests with the same value of it are carried out once.",
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
        optional(
            "needs_payer",
            Kind::Boolean,
            "Whether the order waits for a payer, and only the response contains the link to pay it. The request itself then takes no money, so that an order whose response is lost can be created again under another id.",
        ),
        optional(
            "failures",
            Kind::Object(&FAILURES),
            "Which error codes say what happened to the request. Every other code, and every failure if this is absent, says nothing: the outcome is unknown.",
        ),
        optional(
            "compare",
            Kind::List(&Kind::Either(&[Kind::String, Kind::Object(&COMPARED)])),
            "The parameters of the request that the status repeats: an order with other values is another one. A plain name is used in both tables. If absent, all common parameters are compared. For a request about an existing order, list the parameters that identify it, or write `[]`.",
        ),
        optional(
            "contradicted_by",
            Kind::List(&Kind::Object(&CONTRADICTION)),
            "Values in the status that the request did not ask for, such as a hold where a sale was requested.",
        ),
    ],
);

pub(crate) static FAILURES: ObjectSpec = ObjectSpec::new(
    "`failures`",
    &[
        optional(
            "list",
            Kind::String,
            "A reference list of error codes with the column `stage`: before (rejected before anything was done), exists (the order exists already), unknown or empty.",
        ),
        optional(
            "before",
            Kind::List(&Kind::StringOrNumber),
            "Codes of this endpoint's requests that were rejected before anything was done, whatever the list says.",
        ),
        optional(
            "exists",
            Kind::List(&Kind::StringOrNumber),
            "Codes of this endpoint's requests about an order that exists already, whatever the list says.",
        ),
    ],
);

pub(crate) static COMPARED: ObjectSpec = ObjectSpec::new(
    "a compared parameter",
    &[
        required("parameter", Kind::String, "A parameter of the request."),
        required(
            "status",
            Kind::String,
            "The parameter of the status response that repeats it; a path with a dot leads into a nested value.",
        ),
        optional(
            "decimals",
            Kind::Integer,
            "The number of decimal places, 1 to 9, if the status has the amount in major units and the request in minor units.",
        ),
    ],
);

pub(crate) static CONTRADICTION: ObjectSpec = ObjectSpec::new(
    "a contradiction",
    &[
        required(
            "parameter",
            Kind::String,
            "A parameter of the status response; a path with a dot leads into a nested value.",
        ),
        required(
            "is",
            Kind::NonEmptyList(&Kind::StringOrNumber),
            "The values that contradict the request; `\"\"` matches a nested value that an approved order does not have.",
        ),
        optional(
            "when",
            Kind::List(&Kind::Object(&CONDITION)),
            "The requests that they contradict: those for which all of these conditions on parameters of the request hold. `\"\"` matches a parameter that is not set.",
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
