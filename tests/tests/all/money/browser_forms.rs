//! What a payer can do with what the shop and the gateway signed: the payer sees the form of a shop that creates orders in the
//! browser, and the results that the browser carries back. Values stay signed where they stay in the order of their names.

use flitt_client::api::{CheckoutRedirect, FinalOrder, GetOrderStatus, ReverseOrder};
use flitt_client::order::{Creation, Event, Intent, OrderParts, Unexpected};
use flitt_client::request::Exchange;
use flitt_client::value::Flag;
use flitt_client::{Credentials, Currency, OrderState, Request, callback, signature};
use flitt_sandbox::Sandbox;

use super::forgery::{Message, forgeries};

const FORM: &str = "application/x-www-form-urlencoded";
const CARD: &str = "4444555511116666";
const ID: &str = "1001";
const INFORMATION: &str = r#"{"capture_status": null, "client_fee": 0.0, "is_test": false}"#;

fn sale() -> Request<CheckoutRedirect> {
    let request = CheckoutRedirect::request().order_id(ID).order_desc("Tea").amount(1000).currency(Currency::GEL);
    request.required_rectoken(Flag::Y).subscription(Flag::Y).build().expect("it is valid")
}

fn order(intent: Intent, creation: Creation) -> OrderState {
    let parts = OrderParts { order_id: ID.to_owned(), amount: 1000, currency: Currency::GEL.into(), intent, creation };
    OrderState::from_parts(&Credentials::test().with_test_payments(false), parts)
}

fn own(message: &[(&str, &str)]) -> Message {
    message.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The signed form of a request, as the payer's browser has it, without its signature.
fn form_of(request: &Request<CheckoutRedirect>) -> Message {
    let credentials = Credentials::test();
    let exchange = Exchange::new(request, &credentials).expect("it is signed");
    let fields = callback::parse_fields(exchange.body()).expect("it is a form");
    let fields = fields.iter().filter(|field| field.name() != "signature");
    fields.map(|field| (field.name().to_owned(), field.text().to_owned())).collect()
}

/// A message with one parameter renamed, whose signature is that of the original.
fn renamed(message: &Message, from: &str, to: &str) -> Message {
    let mut changed = message.clone();
    let text = changed.remove(from).expect("it has the parameter");
    changed.insert(to.to_owned(), text);
    assert!(changed.values().eq(message.values()), "the values stay in order");
    changed
}

fn body(message: &Message) -> Vec<u8> {
    let signed = signature::sign("test", message.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let mut message = message.clone();
    message.insert("signature".to_owned(), signed);
    serde_json::to_vec(&message).expect("it is JSON")
}

fn callback_of(message: &Message) -> Result<FinalOrder, String> {
    callback::verify(&Credentials::test(), &body(message)).map_err(|error| error.to_string())
}

async fn post(sandbox: &Sandbox, path: &str, message: &Message) -> (u16, String) {
    let pairs = serde_json::from_slice::<Message>(&body(message)).expect("it is JSON");
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let body: Vec<String> = pairs.iter().map(|(name, text)| format!("{name}={}", encode(text))).collect();
    let (status, body) = sandbox.respond(path, FORM, body.join("&").into_bytes()).await;
    (status, String::from_utf8(body).expect("it is text"))
}

async fn status(sandbox: &Sandbox) -> FinalOrder {
    let (credentials, request) = (Credentials::test(), GetOrderStatus::request().order_id(ID).build().expect("valid"));
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let body = exchange.body().to_vec();
    let (status, body) = sandbox.respond("/api/status/order_id", exchange.content_type(), body).await;
    exchange.parse_response(status, &body).expect("it is signed")
}

/// The values of a response, which the browser carries back, too.
fn values(order: &FinalOrder) -> Message {
    let fields = order.fields().iter().filter(|field| field.name() != "signature" && !field.text().is_empty());
    fields.map(|field| (field.name().to_owned(), field.text().to_owned())).collect()
}

/// The intent in the state: the gateway says that the order is only held.
#[tokio::test]
async fn a_sale_renamed_to_a_hold_is_not_paid() {
    let sandbox = Sandbox::start().await.expect("it starts");
    let form = renamed(&form_of(&sale()), "required_rectoken", "preauth");
    // The values of both flags are equal: the other one is renamed back.
    assert_eq!(post(&sandbox, "/api/checkout/redirect", &form).await.0, 302);
    sandbox.pay(ID, CARD).expect("it is paid");
    let mut state = OrderState::from_request(&Credentials::test(), &sale()).expect("it creates an order");
    let held = status(&sandbox).await;
    let silent = renamed(&values(&held), "additional_info", "additional_infp");
    assert_eq!(state.merge(&callback_of(&silent).expect("signed")), Ok(vec![Event::AskStatus]));
    let events = state.merge(&held).expect("it is about the order");
    assert!(matches!(events[..], [Event::Held { .. }, Event::Unexpected(Unexpected::Hold)]), "{events:?}");
    assert_eq!(state.merge(&callback_of(&silent).expect("signed")), Ok(Vec::new()));
    assert!(!state.is_paid());
}

/// The reversal by itself: the order is reversed, and the shop did not ask for that.
#[tokio::test]
async fn a_sale_renamed_to_a_card_check_is_not_paid() {
    let sandbox = Sandbox::start().await.expect("it starts");
    let form = renamed(&form_of(&sale()), "subscription", "verification");
    assert_eq!(post(&sandbox, "/api/checkout/redirect", &form).await.0, 302);
    sandbox.pay(ID, CARD).expect("it is paid");
    let mut state = OrderState::from_request(&Credentials::test(), &sale()).expect("it creates an order");
    let events = state.merge(&status(&sandbox).await).expect("it is about the order");
    assert!(!events.iter().any(|event| matches!(event, Event::Paid { .. })) && !state.is_paid(), "{events:?}");
    assert!(events.contains(&Event::Unexpected(Unexpected::Reversal)), "{events:?}");
}

/// The money of the check returns by itself: it is no capture of the hold.
#[tokio::test]
async fn a_hold_renamed_to_a_card_check_is_not_captured() {
    let hold = CheckoutRedirect::request().order_id(ID).order_desc("Tea").amount(1000).currency(Currency::GEL);
    for (hold, renames) in [
        (hold.clone().preauth(Flag::Y), &[("preauth", "verification")][..]),
        // The order gives a token, too.
        (
            hold.preauth(Flag::Y).required_rectoken(Flag::Y),
            &[("required_rectoken", "verification"), ("preauth", "required_rectoken")],
        ),
    ] {
        let hold = hold.build().expect("it is valid");
        let sandbox = Sandbox::start().await.expect("it starts");
        let form = renames.iter().fold(form_of(&hold), |form, (from, to)| renamed(&form, from, to));
        assert_eq!(post(&sandbox, "/api/checkout/redirect", &form).await.0, 302);
        sandbox.pay(ID, CARD).expect("it is paid");
        let status = status(&sandbox).await;
        for update in [callback_of(&values(&status)).expect("signed"), status] {
            let mut state = OrderState::from_request(&Credentials::test(), &hold).expect("it creates an order");
            let events = state.merge(&update).expect("it is about the order");
            assert!(!events.iter().any(is_money) && !state.is_paid(), "{events:?}");
            assert_eq!((state.paid(), state.captured()), (0, Some(0)));
            assert!(events.contains(&Event::Unexpected(Unexpected::CardCheck)), "{events:?}");
            assert!(state.saved_card(&update).is_err());
        }
    }
}

/// Whether a shop ships for an event.
fn is_money(event: &Event) -> bool {
    matches!(event, Event::Paid { .. } | Event::Captured { total: Some(_), .. })
}

/// A signature covers the documented parameters of an endpoint, and a form has others than a reversal: its signature is wrong there.
/// The order stays paid; a reversal by another way would be one that nobody asked for.
#[tokio::test]
async fn a_form_posted_to_the_reversal_is_rejected() {
    let sandbox = Sandbox::start().await.expect("it starts");
    let form = form_of(&sale());
    assert_eq!(post(&sandbox, "/api/checkout/redirect", &form).await.0, 302);
    sandbox.pay(ID, CARD).expect("it is paid");
    let mut state = OrderState::from_request(&Credentials::test(), &sale()).expect("it creates an order");
    state.merge(&status(&sandbox).await).expect("it is about the order");
    let (code, text) = post(&sandbox, "/api/reverse/order_id", &form).await;
    assert!(code == 200 && text.contains("error_code=1014"), "{code} {text}");
    assert_eq!(state.merge(&status(&sandbox).await), Ok(Vec::new()));
    assert!(state.is_paid());

    let (credentials, reversal) = (Credentials::test(), ReverseOrder::request().order_id(ID).amount(state.amount()));
    let reversal = reversal.currency(state.currency()).build().expect("it is valid");
    let exchange = Exchange::new(&reversal, &credentials).expect("it is signed");
    let body = exchange.body().to_vec();
    let (code, body) = sandbox.respond(exchange.path(), exchange.content_type(), body).await;
    assert_eq!(exchange.parse_response(code, &body).expect("it is signed").reverse_status(), "approved");
    let events = state.merge(&status(&sandbox).await).expect("it is about the order");
    assert!(events.contains(&Event::Unexpected(Unexpected::Reversal)), "{events:?}");
    assert!(!state.is_paid());
}

/// What a browser brings never decides; posted to the address of callbacks it is a callback, and merging it twice changes
/// nothing.
#[test]
fn a_replayed_return_pays_an_order_once() {
    let paid = paid(&[]);
    for creation in [Creation::Server, Creation::Browser] {
        let mut state = order(Intent::Sale, creation);
        let returned = callback::verify_payer_return(&Credentials::test(), &body(&paid)).expect("signed");
        assert_eq!(state.merge(&returned), Ok(vec![Event::AskStatus]));
        assert!(!state.is_paid());
        assert!(matches!(state.merge(&callback_of(&paid).expect("signed")).as_deref(), Ok([Event::Paid { .. }])));
        assert_eq!(state.merge(&callback_of(&paid).expect("signed")), Ok(Vec::new()));
    }
}

/// Another order, or another amount.
#[test]
fn a_return_of_another_order_is_rejected() {
    for (name, text, reason) in [("order_id", "1002", "another order"), ("amount", "1", "created with 1000")] {
        for creation in [Creation::Server, Creation::Browser] {
            let mut state = order(Intent::Sale, creation);
            let error = state.merge(&callback_of(&paid(&[(name, text)])).expect("signed")).unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
        }
    }
}

/// A paid sale, with changes; an empty text removes a parameter.
fn paid(changes: &[(&str, &str)]) -> Message {
    let mut message = own(&[
        ("order_id", ID),
        ("merchant_id", "1549901"),
        ("amount", "1000"),
        ("currency", "GEL"),
        ("order_status", "approved"),
        ("response_status", "success"),
        ("tran_type", "purchase"),
        ("actual_amount", "1000"),
        ("actual_currency", "GEL"),
        ("additional_info", INFORMATION),
        ("reversal_amount", "0"),
        ("card_bin", "444455"),
        ("card_type", "VISA"),
        ("masked_card", "444455XXXXXX6666"),
        ("order_time", "01.02.2026 10:00:00"),
        ("payment_id", "7"),
        ("payment_system", "card"),
        ("rrn", "111111111111"),
        ("settlement_amount", "0"),
    ]);
    message.extend(own(changes));
    message.retain(|_, text| !text.is_empty());
    message
}

/// What the payer has a signature for, though nothing is paid as the shop asked: what it is, how the order was created, and
/// the values.
fn unpaid() -> Vec<(&'static str, Creation, Message)> {
    let held = INFORMATION.replace("null", "\"hold\"");
    let test = INFORMATION.replace("false", "true");
    let declined =
        [("order_status", "declined"), ("actual_amount", ""), ("actual_currency", ""), ("response_code", "1000")];
    let mut messages = Vec::new();
    for creation in [Creation::Server, Creation::Browser] {
        let mut add = |what, changes: &[(&str, &str)]| messages.push((what, creation, paid(changes)));
        add("declined", &declined);
        // The six digits of the card are the amount.
        add("declined, card of the amount", &[&declined[..], &[("card_bin", "1000")]].concat());
        add("declined, with the sum", &[("order_status", "declined"), ("response_code", "1000")]);
        add("processing, with the sum", &[("order_status", "processing")]);
        add("test payment", &[("additional_info", &test)]);
        add("another order", &[("order_id", "1002")]);
        add("another amount", &[("amount", "1"), ("actual_amount", "1")]);
        add("another currency", &[("actual_currency", "UZS")]);
    }
    let mut add = |what, message| messages.push((what, Creation::Browser, message));
    add("held", paid(&[("additional_info", &held)]));
    add("card check", paid(&[("tran_type", "verification")]));
    add("card check without further sums", paid(&[("tran_type", "verification"), ("settlement_amount", "")]));
    let form = CheckoutRedirect::request().order_id(ID).order_desc("Tea").amount(1000).currency(Currency::GEL);
    let form = form.product_id("x").sender_email("x@example.com").merchant_data("x").required_rectoken(Flag::Y);
    let form = form.response_url("https://shop.example/").lifetime(1000).verification(Flag::N);
    add("form", form_of(&form.build().expect("it is valid")));
    messages
}

/// What a payer can type into parameters that shops fill from that, to be read as another parameter.
const FREE: [(&str, &[&str]); 3] = [
    ("merchant_data", &["1000", "GEL"]),
    ("product_id", &["approved", "success", ID, INFORMATION]),
    ("sender_email", &["success", "approved", "purchase", "verified"]),
];

/// Every way to read the signed values as an approved order, for every choice of the payer's own texts.
#[test]
fn no_signed_values_can_be_read_as_a_payment() {
    let mut tried = 0;
    for (what, creation, message) in unpaid() {
        for mut choice in 0..FREE.iter().map(|(_, texts)| texts.len()).product() {
            let mut message = message.clone();
            for (name, texts) in FREE {
                message.insert(name.to_owned(), texts[choice % texts.len()].to_owned());
                choice /= texts.len();
            }
            for forged in forgeries(&message) {
                tried += 1;
                assert!(forged.values().eq(message.values()), "the values stay in order");
                let Ok(update) = callback_of(&forged) else { continue };
                for intent in [Intent::Sale, Intent::Hold] {
                    let mut state = order(intent, creation);
                    let events = state.merge(&update).unwrap_or_default();
                    let is_captured = intent == Intent::Hold && state.paid() > 0;
                    let is_paid = state.is_paid() || is_captured || events.iter().any(is_money);
                    assert!(!is_paid, "{what}, a {intent} created by {creation}: {forged:#?}");
                }
            }
        }
    }
    assert!(tried >= 1000, "{tried}");
}
