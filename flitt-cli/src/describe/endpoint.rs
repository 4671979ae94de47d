//! The properties of an endpoint in words.

use flitt_schema::{Digest, Endpoint, Key, Protocol, ResponseVariant, Retry, Shape, Signed};

/// What signs the requests.
pub(crate) fn signed_with(endpoint: &Endpoint) -> String {
    match (endpoint.key, endpoint.digest) {
        (Key::None, _) => "nothing".to_owned(),
        (key, Digest::Sha1) => format!("the {} key", key.as_str()),
        (key, Digest::Sha512) => format!("the {} key, by SHA-512", key.as_str()),
    }
}

/// The protocol, and the condition for another one.
pub(crate) fn protocol(endpoint: &Endpoint) -> String {
    let protocol = endpoint.protocol.as_str();
    let names: Vec<String> = endpoint.data_when.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() || endpoint.protocol != Protocol::Flat {
        protocol.to_owned()
    } else {
        format!("{protocol}; 2.0 when {} is set", names.join(" or "))
    }
}

/// Whether the responses are signed.
pub(crate) fn response_signature(endpoint: &Endpoint) -> &'static str {
    match endpoint.response.signed {
        Signed::Always => "signed, except for failures",
        Signed::Final => "only the final response is signed",
        Signed::Never => "never signed: confirm important results",
        Signed::Unproven => "documented as signed, but no response could be verified so far: confirm important results",
    }
}

/// Whether a request may be retried.
pub(crate) fn retry(endpoint: &Endpoint) -> String {
    match (&endpoint.retry, &endpoint.confirm_with) {
        (Retry::Freely, _) => "at any time: the request changes nothing".to_owned(),
        (Retry::With(name), _) => format!("safe with the same `{name}`"),
        (Retry::Never, Some(confirmation)) => {
            format!("never while the outcome is unknown: confirm it with `{}`", confirmation.endpoint)
        }
        (Retry::Never, None) => "never".to_owned(),
    }
}

/// The heading of the table of one response variant.
pub(crate) fn response_title(endpoint: &Endpoint, variant: &ResponseVariant) -> String {
    let shape = match endpoint.response.shape {
        Shape::Object => "Response",
        Shape::List => "Response: a list of objects",
        Shape::Map => "Response: a map of objects",
    };
    match &variant.when {
        Some(name) => format!("{shape} with `{name}`"),
        None if endpoint.response.variants.len() > 1 => format!("{shape} otherwise"),
        None => shape.to_owned(),
    }
}
