//! Endpoints of schema files that the sandbox was given: requests are checked by their tables, and responses made of them so
//! that a client accepts them.

use std::sync::Arc;

use flitt_client::dynamic::DynamicRequest;
use flitt_client::response::{RawResponse, Verification};
use flitt_client::{Client, Credentials, Error};
use flitt_sandbox::{Fault, Merchant, Sandbox, StartError};
use flitt_schema::{InMemory, Library};

use crate::common::{FORM, form_token, http, post_as};

/// An endpoint in the usual protocol, with every type of value that it can have.
const POINTS: &str = r#"{ "endpoint": "points", "path": "/api/points", "key": "payment",
    "request": [
        { "name": "card", "type": "string", "max_length": 12, "mandatory": true },
        { "name": "points", "type": "integer", "max_length": 6, "smallest": 1 },
        { "name": "currency", "type": "string", "max_length": 3, "format": "currency" },
        { "name": "merchant_id", "type": "integer", "max_length": 12, "mandatory": true, "from": "credentials" },
        { "name": "signature", "type": "string", "max_length": 40, "mandatory": true, "from": "signature" }
    ],
    "response": { "signed": "always", "rows": [
        { "name": "card", "type": "string", "max_length": 40, "always": true, "echo": true },
        { "name": "state", "type": "string", "max_length": 40, "always": true, "values": [
            { "value": "refused", "outcome": "declined" }, { "value": "given", "outcome": "approved" } ] },
        { "name": "balance", "type": "integer", "max_length": 12, "unit": "minor", "always": true },
        { "name": "level", "type": "integer", "max_length": 12, "smallest": 3, "largest": 9 },
        { "name": "until", "type": "string", "max_length": 40, "format": "date" },
        { "name": "at", "type": "string", "max_length": 40, "format": "date_time" },
        { "name": "note", "type": "string", "max_length": 40 },
        { "name": "receipt", "type": "string", "max_length": 4, "always": true },
        { "name": "merchant_id", "type": "integer", "max_length": 12, "from": "credentials", "always": true },
        { "name": "signature", "type": "string", "max_length": 40, "from": "signature", "always": true }
    ] } }"#;

/// Protocol 2.0, with nested values.
const BASKET: &str = r#"{ "endpoint": "basket", "path": "/api/basket", "key": "payment", "protocol": "2.0",
    "request": [
        { "name": "items", "type": "list", "rows": [ { "name": "sku", "type": "string", "max_length": 9 } ] },
        { "name": "merchant_id", "type": "integer", "max_length": 12, "mandatory": true, "from": "credentials" },
        { "name": "version", "type": "string", "max_length": 10, "fixed": "2.0", "from": "protocol" },
        { "name": "signature", "type": "string", "max_length": 40, "mandatory": true, "from": "signature" }
    ],
    "response": { "signed": "always", "rows": [
        { "name": "is_open", "type": "boolean", "always": true },
        { "name": "weight", "type": "decimal", "always": true },
        { "name": "owner", "type": "object", "rows": [
            { "name": "email", "type": "string", "format": "email" }, { "name": "age", "type": "integer" } ] },
        { "name": "lines", "type": "list", "rows": [ { "name": "sku", "type": "string" } ] },
        { "name": "stock", "type": "map", "rows": [ { "name": "count", "type": "integer" } ] },
        { "name": "tags", "type": "texts" }
    ] } }"#;

/// No envelope, names of its own for merchant, signature and failure, a header, SHA-512.
const PARTNER: &str = r#"{ "endpoint": "partner", "path": "/v1/offers", "key": "company", "protocol": "plain", "digest": "sha512",
    "request": [
        { "name": "company", "type": "string", "max_length": 12, "mandatory": true },
        { "name": "token", "type": "string", "max_length": 40, "mandatory": true, "sensitive": true,
          "header": { "name": "authorization", "prefix": "Token " } },
        { "name": "seal", "type": "string", "max_length": 128, "mandatory": true, "from": "signature" }
    ],
    "response": { "signed": "never", "shape": "list", "rows": [
        { "name": "offer", "type": "string", "always": true }, { "name": "price", "type": "integer", "unit": "minor" } ],
        "failure": { "message": "problem", "code": "problem_code", "request_id": "trace" } } }"#;

/// A form, and a response of several forms.
const CHOICE: &str = r#"{ "endpoint": "choice", "path": "/api/choice", "key": "none", "body": "form",
    "request": [ { "name": "size", "type": "string", "max_length": 1, "mandatory": true, "closed": true,
        "values": [ { "value": "S" }, { "value": "L" } ] } ],
    "response": { "signed": "never", "forms": [
        { "when": "wait_url", "rows": [ { "name": "wait_url", "type": "string", "max_length": 99, "format": "url", "always": true } ] },
        { "rows": [ { "name": "size", "type": "string", "max_length": 1, "always": true } ] } ] } }"#;

fn library(files: &[(&'static str, &'static str)]) -> Library {
    let library = Library::read_folder(&files.iter().copied().collect::<InMemory>());
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    library
}

fn all() -> Library {
    library(&[("points.json", POINTS), ("basket.json", BASKET), ("partner.json", PARTNER), ("choice.json", CHOICE)])
}

async fn start() -> Sandbox {
    Sandbox::builder().schemas(all()).start().await.unwrap()
}

/// Sends a request by the client, which checks the response by the table.
async fn send(sandbox: &Sandbox, endpoint: &str, values: &[(&str, &str)]) -> Result<RawResponse, Error> {
    send_with("test", sandbox, endpoint, values).await
}

async fn send_with(
    company_key: &str,
    sandbox: &Sandbox,
    endpoint: &str,
    values: &[(&str, &str)],
) -> Result<RawResponse, Error> {
    let credentials = Credentials::test().with_company_key(company_key);
    let client = Client::builder(credentials).base_url(sandbox.base_url()).build().unwrap();
    let endpoint = Arc::new(all().endpoint(endpoint).unwrap().model.clone());
    let builder = DynamicRequest::builder(endpoint);
    let builder = values.iter().fold(builder, |builder, (name, text)| builder.set(name, text));
    client.send_dynamic(&builder.build().unwrap()).await
}

#[tokio::test]
async fn a_response_is_made_of_the_request_and_the_table() {
    let sandbox = start().await;
    let response = send(&sandbox, "points", &[("card", "7001"), ("points", "25"), ("currency", "GEL")]).await.unwrap();
    for (name, expected) in [
        ("card", "7001"),
        ("state", "given"),
        ("balance", "100"),
        ("level", "3"),
        ("receipt", "rece"),
        ("merchant_id", "1549901"),
    ] {
        assert_eq!(response.get(name), Some(expected), "{name}");
    }
    assert_eq!(response.get("note"), None, "what is not always there is empty");
    assert_eq!(response.get("until").map(str::len), Some(10));
    assert_eq!(response.get("at").map(str::len), Some(19));
    assert_eq!(response.verification(), Verification::Verified);
    let recorded = sandbox.requests().pop().unwrap();
    assert_eq!((recorded.path.as_str(), recorded.failed_check), ("/api/points", None));
}

#[tokio::test]
async fn an_example_of_the_response_is_followed() {
    let example = r#""examples": [ { "of": "response", "source": "a letter", "partial": true,
        "values": { "card": "9", "balance": 77, "state": "refused" } } ], "response""#;
    let with_example = POINTS.replacen("\"response\"", example, 1);
    let library = library(&[("points.json", with_example.leak())]);
    let sandbox = Sandbox::builder().schemas(library).start().await.unwrap();
    let response = send(&sandbox, "points", &[("card", "7001")]).await.unwrap();
    assert_eq!((response.get("balance"), response.get("state")), (Some("77"), Some("refused")));
    assert_eq!(response.get("card"), Some("7001"), "what the request says comes first");
    sandbox.plan_response("points", r#"{"response":{"balance":5}}"#).unwrap();
    let response = send(&sandbox, "points", &[("card", "7001")]).await.unwrap();
    assert_eq!((response.get("balance"), response.get("state")), (Some("5"), Some("refused")));
}

#[tokio::test]
async fn nested_values_have_every_parameter() {
    let sandbox = start().await;
    let response = send(&sandbox, "basket", &[("items", r#"[{"sku":"a"}]"#)]).await.unwrap();
    for (name, expected) in [
        ("is_open", "true"),
        ("weight", "1.5"),
        ("owner", r#"{"email":"payer@shop.example","age":1}"#),
        ("lines", r#"[{"sku":""}]"#),
        ("stock", r#"{"1":{"count":1}}"#),
        ("tags", "[]"),
    ] {
        assert_eq!(response.get(name), Some(expected), "{name}");
    }
    assert_eq!(response.verification(), Verification::Verified);
}

#[tokio::test]
async fn a_gateway_with_names_of_its_own_is_served() {
    let sandbox = start().await;
    let offers = send(&sandbox, "partner", &[("company", "1019"), ("token", "t-1")]).await.unwrap();
    assert_eq!(offers.get("0"), Some(r#"{"offer":"offer","price":100}"#), "{offers:?}");
    // Its failures have its names.
    let error = send_with("other", &sandbox, "partner", &[("company", "7"), ("token", "t-1")]).await.unwrap_err();
    let failure = error.failure().unwrap();
    assert_eq!(failure.code(), "1014", "{error}");
    assert!(failure.request_id().is_some());
    let (_, body) = post_as(&sandbox, "/v1/offers", "application/json", r#"{"company":"1019","seal":"x"}"#).await;
    assert!(body.starts_with(r#"{"problem":""#) && body.contains(r#""problem_code":1011"#), "{body}");
    assert!(body.contains("token"), "a header is missing: {body}");
}

#[tokio::test]
async fn a_form_is_answered_by_a_form() {
    let sandbox = start().await;
    let response = send(&sandbox, "choice", &[("size", "L")]).await.unwrap();
    assert_eq!(response.get("size"), Some("L"));
    sandbox.plan_response("choice", r#"{"response":{"wait_url":"https://a.example/1"}}"#).unwrap();
    let response = send(&sandbox, "choice", &[("size", "L")]).await.unwrap();
    assert_eq!((response.get("wait_url"), response.get("size")), (Some("https://a.example/1"), None));
}

#[tokio::test]
async fn requests_are_checked_by_the_table() {
    let sandbox = start().await;
    let post = async |body: &str| post_as(&sandbox, "/api/points", "application/json", body.to_owned()).await.1;
    for (body, code) in [
        (r#"{"request":{"merchant_id":"1549901","signature":"x"}}"#, 1011),
        (r#"{"request":{"card":"a|b","merchant_id":"1549901","signature":"x"}}"#, 1034),
        (r#"{"request":{"card":"1234567890123","merchant_id":"1549901","signature":"x"}}"#, 1007),
        (r#"{"request":{"card":"7001","points":"0","merchant_id":"1549901","signature":"x"}}"#, 1007),
        (r#"{"request":{"card":"7001","merchant_id":"7","signature":"x"}}"#, 1016),
        (r#"{"request":{"card":"7001","merchant_id":"1549901","signature":"x"}}"#, 1014),
        ("no JSON", 1005),
    ] {
        let response = post(body).await;
        assert!(response.contains(&format!(r#""error_code":{code},"#)), "{body}: {response}");
        assert!(response.contains(r#""response_status":"failure""#), "{response}");
    }
}

#[tokio::test]
async fn what_a_response_says_can_be_planned() {
    let responses = r#"{ "points": { "response": { "balance": 5, "state": "refused", "note": "no" } },
        "basket": { "response": { "owner": { "age": 44 } } } }"#;
    let sandbox = Sandbox::builder().schemas(all()).responses(responses).start().await.unwrap();
    let response = send(&sandbox, "points", &[("card", "7001")]).await.unwrap();
    assert_eq!((response.get("balance"), response.get("note")), (Some("5"), Some("no")));
    assert_eq!(response.get("card"), Some("7001"), "the rest stays");
    let basket = send(&sandbox, "basket", &[]).await.unwrap();
    assert_eq!(basket.get("owner"), Some(r#"{"email":"payer@shop.example","age":44}"#));
    sandbox.plan_response("points", r#"{"failure":{"code":"P7","message":"no such card"}}"#).unwrap();
    let error = send(&sandbox, "points", &[("card", "7001")]).await.unwrap_err();
    assert_eq!(error.failure().unwrap().code(), "P7");
    assert_eq!(error.failure().unwrap().message(), "no such card");
}

#[tokio::test]
async fn the_dashboard_plans_responses() {
    let sandbox = start().await;
    let token = form_token(&sandbox).await;
    let plan = async |endpoint: &str, response: &str| {
        let form = [("form_token", token.as_str()), ("endpoint", endpoint), ("response", response)];
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        post_as(&sandbox, "/dashboard/endpoints", FORM, form).await
    };
    let (status, page) = plan("points", r#"{"response":{"balance":5,"note":"canary"}}"#).await;
    assert_eq!(status, 200);
    assert!(page.contains("Planned: balance, note") && !page.contains("canary"), "{page}");
    let balance = async || {
        let response = send(&sandbox, "points", &[("card", "7001")]).await.unwrap();
        response.get("balance").map(ToOwned::to_owned)
    };
    assert_eq!(balance().await.as_deref(), Some("5"));
    let (status, page) = plan("points", "{\n  x").await;
    assert!(status == 400 && page.contains("Line 2, column 3: "), "{page}");
    let (status, page) = plan("order_status", "{}").await;
    assert!(status == 400 && page.contains("there is no endpoint `order_status`"), "{page}");
    assert_eq!(balance().await.as_deref(), Some("5"), "what is wrong changes nothing");
    plan("points", " ").await;
    assert_eq!(balance().await.as_deref(), Some("100"));
    // Without such endpoints, the dashboard does not name them.
    let other = Sandbox::start().await.unwrap();
    let page = http().get(other.base_url()).send().await.unwrap().text().await.unwrap();
    assert!(!page.contains("#endpoints"), "{page}");
}

#[tokio::test]
async fn responses_that_cannot_be_planned_are_reported() {
    let sandbox = start().await;
    let error = |endpoint: &str, json: &str| sandbox.plan_response(endpoint, json).unwrap_err();
    assert_eq!(
        error("pionts", "{}").to_string(),
        "there is no endpoint `pionts` whose responses can be planned; did you mean `points`?"
    );
    assert_eq!(
        error("points", r#"{"response":{"balence":1}}"#).to_string(),
        "`points`: its response has no parameter `balence`; did you mean `balance`?"
    );
    assert_eq!(
        error("points", r#"{"balance":1}"#).to_string(),
        r#"`points`: expected {"response": {..}} or {"failure": {"code": .., "message": ".."}}"#
    );
    assert_eq!(error("points", "{\n  x").position(), Some((2, 3)));
    // The sandbox's own endpoints do what they do.
    assert!(error("order_status", "{}").to_string().contains("no endpoint"));
    let start = Sandbox::builder().schemas(all()).responses("[]").start().await;
    assert!(matches!(start, Err(StartError::Responses(_))));
}

#[tokio::test]
async fn faults_are_injected_there_too() {
    let sandbox = start().await;
    sandbox.fault(Fault::WrongSignature.at("points"));
    let error = send(&sandbox, "points", &[("card", "7001")]).await.unwrap_err();
    assert!(error.to_string().contains("signature"), "{error}");
    sandbox.fault("failure-before=1089".parse::<Fault>().unwrap().at("partner"));
    let error = send(&sandbox, "partner", &[("company", "1019"), ("token", "t-1")]).await.unwrap_err();
    assert_eq!(error.failure().unwrap().code(), "1089");
}

#[tokio::test]
async fn a_path_serves_one_endpoint() {
    let at = |path: &str, name: &str| {
        let text = CHOICE.replace("/api/choice", path).replace("\"choice\"", &format!("\"{name}\""));
        let file: &'static str = text.leak();
        Sandbox::builder().schemas(library(&[(format!("{name}.json").leak(), file)])).start()
    };
    for (path, name, expected) in [
        ("/api/checkout/url", "choice", "`choice` has the path of `checkout_url`, /api/checkout/url"),
        ("/shop", "choice", "`choice` has the path of a page of the sandbox, /shop"),
        ("/assets/base.css", "choice", "`choice` has the path of a page of the sandbox, /assets/base.css"),
    ] {
        match at(path, name).await {
            Err(StartError::Schemas(problems)) => assert_eq!(problems.to_string(), expected),
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("{path} is served twice"),
        }
    }
    // Flitt's own files may be among them: those endpoints stay the sandbox's own.
    let sandbox = at("/api/order_status", "order_status").await.unwrap();
    assert_eq!(sandbox.given_endpoints(), [("order_status".to_owned(), "/api/order_status".to_owned())]);
    let files = <flitt_client::api::Flitt as flitt_client::Api>::FILES;
    let sandbox = Sandbox::builder().schemas(library(files)).schemas(all()).start().await.unwrap();
    assert_eq!(sandbox.given_endpoints().len(), 4);
    let twice = Sandbox::builder().schemas(all()).schemas(all()).start().await.unwrap();
    assert_eq!(twice.given_endpoints().len(), 4);
}

#[tokio::test]
async fn sensitive_values_of_given_endpoints_are_not_recorded() {
    let merchant = Merchant::new(7, "canary-key-5f3a").with_company("1019", "canary-company-e210");
    let partner =
        PARTNER.replace("\"header\": { \"name\": \"authorization\", \"prefix\": \"Token \" }", "\"doc\": \"\"");
    let files = library(&[("partner.json", partner.leak())]);
    let sandbox = Sandbox::builder().merchant(merchant).schemas(files).start().await.unwrap();
    let body = r#"{"company":"1019","token":"canary-token-91c2","seal":"x","other":"canary-other-33"}"#;
    post_as(&sandbox, "/v1/offers", "application/json", body).await;
    let shown = format!("{:?} {sandbox:?}", sandbox.requests());
    assert!(shown.contains("1019") && !shown.contains("canary"), "{shown}");
}
