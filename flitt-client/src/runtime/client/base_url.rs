//! The base URL of the gateway.

use crate::runtime::error::ConfigError;

/// Checks a base URL: https, or plain http to this machine. Returns it without trailing `/`.
pub(super) fn parse(text: &str, plain_http_allowed: bool) -> Result<String, ConfigError> {
    let invalid = |reason| Err(ConfigError::BaseUrl { url: without_user(text), reason });
    let base = text.trim_end_matches('/');
    let authority = match base.split_once("://") {
        Some(("https", authority)) => authority,
        Some(("http", authority)) if plain_http_allowed || is_this_machine(authority) => authority,
        Some(("http", _)) => {
            return invalid("use https: plain http is for this machine only, unless `allow_plain_http` is set");
        }
        _ => return invalid("it does not begin with https://"),
    };
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || "-._~:[]/%".contains(character);
    if authority.is_empty() || authority.starts_with(['/', ':']) || !authority.chars().all(is_allowed) {
        return invalid("expected a scheme and a host, optionally with port and path: https://host:port/path");
    }
    Ok(base.to_owned())
}

/// A URL without its user information, which can contain a password.
fn without_user(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").map_or(("", text), |(scheme, rest)| (&text[..scheme.len() + 3], rest));
    rest.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, host)| format!("{scheme}[redacted]@{host}"))
}

/// Whether a URL is plain http to this machine. No proxy may be used then: plain http is allowed because nothing leaves the
/// machine.
#[cfg(feature = "http")]
pub(super) fn is_local(text: &str) -> bool {
    text.strip_prefix("http://").is_some_and(is_this_machine)
}

fn is_this_machine(authority: &str) -> bool {
    let host_and_port = authority.split('/').next().unwrap_or_default();
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| {
        host_and_port.strip_prefix(host).is_some_and(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix(':')
                    .is_some_and(|port| !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for address in ["http://127.0.0.1", "http://127.0.0.1:8080/", "http://localhost:1/x", "http://[::1]:2"] {
            assert!(parse(address, false).is_ok(), "{address}");
        }
        for address in [
            "http://pay.flitt.com",
            "http://127.0.0.1@evil.example",
            "http://127.0.0.1.evil.example",
            "http://localhost:80@evil.example/",
            "http://localhost:x",
            "ftp://localhost",
            "pay.flitt.com",
            "https://",
            "https:///path",
            "https://host?query",
            "https://user@host",
        ] {
            assert!(parse(address, false).is_err(), "{address}");
        }
        assert!(parse("http://gateway.internal", true).is_ok());
    }

    #[test]
    fn a_trailing_slash_is_removed() {
        assert_eq!(parse("https://pay.flitt.com/", false).ok().as_deref(), Some("https://pay.flitt.com"));
    }
}
