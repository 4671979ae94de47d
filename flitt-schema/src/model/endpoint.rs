use std::borrow::Cow;

use super::{Items, Table, Text};
use crate::text::words;

/// One endpoint of the gateway: what a schema file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The endpoint's name, which is also the file's.
    pub name: Text,
    /// What it does.
    pub doc: Text,
    /// The address of its documentation.
    pub source: Text,
    /// The scheme and host, where it is not the payment API's.
    pub host: Option<Text>,
    /// The path, from the root of the host.
    pub path: Text,
    /// The protocol of request and answer.
    pub protocol: Protocol,
    /// Requests go out in protocol 2.0 when one of these rows is set.
    pub data_when: Items<Text>,
    /// How the body of a request is written.
    pub body: Body,
    /// The key that signs it.
    pub key: Key,
    /// The digest of its signature.
    pub digest: Digest,
    /// What may be repeated when nobody knows what became of a request.
    pub retry: Retry,
    /// The endpoint that tells what became of a request, where it is another one.
    pub confirm_with: Option<Text>,
    /// The table of the request.
    pub request: Cow<'static, Table>,
    /// The answer.
    pub response: Response,
}

/// The answer of an [`Endpoint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The tables that an answer can be made of; mostly one.
    pub forms: Items<Form>,
    /// Whether one object comes, or many.
    pub shape: Shape,
    /// How it is signed.
    pub signed: Signed,
    /// The parameters that tell of a failure, where they are not the usual ones.
    pub failure: Option<FailureRows>,
}

/// The parameters by which an answer tells of a failure. One that has either of them is a failure, whatever its status
/// says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureRows {
    /// The one that says why.
    pub message: Text,
    /// The one that says it as a code.
    pub code: Option<Text>,
}

/// One form of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its table.
    pub table: Cow<'static, Table>,
    /// An answer has this form when it has this parameter; the last form needs none.
    pub when: Option<Text>,
}

words! {
    /// The protocol of request and answer.
    pub enum Protocol {
        /// Version 1.0.1: flat parameters in an envelope, signed over the values.
        Flat = "1.0.1",
        /// Version 2.0: base64 of JSON, signed as a whole.
        Data = "2.0",
        /// JSON without an envelope (reports).
        Plain = "plain",
    }
}

words! {
    /// How the body of a request is written.
    pub enum Body {
        /// `application/json`.
        Json = "json",
        /// `application/x-www-form-urlencoded`.
        Form = "form",
    }
}

words! {
    /// The key that signs requests and answers.
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

words! {
    /// The digest of a signature.
    pub enum Digest {
        /// SHA-1.
        Sha1 = "sha1",
        /// SHA-512.
        Sha512 = "sha512",
    }
}

words! {
    /// Whether an answer is one object or many.
    pub enum Shape {
        /// One object.
        Object = "object",
        /// A list of objects.
        List = "list",
        /// A map from any name to objects.
        Map = "map",
    }
}

words! {
    /// How an answer is signed.
    pub enum Signed {
        /// Every normal answer; one without a valid signature is refused.
        Always = "always",
        /// Only the last of the forms.
        Final = "final",
        /// Never; what it says wants to be confirmed.
        Never = "never",
        /// Documented as signed, though no recording verifies.
        Unproven = "unproven",
    }
}

/// What may be repeated when nobody knows what became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Asking again changes nothing.
    Freely,
    /// A second request could do the work twice.
    Never,
    /// A repeat with the same value of this parameter does the work once.
    With(Text),
}
