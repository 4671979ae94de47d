//! Styles, scripts and the icon. The sandbox serves them itself: pages need no network, and their content security
//! policy no exception.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::http::response;

/// A file that pages refer to.
pub(crate) struct Asset {
    pub(crate) path: &'static str,
    content_type: &'static str,
    text: &'static str,
}

pub(crate) static ICON: Asset = icon("/assets/icon.svg", include_str!("icon.svg"));
/// What browsers ask for without a link.
static FAVICON: Asset = icon("/favicon.ico", include_str!("icon.svg"));
pub(crate) static SHOP_ICON: Asset = icon("/assets/shop.svg", include_str!("shop.svg"));
pub(crate) static BASE_STYLE: Asset = style("/assets/base.css", include_str!("base.css"));
pub(crate) static PAGES_STYLE: Asset = style("/assets/pages.css", include_str!("pages.css"));
pub(crate) static PAGES_SCRIPT: Asset = script("/assets/pages.js", include_str!("pages.js"));
pub(crate) static DASHBOARD_STYLE: Asset = style("/assets/dashboard.css", include_str!("dashboard.css"));
pub(crate) static DASHBOARD_SCRIPT: Asset = script("/assets/dashboard.js", include_str!("dashboard.js"));

pub(crate) static SHOP_STYLE: Asset = style("/assets/shop.css", include_str!("shop.css"));

static ALL: [&Asset; 9] = [
    &ICON,
    &FAVICON,
    &SHOP_ICON,
    &BASE_STYLE,
    &PAGES_STYLE,
    &PAGES_SCRIPT,
    &DASHBOARD_STYLE,
    &DASHBOARD_SCRIPT,
    &SHOP_STYLE,
];

const fn icon(path: &'static str, text: &'static str) -> Asset {
    Asset { path, content_type: "image/svg+xml", text }
}

const fn style(path: &'static str, text: &'static str) -> Asset {
    Asset { path, content_type: "text/css; charset=utf-8", text }
}

const fn script(path: &'static str, text: &'static str) -> Asset {
    Asset { path, content_type: "text/javascript; charset=utf-8", text }
}

/// The routes of the files.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    ALL.into_iter().fold(Router::new(), |router, asset| {
        let respond = move || async move { response(StatusCode::OK, asset.content_type, asset.text.to_owned()) };
        router.route(asset.path, get(respond))
    })
}
