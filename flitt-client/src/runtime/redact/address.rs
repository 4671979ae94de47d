//! Addresses, without the parts that can be secrets.

/// An address without its user information, query and fragment: `https://[redacted]@host/path?[redacted]`. Of an address
/// whose host is not certain, nothing but the scheme is left.
#[must_use]
pub fn without_secrets(address: &str) -> String {
    let (scheme, rest) = match address.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => (scheme, rest),
        _ => ("", address),
    };
    let scheme = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
    let (place, query) = match rest.find(['?', '#']) {
        Some(end) => (&rest[..end], &rest[end..=end]),
        None => (rest, ""),
    };
    let query = if query.is_empty() { String::new() } else { format!("{query}[redacted]") };
    let (authority, path) = place.find(['/', '\\']).map_or((place, ""), |end| place.split_at(end));
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(_, host)| ("[redacted]@", host));
    // A password may contain anything: what comes before an `@` can be one.
    let path = if path.contains('@') { "/[redacted]" } else { path };
    if is_host(host) { format!("{scheme}{user}{host}{path}{query}") } else { format!("{scheme}[redacted]") }
}

/// Whether a text is a host, and a port in digits: anything else can be a part of a password.
fn is_host(text: &str) -> bool {
    let name = match text.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => text,
    };
    let is_ip = name.starts_with('[') && name.ends_with(']');
    is_ip || !name.contains(':')
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn secrets_of_addresses_are_redacted() {
        for (address, expected) in [
            ("https://shop.example/callback", "https://shop.example/callback"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:80/x", "http://[::1]:80/x"),
            ("https://user:pass@shop.example:8443/a@b", "https://[redacted]@shop.example:8443/[redacted]"),
            ("https://us@er:pa@shop.example", "https://[redacted]@shop.example"),
            ("https://shop.example/a?token=1#x", "https://shop.example/a?[redacted]"),
            ("https://shop.example/#token", "https://shop.example/#[redacted]"),
            ("https://user:pa/ss@shop.example/", "https://[redacted]"),
            ("https://user:pa?ss@shop.example/", "https://[redacted]"),
            ("user:pass@shop.example/x", "[redacted]@shop.example/x"),
            ("javascript:alert(1)", "[redacted]"),
            ("/relative?x=1", "/relative?[redacted]"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(address), expected, "{address}");
        }
    }
}
