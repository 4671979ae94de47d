//! Where requests go: hosts, paths and addresses of pages. Each is described by a strict grammar, so that a file says to a
//! reader what it says to a program. Nothing is normalized.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The maximum length of a host's name, of its parts, and of a path and an address, in bytes.
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;
const MAX_PATH: usize = 1_000;

/// Why an address cannot be used, as the end of a sentence about it.
type Reason = &'static str;

/// Checks a host: `https://`, a name of lower-case letters or an address in its usual form, and perhaps a port.
pub(super) fn host(text: &str) -> Result<(), Reason> {
    let Some(rest) = text.strip_prefix("https://") else {
        return Err("it does not begin with `https://`");
    };
    if rest.contains('@') {
        return Err("it has user information before an `@`, and leads to what is after it");
    }
    if rest.contains(['/', '\\', '?', '#']) {
        return Err("only a host name and a port are allowed after `https://`");
    }
    if !rest.is_ascii() {
        return Err("it has a letter outside of ASCII: write such a name as `xn--..`");
    }
    if rest.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err("it has a capital letter");
    }
    let (name, port) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) => {
            let is_usual = address.parse::<Ipv6Addr>().is_ok_and(|parsed| parsed.to_string() == address);
            if !is_usual {
                return Err("it is not an IPv6 address in its usual form");
            }
            ("", port)
        }
        None => rest.split_at(rest.find(':').unwrap_or(rest.len())),
    };
    if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
        return Err("its port is not a number from 1 to 65535");
    }
    if rest.starts_with('[') { Ok(()) } else { host_name(name) }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port > 0 && port.to_string() == text)
}

fn host_name(name: &str) -> Result<(), Reason> {
    if name.is_empty() {
        return Err("it has no name");
    }
    if name.ends_with('.') {
        return Err("it ends with a dot");
    }
    let is_label = |label: &str| {
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=MAX_LABEL).contains(&label.len())
            && label.bytes().all(is_letter)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if name.len() > MAX_HOST || !name.split('.').all(is_label) {
        return Err("its name has other parts than letters, digits and `-`");
    }
    // Readers of addresses take a name whose last part is a number, decimal or hexadecimal, for an IPv4 address.
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if is_number && !name.parse::<Ipv4Addr>().is_ok_and(|address| address.to_string() == name) {
        return Err("it is a number, but not an IPv4 address in its usual form");
    }
    Ok(())
}

/// Checks a path: `/`, and parts of letters, digits and `-`, `.`, `_`, `~`, `:`, divided by single slashes.
pub(super) fn path(text: &str) -> Result<(), Reason> {
    let Some(rest) = text.strip_prefix('/') else {
        return Err("it does not begin with `/`");
    };
    if text.len() > MAX_PATH {
        return Err("it is too long");
    }
    // One slash at the end belongs to the path.
    let parts = rest.strip_suffix('/').unwrap_or(rest);
    if parts.is_empty() {
        return if text == "/" { Ok(()) } else { Err("it has two slashes after each other") };
    }
    for part in parts.split('/') {
        match part {
            "" => return Err("it has two slashes after each other"),
            _ if part.bytes().all(|byte| byte == b'.') => {
                return Err("it has a segment of dots only, such as `..`");
            }
            _ => {}
        }
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte);
        if !part.bytes().all(is_letter) {
            return Err("it has a character other than letters, digits, `/`, `-`, `.`, `_`, `~` and `:`");
        }
    }
    Ok(())
}

/// Checks the address of a page: http or https, a host, and only characters that an address can have.
pub(super) fn page(text: &str) -> Result<(), Reason> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else {
        return Err("it does not begin with `https://` or `http://`");
    };
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte);
    if !rest.bytes().all(is_letter) {
        return Err("it has a character that no address has");
    }
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    if host.is_empty() || host.contains('@') {
        return Err("it has no host, or user information before it");
    }
    Ok(())
}
