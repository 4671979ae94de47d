use super::{GROUP, Keys, Kind, META_FORMAT, ROW, SCHEMA, SOURCE, may, must};
use crate::model::{Body, Digest, Key as SigningKey, Protocol, Shape, Signed};

const TABLE_DOC: &str = "The name of a shared table: a file of the folder `tables`, without `.json`.";
const ROWS_DOC: &str = "The rows, in the order and with the names of the documentation's table.";
const ROWS: Kind = Kind::List(&Kind::Object(&ROW));

pub(crate) static ENDPOINT: Keys = Keys::new(
    "an endpoint",
    &[
        SCHEMA,
        META_FORMAT,
        must(
            "endpoint",
            Kind::Form("^[a-z_][a-z0-9_]*$"),
            "The name of the endpoint, which is also the file's: lower-case letters, digits, `_`.",
        ),
        may("doc", Kind::Text, "What it does, in your own words."),
        SOURCE,
        may("host", Kind::Form("^https://[^/]+$"), "Scheme and host (`https://..`), where it is not the payment API's."),
        must("path", Kind::Form("^/"), "The path from the root of the host: `/api/status/order_id`."),
        may(
            "protocol",
            Kind::Word(Protocol::WORDS),
            "The protocol of request and answer: 1.0.1 (flat parameters, signed one by one; assumed), 2.0 (base64 of JSON, signed as a whole), plain (JSON without an envelope).",
        ),
        may(
            "data_when",
            Kind::List(&Kind::Text),
            "Requests go out in protocol 2.0 when one of these parameters is set.",
        ),
        may("body", Kind::Word(Body::WORDS), "How the body of a request is written; JSON, where it is absent."),
        may(
            "key",
            Kind::Word(SigningKey::WORDS),
            "The key that signs: payment (assumed), payout (payouts), company (reports), none.",
        ),
        may("digest", Kind::Word(Digest::WORDS), "The digest of the signature; sha1, where it is absent."),
        may(
            "retry",
            Kind::Either(&[Kind::Word(&["freely", "never"]), Kind::Object(&RETRY)]),
            "What may be repeated when nobody knows what became of a request: freely (asking changes nothing), never (assumed), or with the same value of one parameter.",
        ),
        may("confirm_with", Kind::Text, "The endpoint that tells what became of a request."),
        must(
            "request",
            Kind::Either(&[ROWS, Kind::Object(&REQUEST)]),
            "The parameters of the request: rows, or a shared table.",
        ),
        may("groups", Kind::List(&Kind::Object(&GROUP)), "What holds between the rows of the request."),
        must("response", Kind::Object(&RESPONSE), "The answer: its table, and how it is signed."),
    ],
)
.with_rules(&[r#"{ "if": { "properties": { "request": { "type": "object" } } }, "then": { "properties": { "groups": { "maxItems": 0 } } } }"#]);

pub(crate) static RETRY: Keys = Keys::new(
    "`retry`",
    &[must("with", Kind::Text, "The parameter that makes a repeat safe: with the same value, the work is done once.")],
);

pub(crate) static REQUEST: Keys = Keys::new("a request", &[must("table", Kind::Text, TABLE_DOC)]);

pub(crate) static RESPONSE: Keys = Keys {
    what: "a response",
    all: &[
        may("table", Kind::Text, TABLE_DOC),
        may("rows", ROWS, ROWS_DOC),
        may(
            "forms",
            Kind::Some(&Kind::Object(&FORM)),
            "Several forms that an answer can have, the last one without a condition.",
        ),
        may("shape", Kind::Word(Shape::WORDS), "Whether one object comes (assumed), a list of them, or a map."),
        must(
            "signed",
            Kind::Word(Signed::WORDS),
            "How it is signed: always, final (in the last form only), never, unproven (documented as signed, but no known answer verifies).",
        ),
        may(
            "failure",
            Kind::Object(&FAILURE),
            "The parameters that tell of a failure, where they are not the usual ones.",
        ),
    ],
    one_of: &["table", "rows", "forms"],
    rules: &[r#"{ "if": { "properties": { "shape": { "enum": ["list", "map"] } }, "required": ["shape"] },
            "then": { "properties": { "signed": { "const": "never" }, "forms": { "maxItems": 1 } } } }"#],
    others: None,
};

pub(crate) static FORM: Keys = Keys {
    what: "a form of the answer",
    all: &[
        may("table", Kind::Text, TABLE_DOC),
        may("rows", ROWS, ROWS_DOC),
        may("when", Kind::Text, "An answer has this form when it has this parameter."),
    ],
    one_of: &["table", "rows"],
    rules: &[],
    others: None,
};

pub(crate) static FAILURE: Keys = Keys::new(
    "`failure`",
    &[
        must("message", Kind::Text, "The parameter that says why."),
        may("code", Kind::Text, "The parameter that says it as a code."),
    ],
);
