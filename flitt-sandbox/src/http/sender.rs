//! Who sends a request: a program, a page of the sandbox, or a page of another site, and what each of them may do.
//!
//! A page cannot write the headers that are read here; a program can write any, and may do anything without them.

use std::fmt;
use std::net::IpAddr;

use axum::http::header::{CONTENT_TYPE, HeaderName, ORIGIN, REFERER};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use reqwest::Url;

use super::host::{Host, is_addressed_to_local_host};
use super::machine::{is_local_url, is_this_machine};
use super::{TEXT, response};

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    /// A program, or a page of the sandbox.
    Own,
    /// A page of another site.
    Page(Page),
}

/// A page of another site.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its origin, if the browser says it.
    origin: Option<Url>,
    /// Whether the browser does not say its origin, but that it is a page of the host to which the request is addressed,
    /// and that host is an IP address or `localhost`.
    is_unnamed_local: bool,
}

/// Without its texts, which come from outside.
impl fmt::Debug for Page {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Page").field("is_unnamed_local", &self.is_unnamed_local).finish_non_exhaustive()
    }
}

/// From where other sites may post to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AcceptedForms {
    /// From no other site.
    Own,
    /// From a shop, whose form leads the payer's browser to the sandbox.
    OfShops,
}

/// The sender of a request with these headers.
pub(crate) fn sender(host: &Host, method: &Method, headers: &HeaderMap) -> Sender {
    let origins = texts(headers, &ORIGIN);
    let sites = texts(headers, &SEC_FETCH_SITE);
    let is_own = match (origins.is_empty(), sites.is_empty()) {
        (false, _) => origins.iter().all(|origin| host.is_own_origin(origin, headers)),
        (true, false) => sites.iter().all(|site| matches!(*site, "same-origin" | "none")),
        // Browsers that say neither say where a form comes from. A link may lead here from anywhere.
        (true, true) => {
            let referers = texts(headers, &REFERER);
            is_safe(method) || referers.iter().all(|referer| is_own_referer(host, referer, headers))
        }
    };
    if is_own {
        return Sender::Own;
    }
    Sender::Page(Page {
        origin: if let [origin] = origins[..] { Url::parse(origin).ok() } else { None },
        is_unnamed_local: is_unnamed_local(&origins, &sites, headers),
    })
}

/// Whether a page without a known origin comes from a server on this machine. `same-site` compares registrable domains:
/// to `sandbox.company.example`, a page of any host under `company.example` is of the same site. Only an IP address and
/// `localhost` are sites of their own, whose pages differ by their ports.
fn is_unnamed_local(origins: &[&str], sites: &[&str], headers: &HeaderMap) -> bool {
    matches!(origins, [] | ["null"]) && sites == ["same-site"] && is_addressed_to_local_host(headers)
}

impl Sender {
    /// Whether the sender may send this request.
    pub(crate) fn may_send(&self, method: &Method, headers: &HeaderMap, forms: impl FnOnce() -> AcceptedForms) -> bool {
        let is = |name: &HeaderName, expected: &str| texts(headers, name).iter().all(|value| *value == expected);
        let is_navigation = is(&SEC_FETCH_MODE, "navigate") && is(&SEC_FETCH_DEST, "document");
        match self {
            Self::Own => true,
            // A link, and a redirect.
            Self::Page(_) if is_safe(method) => headers.contains_key(SEC_FETCH_MODE) && is_navigation,
            Self::Page(_) => {
                forms() == AcceptedForms::OfShops && *method == Method::POST && is_navigation && is_form(headers)
            }
        }
    }

    /// Whether an order of this sender may have callbacks to a URL. A page of this machine and a program on it may name
    /// any: they can reach its services themselves. Other pages may name their own host, and other machines may not
    /// name this one. A client of a reverse proxy on this machine has the proxy's address, and counts as a program here.
    pub(crate) fn may_name(&self, peer: IpAddr, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else { return true };
        match self {
            Self::Page(page) if !page.is_local() => {
                page.origin.as_ref().is_some_and(|origin| origin.host() == url.host()) && !is_local_url(&url)
            }
            Self::Own | Self::Page(_) => is_this_machine(peer) || !is_local_url(&url),
        }
    }
}

impl Page {
    /// Whether it comes from a server on this machine.
    fn is_local(&self) -> bool {
        self.is_unnamed_local || self.origin.as_ref().is_some_and(is_local_url)
    }
}

/// The response to what a page of another site may not do.
pub(crate) fn forbidden() -> Response {
    let message = "The sandbox accepts this only from its own pages and from programs, not from the page of another \
                   site. A shop's page may lead a payer to a checkout_url, and post a form to checkout/redirect.\n";
    response(StatusCode::FORBIDDEN, TEXT, message.to_owned())
}

/// Whether a body is a form of a browser, which is not its only way to post without asking.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let essence = |text: &&str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let [content_type] = &texts(headers, &CONTENT_TYPE)[..] else { return false };
    essence(content_type) == "application/x-www-form-urlencoded"
}

/// Whether a method changes nothing.
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn is_own_referer(host: &Host, referer: &str, headers: &HeaderMap) -> bool {
    Url::parse(referer).is_ok_and(|url| host.is_own_origin(&url.origin().ascii_serialization(), headers))
}

/// All values of a header; one that is not text is another one than any expected.
fn texts<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Vec<&'h str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("\u{fffd}")).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, Method};

    use super::{AcceptedForms, Sender, sender};
    use crate::http::host::Host;

    const OWN: &str = "http://127.0.0.1:8080";

    /// Headers from lines of text; the host is that of the sandbox unless a line has another one.
    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if !lines.iter().any(|line| line.starts_with("host: ")) {
            headers.insert("host", "127.0.0.1:8080".parse().unwrap());
        }
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        headers
    }

    fn sent(method: &Method, lines: &[&str]) -> (Sender, HeaderMap) {
        let host = Host::new(Some("https://pay.test".to_owned()), OWN.to_owned(), vec!["sandbox".to_owned()]).unwrap();
        let headers = headers(lines);
        (sender(&host, method, &headers), headers)
    }

    fn may(method: &Method, forms: AcceptedForms, lines: &[&str]) -> bool {
        let (sender, headers) = sent(method, lines);
        sender.may_send(method, &headers, || forms)
    }

    /// What a browser sends with a form that leads the whole page elsewhere.
    const FORM: &str = "content-type: application/x-www-form-urlencoded";
    const NAVIGATE: &str = "sec-fetch-mode: navigate";
    const DOCUMENT: &str = "sec-fetch-dest: document";

    #[test]
    fn programs_and_own_pages_may_send_anything() {
        let cases: [&[&str]; 10] = [
            &[],
            &["content-type: application/json", "user-agent: curl/8"],
            &["origin: http://127.0.0.1:8080"],
            &["origin: https://pay.test", "sec-fetch-site: cross-site"],
            &["sec-fetch-site: same-origin", "sec-fetch-mode: cors", "sec-fetch-dest: empty"],
            &["sec-fetch-site: none", NAVIGATE],
            &["referer: http://127.0.0.1:8080/dashboard/orders/1"],
            &["referer: https://pay.test/"],
            &["origin: http://127.0.0.1:8080", "referer: https://evil.example/"],
            &["origin: http://127.0.0.1:8080", "origin: https://pay.test"],
        ];
        for lines in cases {
            for method in [Method::GET, Method::POST, Method::PUT, Method::OPTIONS] {
                assert!(may(&method, AcceptedForms::Own, lines), "{method} {lines:?}");
            }
        }
    }

    #[test]
    fn pages_of_other_sites_may_not_post() {
        let cases: [&[&str]; 16] = [
            &["origin: https://evil.example"],
            &["origin: null"],
            &["origin: "],
            &["origin: http://127.0.0.1:8081"],
            &["origin: http://127.0.0.1"],
            &["origin: https://127.0.0.1:8080"],
            &["origin: http://localhost:8080"],
            &["origin: HTTP://127.0.0.1:8080"],
            &["origin: http://127.0.0.1:8080.evil.example"],
            &["origin: https://evil.example", "sec-fetch-site: same-origin"],
            &["origin: http://127.0.0.1:8080", "origin: https://evil.example"],
            &["sec-fetch-site: cross-site"],
            &["sec-fetch-site: same-site"],
            &["sec-fetch-site: same-origin", "sec-fetch-site: cross-site"],
            &["sec-fetch-site: Same-Origin"],
            &["referer: https://evil.example/"],
        ];
        for lines in cases {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
                assert!(!may(&method, AcceptedForms::Own, lines), "{method} {lines:?}");
                assert!(!may(&method, AcceptedForms::Own, &[lines, &[FORM, NAVIGATE, DOCUMENT]].concat()), "{lines:?}");
            }
        }
        for referer in ["about:blank", "127.0.0.1:8080", "http://127.0.0.1:8081/", "\u{e9}"] {
            assert!(!may(&Method::POST, AcceptedForms::Own, &[&format!("referer: {referer}")]), "{referer}");
        }
        assert!(!may(&Method::POST, AcceptedForms::Own, &["origin: http://127.0.0.1:8080\u{e9}"]));
    }

    #[test]
    fn a_page_of_another_site_may_lead_here_and_load_nothing() {
        for site in ["sec-fetch-site: cross-site", "sec-fetch-site: same-site"] {
            for method in [Method::GET, Method::HEAD] {
                let may = |more: &[&str]| may(&method, AcceptedForms::Own, &[&[site], more].concat());
                assert!(may(&[NAVIGATE, DOCUMENT]));
                assert!(!may(&[]) && !may(&[DOCUMENT]));
                for destination in ["iframe", "empty", "image", "script", "embed", "object"] {
                    assert!(!may(&[NAVIGATE, &format!("sec-fetch-dest: {destination}")]), "{destination}");
                }
                for mode in ["no-cors", "cors", "websocket", "same-origin"] {
                    assert!(!may(&[&format!("sec-fetch-mode: {mode}"), DOCUMENT]), "{mode}");
                }
            }
        }
        assert!(!may(&Method::GET, AcceptedForms::OfShops, &["origin: https://evil.example"]));
        assert!(may(&Method::GET, AcceptedForms::Own, &["referer: https://shop.example/"]), "a link in an old browser");
    }

    #[test]
    fn a_shop_posts_forms_that_lead_the_browser_here() {
        let may = |lines: &[&str]| may(&Method::POST, AcceptedForms::OfShops, lines);
        let shop = "origin: http://localhost:3000";
        assert!(may(&[shop, FORM]) && may(&["origin: null", FORM, NAVIGATE, DOCUMENT]));
        assert!(may(&[
            "referer: http://localhost:3000/",
            "content-type: Application/X-WWW-Form-Urlencoded; charset=UTF-8"
        ]));
        assert!(may(&[shop, "content-type: application/x-www-form-urlencoded ; charset=UTF-8"]));
        assert!(!may(&[shop]) && !may(&[shop, FORM, "content-type: text/plain"]));
        for content_type in ["text/plain", "application/json", "multipart/form-data; boundary=x", "x"] {
            assert!(!may(&[shop, &format!("content-type: {content_type}")]), "{content_type}");
        }
        assert!(!may(&[shop, FORM, "sec-fetch-mode: no-cors"]));
        assert!(!may(&[shop, FORM, NAVIGATE, "sec-fetch-dest: iframe"]));
        for method in [Method::PUT, Method::DELETE, Method::OPTIONS] {
            assert!(!super::tests::may(&method, AcceptedForms::OfShops, &[shop, FORM, NAVIGATE, DOCUMENT]), "{method}");
        }
    }

    #[test]
    fn only_senders_of_this_machine_name_its_services() {
        let sender = |lines: &[&str]| sent(&Method::POST, lines).0;
        let may_name = |lines: &[&str], peer: &str, url: &str| sender(lines).may_name(peer.parse().unwrap(), url);
        let (here, elsewhere) = ("127.0.0.1", "192.0.2.1");
        let (local, remote) = ("http://localhost:9200/_bulk", "http://shop.example/callback");
        for local in [local, "http://127.1:9200/", "http://[::1]/", "http://0/", "http://localhost./"] {
            // A program on this machine, and a page from a server on it.
            for lines in [
                &[][..],
                &["origin: http://localhost:3000"],
                &["origin: http://localhost:3000", "host: sandbox:8080", "sec-fetch-site: cross-site"],
                &["sec-fetch-site: same-site"],
                &["sec-fetch-site: same-site", "origin: null"],
                &["sec-fetch-site: same-site", "origin: null", "host: LOCALHOST:8080"],
                &["sec-fetch-site: same-site", "origin: null", "host: sandbox.localhost"],
                &["sec-fetch-site: same-site", "origin: null", "host: [::1]:8080"],
                &["sec-fetch-site: same-site", "origin: null", "host: 192.0.2.7:8080"],
            ] {
                assert!(may_name(lines, here, local) && !may_name(lines, elsewhere, local), "{lines:?}");
                assert!(may_name(lines, here, remote) && may_name(lines, elsewhere, remote), "{lines:?}");
            }
            // Pages of other sites name their own host.
            for lines in [
                &["origin: null"][..],
                &["origin: https://evil.example"],
                &["origin: https://localhost.evil.example"],
                &["sec-fetch-site: cross-site"],
                &["referer: http://localhost:3000/"],
                // Pages of the same registrable domain as the sandbox's, which are no pages of its machine.
                &["sec-fetch-site: same-site", "host: pay.test"],
                &["sec-fetch-site: same-site", "host: pay.test:8080", "origin: null"],
                &["sec-fetch-site: same-site", "host: pay.test:8080", "origin: http://evil.test"],
                &["sec-fetch-site: same-site", "host: localhost.evil.test", "origin: null"],
                &["sec-fetch-site: same-site", "host: 127.0.0.1.evil.test", "origin: null"],
                // A known origin says more than `same-site`.
                &["sec-fetch-site: same-site", "origin: https://evil.example"],
                &["sec-fetch-site: same-site", "origin: https://evil.example", "host: localhost:8080"],
                &["sec-fetch-site: same-site", "origin: null", "origin: https://evil.example"],
                &["sec-fetch-site: same-site", "sec-fetch-site: cross-site", "origin: null"],
            ] {
                assert!(!may_name(lines, here, local) && !may_name(lines, here, remote), "{lines:?}");
            }
        }
        assert!(may_name(&["origin: https://shop.example:8443"], here, remote));
        assert!(may_name(&[], elsewhere, "/relative"), "it is rejected as a parameter");
    }
}
