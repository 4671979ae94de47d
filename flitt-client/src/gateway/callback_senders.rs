//! The addresses from which the gateway posts callbacks.

use std::net::{IpAddr, Ipv4Addr};

/// The IP addresses from which the gateway posts callbacks, as it documents them
/// (<https://docs.flitt.com/api/callbacks/>).
///
/// They are for the rules of a firewall, beside the signature and never instead of it: an address says nothing of what was
/// posted. The documents can change; the address that a server sees can be that of a proxy in front of it; and payers' browsers
/// return from any address.
///
/// ```
/// use std::net::IpAddr;
/// use flitt_client::callback::SENDER_ADDRESSES;
///
/// let peer: IpAddr = "54.154.216.60".parse().unwrap();
/// assert!(SENDER_ADDRESSES.contains(&peer));
/// ```
pub const SENDER_ADDRESSES: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(54, 154, 216, 60)), IpAddr::V4(Ipv4Addr::new(3, 75, 125, 89))];
