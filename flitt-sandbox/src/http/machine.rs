//! Which addresses are this machine.

use std::net::{IpAddr, UdpSocket};

use reqwest::Url;

/// Whether an address is one of this machine, so that a connection to it stays here.
pub(crate) fn is_this_machine(ip: IpAddr) -> bool {
    // Only an own address can be bound. Nothing is sent.
    is_local(ip) || UdpSocket::bind((ip, 0)).is_ok()
}

/// Whether an address is always this machine: loopback, or the unspecified one, with which systems connect to loopback.
pub(crate) fn is_local(ip: IpAddr) -> bool {
    let ip = ip.to_canonical();
    ip.is_loopback() || ip.is_unspecified()
}

/// The host of a URL as an IP address. `Url` has read every spelling of an IPv4 address: `127.1`, `0x7f000001`.
pub(crate) fn ip_of(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether the host of a URL means this machine, whoever looks it up: `localhost`, or one of its addresses.
pub(crate) fn is_local_url(url: &Url) -> bool {
    let name = url.host_str().unwrap_or_default().trim_end_matches('.');
    ip_of(url).map_or_else(|| is_local_name(name), is_this_machine)
}

/// `localhost`, and the names under it (RFC 6761, section 6.3).
pub(crate) fn is_local_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;

    use reqwest::Url;

    use super::{is_local_url, is_this_machine};

    #[test]
    fn every_spelling_of_a_local_address_is_local() {
        for host in [
            "localhost",
            "LocalHost",
            "localhost.",
            "shop.localhost",
            "127.0.0.1",
            "127.0.0.1.",
            "127.1",
            "127.9.9.9",
            "0",
            "0.0.0.0",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "017700000001",
            "0177.0.0.1",
            "[::1]",
            "[::]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "user:password@127.0.0.1",
            "%31%32%37.0.0.1",
            "127。0。0。1",
        ] {
            assert!(is_local_url(&Url::parse(&format!("http://{host}:80/")).unwrap()), "{host}");
        }
        for host in [
            "example.com",
            "localhost.example.com",
            "notlocalhost",
            "192.0.2.1",
            "127.0.0.1.example.com",
            "[2001:db8::1]",
        ] {
            assert!(!is_local_url(&Url::parse(&format!("http://{host}/")).unwrap()), "{host}");
        }
    }

    #[test]
    fn addresses_of_other_machines_are_not_this_machine() {
        for (ip, expected) in
            [("127.0.0.1", true), ("0.0.0.0", true), ("::1", true), ("192.0.2.1", false), ("2001:db8::1", false)]
        {
            assert_eq!(is_this_machine(ip.parse().unwrap()), expected, "{ip}");
        }
        // The address from which this machine would send, if it has one. Nothing is sent.
        let socket = UdpSocket::bind(("0.0.0.0", 0)).unwrap();
        if socket.connect("192.0.2.1:9").is_ok() {
            assert!(is_this_machine(socket.local_addr().unwrap().ip()));
        }
    }
}
