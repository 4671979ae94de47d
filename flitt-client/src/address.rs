//! Where the gateway is.

use crate::client::ConfigError;

/// The gateway's address (<https://docs.flitt.com/api/introduction/>). Test and live merchants share it.
pub(crate) const GATEWAY: &str = "https://pay.flitt.com";

/// Takes a base address: https, or plain http to this machine. Without the `/` at its end.
pub(crate) fn base(text: &str, plain_http_allowed: bool) -> Result<String, ConfigError> {
    let refuse = |why: &str| Err(ConfigError::Address { address: without_user(text), why: why.to_owned() });
    let base = text.trim_end_matches('/');
    let authority = match base.split_once("://") {
        Some(("https", authority)) => authority,
        Some(("http", authority)) if plain_http_allowed || is_this_machine(authority) => authority,
        Some(("http", _)) => {
            return refuse(
                "keys and cards travel by https; plain http goes to this machine only, unless it is allowed",
            );
        }
        _ => return refuse("it does not begin with https://"),
    };
    let harmless = |character: char| character.is_ascii_alphanumeric() || "-._~:[]/%".contains(character);
    if authority.is_empty() || authority.starts_with(['/', ':']) || !authority.chars().all(harmless) {
        return refuse("write scheme, host, and perhaps port and path: https://host:port/path");
    }
    Ok(base.to_owned())
}

/// An address as people may see it: a password can stand before the host.
fn without_user(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").map_or(("", text), |(scheme, rest)| (&text[..scheme.len() + 3], rest));
    rest.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, host)| format!("{scheme}[hidden]@{host}"))
}

/// Whether an address is plain http to this machine. No proxy may stand on that way: it is allowed because nothing leaves
/// the machine.
#[cfg(feature = "http")]
pub(crate) fn is_local(text: &str) -> bool {
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
    use super::base;

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        for address in ["http://127.0.0.1", "http://127.0.0.1:8080/", "http://localhost:1/x", "http://[::1]:2"] {
            assert!(base(address, false).is_ok(), "{address}");
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
            assert!(base(address, false).is_err(), "{address}");
        }
        assert!(base("http://gateway.internal", true).is_ok());
    }

    #[test]
    fn the_slash_at_the_end_goes() {
        assert_eq!(base("https://pay.flitt.com/", false).ok().as_deref(), Some("https://pay.flitt.com"));
    }
}
