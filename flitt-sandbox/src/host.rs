//! Refuses requests that a web page of somebody else may have sent.

use axum::extract::Request;
use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::net::IpAddr;

use crate::server::response;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets requests pass that are addressed to this server by an IP address or as `localhost`. A web page that has its
/// own name lead to this machine (DNS rebinding) still sends that name.
pub(crate) async fn own_only(request: Request, next: Next) -> Response {
    let host = text(request.headers(), &HOST);
    if host.is_some_and(is_own) {
        return next.run(request).await;
    }
    let why = "The sandbox answers to an IP address or to localhost. Use the address that it printed at its start.\n";
    response(StatusCode::MISDIRECTED_REQUEST, "text/plain; charset=utf-8", why.to_owned())
}

/// Whether a request that changes something comes from a page of this server, or from no page at all.
pub(crate) fn is_from_own_page(headers: &HeaderMap) -> bool {
    match (text(headers, &ORIGIN), text(headers, &SEC_FETCH_SITE)) {
        (Some(origin), _) => text(headers, &HOST).is_some_and(|host| origin == format!("http://{host}")),
        (None, Some(site)) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
    }
}

fn is_own(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host();
    let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    ip.is_ok() || name.eq_ignore_ascii_case("localhost")
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{is_from_own_page, is_own};

    #[test]
    fn only_addresses_and_localhost_are_own() {
        for host in ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "LOCALHOST", "[::1]:8080", "192.168.1.5:80"] {
            assert!(is_own(host), "{host}");
        }
        for host in ["", "example.com", "localhost.example.com", "127.0.0.1.example.com:8080", "a b", "localhost:x@y"] {
            assert!(!is_own(host), "{host}");
        }
    }

    #[test]
    fn pages_of_others_change_nothing() {
        let cases: [(&[(&str, &str)], bool); 7] = [
            (&[], true),
            (&[("origin", "http://127.0.0.1:8080")], true),
            (&[("origin", "http://127.0.0.1:8081")], false),
            (&[("origin", "https://example.com"), ("sec-fetch-site", "same-origin")], false),
            (&[("origin", "null")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-origin")], true),
        ];
        for (given, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert("host", "127.0.0.1:8080".parse().unwrap());
            for (name, value) in given {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(is_from_own_page(&headers), expected, "{given:?}");
        }
    }
}
