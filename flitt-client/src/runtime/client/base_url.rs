//! The base URL of the gateway.

use crate::runtime::error::ConfigError;
use crate::runtime::redact;

/// Checks a base URL: https, or plain http to this machine. Returns it without trailing `/`.
pub(super) fn parse(text: &str, plain_http_allowed: bool) -> Result<String, ConfigError> {
    let invalid = |reason| Err(ConfigError::BaseUrl { url: redact::shown_address(text), reason });
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

/// Rejects a checked base URL that ends with the beginning of an endpoint's path.
pub(super) fn without_endpoint_path(
    base: String,
    mut paths: impl Iterator<Item = &'static str>,
) -> Result<String, ConfigError> {
    let (scheme, rest) = base.split_once("://").unwrap_or_default();
    // Most base URLs have no path.
    if !rest.contains('/') {
        return Ok(base);
    }
    match paths.find_map(|path| Some((path, without_path(rest, path)?))) {
        None => Ok(base),
        Some((path, kept)) => {
            let shown = |text: &str| redact::shown_text(text).into_owned();
            let base_url = shown(&format!("{scheme}://{kept}"));
            Err(ConfigError::RepeatedPath { url: shown(&base), path, base_url })
        }
    }
}

/// Host, port and path without the beginning of an endpoint's path at their end; `None` where there is none.
fn without_path<'a>(authority: &'a str, endpoint_path: &str) -> Option<&'a str> {
    let begins = |slash: usize| {
        let mut due = endpoint_path.split('/').filter(|segment| !segment.is_empty());
        let mut segments = authority[slash..].split('/').filter(|segment| !segment.is_empty());
        segments.all(|segment| due.next().is_some_and(|due| due.eq_ignore_ascii_case(segment)))
    };
    let slash = authority.match_indices('/').map(|(slash, _)| slash).find(|slash| begins(*slash))?;
    Some(authority[..slash].trim_end_matches('/'))
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
    use super::{parse, without_endpoint_path};
    use crate::runtime::error::ConfigError;

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

    #[test]
    fn the_beginning_of_an_endpoint_path_is_rejected() {
        let checked = |address: &str| {
            let paths = ["/api/checkout/url", "/api/status/order_id", "/api/extend/report/"];
            parse(address, false).and_then(|base| without_endpoint_path(base, paths.into_iter()))
        };
        for (address, kept) in [
            ("https://pay.flitt.com/api", "https://pay.flitt.com"),
            ("https://pay.flitt.com/api/", "https://pay.flitt.com"),
            ("https://pay.flitt.com//api//", "https://pay.flitt.com"),
            ("https://pay.flitt.com/API", "https://pay.flitt.com"),
            ("https://pay.flitt.com:443/api/checkout", "https://pay.flitt.com:443"),
            ("https://pay.flitt.com/api/checkout/url", "https://pay.flitt.com"),
            ("https://pay.flitt.com/api/status/order_id/", "https://pay.flitt.com"),
            ("https://pay.flitt.com/api/extend/report", "https://pay.flitt.com"),
            ("https://proxy.example/flitt/api", "https://proxy.example/flitt"),
            ("http://127.0.0.1:8080/api/", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/api", "http://[::1]:8080"),
        ] {
            match checked(address) {
                Err(ConfigError::RepeatedPath { base_url, .. }) => assert_eq!(base_url, kept, "{address}"),
                other => panic!("{address}: {other:?}"),
            }
            assert!(checked(kept).is_ok(), "{kept}");
        }
        for address in [
            "https://api.flitt.com",
            "https://proxy.example/api/flitt",
            "https://proxy.example/flitt-api",
            "https://proxy.example/apis",
            "https://proxy.example/checkout",
            "https://proxy.example/url",
        ] {
            assert_eq!(checked(address).as_deref(), Ok(address));
        }
    }
}
