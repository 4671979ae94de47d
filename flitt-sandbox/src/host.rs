//! Refuses requests that a web page of somebody else may have sent.

use std::net::IpAddr;

use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use reqwest::Url;

use crate::config::StartError;
use crate::server::response;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How the sandbox is named.
#[derive(Debug)]
pub(crate) struct Host {
    /// Its address, which addresses of its pages begin with; no slash at its end.
    pub(crate) base_url: String,
    /// Where it listens, as an address that it can call itself.
    pub(crate) listening: String,
    /// Further names that it answers to.
    names: Vec<String>,
}

impl Host {
    /// The names that were set up, checked. The address that is listened on stands in for the base URL.
    pub(crate) fn new(base_url: Option<String>, listening: String, names: Vec<String>) -> Result<Self, StartError> {
        if let Some(name) = names.iter().find(|name| !is_name(name)) {
            return Err(StartError::Host(name.clone()));
        }
        let Some(given) = base_url else { return Ok(Self { base_url: listening.clone(), listening, names }) };
        let url = Url::parse(&given).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/");
        let is_bare = |url: &Url| url.as_str() == format!("{}/", url.origin().ascii_serialization());
        let Some(url) = url.filter(is_bare) else { return Err(StartError::BaseUrl(given)) };
        let own = url.host_str().map(str::to_owned);
        let names = names.into_iter().chain(own).collect();
        Ok(Self { base_url: url.origin().ascii_serialization(), listening, names })
    }

    /// Whether a request is addressed to this server. A web page that has its own name lead to this machine (DNS
    /// rebinding) still sends that name.
    pub(crate) fn is_asked(&self, headers: &HeaderMap) -> bool {
        text(headers, &HOST).is_some_and(|host| self.is_own(host))
    }

    /// Whether a request to this host is for this server: by an IP address, as `localhost`, or by a name of its own.
    fn is_own(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else { return false };
        let name = authority.host();
        let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let mut names = self.names.iter().map(String::as_str).chain(["localhost"]);
        ip.is_ok() || names.any(|own| name.eq_ignore_ascii_case(own))
    }

    /// Whether a request that changes something comes from a page of this server, or from no page at all.
    pub(crate) fn is_from_own_page(&self, headers: &HeaderMap) -> bool {
        match (text(headers, &ORIGIN), text(headers, &SEC_FETCH_SITE)) {
            (Some(origin), _) if origin == self.base_url => true,
            (Some(origin), _) => text(headers, &HOST).is_some_and(|host| origin == format!("http://{host}")),
            (None, Some(site)) => matches!(site, "same-origin" | "none"),
            (None, None) => true,
        }
    }
}

/// The answer to a request that is not for this server.
pub(crate) fn misdirected() -> Response {
    let why = "The sandbox answers to an IP address, to localhost, and to the names that it was given at its start \
               (`flitt sandbox --host NAME`).\n";
    response(StatusCode::MISDIRECTED_REQUEST, "text/plain; charset=utf-8", why.to_owned())
}

/// Whether a text is the name of a host, and nothing more.
fn is_name(text: &str) -> bool {
    text.parse::<Authority>().is_ok_and(|authority| authority.host() == text && authority.port().is_none())
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::Host;
    use crate::config::StartError;

    fn host(base_url: Option<&str>, names: &[&str]) -> Result<Host, StartError> {
        let listening = "http://127.0.0.1:8080".to_owned();
        Host::new(base_url.map(str::to_owned), listening, names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn only_addresses_localhost_and_given_names_are_own() {
        let own = host(Some("http://pay.test:9000/"), &["Sandbox"]).unwrap();
        assert_eq!(own.base_url, "http://pay.test:9000");
        let hosts = ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "LOCALHOST", "[::1]:8080", "192.168.1.5:80"];
        for host in hosts.into_iter().chain(["sandbox:8080", "PAY.test"]) {
            assert!(own.is_own(host), "{host}");
        }
        let own = host(None, &[]).unwrap();
        for host in ["", "example.com", "localhost.example.com", "127.0.0.1.example.com:8080", "a b", "localhost:x@y"] {
            assert!(!own.is_own(host), "{host}");
        }
        assert!(!own.is_own("sandbox") && !own.is_own("pay.test"));
    }

    #[test]
    fn what_names_no_host_is_refused() {
        for name in ["", "a b", "sandbox:8080", "http://sandbox", "user@sandbox", "sandbox/path"] {
            assert!(matches!(host(None, &[name]), Err(StartError::Host(given)) if given == name), "{name}");
        }
        let urls = ["sandbox", "ftp://sandbox", "http://sandbox/path", "http://user@sandbox", "http://a/?b", "http://"];
        for url in urls {
            assert!(matches!(host(Some(url), &[]), Err(StartError::BaseUrl(given)) if given == url), "{url}");
        }
    }

    #[test]
    fn pages_of_others_change_nothing() {
        let own = host(Some("https://pay.test"), &[]).unwrap();
        let cases: [(&[(&str, &str)], bool); 8] = [
            (&[], true),
            (&[("origin", "http://127.0.0.1:8080")], true),
            (&[("origin", "https://pay.test")], true),
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
            assert_eq!(own.is_from_own_page(&headers), expected, "{given:?}");
        }
    }
}
