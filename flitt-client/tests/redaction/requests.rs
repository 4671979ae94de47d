//! Requests that hold secrets, and what a gateway says that repeats them in every way it can.

use std::sync::Arc;

use flitt_client::api::{
    CardPayout, ChargeSavedCard, CheckoutUrl, CompanyReport, Flitt, GetOrderStatus, IbanPayout, ThreeDsStep1,
};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::explain::GatewayText;
use flitt_client::request::{EmbeddedJson, Exchange};
use flitt_client::{Api, Credentials, Currency, Endpoint, Error, Request};

use crate::credentials;
use crate::output::{Seen, wordless};
use crate::secrets::{CARD, COMPANY_KEY, CONTAINER, CVV, IBAN, PAYMENT_KEY, PAYOUT_KEY, TOKEN, encodings, groupings};

pub(crate) fn all(seen: &mut Seen) {
    wordless!(seen, flitt_client::__private::v1::Values);
    seen.debug(&flitt_client::request::Set);
    seen.debug(&flitt_client::request::Unset);
    seen.debug(&flitt_client::__private::v1::NoStatus);
    wordless!(seen, flitt_client::__private::v1::ValidValues);
    wordless!(seen, flitt_client::__private::v1::NoParameters);
    seen.error(&CARD.parse::<Currency>().unwrap_err());
    seen.words(&flitt_client::value::Money::from_minor(Currency::GEL, 100).unwrap());
    seen.words(&flitt_client::error::SourceError::from("the line is down"));
    let charge = ChargeSavedCard::request().order_id("1001").order_desc("May").amount(100).currency(Currency::GEL);
    seen.debug(&charge.clone().rectoken(TOKEN).cvv2(CVV));
    let charge = charge.rectoken(TOKEN).cvv2(CVV).build().unwrap();
    seen.words(&charge.rectoken());
    sent(seen, &charge, &[TOKEN, CVV]);
    stored(seen, &charge);
    let step = || ThreeDsStep1::request().order_id("1001").order_desc("Tea").amount(100).currency(Currency::GEL);
    sent(
        seen,
        &step().card_number(CARD).expiry_date("1230").cvv2(CVV).cavv(TOKEN).build().unwrap(),
        &[CARD, CVV, TOKEN],
    );
    sent(seen, &step().container(CONTAINER).build().unwrap(), &[CONTAINER]);
    let payout = CardPayout::request().order_id("1001").order_desc("Prize").amount(100).currency(Currency::GEL);
    sent(seen, &payout.receiver_rectoken(TOKEN).build().unwrap(), &[TOKEN]);
    let payout = IbanPayout::request().order_id("1001").order_desc("Prize").amount(100).currency(Currency::GEL);
    sent(seen, &payout.receiver_iban(IBAN).build().unwrap(), &[IBAN]);
    let order = CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(100).currency(Currency::GEL);
    sent(seen, &order.rectoken(TOKEN).receiver_rectoken(TOKEN).build().unwrap(), &[TOKEN]);
    seen.debug(&EmbeddedJson::<flitt_client::api::tables::reservation_data::ReservationData>::from(CONTAINER));
    for card in groupings(CARD).into_iter().chain([CARD.to_owned()]) {
        let order = CheckoutUrl::request().order_id(&card).order_desc(format!("for {card}, thanks")).amount(100);
        let order = order.currency(Currency::GEL).build().unwrap();
        seen.debug(&order);
    }
    by_names(seen);
}

/// What serde makes of a request for a log, and errors of stored requests.
fn stored(seen: &mut Seen, request: &flitt_client::api::charge_saved_card::Request) {
    use flitt_client::serialize::{Redacted, Whole};

    wordless!(seen, Redacted<'_, flitt_client::api::charge_saved_card::Request>);
    wordless!(seen, Whole<'_, flitt_client::api::charge_saved_card::Request>);
    seen.text(&serde_json::to_string(&Redacted(request)).unwrap(), "Redacted");
    for text in
        [format!("{TOKEN} {CARD}"), request.to_json().replace("\"amount\":100", &format!("\"{CARD}\":\"{TOKEN}\""))]
    {
        seen.error(&Request::<ChargeSavedCard>::from_json(&text).unwrap_err());
    }
}

/// Looks at a request, at what is made of it, and at each response that repeats its secrets.
fn sent<E: Endpoint>(seen: &mut Seen, request: &Request<E>, secrets: &[&str]) {
    let credentials = credentials();
    seen.debug(request);
    let exchange = Exchange::new(request, &credentials).unwrap();
    seen.debug(&exchange);
    if let Ok(form) = exchange.to_html_form("https://pay.flitt.com", "Pay") {
        // Its words are the form itself, which a browser sends.
        seen.debug(&form);
    }
    let signed = exchange.signed_text().unwrap();
    seen.words(&signed);
    for (_, shown) in signed.parameters() {
        seen.words(&shown);
    }
    let values: Vec<String> =
        exchange.fields().unwrap_or_default().into_iter().map(|(_, value)| value).filter(|it| it.len() != 40).collect();
    for written in groupings(CARD) {
        result(seen, &exchange, &format!("card {written} is blocked"));
        result(seen, &exchange, &written);
    }
    for secret in [PAYMENT_KEY, PAYOUT_KEY, COMPANY_KEY].iter().chain(secrets) {
        for written in encodings(secret) {
            for message in [
                format!("the value {written} is not accepted"),
                format!("{written}{written}"),
                format!(
                    "Invalid signature signature: {}; response_signature_string: {written}|{}",
                    "0".repeat(40),
                    values.join("|")
                ),
                format!("Invalid signature; response_signature_string: **********|100|{written}|1549901"),
            ] {
                result(seen, &exchange, &message);
                if let Some(text) = GatewayText::find(&message) {
                    seen.debug(&text);
                    let comparison = signed.compare(&text);
                    seen.debug(&comparison);
                    comparison.lines.iter().for_each(|line| seen.debug(line));
                    seen.words(&comparison.difference);
                    comparison.difference.place.iter().for_each(|place| seen.debug(place));
                    seen.debug(&comparison.difference.cause);
                }
            }
        }
    }
}

/// A failure that repeats something, in each of its fields.
fn result<E: flitt_client::Endpoint>(seen: &mut Seen, exchange: &Exchange<'_, E>, message: &str) {
    let message = serde_json::Value::from(message);
    let body = format!(
        r#"{{"response":{{"response_status":"failure","error_code":{message},"error_message":{message},"request_id":{message}}}}}"#
    );
    for code in [message.to_string(), "1014".to_owned()] {
        let body = body.replacen(&message.to_string(), &code, 1);
        let Err(error) = exchange.parse_response(200, body.as_bytes()) else { panic!("it is a failure") };
        seen.error(&error);
        if let Error::Failure(failure) = &error {
            seen.words(failure);
            seen.words(&failure.code());
        }
    }
}

/// Requests that were read at run time: every sensitive row of every endpoint, right and wrong.
fn by_names(seen: &mut Seen) {
    for endpoint in Flitt::ENDPOINTS {
        let endpoint = Arc::new(endpoint.get().clone());
        let rows = endpoint.request.rows.iter().filter(|row| row.is_set_by_caller());
        for row in rows {
            let value = match row.name.as_ref() {
                "card_number" => CARD,
                "cvv2" => CVV,
                "container" => CONTAINER,
                name if name.contains("iban") => IBAN,
                _ => TOKEN,
            };
            // What was called sensitive is hidden. What breaks its row is not shown either, whatever the row.
            for text in [value.to_owned(), value.repeat(100), format!("|{value}|"), format!("\"{value}")] {
                let builder = DynamicRequest::builder(Arc::clone(&endpoint)).set(&row.name, text);
                if row.sensitive {
                    seen.debug(&builder);
                }
                match builder.build() {
                    Ok(request) if row.sensitive => seen.debug(&request),
                    Ok(_) => {}
                    Err(invalid) => {
                        seen.error(&invalid);
                        invalid.violations().iter().for_each(|violation| seen.words(violation));
                        seen.error(&Error::from(invalid));
                    }
                }
            }
        }
    }
    let endpoint = Arc::new(Flitt::ENDPOINTS.iter().find(|it| it.name == "order_status").unwrap().get().clone());
    seen.debug(&DynamicRequest::builder(endpoint).set("order_id", "1").build().unwrap());
    let missing =
        Exchange::new(&GetOrderStatus::request().order_id("1").build().unwrap(), &Credentials::new(1, "")).err();
    seen.error(&missing.unwrap());
    let report = CompanyReport::request().token(TOKEN).report_id(TOKEN).merchant_id(1_u64).filters([]);
    if let Ok(report) = report.on_page(1_u64).page(1_u64).build() {
        seen.debug(&report);
    }
}
