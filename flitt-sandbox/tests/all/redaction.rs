//! Secrets in every place of every request: no page, no record and no `Debug` shows them.
//!
//! What is looked at is read from the sources: a new route, a new endpoint, a new parameter or a new type with `Debug` is
//! covered, or the test fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_client::signature::sign;
use flitt_sandbox::{Card, Fault, Merchant, PlannedFault, Sandbox};
use flitt_schema::{Body, Endpoint, InMemory, Library, Parameter};
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use crate::common::{Shop, encode_data_with, form_token, http, order, post_as, signed_with, until, with};

const KEY: &str = "canary-payment-key-5f3a";
const PAYOUT_KEY: &str = "canary-payout-key-0b77";
const COMPANY_KEY: &str = "canary-company-key-e210";
/// None of the test cards, which the pages name.
const CARD: &str = "5105109876543218";
const GROUPED: &str = "5105 1098 7654 3218";
const DASHED: &str = "5105-1098-7654-3218";
const CVV: &str = "0847";
const TOKEN: &str = "canary-token-91c2";
const IBAN: &str = "GE29NB0000000101904917";
const MERCHANT: u64 = 7;

/// What anybody may write anywhere: recognized by its form, or a key.
fn recognized() -> Vec<String> {
    let written = [CARD, GROUPED, DASHED, KEY, PAYOUT_KEY, COMPANY_KEY, IBAN];
    let encoded = [CARD, KEY].into_iter().flat_map(|secret| [BASE64_STANDARD.encode(secret), hex(secret)]);
    let nested =
        [json!({ "note": { "of": [GROUPED] } }).to_string(), BASE64_STANDARD.encode(format!("{{\"c\":\"{CARD}\"}}"))];
    written.map(str::to_owned).into_iter().chain(encoded).chain(nested).collect()
}

fn hex(text: &str) -> String {
    text.bytes()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        .collect()
}

/// All that must not be seen.
fn secrets() -> Vec<String> {
    [CVV, TOKEN].map(str::to_owned).into_iter().chain(recognized()).collect()
}

/// All that people saw.
#[derive(Default)]
struct Seen {
    places: usize,
}

impl Seen {
    /// Looks at a text. `place` says where it was seen.
    fn text(&mut self, place: &str, text: &str) {
        self.places += 1;
        for secret in secrets() {
            // Digits can occur in a number.
            let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            let mut found = text.match_indices(&secret).filter(|(start, _)| {
                let (before, after) = (&text.as_bytes()[..*start], &text.as_bytes()[start + secret.len()..]);
                secret.len() > 8 || !(is_part(before.last()) || is_part(after.first()))
            });
            if let Some((start, _)) = found.next() {
                let shown = &text.as_bytes()[start.saturating_sub(200)..text.len().min(start + 500)];
                panic!("{secret} at {place}: {}", String::from_utf8_lossy(shown));
            }
        }
    }

    /// Looks at a page, without what its forms send and where they send it.
    fn page(&mut self, place: &str, html: &str) {
        let mut shown = html.to_owned();
        for attribute in [" value=\"", " action=\"", " href=\""] {
            shown = shown.split(attribute).enumerate().fold(String::new(), |all, (part, text)| {
                all + if part == 0 { text } else { text.split_once('"').map_or("", |(_, rest)| rest) }
            });
        }
        self.text(place, &shown.replace("&quot;", "\"").replace("&amp;", "&"));
    }

    /// Looks at orders, which do not know the keys of their merchant.
    fn orders(&mut self, sandbox: &Sandbox) {
        let shown = format!("{:#?}", sandbox.orders());
        let keys = [KEY, PAYOUT_KEY, COMPANY_KEY]
            .into_iter()
            .flat_map(|key| [key.to_owned(), hex(key), BASE64_STANDARD.encode(key)]);
        self.text("orders", &keys.fold(shown, |shown, key| shown.replace(&key, "")));
    }

    fn debug(&mut self, value: &dyn std::fmt::Debug) {
        self.text("Debug", &format!("{value:?} {value:#?}"));
    }

    fn error(&mut self, error: &(dyn std::error::Error + 'static)) {
        self.text("Display", &error.to_string());
        self.debug(&error);
        if let Some(source) = error.source() {
            self.error(source);
        }
    }
}

async fn start() -> Sandbox {
    let merchant = Merchant::new(MERCHANT, KEY).with_payout_key(PAYOUT_KEY).with_company("1019", COMPANY_KEY);
    let points = r#"{ "endpoint": "points", "path": "/api/points", "key": "none", "request": [],
        "response": { "signed": "never", "rows": [] } }"#;
    let given = Library::read_folder(&InMemory::from_iter([("points.json", points)]));
    Sandbox::builder().merchant(merchant).schemas(given).start().await.unwrap()
}

fn endpoints() -> Vec<Endpoint> {
    let files: InMemory = Flitt::FILES.iter().copied().collect();
    Library::read_folder(&files).endpoints.into_iter().map(|loaded| loaded.model).collect()
}

/// An order of the merchant, with other values.
fn fields(order_id: &str, more: Value) -> Map<String, Value> {
    with(with(order(order_id), json!({ "merchant_id": MERCHANT })), more)
}

fn pairs(fields: &Map<String, Value>) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    fields.iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

fn form(fields: &Map<String, Value>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs(fields)).finish()
}

fn signed_form(fields: &Map<String, Value>) -> String {
    let texts = pairs(fields);
    let signature = sign(KEY, texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    form(&with(fields.clone(), json!({ "signature": signature })))
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Sends a request in every format, with right and wrong signatures. Returns the HTML that came back.
async fn send(sandbox: &Sandbox, endpoint: &Endpoint, fields: &Map<String, Value>) -> Vec<String> {
    let mut pages = Vec::new();
    let bodies = match endpoint.body {
        Body::Form => vec![(FORM, signed_form(fields)), (FORM, form(fields))],
        Body::Json => vec![
            (JSON, signed_with(KEY, fields.clone())),
            (JSON, signed_with(PAYOUT_KEY, fields.clone())),
            (FORM, signed_form(fields)),
            (JSON, encode_data_with(KEY, fields)),
            (JSON, Value::Object(fields.clone()).to_string()),
        ],
    };
    for (content_type, body) in bodies {
        let (_, text) = sandbox.respond(&endpoint.path, content_type, body.into_bytes()).await;
        let text = String::from_utf8(text).unwrap();
        if text.starts_with("<!DOCTYPE") {
            pages.push(text);
        }
    }
    pages
}

/// What a parameter gets: what is recognized everywhere, and the secrets for which there are parameters.
fn values_for(parameter: &Parameter) -> Vec<String> {
    let mut values = recognized();
    if parameter.sensitive {
        values.extend([CVV, TOKEN].map(str::to_owned));
    }
    values
}

async fn get(sandbox: &Sandbox, path: &str) -> String {
    http().get(format!("{}{path}", sandbox.base_url())).send().await.unwrap().text().await.unwrap()
}

/// Everything that a sandbox shows of itself.
async fn look_at(seen: &mut Seen, sandbox: &Sandbox) {
    seen.debug(sandbox);
    seen.orders(sandbox);
    seen.debug(&sandbox.callbacks());
    let requests = sandbox.requests();
    seen.debug(&requests);
    for request in requests {
        seen.text("a request", &format!("{} {}", request.method, request.path));
        seen.text("names", &request.ignored_parameters.join(" "));
    }
    seen.page("/", &get(sandbox, "/").await);
    for order in sandbox.orders() {
        seen.page("an order", &get(sandbox, &format!("/dashboard/orders/{}", order.payment_id)).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_parameter_of_a_request_shows_a_secret() {
    let running: JoinSet<usize> = endpoints().into_iter().map(requests_show_no_secret).collect();
    let places: usize = running.join_all().await.into_iter().sum();
    assert!(places > 50, "{places}");
}

/// Requests to one endpoint, in a sandbox of their own: the dashboard lists the latest requests. Returns in how many places it looked.
async fn requests_show_no_secret(endpoint: Endpoint) -> usize {
    let mut seen = Seen::default();
    let sandbox = start().await;
    for (number, parameter) in endpoint.request.rows.iter().enumerate() {
        for (variant, secret) in values_for(parameter).into_iter().enumerate() {
            // One way of writing for each parameter, in turn; the last parameters get all.
            if variant % 4 != number % 4 && !parameter.sensitive {
                continue;
            }
            let order_id = format!("o-{number}-{variant}");
            let more = json!({ (&*parameter.name): secret });
            for html in send(&sandbox, &endpoint, &fields(&order_id, more)).await {
                seen.page(&format!("{} {}", endpoint.path, parameter.name), &html);
            }
        }
    }
    for secret in secrets() {
        let more = json!({ "unknown": secret, (&secret): "1", "nested": { (&secret): [secret] } });
        for html in send(&sandbox, &endpoint, &fields("names", more)).await {
            seen.page(&endpoint.path, &html);
        }
        let twice = format!(r#"{{"request":{{"order_id":"1","{0}":"1","{0}":"2"}}}}"#, secret.replace('"', "'"));
        sandbox.respond(&endpoint.path, JSON, twice.into_bytes()).await;
        let twice = form_urlencoded::Serializer::new(String::new())
            .append_pair(&secret, "1")
            .append_pair(&secret, "2")
            .finish();
        let (_, text) = sandbox.respond(&endpoint.path, FORM, twice.into_bytes()).await;
        if text.starts_with(b"<!DOCTYPE") {
            seen.page(&endpoint.path, &String::from_utf8(text).unwrap());
        }
    }
    seen.debug(&sandbox.requests());
    seen.orders(&sandbox);
    seen.page("/", &get(&sandbox, "/").await);
    seen.places
}

/// The texts of an order that a payer and a developer see, on every page of its life.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_shows_a_secret_of_an_order() {
    let mut seen = Seen::default();
    let echo = Shop::start(std::iter::repeat_n(500, 100)).await;
    for (number, secret) in recognized().into_iter().enumerate() {
        let sandbox = start().await;
        let address = format!("http://user:{TOKEN}@shop.example/{CARD}?key={TOKEN}");
        let text = format!("for {secret}, thanks");
        let more = json!({
            "order_desc": text, "merchant_data": text, "sender_email": "a@b.example", "product_id": text,
            "server_callback_url": format!("{}?key={TOKEN}", echo.url), "response_url": address, "cancel_url": address,
            "required_rectoken": "Y", "lang": if number % 2 == 0 { "en" } else { "ka" },
        });
        let order_id = secret.clone();
        let body = signed_with(KEY, fields(&order_id, more));
        let (_, created) = post_as(&sandbox, "/api/checkout/url", JSON, body).await;
        let created: Value = serde_json::from_str(&created).unwrap();
        let url = created["response"]["checkout_url"].as_str().unwrap_or_else(|| panic!("{created}")).to_owned();
        let (path, token) = (&url[sandbox.base_url().len()..], url.rsplit('=').next().unwrap());
        seen.page("checkout", &get(&sandbox, path).await);
        look_at(&mut seen, &sandbox).await;
        // What the payer typed does not come back, nor what a stranger puts into an address.
        let typed = [("token", token), ("card_number", GROUPED), ("expiry_date", "01/20"), ("cvv2", CVV)];
        let typed = form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish();
        let (status, html) = post_as(&sandbox, "/checkout", FORM, typed).await;
        assert_eq!(status, 422);
        seen.page("checkout", &html);
        let repeated = [format!("value=\"{GROUPED}\""), format!("value=\"{CVV}\"")];
        assert!(!repeated.iter().any(|typed| html.contains(typed)), "{html}");
        seen.page("cancelled", &get(&sandbox, &format!("/checkout/cancelled?token={token}")).await);
        // Declined, paid after a challenge, and the page of the bank.
        for card in ["4444111155556666", "4444555566661111"] {
            let typed = [("token", token), ("card_number", card), ("expiry_date", "12/40"), ("cvv2", CVV)];
            let typed = form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish();
            let paid = http().post(format!("{}/checkout", sandbox.base_url())).header("content-type", FORM).body(typed);
            seen.page("after the payment", &paid.send().await.unwrap().text().await.unwrap());
            seen.page("checkout", &get(&sandbox, path).await);
        }
        sandbox.pay(&order_id, Card::new(CARD).with_cvv2(CVV)).unwrap();
        sandbox.pay(&order_id, "4444555511116666").unwrap();
        seen.page("result", &get(&sandbox, &format!("/checkout/result?token={token}")).await);
        seen.page("checkout", &get(&sandbox, path).await);
        until("the callback", || !sandbox.callbacks().is_empty()).await;
        for error in [
            sandbox.pay(&order_id, CARD).unwrap_err(),
            sandbox.pay(&format!("{secret} "), CARD).unwrap_err(),
            sandbox.chargeback(&format!("{secret} ")).unwrap_err(),
        ] {
            // Its message is what the merchant's program gets.
            if !secret.contains("canary")
                && !secret.contains(&hex("canary"))
                && !secret.starts_with(&BASE64_STANDARD.encode("can"))
            {
                seen.error(&error);
            }
        }
        look_at(&mut seen, &sandbox).await;
        // The demo shop, whose order this is not.
        let returned =
            signed_form(&fields(&order_id, json!({ "order_status": "approved", "response_status": "success" })));
        for path in ["/shop", "/shop/callback"] {
            let (_, text) = post_as(&sandbox, path, FORM, returned.clone()).await;
            seen.page(path, &text);
        }
        seen.page("/shop", &get(&sandbox, "/shop").await);
        strangers(&mut seen, &sandbox, &secret).await;
        look_at(&mut seen, &sandbox).await;
    }
}

/// Addresses and forms that nobody has reason to send.
async fn strangers(seen: &mut Seen, sandbox: &Sandbox, secret: &str) {
    let escaped: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>().replace('+', "%20");
    for path in [
        format!("/{escaped}"),
        format!("/api/{escaped}?card={escaped}"),
        format!("/dashboard/orders/{escaped}"),
        format!("/?q={escaped}&status={escaped}&merchant={escaped}&page={escaped}&requests={escaped}"),
        format!("/merchants/{escaped}/default/index.html?token={escaped}"),
        format!("/checkout/result?token={escaped}"),
        format!("/checkout/cancelled?token={escaped}"),
        format!("/acs?MD={escaped}&PaReq={escaped}&TermUrl={escaped}"),
        format!("/assets/{escaped}"),
    ] {
        seen.page(&path.replace(&escaped, "SECRET"), &get(sandbox, &path).await);
        let (_, text) = post_as(sandbox, &path, FORM, format!("action={escaped}&fault={escaped}&{escaped}=1")).await;
        seen.page(&path.replace(&escaped, "SECRET"), &text);
    }
    for path in [
        "/",
        "/dashboard/orders",
        "/dashboard/faults",
        "/dashboard/endpoints",
        "/checkout",
        "/checkout/checked",
        "/acs",
        "/acs/",
        "/shop",
        "/pay",
        "/pay/",
    ] {
        let names = [
            "token",
            "MD",
            "PaRes",
            "PaReq",
            "TermUrl",
            "action",
            "amount",
            "reversed",
            "show",
            "fault",
            "times",
            "endpoint",
            "card_number",
            "lang",
        ];
        let body: Vec<String> = names.iter().map(|name| format!("{name}={escaped}")).collect();
        let (_, text) = post_as(sandbox, path, FORM, body.join("&")).await;
        seen.page(path, &text);
    }
    // The plan of a response: its names, and a text that is no JSON.
    let token = form_token(sandbox).await;
    for response in
        [json!({ "response": { (secret): secret } }).to_string(), json!({ (secret): 1 }).to_string(), secret.to_owned()]
    {
        let form = [("form_token", token.as_str()), ("endpoint", "points"), ("response", response.as_str())];
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let (status, text) = post_as(sandbox, "/dashboard/endpoints", FORM, form).await;
        assert_eq!(status, 400, "{text}");
        seen.page("/dashboard/endpoints", &text);
    }
    for (name, value) in
        [("x-sandbox-fault", secret), ("content-type", secret), ("user-agent", secret), ("origin", secret)]
    {
        let request = http().post(format!("{}/api/checkout/url", sandbox.base_url())).header(name, value).body("{}");
        request.send().await.unwrap();
    }
    let events = http().get(format!("{}/dashboard/events", sandbox.base_url())).send().await;
    let first = events.unwrap().chunk().await.unwrap().unwrap();
    seen.text("/dashboard/events", &String::from_utf8_lossy(&first));
}

#[tokio::test]
async fn no_value_or_error_shows_a_secret() {
    let mut seen = Seen::default();
    for secret in [CARD, GROUPED, DASHED, IBAN] {
        seen.error(&secret.parse::<Fault>().unwrap_err());
        let planned: PlannedFault = Fault::DropAfter.at(secret).about(secret);
        seen.debug(&planned);
        seen.text("a plan", &planned.to_string());
        let sandbox = start().await;
        sandbox.fault(planned);
        seen.page("/", &get(&sandbox, "/").await);
    }
    for json in [
        format!(r#"{{ "merchants": [{{ "merchant_id": "{KEY}" }}] }}"#),
        format!(r#"{{ "merchants": [{{ "{KEY}": 7 }}] }}"#),
        format!(r#"{{ "merchants": [{{ "merchant_id": 7, "payment_key": ["{KEY}"] }}] }}"#),
        format!(r#"{{ "{CARD}": [] }}"#),
    ] {
        seen.error(&Merchant::read_all(&json).unwrap_err());
    }
    let merchant = Merchant::new(MERCHANT, KEY).with_payout_key(PAYOUT_KEY).with_company("1019", COMPANY_KEY);
    seen.debug(&merchant);
    seen.debug(&Card::new(CARD).with_cvv2(CVV));
    let builder = Sandbox::builder().merchant(merchant).base_url(format!("http://user:{KEY}@shop.example"));
    seen.debug(&builder);
    seen.error(&builder.start().await.unwrap_err());
    paths_show_no_secret(&mut seen).await;
}

/// Paths of state files, and of schema files with errors.
async fn paths_show_no_secret(seen: &mut Seen) {
    for secret in [CARD.to_owned(), GROUPED.to_owned(), IBAN.to_owned(), format!("password={TOKEN}")] {
        let builder = Sandbox::builder().state(format!("/nothing/{secret}/state.json"));
        seen.debug(&builder);
        seen.error(&builder.start().await.unwrap_err());
        let endpoint = json!({ "endpoint": secret, "path": "/", "key": "none", "request": [] }).to_string();
        let given = Library::read_folder(&InMemory::from_iter([(format!("{secret}.json"), endpoint)]));
        let builder = Sandbox::builder().schemas(given);
        seen.debug(&builder);
        seen.error(&builder.start().await.unwrap_err());
    }
}

/// The sources of the sandbox without their tests, with the names of their files.
fn sources() -> Vec<(String, String)> {
    fn folder(path: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folder(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                found.push((path.display().to_string(), code.to_owned()));
            }
        }
    }
    let mut found = Vec::new();
    folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 80);
    found
}

/// A route that is not here is not looked at above: add it there, and here.
#[test]
fn every_route_is_looked_at() {
    let routes: BTreeSet<String> = sources()
        .iter()
        .flat_map(|(_, text)| {
            text.split(".route(").skip(1).map(|rest| rest.split(',').next().unwrap_or_default().to_owned())
        })
        .collect();
    let known = [
        "\"/\"",
        "\"/acs/\"",
        "\"/dashboard/events\"",
        "\"/dashboard/faults\"",
        "\"/dashboard/orders/{payment_id}\"",
        "\"/merchants/{merchant}/default/index.html\"",
        "\"/pay\"",
        "\"/pay/\"",
        "CANCELLED_PATH",
        "CHALLENGED_PATH",
        "PATH",
        "PAY_PATH",
        "RESULT_PATH",
        "SHOP_PATH",
        "acs::PATH",
        "asset.path",
        "create::PATH",
        "given::PATH",
    ];
    assert_eq!(routes, known.map(str::to_owned).into());
}

/// Every page passes the redaction of whole pages: nothing else writes HTML.
#[test]
fn only_the_layouts_write_pages() {
    let writes = |(_, text): &&(String, String)| text.contains("HTML,") && !text.contains("pub(crate) const HTML");
    let files: BTreeSet<String> = sources()
        .iter()
        .filter(writes)
        .map(|(name, text)| {
            let is_redacted = text.contains("redact::page(");
            // A page without any text from outside.
            let is_constant = text.contains("Internal Server Error</body>");
            assert!(is_redacted || is_constant, "{name} writes HTML that is not redacted");
            name.rsplit("src/").next().unwrap().to_owned()
        })
        .collect();
    assert_eq!(files.len(), 4, "{files:?}");
}

/// Types with a derived `Debug` that have texts. Of each it is known why no secret is in them.
const TEXTS: [(&str, &str); 11] = [
    ("CallbackResult", "redacted when it is recorded"),
    ("ConnectionHandle", "a shared flag, no text"),
    ("FailedCheck", "redacted when it is recorded"),
    ("Host", "what the developer configured, checked to be an origin"),
    ("HostError", "becomes a `StartError`"),
    ("LogError", "what is wrong with a file, without its values"),
    ("MerchantsError", "without the values of the file"),
    ("RecordedBody", "redacted when it is recorded"),
    ("SchemaError", "redacted when it is created"),
    ("StartError", "what the developer configured, without secrets of addresses"),
    ("Unreachable", "becomes a `CallbackResult`, which is redacted"),
];

/// A type that derives `Debug` shows all of its fields: one with texts implements it, or is in the list.
#[test]
fn derived_debug_shows_no_text_from_outside() {
    let mut found = BTreeSet::new();
    for (file, text) in sources() {
        for declaration in text.split("#[derive(").skip(1) {
            let (traits, rest) = declaration.split_once(')').unwrap();
            if !traits.split(',').any(|name| name.trim() == "Debug") {
                continue;
            }
            let after = |word: &str| rest.split_once(word).map(|(before, name)| (before.len(), name));
            let (_, named) =
                [after("struct "), after("enum ")].into_iter().flatten().min_by_key(|(at, _)| *at).unwrap();
            let name: String = named.chars().take_while(|character| character.is_alphanumeric()).collect();
            let end = named.find("\n}").into_iter().chain(named.find(";\n")).min().unwrap_or(named.len());
            let has_text =
                ["String", "str", "Value", "Bytes", "Vec<u8>", "Url", "Uri", "HeaderMap", "dyn Error", "Arc<"];
            if has_text.iter().any(|text| named[..end].contains(text)) {
                assert!(
                    TEXTS.iter().any(|(known, _)| *known == name),
                    "{file}: the derived `Debug` of `{name}` shows texts"
                );
                found.insert(name);
            }
        }
    }
    assert_eq!(found.len(), TEXTS.len(), "{found:?}");
}
