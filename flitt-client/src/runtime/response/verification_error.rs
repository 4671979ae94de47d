use std::fmt;

use flitt_schema::Key;

use crate::runtime::fields::FieldsError;
use crate::runtime::signature::SignatureError;

/// Why a response or a callback was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerificationError {
    /// It is not UTF-8.
    NotUtf8,
    /// Its fields cannot be parsed.
    Unreadable(FieldsError),
    /// It is an object instead of a list, a list instead of an object, or none of the variants of its endpoint.
    UnexpectedShape,
    /// An item of a list or a map is rejected: its name, or its position from 0, and the reason.
    Item(String, Box<VerificationError>),
    /// The signature is missing, malformed or wrong.
    Signature(SignatureError),
    /// The credentials have no key of this kind, which verifies it.
    MissingKey(Key),
    /// It names another merchant than the credentials.
    OtherMerchant,
    /// The value of a parameter differs from that of the request.
    OtherRequest(String),
    /// A parameter that every response has is missing or empty.
    Missing(String),
    /// An amount or a numeric identifier is not a number in digits.
    NotDigits(String),
    /// A currency is not three letters.
    NotACurrency(String),
    /// A value contains the separator `|` of the signed text, which this parameter never does: text was moved from one
    /// parameter to another.
    Separator(String),
    /// The data of protocol 2.0 is not canonical base64.
    NotBase64,
    /// A parameter with embedded JSON does not contain JSON.
    NotJson(String),
    /// It is a failure. Failures are not signed.
    Failure,
    /// It is an error in another form than that of a failure: it has no envelope, or no status. What happened to the request
    /// is unknown. Keys and sensitive values in its texts are replaced by their names.
    OtherError {
        /// The code; empty where it has none.
        code: String,
        /// The message; empty where it has none.
        message: String,
    },
    /// It is an HTML page, which is not from the gateway but from a proxy or a firewall before it. Keys and sensitive values
    /// in the title are replaced by their names.
    HtmlPage {
        /// The title; empty where it has none.
        title: String,
    },
}

impl fmt::Display for VerificationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => formatter.write_str("not UTF-8"),
            Self::Unreadable(error) => error.fmt(formatter),
            Self::UnexpectedShape => formatter.write_str(
                "the body has a shape that its endpoint does not document, such as an object instead of a list",
            ),
            Self::Item(name, error) => write!(formatter, "item `{name}` is rejected: {error}"),
            Self::Signature(error) => error.fmt(formatter),
            Self::MissingKey(key) => write!(formatter, "the credentials have no {} key to verify it", key.as_str()),
            Self::OtherMerchant => formatter.write_str("it names another merchant than the credentials"),
            Self::OtherRequest(name) => write!(formatter, "`{name}` differs from the request"),
            Self::Missing(name) => write!(formatter, "missing parameter `{name}`"),
            Self::NotDigits(name) => write!(formatter, "`{name}` is not a number in digits"),
            Self::NotACurrency(name) => write!(formatter, "`{name}` is not a currency of three letters"),
            Self::Separator(name) => {
                write!(formatter, "`{name}` contains `|`: text was moved there from another parameter")
            }
            Self::NotBase64 => formatter.write_str("the data is not canonical base64"),
            Self::NotJson(name) => write!(formatter, "`{name}` is not JSON"),
            Self::Failure => formatter.write_str("it is a failure; failures are not signed"),
            Self::OtherError { code, message } => {
                formatter.write_str("an error in another form than that of a failure: ")?;
                match (code.as_str(), message.as_str()) {
                    ("", message) => formatter.write_str(message),
                    (code, "") => write!(formatter, "code {code}"),
                    (code, message) => write!(formatter, "code {code}: {message}"),
                }
            }
            Self::HtmlPage { title } if title.is_empty() => {
                formatter.write_str("an HTML page without a title, as a proxy or a firewall sends it")
            }
            Self::HtmlPage { title } => write!(formatter, "an HTML page titled `{title}`"),
        }
    }
}

impl std::error::Error for VerificationError {}
