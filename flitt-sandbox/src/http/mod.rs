//! HTTP: response headers, wire formats, connections, and which requests are accepted.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

pub(crate) mod acs;
pub(crate) mod body;
pub(crate) mod browser;
pub(crate) mod checkout_url;
mod connection;
pub(crate) mod connections;
pub(crate) mod form;
pub(crate) mod host;
pub(crate) mod incoming;
pub(crate) mod machine;
pub(crate) mod sender;
pub(crate) mod serve;
pub(crate) mod wire;

/// The maximum size of a request body, in bytes.
pub(crate) const MAX_BODY_SIZE: usize = 1024 * 1024;

/// The content types of responses for people.
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// A response with the headers that every response of the sandbox has.
pub(crate) fn response(status: StatusCode, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not `no-referrer`: browsers would send `Origin: null` with forms, and their requests would be rejected.
        (REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Adds what every response has, also those of the router: no other site may show it or load it into its pages.
pub(crate) fn protect(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
}

/// Redirects the browser, which then sends GET.
pub(crate) fn see_other(url: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, url)
}

/// A redirect. The header is left out if the URL cannot be a header value.
pub(crate) fn redirect(status: StatusCode, url: &str) -> Response {
    let mut response = response(status, TEXT, String::new());
    if let Ok(url) = HeaderValue::from_str(url) {
        response.headers_mut().insert(LOCATION, url);
    }
    response
}
