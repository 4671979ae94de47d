//! Addresses at which a merchant can be reached. Only what cannot work is rejected: whether a host exists is not known
//! here.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Schemes of which none is an application's, and which a browser does not open as the address of a page: it runs them, or
/// ignores them.
const NO_RETURN: [&str; 12] = [
    "javascript",
    "vbscript",
    "livescript",
    "data",
    "blob",
    "file",
    "filesystem",
    "about",
    "view-source",
    "ftp",
    "ws",
    "wss",
];

/// Whether a server can post to the address: absolute, http or https, with a host.
pub(super) fn is_callback_url(text: &str) -> bool {
    is_usual(text)
        || is_plain(text) && split_scheme(text).is_some_and(|(scheme, rest)| is_web(scheme) && has_host(rest))
}

/// Whether a browser can return to the address: absolute, on the web with a host, or in an application that has a scheme
/// of its own.
pub(super) fn is_return_url(text: &str) -> bool {
    if is_usual(text) {
        return true;
    }
    let Some((scheme, rest)) = split_scheme(text).filter(|_| is_plain(text)) else { return false };
    if is_web(scheme) {
        return has_host(rest);
    }
    // `shop.example:8080` and `C:\\` have no scheme, although they look as if they had one.
    let is_address = !rest.is_empty() && !rest.starts_with(|first: char| first.is_ascii_digit() || first == '\\');
    is_address && !NO_RETURN.iter().any(|refused| scheme.eq_ignore_ascii_case(refused))
}

/// Whether an address is like most, so that nothing else needs to be checked: `https://`, a name of letters and digits, a path of
/// graphic ASCII. Without it, the check of requests exceeds its budget in `bench`.
fn is_usual(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let rest = rest.as_bytes();
    let (host, path) = rest.split_at(rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len()));
    let is_graphic = path.iter().fold(true, |is_graphic, byte| is_graphic & byte.is_ascii_graphic());
    let mut previous = b'.';
    let is_name = |&byte: &u8| {
        let fits = byte.is_ascii_alphanumeric() || byte == b'-' || (byte == b'.' && previous != b'.');
        previous = byte;
        fits
    };
    // A number at the end would be that of an IPv4 address.
    is_graphic && host.last().is_some_and(u8::is_ascii_alphabetic) && host.iter().all(is_name)
}

/// Whether a text has no white space, no control characters and nothing else that is not seen. Browsers remove some of
/// them, so that a scheme in which they hide is run.
fn is_plain(text: &str) -> bool {
    let is_unseen = |character: char| {
        let is_format = matches!(
            character,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        );
        is_format || character.is_whitespace() || character.is_control()
    };
    // Most addresses have nothing but graphic ASCII.
    text.bytes().all(|byte| byte.is_ascii_graphic()) || !text.contains(is_unseen)
}

fn is_web(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

/// The scheme, and what follows its colon (RFC 3986, section 3.1).
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then_some((scheme, rest))
}

/// Whether `//`, a host, and perhaps a port follow the scheme.
fn has_host(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else { return false };
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (is_valid, port) = if let Some(inner) = host_and_port.strip_prefix('[') {
        let (host, port) = inner.split_once(']').unwrap_or_default();
        (host.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (host, port) = host_and_port.split_at(host_and_port.find(':').unwrap_or(host_and_port.len()));
        (is_host(host), port)
    };
    is_valid && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Whether it is a name or an IPv4 address. Names can have letters of any script, and a dot at their end.
fn is_host(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host).as_bytes();
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') || !byte.is_ascii();
    let is_empty_label = |two: &[u8]| two == b"..";
    let has_empty_label = name.first().is_none_or(|first| *first == b'.') || name.windows(2).any(is_empty_label);
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let is_number = last.iter().all(u8::is_ascii_digit);
    !has_empty_label && name.iter().all(is_letter) && (!is_number || host.parse::<Ipv4Addr>().is_ok())
}
