//! Errors of the start.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::given::ResponsesError;
use crate::http::host::HostError;
use crate::redact::shown_address;
use crate::store::StateError;

/// A sandbox could not be started.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// Other machines can reach the address, which was not allowed.
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// A host name is invalid. It is shown without secrets.
    InvalidHost(String),
    /// The base URL is invalid. It is shown without secrets.
    InvalidBaseUrl(String),
    /// The state file cannot be used.
    State(StateError),
    /// Two merchants have the same ID.
    DuplicateMerchant(u64),
    /// A key of the merchant with this ID is empty: anybody could sign with it.
    EmptyKey(u64),
    /// The planned responses of added endpoints are invalid.
    Responses(ResponsesError),
    /// There is no tokio runtime.
    NoRuntime,
    /// The schema files that the sandbox was built with are invalid, or differ from what the sandbox implements; or those that
    /// it was given are invalid, or have paths of others. The source has a line for each problem.
    Schemas(Box<dyn Error + Send + Sync>),
    /// The system provides no random numbers.
    Random(Box<dyn Error + Send + Sync>),
}

impl From<HostError> for StartError {
    fn from(error: HostError) -> Self {
        match error {
            HostError::Name(name) => Self::InvalidHost(shown_address(&name)),
            HostError::BaseUrl(url) => Self::InvalidBaseUrl(shown_address(&url)),
        }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(
                formatter,
                "the sandbox does not listen on {address}, which other machines can reach; use 127.0.0.1, or permit it \
                 with `allow_any_address`"
            ),
            Self::Listen { address, .. } => write!(formatter, "cannot listen on {address}"),
            Self::InvalidHost(name) => {
                write!(formatter, "`{name}` is not a host name; expected one like pay.test, without a port")
            }
            Self::InvalidBaseUrl(url) => {
                write!(formatter, "`{url}` is not a base URL; expected one like http://pay.test:8080, without a path")
            }
            Self::State(error) => error.fmt(formatter),
            Self::DuplicateMerchant(id) => {
                write!(formatter, "two merchants have the ID {id}: give each an ID of its own")
            }
            Self::EmptyKey(id) => write!(
                formatter,
                "a key of the merchant {id} is empty: set a key, since anybody can sign with an empty one"
            ),
            Self::Responses(error) => error.fmt(formatter),
            Self::NoRuntime => formatter.write_str("the sandbox must be started within a tokio runtime"),
            Self::Schemas(_) => formatter.write_str("the schema files are invalid"),
            Self::Random(_) => formatter.write_str("cannot create the token of the dashboard's forms"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Listen { source, .. } => Some(source),
            // `Display` forwards to the error: its own source comes next.
            Self::State(error) => error.source(),
            Self::Schemas(source) | Self::Random(source) => Some(&**source),
            _ => None,
        }
    }
}
