//! Forms that a payer's browser posts, and requests without an envelope.

use flitt_client::api::{CheckoutRedirect, CheckoutUrl, ReportToken};
use flitt_client::error::EncodeError;
use flitt_client::request::Exchange;
use flitt_client::response::Verification;
use flitt_client::signature::sign;
use flitt_client::{Credentials, Error};

#[test]
fn a_form_carries_the_signed_parameters() {
    let credentials = Credentials::test();
    let request = CheckoutRedirect::request()
        .order_id("1")
        .order_desc("<b>\"Tea\" & 'honey'</b>")
        .amount(200)
        .currency("GEL")
        .without_version()
        .build()
        .unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    assert_eq!(exchange.content_type(), "application/x-www-form-urlencoded");
    let fields = exchange.fields().unwrap();
    let pairs = || fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    assert_eq!(pairs().next_back(), Some(("signature", sign("test", pairs()).as_str())));
    let read: Vec<(String, String)> = form_urlencoded::parse(exchange.body()).into_owned().collect();
    assert_eq!(read, fields);
    let form = exchange.to_html_form("https://pay.flitt.com/", "Pay <now>").unwrap();
    assert!(!format!("{form:?}").contains("Tea") && format!("{form:?}").contains("order_desc"), "{form:?}");
    assert_eq!((form.action(), form.fields()), ("https://pay.flitt.com/api/checkout/redirect", fields.as_slice()));
    let html = form.to_string();
    assert!(
        html.starts_with("<form method=\"post\" action=\"https://pay.flitt.com/api/checkout/redirect\">"),
        "{html}"
    );
    assert!(html.contains("value=\"&lt;b&gt;&quot;Tea&quot; &amp; &#39;honey&#39;&lt;/b&gt;\""), "{html}");
    assert!(html.ends_with("<button type=\"submit\">Pay &lt;now&gt;</button></form>"), "{html}");
}

#[test]
fn a_form_is_signed_as_json_is() {
    let credentials = Credentials::test();
    let json = CheckoutUrl::request().order_id("1").order_desc("x").amount(1).currency("GEL").build().unwrap();
    let form = CheckoutRedirect::request().order_id("1").order_desc("x").amount(1).currency("GEL").build().unwrap();
    let of_json = Exchange::new(&json, &credentials).unwrap().fields().unwrap();
    assert_eq!(of_json, Exchange::new(&form, &credentials).unwrap().fields().unwrap());
}

/// The documentation's example: its key is the placeholder text itself.
#[test]
fn the_company_key_signs_with_sha_512() {
    let credentials = Credentials::new(1, "x").with_company_key("%your_company_private_key%");
    let request = ReportToken::request().application_id("2").date("1586171872").build().unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    assert_eq!(
        (exchange.host(), exchange.path()),
        (Some("https://portal.flitt.com"), "/authorizer/token/application/get")
    );
    let signature = "7eec02ed1088b47da639549a109c0e98a75e2d8c76dfa33db4ee18359b2ea677dda37516abc0e439b286261a48d49d3e2fd885d9f09c8ff5c7308afe4180688a";
    let body = format!(r#"{{"application_id":"2","date":"1586171872","signature":"{signature}"}}"#);
    assert_eq!(std::str::from_utf8(exchange.body()).unwrap(), body);
    let response = exchange.parse_response(200, br#"{"request_id":"a","token":"canary","expires_in":3602}"#).unwrap();
    assert_eq!((response.token(), response.expires_in()), ("canary", Some(3602)));
    assert_eq!(response.verification(), Verification::Unsigned);
    assert!(!format!("{response:?}").contains("canary"), "{response:?}");
    let refused = br#"{"error_code":403,"error_message":"Incorrect signature","request_id":"b"}"#;
    match exchange.parse_response(403, refused).unwrap_err() {
        Error::Failure(failure) => assert_eq!((failure.code(), failure.request_id()), ("403", Some("b"))),
        other => panic!("{other}"),
    }
    let without = Credentials::new(1, "x");
    assert!(matches!(Exchange::new(&request, &without), Err(EncodeError::MissingKey(_))));
}
