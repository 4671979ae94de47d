use std::fmt;

use super::source::SourceError;
use crate::runtime::credentials::CredentialsError;

/// Why a client could not be built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The credentials, or the base URL of the gateway, could not be read from the environment.
    Credentials(CredentialsError),
    /// The base URL of the gateway is not usable.
    BaseUrl {
        /// The URL, without the name and password of a user.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The base URL of the gateway ends with the beginning of an endpoint's path. Every request adds that path.
    RepeatedPath {
        /// The URL.
        url: String,
        /// The path of the endpoint.
        path: &'static str,
        /// The URL without it: what to write.
        base_url: String,
    },
    /// The HTTP client could not be built.
    Http(SourceError),
    /// No transport was given, and the feature `http` is off.
    NoTransport,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Credentials(error) => error.fmt(formatter),
            Self::BaseUrl { url, reason } => write!(formatter, "invalid base URL `{url}`: {reason}"),
            Self::RepeatedPath { url, path, base_url } => write!(
                formatter,
                "invalid base URL `{url}`: requests add the paths of their endpoints, such as `{path}`; write `{base_url}`"
            ),
            Self::Http(_) => formatter.write_str("the HTTP client could not be built"),
            Self::NoTransport => {
                formatter.write_str("no transport: pass one to the builder, or enable the feature `http`")
            }
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http(cause) => Some(cause),
            Self::Credentials(_) | Self::BaseUrl { .. } | Self::RepeatedPath { .. } | Self::NoTransport => None,
        }
    }
}
