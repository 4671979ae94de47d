//! The names of the sandbox, and requests that are addressed to other servers.

use std::net::IpAddr;

use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use reqwest::Url;

use super::machine::is_local_name;
use super::{TEXT, response};

/// The names of the sandbox.
#[derive(Debug)]
pub(crate) struct Host {
    /// The URL with which the URLs of its pages begin; without a trailing slash.
    pub(crate) base_url: String,
    /// The URL at which it listens; it can call itself there.
    pub(crate) listening: String,
    /// Additional host names that it accepts.
    names: Vec<String>,
}

impl Host {
    /// Checks the configured names. Without a base URL, the one at which it listens is used.
    pub(crate) fn new(base_url: Option<String>, listening: String, names: Vec<String>) -> Result<Self, HostError> {
        if let Some(name) = names.iter().find(|name| !is_name(name)) {
            return Err(HostError::Name(name.clone()));
        }
        let Some(base_url) = base_url else { return Ok(Self { base_url: listening.clone(), listening, names }) };
        let url =
            Url::parse(&base_url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/");
        let is_bare = |url: &Url| url.as_str() == format!("{}/", url.origin().ascii_serialization());
        let Some(url) = url.filter(is_bare) else { return Err(HostError::BaseUrl(base_url)) };
        let own_name = url.host_str().map(str::to_owned);
        let names = names.into_iter().chain(own_name).collect();
        Ok(Self { base_url: url.origin().ascii_serialization(), listening, names })
    }

    /// Whether a request is addressed to this server. A web page whose own host name resolves to this machine (DNS
    /// rebinding) still sends that name. `uri` has a host only if the client takes this server for a proxy.
    pub(crate) fn accepts(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let is_own = |host: &str| self.is_own_name(host);
        host.to_str().is_ok_and(is_own) && uri.authority().is_none_or(|authority| is_own(authority.as_str()))
    }

    /// Whether a host is this server: an IP address, `localhost`, or one of its names.
    fn is_own_name(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else { return false };
        let name = authority.host();
        let mut names = self.names.iter().map(String::as_str).chain(["localhost"]);
        is_ip(name) || names.any(|own| name.eq_ignore_ascii_case(own))
    }

    /// Whether this is the origin of the sandbox's own pages, as the request that has these headers reached them.
    pub(super) fn is_own_origin(&self, origin: &str, headers: &HeaderMap) -> bool {
        let addressed = headers.get(HOST).and_then(|host| host.to_str().ok());
        origin == self.base_url || addressed.is_some_and(|host| origin == format!("http://{host}"))
    }
}

/// Whether a request is addressed to an IP address, to `localhost` or to a name under it.
pub(super) fn is_addressed_to_local_host(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let authority = host.and_then(|host| host.parse::<Authority>().ok());
    authority.is_some_and(|authority| is_ip(authority.host()) || is_local_name(authority.host()))
}

/// Whether the host of an authority is an IP address.
fn is_ip(host: &str) -> bool {
    host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok()
}

/// The response to a request that is addressed to another server.
pub(crate) fn misdirected() -> Response {
    let message = "The sandbox accepts an IP address, localhost, and the host names with which it was started \
                   (`flitt sandbox --host NAME`).\n";
    response(StatusCode::MISDIRECTED_REQUEST, TEXT, message.to_owned())
}

/// Whether a text is a host name without port, user or path.
fn is_name(text: &str) -> bool {
    text.parse::<Authority>().is_ok_and(|authority| authority.host() == text && authority.port().is_none())
}

/// A configured name or base URL is invalid.
#[derive(Debug)]
pub(crate) enum HostError {
    Name(String),
    BaseUrl(String),
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{Host, HostError};

    fn host(base_url: Option<&str>, names: &[&str]) -> Result<Host, HostError> {
        let listening = "http://127.0.0.1:8080".to_owned();
        Host::new(base_url.map(str::to_owned), listening, names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn only_addresses_localhost_and_configured_names_are_accepted() {
        let own = host(Some("http://pay.test:9000/"), &["Sandbox"]).unwrap();
        assert_eq!(own.base_url, "http://pay.test:9000");
        let hosts = ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "LOCALHOST", "[::1]:8080", "192.168.1.5:80"];
        for host in hosts.into_iter().chain(["sandbox:8080", "PAY.test"]) {
            assert!(own.is_own_name(host), "{host}");
        }
        let own = host(None, &[]).unwrap();
        for host in ["", "example.com", "localhost.example.com", "127.0.0.1.example.com:8080", "a b", "localhost:x@y"] {
            assert!(!own.is_own_name(host), "{host}");
        }
        assert!(!own.is_own_name("sandbox") && !own.is_own_name("pay.test"));
    }

    #[test]
    fn invalid_names_and_urls_are_rejected() {
        for name in ["", "a b", "sandbox:8080", "http://sandbox", "user@sandbox", "sandbox/path"] {
            assert!(matches!(host(None, &[name]), Err(HostError::Name(rejected)) if rejected == name), "{name}");
        }
        assert!(matches!(host(None, &["sandbox", "a b", "c d"]), Err(HostError::Name(first)) if first == "a b"));
        let urls = ["sandbox", "ftp://sandbox", "http://sandbox/path", "http://user@sandbox", "http://a/?b", "http://"];
        for url in urls {
            assert!(matches!(host(Some(url), &[]), Err(HostError::BaseUrl(rejected)) if rejected == url), "{url}");
        }
    }

    #[test]
    fn one_host_is_named_and_no_other_one_in_the_uri() {
        let own = host(None, &[]).unwrap();
        let accepts = |uri: &str, hosts: &[&str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append("host", host.parse().unwrap());
            }
            own.accepts(&uri.parse().unwrap(), &headers)
        };
        assert!(accepts("/", &["127.0.0.1:8080"]) && accepts("http://localhost:8080/", &["127.0.0.1:8080"]));
        assert!(!accepts("/", &[]) && !accepts("/", &["evil.example"]));
        assert!(!accepts("/", &["127.0.0.1", "127.0.0.1"]) && !accepts("/", &["127.0.0.1", "evil.example"]));
        assert!(!accepts("http://evil.example/", &["127.0.0.1:8080"]));
    }
}
