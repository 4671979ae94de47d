//! Styles, scripts and the icon: files of the sandbox itself, so that a page needs no network and its policy no
//! exception.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::server::response;

/// A file that pages name.
pub(crate) struct Asset {
    pub(crate) path: &'static str,
    content_type: &'static str,
    text: &'static str,
}

pub(crate) static ICON: Asset =
    Asset { path: "/assets/icon.svg", content_type: "image/svg+xml", text: include_str!("assets/icon.svg") };
pub(crate) static PAGES_STYLE: Asset = Asset {
    path: "/assets/pages.css",
    content_type: "text/css; charset=utf-8",
    text: include_str!("assets/pages.css"),
};
pub(crate) static PAGES_SCRIPT: Asset = Asset {
    path: "/assets/pages.js",
    content_type: "text/javascript; charset=utf-8",
    text: include_str!("assets/pages.js"),
};

/// The paths of the files.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    [&ICON, &PAGES_STYLE, &PAGES_SCRIPT].into_iter().fold(Router::new(), |router, asset| {
        let answer = move || async move { response(StatusCode::OK, asset.content_type, asset.text.to_owned()) };
        router.route(asset.path, get(answer))
    })
}
