//! The page of the card's bank that checks a payer: it takes `PaReq`, `MD` and `TermUrl`, as a browser brings them from
//! the merchant, and sends `PaRes` and `MD` on to `TermUrl`.

use axum::http::StatusCode;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::{Fields, ResponseCode};
use reqwest::Url;

use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::money;
use crate::page::{document, escape};
use crate::wire::{Value, object};

/// Where the page stands.
pub(crate) const PATH: &str = "/acs";
/// Nothing is loaded, nothing runs; forms go to this page and to the merchant's.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; \
                                 base-uri 'none'; form-action http: https:";

const PASSED: &str = "passed";
const FAILED: &str = "failed";

/// What a merchant brings back from the bank.
pub(crate) struct CheckAnswer<'r> {
    pub(crate) order_id: &'r str,
    pub(crate) md: &'r str,
    pub(crate) pares: &'r str,
}

/// What goes to the bank.
pub(crate) fn pareq(md: &str) -> String {
    packed(&[("md", md), ("message", "PAReq")])
}

/// What the bank finds.
pub(crate) fn pares(md: &str, is_passed: bool) -> String {
    packed(&[("md", md), ("message", "PARes"), ("result", if is_passed { PASSED } else { FAILED })])
}

/// Whether the bank's finding about this check is good. What is none is refused.
pub(crate) fn is_passed(pares: &str, md: &str) -> Result<bool, Failure> {
    let bytes = BASE64_STANDARD.decode(pares).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let fields = text.and_then(|text| Fields::from_json(&text).ok());
    let result = fields.as_ref().filter(|fields| fields.text("md") == Some(md)).and_then(|it| it.text("result"));
    match result {
        Some(PASSED) => Ok(true),
        Some(FAILED) => Ok(false),
        _ => Err(Failure::parameter(ResponseCode::ParameterIncorrect, "pares")),
    }
}

fn packed(fields: &[(&str, &str)]) -> String {
    let values: Vec<(&str, Value)> = fields.iter().map(|(name, text)| (*name, Value::from(*text))).collect();
    BASE64_STANDARD.encode(object(values.iter().map(|(name, value)| (*name, value))))
}

/// The page for what a browser brought.
pub(crate) fn page(gateway: &Gateway, brought: &[(String, String)]) -> (StatusCode, String) {
    let value = |name: &str| brought.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let (md, back) = (value("MD"), value("TermUrl"));
    let orders = gateway.orders();
    let found = orders.of_check(md).filter(|_| value("PaReq") == pareq(md));
    let Some((order, challenge)) = found else {
        let text = "<h1>There is no such check</h1>\n<p>PaReq and MD name no payment that waits for one.</p>\n";
        return (StatusCode::NOT_FOUND, document(text));
    };
    if !Url::parse(back).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        let text = "<h1>There is no way back</h1>\n<p>TermUrl must be an address of http or https.</p>\n";
        return (StatusCode::BAD_REQUEST, document(text));
    }
    let purchase = &order.purchase;
    let facts = format!(
        "<h1>Confirm the payment</h1>\n<dl>\n<dt>Description</dt><dd>{}</dd>\n<dt>Amount</dt><dd>{}</dd>\n\
         <dt>Card</dt><dd>{}</dd>\n</dl>\n",
        escape(&purchase.order_desc),
        escape(&money::shown(&gateway.rules.currencies, purchase.amount, &purchase.currency)),
        escape(&challenge.card.masked()),
    );
    let finding = |is_passed, button| form(back, &[("PaRes", &pares(md, is_passed)), ("MD", md)], "", button);
    let decline = finding(false, "Decline");
    let ways = match (&challenge.code, value("otp").trim()) {
        (None, _) => finding(true, "Approve") + &decline,
        (Some(code), entered) if entered == code => {
            format!("<p>The code is right.</p>\n{}", finding(true, "Back to the shop"))
        }
        (Some(code), entered) => {
            let wrong = if entered.is_empty() { "" } else { "<p role=\"alert\">The code is wrong.</p>\n" };
            let field = "<label>One-time code <input name=\"otp\" inputmode=\"numeric\" \
                         autocomplete=\"one-time-code\" required></label>\n";
            let same = [("PaReq", value("PaReq")), ("MD", md), ("TermUrl", back)];
            let ask = form(PATH, &same, field, "Approve");
            format!("{wrong}<p>The code of this test card is {}.</p>\n{ask}{decline}", escape(code))
        }
    };
    (StatusCode::OK, document(&(facts + &ways)))
}

fn form(action: &str, hidden: &[(&str, &str)], field: &str, button: &str) -> String {
    let hidden = hidden
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escape(value)));
    format!(
        "<form method=\"post\" action=\"{}\">\n{}{field}<button>{button}</button>\n</form>\n",
        escape(action),
        hidden.collect::<String>(),
    )
}
