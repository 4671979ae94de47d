//! Addresses, without the parts that can be secrets.

use super::hits::Hits;
use super::layers::{END_OF_RUN, Layer};

const REDACTED: &str = "[redacted]";

/// An address without its user information, query and fragment: `https://[redacted]@host/path?[redacted]`. Of an address
/// whose host is not certain, nothing but the scheme is left. Programs take `\` for `/` in addresses.
#[must_use]
pub(super) fn without_secrets(address: &str) -> String {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let (scheme, rest) = match address.split_once(':') {
        Some((scheme, rest)) if scheme.bytes().all(is_letter) && rest.len() > without_slashes(rest).len() => {
            (format!("{scheme}://"), without_slashes(rest))
        }
        _ if address.starts_with(SLASHES) && without_slashes(address).len() + 1 < address.len() => {
            ("//".to_owned(), without_slashes(address))
        }
        _ => (String::new(), address),
    };
    let (place, query) = match rest.find(['?', '#']) {
        Some(end) => (&rest[..end], format!("{}{REDACTED}", &rest[end..=end])),
        None => (rest, String::new()),
    };
    let (authority, path) = place.find(SLASHES).map_or((place, ""), |end| place.split_at(end));
    let (user, host) = split_user(authority);
    // A password may contain anything: what comes before an `@` can be one.
    let path = if is_user(&rest[authority.len()..]) { "/[redacted]" } else { path };
    // A word alone is no address: it can be a key that was given by mistake.
    let is_word = scheme.is_empty() && !host.is_empty() && !host.contains(['.', ':']) && host != "localhost";
    if is_host(host) && !is_word { format!("{scheme}{user}{host}{path}{query}") } else { format!("{scheme}{REDACTED}") }
}

const SLASHES: [char; 2] = ['/', '\\'];

fn without_slashes(text: &str) -> &str {
    text.trim_start_matches(SLASHES)
}

/// Whether a text has what ends user information.
fn is_user(text: &str) -> bool {
    text.contains('@') || text.contains("%40") || text.contains('＠')
}

/// The user information, redacted, and the host.
fn split_user(authority: &str) -> (&'static str, &str) {
    let ends = ["@", "%40", "＠"].into_iter().filter_map(|end| Some(authority.rfind(end)? + end.len()));
    ends.max().map_or(("", authority), |end| ("[redacted]@", &authority[end..]))
}

/// Whether a text is a host, and a port in digits: anything else can be a part of a password.
fn is_host(text: &str) -> bool {
    let name = match text.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => text,
    };
    let is_ip = name.starts_with('[') && name.ends_with(']');
    is_ip || name.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '.' | '_'))
}

/// The maximum length of a password with white space in it.
const MAX_PASSWORD: usize = 128;

/// Adds the user information, queries and fragments of the addresses within a text, whether they have a scheme or not.
pub(super) fn find(layer: &Layer, hits: &mut Hits<'_>) {
    let mut begin = 0;
    for word in layer.bytes().split(|byte| ends_address(*byte)) {
        find_in_word(layer, hits, begin, begin + word.len());
        begin += word.len() + 1;
    }
}

/// Adds those of a text without white space and quotes, between two positions.
fn find_in_word(layer: &Layer, hits: &mut Hits<'_>, begin: usize, end: usize) {
    let text = layer.bytes();
    let word = &text[begin..end];
    let is_slash = |byte: &u8| b"/\\".contains(byte);
    let slashes = word.windows(2).position(|pair| pair.iter().all(is_slash)).or_else(|| after_scheme(word, is_slash));
    // Where the authority begins: behind the slashes, else behind a scheme.
    let start = match slashes {
        Some(slashes) => begin + slashes + word[slashes..].iter().take_while(|byte| is_slash(byte)).count(),
        None => begin,
    };
    let user = if slashes.is_some() {
        user_end(text, start, end).map(|at| (start, at))
    } else {
        plain_user(word).map(|(from, at)| (begin + from, begin + at))
    };
    if let Some((from, at)) = user {
        hits.add(layer.place(from, at - 1), REDACTED);
    }
    let query = text[start..end].iter().position(|byte| b"?#".contains(byte)).map(|query| start + query + 1);
    if let Some(query) = query.filter(|query| *query < end && (slashes.is_some() || is_query(&text[*query..end]))) {
        hits.add(layer.place(query, end - 1), REDACTED);
    }
}

/// The position of a single slash behind the colon of a scheme: programs take `https:/host` for `https://host`.
fn after_scheme(word: &[u8], is_slash: impl Fn(&u8) -> bool) -> Option<usize> {
    let colon = word.iter().position(|byte| *byte == b':')?;
    let is_scheme = colon > 1 && word[..colon].iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    (is_scheme && word.get(colon + 1).is_some_and(is_slash)).then_some(colon + 1)
}

/// The position of the `@` that ends the user information of an authority. A password with white space is one if what comes
/// before the white space is no host with a port.
fn user_end(text: &[u8], start: usize, end: usize) -> Option<usize> {
    let word = text.get(start..end)?;
    if let Some(at) = word.iter().rposition(|byte| *byte == b'@') {
        return (at > 0).then_some(start + at);
    }
    let authority = word.split(|byte| b"/\\?#".contains(byte)).next()?;
    let password = authority.iter().position(|byte| *byte == b':').map(|colon| &authority[colon + 1..])?;
    if password.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let rest = &text[end..text.len().min(end + MAX_PASSWORD)];
    rest.iter().position(|byte| *byte == b'@').map(|at| end + at)
}

/// User information without slashes before it, and the position of its `@`: `user:password`. Other texts with an `@` are addresses
/// of mail.
fn plain_user(word: &[u8]) -> Option<(usize, usize)> {
    let at = word.iter().rposition(|byte| *byte == b'@')?;
    let from = word[..at].iter().rposition(|byte| b"|,;=&(){}[]'`".contains(byte)).map_or(0, |separator| separator + 1);
    let colon = word[from..at].iter().position(|byte| *byte == b':')?;
    let is_user = colon > 0 && from + colon + 1 < at && &word[from..from + colon] != b"mailto";
    is_user.then_some((from, at))
}

/// Whether what follows a `?` or a `#` is a query: it has a value with a name.
fn is_query(text: &[u8]) -> bool {
    let name = text.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.[]%".contains(byte)).count();
    name > 0 && text.get(name) == Some(&b'=')
}

/// Whether a byte ends an address within a text. Other signs can be in a password or a token.
fn ends_address(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_control() || matches!(byte, END_OF_RUN | b'"' | b'<' | b'>')
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
            ("https:\\\\user:pass@shop.example\\x", "https://[redacted]@shop.example\\x"),
            ("HTTPS://user:pass@shop.example", "HTTPS://[redacted]@shop.example"),
            ("https:/user:pass@shop.example", "https://[redacted]@shop.example"),
            ("https:///user:pass@shop.example", "https://[redacted]@shop.example"),
            ("//user:pass@shop.example/x", "//[redacted]@shop.example/x"),
            ("\\\\user:pass@shop.example", "//[redacted]@shop.example"),
            ("https://user:pass%40shop.example", "https://[redacted]@shop.example"),
            ("https://user:pass＠shop.example", "https://[redacted]@shop.example"),
            ("https://shop.example/user:pass%40x", "https://shop.example/[redacted]"),
            ("git+ssh://user:pass@shop.example", "git+ssh://[redacted]@shop.example"),
            ("https://user:pass", "https://[redacted]"),
            ("https://user:1/pass?x@shop.example", "https://user:1/[redacted]?[redacted]"),
            ("https://user@pa;ss/x@shop.example", "https://[redacted]"),
            ("https://[user:pass", "https://[redacted]"),
            ("https://user:pass]", "https://[redacted]"),
            ("mailto:pass@shop.example", "[redacted]@shop.example"),
            ("javascript:alert(1)", "[redacted]"),
            ("k3yS3cretABC123", "[redacted]"),
            ("k3yS3cret/ABC123", "[redacted]"),
            ("pa!ss://shop.example", "[redacted]"),
            ("x-a.b+c://user:pass@shop.example", "x-a.b+c://[redacted]@shop.example"),
            ("https://my-shop_1", "https://my-shop_1"),
            ("shop:8080", "shop:8080"),
            ("https://us%40er:pa@shop.example", "https://[redacted]@shop.example"),
            ("https://shop.example/user:pass＠x", "https://shop.example/[redacted]"),
            ("localhost", "localhost"),
            ("shop.example", "shop.example"),
            ("/relative?x=1", "/relative?[redacted]"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(address), expected, "{address}");
        }
    }
}

#[cfg(test)]
mod within_texts {
    use crate::runtime::redact::shown_text;

    #[test]
    fn secrets_of_addresses_are_found_within_texts() {
        for text in [
            "see https://shop.example/cb?token=1|s3cretTok now",
            "see https://shop.example/cb?f=(s3cretTok) now",
            "see https://shop.example/cb?f={s3cretTok} now",
            "see 'https://shop.example/cb?f='s3cretTok' now",
            "see https://shop.example/cb?f=‹s3cretTok› now",
            "see https://user:pa's3cretTok@shop.example/ now",
            "see https://user:pa(s3cretTok@shop.example/ now",
            "see https://user:pa|s3cretTok@shop.example/ now",
            "see https://user:pa s3cretTok@shop.example/ now",
            "see https://user:pa\ns3cretTok@shop.example/ now",
            "see //shop.example/cb?token=s3cretTok now",
            "see https:/shop.example/cb?token=s3cretTok now",
            "see https:user:s3cretTok@shop.example now",
            "see https:/user:s3cretTok@shop.example now",
            "see shop.example/cb?token=s3cretTok now",
            "see user:s3cretTok@shop.example/x now",
            "see https://shop.example/#s3cretTok now",
            "see https://user:s3cretTok@shop.example/a//b now",
            "see https://us@er:s3cretTok@shop.example now",
            "see https://user:pa:1 s3cretTok@shop.example/ now",
            "see https://user:x1 s3cretTok@shop.example/ now",
            "see user:pa@s3cretTok@shop.example now",
            "see user:s3cretTok:@shop.example now",
            "see u:s3cretTok@shop.example now",
            "see shop.example/cb?a_b=s3cretTok now",
            "see shop.example/cb?t=s3cretTok now",
            "see ws:/shop.example/?s3cretTok now",
            "see git+ssh:/shop.example/?s3cretTok now",
        ] {
            let shown = shown_text(text);
            assert!(!shown.contains("s3cretTok") && shown.contains("see ") && shown.contains("[redacted]"), "{shown}");
        }
        for text in [
            "mail to anna@shop.example, or see https://shop.example/help",
            "is it this? amount=10, order_id=7",
            "at 10:15:00 https://shop.example:8080/a/b was called",
            "what? nothing",
            "a@b",
            "mailto:anna@shop.example",
            "**********|1|{'a': 1}|anna@shop.example|x:y",
            "letters, digits and `._~:@+=,/-`, or",
            "the file C:/a?b",
            "is it (no:/yes?) or",
            "see https://shop.example/a:b or mail anna@shop.example",
            "see https://shop.example: mail anna@shop.example",
            "https://shop.example:8080/a was called by anna@shop.example",
            ":b@shop.example",
            "is a?=b",
        ] {
            assert_eq!(shown_text(text), text);
        }
    }

    #[test]
    fn no_more_than_the_secrets_is_replaced() {
        for (text, expected) in [
            ("at (user:pw@shop.example)", "at ([redacted]@shop.example)"),
            ("a|b|user:p@shop.example", "a|b|[redacted]@shop.example"),
            ("https://u@shop.example", "https://[redacted]@shop.example"),
            ("at https://user:p w@shop.example, a@b", "at https://[redacted]@shop.example, a@b"),
            ("\"https://shop.example/a?b=c\"!", "\"https://shop.example/a?[redacted]\"!"),
            ("https://shop.example/a?b=c<br>", "https://shop.example/a?[redacted]<br>"),
            // In base64: `https://shop.example/?a=b`, and `an other text`.
            (
                "aHR0cHM6Ly9zaG9wLmV4YW1wbGUvP2E9Yg== YW4gb3RoZXIgdGV4dA==",
                "aHR0cHM6Ly9zaG9wLmV4YW1wbGUvP[redacted]== YW4gb3RoZXIgdGV4dA==",
            ),
        ] {
            assert_eq!(shown_text(text), expected);
        }
    }

    #[test]
    fn a_password_with_white_space_has_a_maximum_length() {
        for (length, is_found) in [(127, true), (128, false)] {
            let text = format!("https://user:p {}@shop.example", "x".repeat(length - 1));
            assert_eq!(shown_text(&text).contains("xxx"), !is_found, "{length}");
        }
    }
}
