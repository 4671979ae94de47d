//! Where callbacks may be sent. What decides is the address to which a connection is made, not the text of the URL.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use reqwest::Url;
use tokio::net::lookup_host;

use super::options::AllowedTargets;
use crate::http::machine::{ip_of, is_local_name, is_this_machine};

/// The path of the sandbox's demo shop for callbacks: all that a sandbox receives from a sandbox.
pub(crate) const SHOP_PATH: &str = "/shop/callback";

/// Which addresses receive callbacks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Targets {
    allowed: AllowedTargets,
    /// Where the sandbox listens.
    own: SocketAddr,
}

/// Where a callback is sent.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) url: Url,
    /// The addresses of its host, of which none is forbidden.
    pub(super) addresses: Vec<SocketAddr>,
}

/// Without its texts, which come from outside.
impl fmt::Debug for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Target").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

impl Targets {
    pub(crate) fn new(allowed: AllowedTargets, own: SocketAddr) -> Self {
        Self { allowed, own }
    }

    /// Looks up the host of a URL. The error is the reason why nothing is sent there.
    pub(super) async fn find(&self, url: &str) -> Result<Target, Unreachable> {
        let url = Url::parse(url).map_err(|error| forbidden(format!("the URL is invalid: {error}")))?;
        if url.scheme() != "http" {
            return Err(forbidden(format!("the sandbox sends callbacks only by http, not by {}", url.scheme())));
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or_default();
        let ip = ip_of(&url);
        let is_shop = url.path() == SHOP_PATH;
        let may_be_looked_up = ip.is_some() || self.allowed == AllowedTargets::Any || host == "localhost";
        if !may_be_looked_up {
            return Err(forbidden(not_loopback(&host)));
        }
        let addresses = match ip {
            Some(ip) => vec![SocketAddr::new(ip, port)],
            None => lookup_host((host.as_str(), port))
                .await
                .map_err(|error| Unreachable::Failed(error.to_string()))?
                .collect(),
        };
        for address in &addresses {
            self.check(&host, *address, is_shop).map_err(Unreachable::Forbidden)?;
        }
        Ok(Target { url, addresses })
    }

    /// Checks an address of a host.
    fn check(&self, host: &str, address: SocketAddr, is_shop: bool) -> Result<(), String> {
        let ip = address.ip().to_canonical();
        let is_own = self.is_own(address);
        if is_own && !is_shop {
            return Err(format!(
                "{host} is this sandbox, of which only the demo shop ({SHOP_PATH}) receives callbacks"
            ));
        }
        let is_allowed = self.allowed == AllowedTargets::Any || ip.is_loopback() || is_own;
        if !is_allowed {
            return Err(not_loopback(host));
        }
        // Who owns a name decides what it means from one moment to the next (DNS rebinding).
        let is_name = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_err();
        if is_name && is_this_machine(ip) && !is_local_name(host) {
            return Err(format!("{host} is an address of this machine; name it as localhost or by its address"));
        }
        Ok(())
    }

    /// Whether a connection to an address would arrive at this sandbox, whatever address of this machine it listens on.
    fn is_own(&self, address: SocketAddr) -> bool {
        address.port() == self.own.port() && (address.ip() == self.own.ip() || is_this_machine(address.ip()))
    }
}

/// Why a callback cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unreachable {
    /// The sandbox does not send callbacks there.
    Forbidden(String),
    /// The host has no address now.
    Failed(String),
}

fn forbidden(reason: String) -> Unreachable {
    Unreachable::Forbidden(reason)
}

fn not_loopback(host: &str) -> String {
    format!("{host} is not a loopback address; `allow_callbacks_anywhere` permits it")
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::{Targets, Unreachable};
    use crate::callbacks::AllowedTargets;

    fn targets(allowed: AllowedTargets) -> Targets {
        Targets::new(allowed, SocketAddr::from(([127, 0, 0, 1], 8080)))
    }

    async fn reason(allowed: AllowedTargets, url: &str) -> String {
        match targets(allowed).find(url).await {
            Err(Unreachable::Forbidden(reason)) => reason,
            other => panic!("{url}: {other:?}"),
        }
    }

    #[tokio::test]
    async fn no_spelling_of_the_sandbox_receives_callbacks_but_its_shop() {
        for host in [
            "127.0.0.1",
            "localhost",
            "LOCALHOST",
            "127.1",
            "127.0.1",
            "0x7f.1",
            "0x7f000001",
            "2130706433",
            "017700000001",
            "0177.0.0.1",
            "127.0.0.1.",
            "127.0.0.2",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "user:password@127.0.0.1",
            "%31%32%37.0.0.1",
        ] {
            for path in [
                "",
                "/",
                "/dashboard/orders/1",
                "/shop",
                "/shop/callback/",
                "//shop/callback",
                "/SHOP/callback",
                "/shop%2Fcallback",
            ] {
                for allowed in [AllowedTargets::Local, AllowedTargets::Any] {
                    let url = format!("http://{host}:8080{path}?action=callback");
                    assert!(reason(allowed, &url).await.contains("is this sandbox"), "{url}");
                }
            }
            assert!(
                targets(AllowedTargets::Local).find(&format!("http://{host}:8080/shop/callback")).await.is_ok(),
                "{host}"
            );
            assert!(
                targets(AllowedTargets::Local).find(&format!("http://{host}:8081/dashboard")).await.is_ok(),
                "{host}"
            );
        }
        for host in ["0.0.0.0", "0", "[::]"] {
            assert!(
                reason(AllowedTargets::Any, &format!("http://{host}:8080/")).await.contains("is this sandbox"),
                "{host}"
            );
        }
    }

    #[tokio::test]
    async fn other_machines_need_permission() {
        for host in
            ["192.0.2.1", "0.0.0.0", "[::]", "[2001:db8::1]", "localhost.", "a.localhost", "127.0.0.1.example.com"]
        {
            assert!(
                reason(AllowedTargets::Local, &format!("http://{host}:9/")).await.contains("is not a loopback address"),
                "{host}"
            );
        }
        assert!(targets(AllowedTargets::Any).find("http://192.0.2.1:8080/dashboard").await.is_ok());
        assert!(reason(AllowedTargets::Any, "https://192.0.2.1/").await.contains("only by http"));
        assert!(reason(AllowedTargets::Any, "/callback").await.contains("the URL is invalid"));
    }

    #[test]
    fn a_name_that_leads_to_this_machine_is_forbidden() {
        let check =
            |host: &str, address: &str| targets(AllowedTargets::Any).check(host, address.parse().unwrap(), false);
        for address in ["127.0.0.1:9200", "[::1]:9200", "0.0.0.0:9200", "[::ffff:127.0.0.1]:9200"] {
            assert!(check("rebound.example", address).unwrap_err().contains("an address of this machine"), "{address}");
            assert_eq!(check("shop.localhost", address), Ok(()));
        }
        assert_eq!(check("shop.example", "192.0.2.1:80"), Ok(()));
        assert!(check("own.example", "127.0.0.1:8080").unwrap_err().contains("is this sandbox"));
    }

    #[test]
    fn a_sandbox_that_listens_on_every_address_is_at_each_of_them() {
        let targets = Targets::new(AllowedTargets::Any, "0.0.0.0:8080".parse().unwrap());
        for (address, expected) in
            [("127.0.0.1:8080", true), ("[::1]:8080", true), ("127.0.0.1:80", false), ("192.0.2.1:8080", false)]
        {
            assert_eq!(targets.is_own(address.parse().unwrap()), expected, "{address}");
        }
    }
}
