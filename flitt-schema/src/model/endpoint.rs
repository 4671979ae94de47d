use super::string_enum::string_enum;
use super::{Condition, CowSlice, CowStr, Parameter, Shared, Table};
use crate::rust_name::{rust_type_name, snake_case};

/// One endpoint of the gateway: the content of a schema file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The name of the endpoint and of its file.
    pub name: CowStr,
    /// The name of its type in Rust, if it is not derived from `name`.
    pub rust: Option<CowStr>,
    /// The description.
    pub doc: CowStr,
    /// The URL of its documentation.
    pub source: CowStr,
    /// The scheme and host, if they are not those of the payment API.
    pub host: Option<CowStr>,
    /// The path on the host.
    pub path: CowStr,
    /// The protocol of request and response.
    pub protocol: Protocol,
    /// A request with one of these parameters is sent in protocol 2.0.
    pub data_when: CowSlice<CowStr>,
    /// The encoding of a request's body.
    pub body: Body,
    /// The key that signs requests and responses.
    pub key: Key,
    /// The digest of the signature.
    pub digest: Digest,
    /// Whether a request may be sent again if its outcome is unknown.
    pub retry: Retry,
    /// The parameter of the request that identifies the order.
    pub order: Option<CowStr>,
    /// What kind of order a request creates, if it creates one.
    pub creates: Option<Creates>,
    /// How to find out the outcome of a request for which no response arrived.
    pub confirm_with: Option<Confirmation>,
    /// The table of the request.
    pub request: Shared<Table>,
    /// The response.
    pub response: Response,
}

impl Endpoint {
    /// The name of its type in Rust, in upper camel case.
    #[must_use]
    pub fn type_name(&self) -> String {
        self.rust.as_deref().map_or_else(|| rust_type_name(&self.name), ToOwned::to_owned)
    }

    /// The name of its module in Rust, in snake case.
    #[must_use]
    pub fn module_name(&self) -> String {
        self.rust.as_deref().map_or_else(|| self.name.clone().into_owned(), snake_case)
    }
}

/// How to find out the outcome of a request: another endpoint is asked for the status of the same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The name of the status endpoint. Its parameter [`Endpoint::order`] is set to that of the request.
    pub endpoint: CowStr,
    /// The parameter of the status response whose value has the outcome of the request: a name, or a path with dots into
    /// nested values (`additional_info.capture_status`). A listed value without an outcome says nothing about the request.
    ///
    /// `None`: the request was carried out if the order exists. With [`total`](Self::total), the status does not decide.
    pub outcome: Option<CowStr>,
    /// An integer of the status response that the request increases, such as the amount that was reversed. Its values
    /// before and after the request show whether it was carried out.
    pub total: Option<CowStr>,
    /// Whether the order waits for a payer, whom only the response leads to it: the request itself takes no money, and its
    /// order can be created again under another id where the response is lost.
    pub needs_payer: bool,
    /// Which failures say what happened to the request.
    pub failures: FailureStages,
    /// The parameters of the request that the status repeats. `None`: all that both have under the same name, except
    /// sensitive ones and those that the caller does not set.
    pub compare: Option<CowSlice<Compared>>,
    /// What the status of another operation shows.
    pub contradicted_by: CowSlice<Contradiction>,
}

/// A parameter of a request that the status of its order repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The parameter of the request.
    pub parameter: CowStr,
    /// The parameter of the status response: a name, or a path with a dot into a nested value.
    pub status: CowStr,
    /// If not 0, the status has a decimal number of this many digits behind the point where the request has an integer:
    /// major and minor units of an amount.
    pub decimals: u8,
}

/// Which error codes say what happened to a request that moves money. Every other code says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureStages {
    /// Codes of requests that were rejected before anything was done, sorted.
    pub before: CowSlice<CowStr>,
    /// Codes of requests about an order that exists already, sorted.
    pub exists: CowSlice<CowStr>,
}

/// A value in the status of an order that a request did not ask for, such as a hold where a sale was requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The parameter of the status response: a name, or a path with a dot into a nested value.
    pub parameter: CowStr,
    /// The values that contradict the request. The empty one is that of a parameter that is missing, null or empty within
    /// a nested value of an approved order.
    pub is: CowSlice<CowStr>,
    /// The requests that it contradicts: those for which all of these conditions hold. The empty value is that of a
    /// parameter that is not set.
    pub when: CowSlice<Condition>,
}

/// What a failure says about the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureStage {
    /// It was rejected before anything was done.
    Before,
    /// Its order exists already.
    Exists,
    /// Nothing: it may have been carried out.
    Unknown,
}

impl FailureStages {
    /// The stage of an error code.
    #[must_use]
    pub fn of(&self, code: &str) -> FailureStage {
        let has = |codes: &[CowStr]| codes.binary_search_by(|known| known.as_ref().cmp(code)).is_ok();
        if has(&self.before) {
            FailureStage::Before
        } else if has(&self.exists) {
            FailureStage::Exists
        } else {
            FailureStage::Unknown
        }
    }
}

/// The response of an [`Endpoint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The possible forms of a response; mostly one.
    pub variants: CowSlice<ResponseVariant>,
    /// Whether a response is one object or several.
    pub shape: Shape,
    /// Whether it is signed.
    pub signed: Signed,
    /// The parameters of an error, if they are not the gateway's usual ones.
    pub failure: Option<ErrorFields>,
}

/// The parameters of an error. A response with one of them is a failure, whatever its status is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorFields {
    /// The parameter with the error message.
    pub message: CowStr,
    /// The parameter with the error code.
    pub code: Option<CowStr>,
    /// The parameter with the gateway's identifier of the request.
    pub request_id: Option<CowStr>,
}

/// One form of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseVariant {
    /// Its table.
    pub table: Shared<Table>,
    /// A response has this form if it has this parameter; `None` for the last form.
    pub when: Option<CowStr>,
}

impl ResponseVariant {
    /// Its name in Rust, in snake case: that of its shared table, or of the parameter by which it is recognized.
    #[must_use]
    pub fn rust_name(&self) -> &str {
        match (self.table.name.as_ref(), self.when.as_deref()) {
            ("", Some(when)) => self.table.row(when).map_or(when, Parameter::rust_name),
            ("", None) => "other",
            (name, _) => name,
        }
    }

    /// The name of its type, which is not that of the listed values of one of its parameters.
    #[must_use]
    pub fn type_name(&self) -> String {
        let name = rust_type_name(self.rust_name());
        let is_taken = |row: &Parameter| row.has_own_type() && rust_type_name(row.rust_name()) == name;
        if self.table.name.is_empty() && self.table.rows.iter().any(is_taken) { name + "Form" } else { name }
    }
}

string_enum! {
    /// The protocol of request and response.
    pub enum Protocol {
        /// Version 1.0.1: flat parameters in an envelope, signed value by value.
        Flat = "1.0.1",
        /// Version 2.0: JSON in base64, signed as a whole.
        Data = "2.0",
        /// JSON without an envelope (reports).
        Plain = "plain",
    }
}

string_enum! {
    /// The encoding of a request's body.
    pub enum Body {
        /// `application/json`.
        Json = "json",
        /// `application/x-www-form-urlencoded`.
        Form = "form",
    }
}

string_enum! {
    /// What kind of order a request creates.
    pub enum Creates {
        /// The payer pays the merchant: a sale, a hold or a check of a card, as the parameters of the request say.
        Payment = "payment",
        /// The merchant pays a receiver.
        Payout = "payout",
        /// A payment is divided among merchants.
        Settlement = "settlement",
    }
}

string_enum! {
    /// The key that signs requests and responses.
    pub enum Key {
        /// The payment key.
        Payment = "payment",
        /// The payout key.
        Payout = "payout",
        /// The company key (reports).
        Company = "company",
        /// Nothing is signed.
        None = "none",
    }
}

string_enum! {
    /// The digest of a signature.
    pub enum Digest {
        /// SHA-1.
        Sha1 = "sha1",
        /// SHA-512.
        Sha512 = "sha512",
    }
}

string_enum! {
    /// Whether a response is one object or several.
    pub enum Shape {
        /// One object.
        Object = "object",
        /// A list of objects.
        List = "list",
        /// A map from any name to objects.
        Map = "map",
    }
}

string_enum! {
    /// Whether a response is signed.
    pub enum Signed {
        /// Every response that is not a failure; one without a valid signature is rejected.
        Always = "always",
        /// Only responses of the last form.
        Final = "final",
        /// Never: confirm the content by other means.
        Never = "never",
        /// Documented as signed, but no recorded response verifies.
        Unproven = "unproven",
    }
}

/// Whether a request may be sent again if its outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The request is idempotent.
    Freely,
    /// A second request could be carried out a second time.
    Never,
    /// Requests with the same value of this parameter, the idempotency parameter, are carried out once.
    With(CowStr),
}
