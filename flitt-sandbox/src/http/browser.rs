//! Requests that a browser makes on its own, or because somebody typed an address.

use axum::http::header::{ACCEPT, HeaderName, USER_AGENT};
use axum::http::{HeaderMap, Method};

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Whether a browser looks something up. A program can write the same headers, and then gets what a browser gets.
pub(crate) fn is_lookup(method: &Method, headers: &HeaderMap) -> bool {
    let contains = |name: HeaderName, text: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(text))
    };
    let is_browser =
        headers.contains_key(SEC_FETCH_DEST) || contains(ACCEPT, "text/html") || contains(USER_AGENT, "Mozilla/");
    matches!(*method, Method::GET | Method::HEAD) && is_browser
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, Method};

    use super::is_lookup;

    #[test]
    fn only_a_browser_that_reads_looks_up() {
        let headers = |name: &'static str, value: &'static str| {
            HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))])
        };
        for (name, value) in
            [("accept", "text/html,*/*;q=0.8"), ("sec-fetch-dest", "image"), ("user-agent", "Mozilla/5.0")]
        {
            assert!(is_lookup(&Method::GET, &headers(name, value)), "{name}");
            assert!(!is_lookup(&Method::POST, &headers(name, value)), "{name}");
        }
        assert!(
            !is_lookup(&Method::GET, &headers("accept", "application/json"))
                && !is_lookup(&Method::GET, &HeaderMap::new())
        );
    }
}
