//! Hostile bytes (`fixtures/hostile.json`) as a callback, as a response, and as a request to the sandbox.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::api::{FinalOrder, GetOrderStatus};
use flitt_client::request::Exchange;
use flitt_client::response::Fields;
use flitt_client::signature::sign;
use flitt_client::{Credentials, Error, callback};
use flitt_sandbox::Sandbox;
use serde::Deserialize;

/// What is changed of a valid body, and the result.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    /// Members that are set before it is signed, written as in JSON.
    #[serde(default)]
    set: BTreeMap<String, String>,
    /// Members that are set when it is signed; `{signature}` is replaced by the digits.
    #[serde(default)]
    after: BTreeMap<String, String>,
    /// One more member, as it is written.
    again: Option<String>,
    /// The whole body, in which `{body}` is replaced by the original.
    body: Option<String>,
    /// Bytes at its end, in hexadecimal digits.
    #[serde(default)]
    end: String,
    /// Whether it is written as a form; then what follows it.
    form: Option<String>,
    /// The data of protocol 2.0, in which `{base64}` is replaced by the canonical ones; they are signed as they are here.
    data: Option<String>,
    /// The words with which a callback is rejected, or `accepted`.
    callback: String,
    /// The same of a response.
    response: String,
    /// The code with which the sandbox rejects a request, or `accepted`.
    sandbox: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "it is for people")]
    about: String,
    cases: Vec<Case>,
}

const RESPONSE: [(&str, &str); 6] = [
    ("order_id", "\"order-1\""),
    ("merchant_id", "1549901"),
    ("amount", "\"1000\""),
    ("currency", "\"GEL\""),
    ("order_status", "\"approved\""),
    ("response_status", "\"success\""),
];

const REQUEST: [(&str, &str); 5] = [
    ("order_id", "\"order-1\""),
    ("merchant_id", "1549901"),
    ("amount", "\"1000\""),
    ("currency", "\"GEL\""),
    ("order_desc", "\"Tea\""),
];

#[test]
fn every_case_has_its_expected_result() {
    let file: File = serde_json::from_str(include_str!("../../../fixtures/hostile.json")).expect("a table of cases");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut others = Vec::new();
    for case in &file.cases {
        let result = [
            ("callback", &case.callback, as_callback(case)),
            ("response", &case.response, as_response(case)),
            ("sandbox", &case.sandbox, runtime.block_on(as_request(case))),
        ];
        for (what, expected, found) in result {
            // The sandbox responds with a code, the others with a message.
            let is_it = if what == "sandbox" { found == *expected } else { found.contains(expected.as_str()) };
            if !is_it {
                others.push(format!("{} as {what}: {found}, not: {expected}", case.id));
            }
        }
    }
    assert!(file.cases.len() > 40, "only {} cases", file.cases.len());
    assert!(others.is_empty(), "{}", others.join("\n"));
}

fn as_callback(case: &Case) -> String {
    match callback::verify::<FinalOrder>(&Credentials::test(), &case.written(&RESPONSE, None)) {
        Ok(_) => "accepted".to_owned(),
        Err(rejected) => rejected.to_string(),
    }
}

fn as_response(case: &Case) -> String {
    let request = GetOrderStatus::request().order_id("order-1").build().expect("it is valid");
    let credentials = Credentials::test();
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    match exchange.parse_response(200, &case.written(&RESPONSE, Some("response"))) {
        Ok(_) => "accepted".to_owned(),
        Err(Error::Unknown(unknown)) => unknown.to_string(),
        Err(other) => format!("not unknown: {other}"),
    }
}

async fn as_request(case: &Case) -> String {
    let sandbox = Sandbox::start().await.expect("it starts");
    let content_type = if case.form.is_some() { "application/x-www-form-urlencoded" } else { "application/json" };
    let body = case.written(&REQUEST, Some("request"));
    let (_, response) = sandbox.respond("/api/checkout/url", content_type, body).await;
    let fields = match case.form {
        Some(_) => callback::parse_fields(&response).expect("a form"),
        None => {
            let text = std::str::from_utf8(&response).expect("a response is a text");
            Fields::from_json(Fields::in_envelope(text, "response").expect("an envelope")).expect("fields")
        }
    };
    fields.text("error_code").unwrap_or("accepted").to_owned()
}

impl Case {
    fn written(&self, valid: &[(&str, &str)], envelope: Option<&str>) -> Vec<u8> {
        let mut members: Vec<(String, String)> =
            valid.iter().map(|(name, raw)| ((*name).to_owned(), (*raw).to_owned())).collect();
        put(&mut members, &self.set);
        let bare = match &self.data {
            Some(data) => self.protocol_2(&object(&members), data),
            None => {
                let texts: Vec<(String, String)> =
                    members.iter().map(|(name, raw)| (name.clone(), text_of(raw))).collect();
                let signature = sign("test", texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
                members.push(("signature".to_owned(), format!("\"{signature}\"")));
                let after = self.after.iter().map(|(name, raw)| (name.clone(), raw.replace("{signature}", &signature)));
                put(&mut members, &after.collect());
                if let Some(more) = &self.form {
                    return form(&members, more);
                }
                object(&members)
            }
        };
        let bare = match &self.again {
            Some(again) => format!("{},{again}}}", bare.trim_end_matches('}')),
            None => bare,
        };
        let whole = envelope.map_or_else(|| bare.clone(), |name| format!("{{\"{name}\":{bare}}}"));
        let whole = self.body.as_ref().map_or(whole.clone(), |body| body.replace("{body}", &whole));
        let end = self.end.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
        whole.bytes().chain(end.map(|pair| u8::from_str_radix(pair, 16).expect("digits"))).collect()
    }

    fn protocol_2(&self, order: &str, data: &str) -> String {
        let data = data.replace("{base64}", &STANDARD.encode(format!("{{\"order\":{order}}}")));
        let signature = sign("test", [("data", data.as_str())]);
        let mut members: Vec<(String, String)> = [("version", "2.0"), ("data", &data), ("signature", &signature)]
            .map(|(name, text)| (name.to_owned(), serde_json::Value::from(text).to_string()))
            .to_vec();
        let after = self.after.iter().map(|(name, raw)| (name.clone(), raw.replace("{signature}", &signature)));
        put(&mut members, &after.collect());
        object(&members)
    }
}

fn put(members: &mut Vec<(String, String)>, set: &BTreeMap<String, String>) {
    for (name, raw) in set {
        members.retain(|(other, _)| other != name);
        members.push((name.clone(), raw.clone()));
    }
}

/// What is signed of a value: the text of a string, nothing of null, anything else as it is written.
fn text_of(raw: &str) -> String {
    if raw == "null" {
        return String::new();
    }
    serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned())
}

fn object(members: &[(String, String)]) -> String {
    let members: Vec<String> = members.iter().map(|(name, raw)| format!("\"{name}\":{raw}")).collect();
    format!("{{{}}}", members.join(","))
}

fn form(members: &[(String, String)], more: &str) -> Vec<u8> {
    let percent = |text: &str| text.bytes().fold(String::new(), |percent, byte| format!("{percent}%{byte:02X}"));
    let pairs: Vec<String> =
        members.iter().map(|(name, raw)| format!("{}={}", percent(name), percent(&text_of(raw)))).collect();
    format!("{}{more}", pairs.join("&")).into_bytes()
}
