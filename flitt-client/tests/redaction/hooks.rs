//! What hooks can read: of every sensitive parameter of every endpoint, and of responses that repeat secrets wherever they can.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use flitt_client::api::Flitt;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::hook::{Attempt, AttemptKind, AttemptResult, Hook};
use flitt_client::transport::{Headers, HttpResponse, MockTransport, TransportError};
use flitt_client::{Api as _, Client};
use flitt_schema::{Endpoint, Format, Parameter, Unit, ValueType};
use serde_json::json;

use crate::output::Seen;
use crate::responses::order;
use crate::secrets::{ALL, CARD, COMPANY_KEY, CONTAINER, CVV, IBAN, PAYMENT_KEY, PAYOUT_KEY, TOKEN, groupings};
use crate::{MERCHANT, credentials};

pub(crate) fn all(seen: &mut Seen) {
    seen.debug(&Headers::from_iter(ALL.map(|secret| (secret, secret))));
    let hook = Reads::default();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut missed = Vec::new();
    let mut kinds = BTreeSet::new();
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new(endpoint.get().clone());
        for sensitive in endpoint.request.rows.iter().filter(|row| row.is_set_by_caller() && row.contains_sensitive()) {
            let Some(request) = request(&endpoint, sensitive) else {
                missed.push(format!("{} of {}", sensitive.name, endpoint.name));
                continue;
            };
            // What nobody gave and has no form of its own, such as a short code, cannot be known in a text.
            let mut repeated = vec![value(sensitive), PAYMENT_KEY.to_owned(), CARD.to_owned()];
            if endpoint.name == "recurring" {
                repeated.extend([PAYOUT_KEY, COMPANY_KEY, IBAN].map(str::to_owned).into_iter().chain(groupings(CARD)));
            }
            for response in responses(repeated) {
                let transport = MockTransport::new([response]);
                let client = Client::builder(credentials()).transport(transport).hook(hook.clone()).build().unwrap();
                let _ = runtime.block_on(client.send_dynamic(&request));
            }
            for (kind, text) in hook.0.lock().unwrap().drain(..) {
                kinds.extend(kind.map(|kind| kind.to_string()));
                seen.text(&text, &format!("a hook, for `{}` of `{}`,", sensitive.name, endpoint.name));
            }
        }
    }
    assert!(missed.is_empty(), "no request has these: {missed:#?}");
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["failure", "not sent", "response", "unknown"]);
    seen.kind::<Attempt<'_>>();
    seen.kind::<AttemptResult<'_>>();
    seen.words(&AttemptKind::Failure);
}

/// A text that a hook made, and the kind of the result that it is about.
type Read = (Option<AttemptKind>, String);

/// Reads everything that there is to read.
#[derive(Clone, Default)]
struct Reads(Arc<Mutex<Vec<Read>>>);

impl Hook for Reads {
    fn before(&self, attempt: &Attempt<'_>) {
        let text = format!(
            "{attempt:?}\n{} {} {:?} {:?}",
            attempt.endpoint(),
            attempt.url(),
            attempt.order_id(),
            attempt.parameters(),
        );
        assert!(text.contains("[redacted]"), "{text}");
        self.0.lock().unwrap().push((None, text));
    }

    fn after(&self, _: &Attempt<'_>, result: &AttemptResult<'_>) {
        let text = format!(
            "{result:?}\n{:?} {:?} {:?} {:?} {:?}",
            result.outcome(),
            result.failure_code(),
            result.request_id(),
            result.error(),
            result.fields(),
        );
        self.0.lock().unwrap().push((Some(result.kind()), text));
    }
}

/// A request with a secret in this parameter, and in every text that is no secret of itself; `None` where none can be built.
fn request(endpoint: &Arc<Endpoint>, sensitive: &Parameter) -> Option<DynamicRequest> {
    let of_card = ["card_number", "cvv2", "expiry_date", "container"];
    let extra: [&[&str]; 4] = [&[], &["expiry_date", "cvv2"], &["card_number", "expiry_date", "cvv2"], &of_card];
    let build = |extra: &[&str]| {
        let rows = endpoint.request.rows.iter().filter(|row| row.is_set_by_caller());
        let is_sent = |row: &&Parameter| {
            let name = row.name.as_ref();
            row.mandatory || name == sensitive.name || extra.contains(&name) || name == "merchant_data"
        };
        let builder = DynamicRequest::builder(Arc::clone(endpoint));
        rows.filter(is_sent).fold(builder, |builder, row| builder.set(&row.name, value(row))).build().ok()
    };
    extra.into_iter().find_map(build)
}

fn value(row: &Parameter) -> String {
    match row.name.as_ref() {
        "card_number" | "receiver_card_number" => CARD.to_owned(),
        "cvv2" => CVV.to_owned(),
        "container" => CONTAINER.to_owned(),
        name if name.contains("iban") => IBAN.to_owned(),
        "merchant_data" => format!("{CARD} {PAYMENT_KEY}"),
        "order_id" => "1001".to_owned(),
        _ if row.is_nested() || row.format == Some(Format::Base64Json) => nested(row),
        _ if row.sensitive => TOKEN.to_owned(),
        _ => match (row.format, row.value_type, row.unit) {
            (Some(Format::Currency), ..) => "GEL".to_owned(),
            (Some(Format::Flag), ..) => "Y".to_owned(),
            (Some(Format::Expiry), ..) => "1230".to_owned(),
            (Some(Format::Url | Format::CallbackUrl | Format::ReturnUrl), ..) => "https://shop.example/".to_owned(),
            (Some(Format::DateTime), ..) => "2026-08-29 12:00:00".to_owned(),
            (Some(Format::Date), ..) => "29.08.2026".to_owned(),
            (_, ValueType::Integer, Some(Unit::Minor)) => "100".to_owned(),
            (_, ValueType::Integer | ValueType::StringOrInteger, _) => MERCHANT.to_string(),
            _ => row.details.values.first().map_or("tea", |listed| &listed.value).to_owned(),
        },
    }
}

/// A nested value whose own sensitive parameters are secrets.
fn nested(row: &Parameter) -> String {
    let table = row.details.table.as_ref().unwrap();
    let rows = table.rows.iter().filter(|row| row.mandatory || row.contains_sensitive());
    let members: serde_json::Map<String, serde_json::Value> = rows
        .map(|row| {
            let text = value(row);
            let is_json = row.is_nested() || row.value_type == ValueType::Integer;
            let json = if is_json { serde_json::from_str(&text).unwrap() } else { text.into() };
            (row.name.to_string(), json)
        })
        .collect();
    let object = serde_json::Value::from(members);
    match row.value_type {
        ValueType::List => json!([object]).to_string(),
        ValueType::Map => json!({ "1": object }).to_string(),
        _ if row.format == Some(Format::Base64Json) => {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD.encode(object.to_string())
        }
        _ => object.to_string(),
    }
}

/// What a hostile gateway sends, which repeats these secrets.
fn responses(repeated: Vec<String>) -> Vec<Result<HttpResponse, TransportError>> {
    let headers = ALL.map(|secret| (secret, secret));
    let credentials = credentials();
    let response = |status: u16, body: String| Ok(HttpResponse::new(status, body).with_headers(headers));
    let mut responses = vec![
        Err(TransportError::Connect(TOKEN.into())),
        Err(TransportError::Timeout(None)),
        Err(TransportError::Interrupted(CARD.into())),
        Err(TransportError::TooLarge),
        response(
            200,
            json!({ "response": [{ "id": 1, "rectoken": TOKEN, "order_id": CARD, "new": CARD }] }).to_string(),
        ),
    ];
    for secret in repeated {
        let failure = json!({ "response_status": "failure", "error_code": secret, "error_message": secret, "request_id": secret });
        let signed = format!("Invalid signature; response_signature_string: **********|{secret}|100|{TOKEN}");
        let wrong = json!({ "response_status": "failure", "error_code": 1014, "error_message": signed });
        let order = order(&credentials).set("order_desc", &secret).set("response_description", &secret).json();
        let success =
            json!({ "response_status": "success", "token": secret, "request_id": secret, "checkout_url": secret });
        responses.extend([
            response(200, json!({ "response": failure }).to_string()),
            response(500, failure.to_string()),
            response(200, json!({ "response": wrong }).to_string()),
            response(200, format!(r#"{{"response":{order}}}"#)),
            response(200, format!(r#"{{"response":{}}}"#, order.replace("approved", &secret))),
            response(200, json!({ "response": success }).to_string()),
            response(200, success.to_string()),
            response(502, format!("<html><title>{secret}</title></html>")),
            response(200, secret),
        ]);
    }
    responses
}
