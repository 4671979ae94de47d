//! What a shop knows of an order does not depend on the order in which updates arrive, nor on how often. What an order means for
//! the money is tested by the cases in `tests/fixtures/money_cases.json`.

use std::collections::HashMap;
use std::sync::Arc;

use flitt_client::api::{CaptureOrder, CheckoutUrl, FinalOrder, IbanPayout, ReverseOrder};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::order::{
    Creation, Event, FullAmountError, Intent, MergeError, OrderParts, OrderRequestError, ParseOrderError,
    SavedCardError, Stage, Unexpected,
};
use flitt_client::request::Exchange;
use flitt_client::response::Verification;
use flitt_client::value::Flag;
use flitt_client::{Credentials, Currency, OrderState, Outcome, callback};
use flitt_schema::{InMemory, Library};
use proptest::prelude::*;

fn credentials() -> Credentials {
    Credentials::test()
}

fn update(changes: &[(&str, &str)]) -> FinalOrder {
    let credentials = credentials();
    let sample = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "1000");
    let sample = sample.set("tran_type", "purchase").set("actual_amount", "1000").set("actual_currency", "GEL");
    let sample = changes.iter().fold(sample, |sample, (name, value)| sample.set(name, *value));
    callback::verify(&credentials, sample.json().as_bytes()).expect("it is signed")
}

fn created_as(intent: Intent, creation: Creation) -> OrderState {
    let (order_id, currency) = ("1001".to_owned(), Currency::GEL.into());
    OrderState::from_parts(&credentials(), OrderParts { order_id, amount: 1000, currency, intent, creation })
}

fn created() -> OrderState {
    created_as(Intent::Sale, Creation::Server)
}

fn paid() -> Event {
    Event::Paid { amount: 1000, currency: Currency::GEL.into(), client_fee: None }
}

fn reversed(amount: u64, total: u64, in_full: bool) -> Event {
    Event::Reversed { amount, total, in_full: Some(in_full), currency: Currency::GEL.into() }
}

/// Names are not signed: a number of another row can read as the reversed amount, and a status as another text.
#[test]
fn inconsistent_updates_are_rejected() {
    let refused = |changes: &[(&str, &str)]| created().merge(&update(changes)).expect_err("it cannot be");
    // `rrn` under the name of the row before it.
    let moved = [("reversal_a", "0"), ("reversal_amount", "332518927710")];
    assert_eq!(refused(&moved), MergeError::Inconsistent("reversal_amount"));
    assert_eq!(refused(&[("reversal_amount", "1001")]), MergeError::Inconsistent("reversal_amount"));
    assert_eq!(refused(&[("response_status", "purchase")]), MergeError::Inconsistent("response_status"));
    assert_eq!(
        refused(&moved).to_string(),
        "update rejected: impossible value of `reversal_amount`; parameters may have been renamed"
    );
    // Of what was paid in another currency, or with a fee on top, all can be given back.
    let mut state = created();
    let all = [("actual_amount", "15118"), ("actual_currency", "UAH"), ("reversal_amount", "15118")];
    assert!(state.merge(&update(&all)).is_ok());
    assert_eq!((state.reversed(), state.is_reversed_in_full()), (15118, None));
}

#[test]
fn an_order_knows_what_its_request_asks_for() {
    let request = || CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(1000).currency(Currency::GEL);
    let state = |request: flitt_client::Request<CheckoutUrl>| {
        OrderState::from_request(&credentials(), &request).expect("it creates an order")
    };
    let sale = state(request().build().expect("it is valid"));
    assert_eq!(sale, created());
    assert_eq!((sale.order_id(), sale.merchant_id(), sale.amount()), ("1001", "1549901", 1000));
    assert_eq!(
        (sale.currency(), sale.intent(), sale.creation()),
        (Currency::GEL.into(), Intent::Sale, Creation::Server)
    );
    assert_eq!(sale.clone().created_by_browser().creation(), Creation::Browser);
    let hold = state(request().preauth(Flag::Y).build().expect("it is valid"));
    assert_eq!(hold.intent(), Intent::Hold);
    let check = state(request().verification(Flag::Y).preauth(Flag::Y).build().expect("it is valid"));
    assert_eq!(check.intent(), Intent::CardCheck);
    assert_eq!(state(request().preauth(Flag::N).build().expect("it is valid")).intent(), Intent::Sale);

    let capture =
        CaptureOrder::request().order_id("1001").amount(1).currency(Currency::GEL).build().expect("it is valid");
    let endpoint = "capture_order".to_owned();
    assert_eq!(OrderState::from_request(&credentials(), &capture), Err(OrderRequestError::CreatesNoOrder { endpoint }));
}

/// A charge of a schedule is a sale of its own, in the currency of its first order.
#[test]
fn a_scheduled_charge_belongs_to_its_order() {
    let mut charge = OrderState::scheduled(&created(), "recurring__1783900000.25__1001", 700);
    assert_eq!((charge.parent(), charge.intent(), charge.amount()), (Some("1001"), Intent::Sale, 700));
    let message = |parent: &str| {
        let order = [("order_id", "recurring__1783900000.25__1001"), ("amount", "700"), ("actual_amount", "700")];
        update(&[&order[..], &[("parent_order_id", parent)]].concat())
    };
    assert_eq!(charge.merge(&message("1002")), Err(MergeError::Parent));
    let events = charge.merge(&message("1001")).expect("it is about this charge");
    assert_eq!(events, [Event::Paid { amount: 700, currency: Currency::GEL.into(), client_fee: None }]);
    assert_eq!(events[0].to_string(), "paid 7.00 GEL");
    let other = Event::Held { amount: 700, currency: "XYZ".into() };
    assert_eq!(other.to_string(), "held 700 minor units of XYZ");
    // The id of the order decides where the parent is missing.
    assert_eq!(charge.merge(&message("")), Ok(Vec::new()));
    // What the shop asked for its first order, it did not ask for the charge.
    let mut first = created();
    first.expect_reversal(1000);
    let mut charge = OrderState::scheduled(&first, "1001", 1000);
    let events = charge.merge(&update(&[("reversal_amount", "1")])).expect("it is about this charge");
    assert_eq!(events[1..], [reversed(1, 1, false), Event::Unexpected(Unexpected::Reversal)]);
}

/// Amounts are in the currency of the payment, which can be another one, or an unknown one.
#[test]
fn sums_know_their_currency() {
    let money = |state: &OrderState| {
        let sums = [state.paid_money(), state.held_money(), state.captured_money(), state.reversed_money()];
        sums.map(|sum| sum.map_or_else(|| "-".to_owned(), |sum| sum.to_string()))
    };
    assert_eq!(money(&created()), ["0.00 GEL", "0.00 GEL", "0.00 GEL", "0.00 GEL"]);
    let mut state = created_as(Intent::Hold, Creation::Server);
    let captured = r#"{"capture_status":"captured","capture_amount":"3.00"}"#;
    let held = update(&[
        ("order_status", "approved"),
        ("preauth", "Y"),
        ("additional_info", captured),
        ("reversal_amount", "100"),
    ]);
    assert!(state.merge(&held).is_ok());
    assert_eq!(money(&state), ["3.00 GEL", "10.00 GEL", "3.00 GEL", "1.00 GEL"]);
    let in_currency = |currency: &str| {
        let mut state = created().accept_currency(currency);
        let paid = [("order_status", "approved"), ("actual_amount", "15118"), ("actual_currency", currency)];
        assert!(state.merge(&update(&[&paid[..], &[("reversal_amount", "118")]].concat())).is_ok());
        money(&state)
    };
    assert_eq!(in_currency("EUR"), ["151.18 EUR", "0.00 EUR", "0.00 GEL", "1.18 EUR"]);
    assert_eq!(in_currency("UAH"), ["-", "-", "0.00 GEL", "-"]);
}

/// The life of an order: created, one try declined, paid, a part given back, the rest given back.
fn life() -> [FinalOrder; 5] {
    [
        update(&[("order_status", "created"), ("actual_amount", "")]),
        update(&[("order_status", "processing"), ("response_code", "1000"), ("response_description", "Declined")]),
        update(&[("order_status", "approved"), ("reversal_amount", "0")]),
        update(&[("order_status", "approved"), ("reversal_amount", "300")]),
        update(&[("order_status", "reversed"), ("reversal_amount", "1000")]),
    ]
}

/// The number of orders in which the rest can come, by the state and how often each update is left.
type Known = HashMap<(String, Vec<usize>), usize>;

/// Goes through every order in which the rest can come; gives the number of orders. What follows from a state with the same rest is
/// gone through once.
fn every_order(
    state: &OrderState,
    updates: &[FinalOrder],
    left: &mut [usize],
    expected: &OrderState,
    known: &mut Known,
) -> usize {
    if left.iter().all(|&times| times == 0) {
        assert_eq!(state, expected);
        return 1;
    }
    let place = (state.to_json(), left.to_vec());
    if let Some(orders) = known.get(&place) {
        return *orders;
    }
    let mut orders = 0;
    for which in 0..updates.len() {
        if left[which] > 0 {
            let mut next = state.clone();
            let events = next.merge(&updates[which]).expect("it is about this order");
            assert!(events.is_empty() || next != *state, "{events:?}");
            left[which] -= 1;
            orders += every_order(&next, updates, left, expected, known);
            left[which] += 1;
        }
    }
    known.insert(place, orders);
    orders
}

#[test]
fn every_order_of_a_life_with_repeats_ends_alike() {
    let mut expected = created();
    for update in life() {
        let _ = expected.merge(&update).expect("it is about this order");
    }
    assert_eq!((expected.stage(), expected.paid(), expected.reversed()), (Stage::Reversed, 1000, 1000));
    let orders = every_order(&created(), &life(), &mut [2; 5], &expected, &mut Known::new());
    // 10! / 2^5: each update comes twice.
    assert_eq!(orders, 113_400);
}

#[test]
fn each_update_reports_what_it_changed() {
    let [opened, tried, whole, part, rest] = life();
    let mut state = created();
    state.expect_reversal(1000);
    let mut merge = |update: &FinalOrder| state.merge(update).expect("it is about this order");
    assert_eq!(merge(&opened), []);
    assert_eq!(merge(&tried), []);
    assert_eq!(merge(&whole), [paid()]);
    assert_eq!(merge(&whole), []);
    assert_eq!(merge(&part), [reversed(300, 300, false)]);
    assert_eq!(merge(&part), []);
    assert_eq!(merge(&tried), []);
    assert_eq!(merge(&rest), [reversed(700, 1000, true)]);
    assert_eq!(merge(&whole), [], "what was given back is never paid again");
}

#[test]
fn an_order_whose_reversal_is_known_first_is_never_shipped() {
    let [.., whole, _, rest] = life();
    let mut state = created();
    let events = state.merge(&rest).expect("it is about this order");
    assert_eq!(events, [reversed(1000, 1000, true), Event::Unexpected(Unexpected::Reversal)]);
    assert_eq!(state.merge(&whole), Ok(vec![]));
    assert!(!state.is_paid());
}

#[test]
fn a_chargeback_is_kept() {
    let mut state = created();
    let whole = update(&[]);
    let _ = state.merge(&whole).expect("ours");
    assert_eq!(state.merge_chargeback(&whole), Ok(vec![Event::Chargeback]));
    assert_eq!(state.merge_chargeback(&whole), Ok(vec![]));
    assert_eq!(state.merge_chargeback(&update(&[("order_id", "1002")])), Err(MergeError::OrderId));
    assert_eq!(OrderState::from_json(&state.to_json()), Ok(state));
}

/// What a database kept is as good as what was never forgotten; what it did not keep is no order.
#[test]
fn the_text_form_is_read_strictly() {
    let mut state = created().created_by_browser().accept_currency("UAH");
    state.expect_capture(300);
    let text = state.to_json();
    assert_eq!(OrderState::from_json(&text), Ok(state));
    assert!(!text.contains('\n'));
    let error = |text: &str| OrderState::from_json(text).expect_err("it is no order");
    assert_eq!(error(""), ParseOrderError::NotAnObject);
    assert_eq!(error("[]"), ParseOrderError::NotAnObject);
    assert_eq!(error(&text.replace("\"version\":1", "\"version\":2")), ParseOrderError::Version);
    assert_eq!(error(&text.replace("\"sale\"", "\"gift\"")), ParseOrderError::Invalid("intent"));
    assert_eq!(error(&text.replace("\"amount\":1000", "\"amount\":-1")), ParseOrderError::Invalid("amount"));
    assert_eq!(error(&text.replacen('{', "{\"later\":1,", 1)), ParseOrderError::Unknown("later".to_owned()));
    // Every name is needed.
    let names: Vec<&str> =
        text.split('"').filter(|part| part.chars().all(|c| c.is_ascii_lowercase() || c == '_')).collect();
    let mut missing = 0;
    for name in names {
        let without = text.replace(&format!("\"{name}\":"), "\"x\":");
        if without != text {
            assert!(OrderState::from_json(&without).is_err(), "{name}");
            missing += 1;
        }
    }
    assert_eq!(missing, 22);
}

#[test]
fn updates_of_another_order_are_rejected() {
    let refused = |update: &FinalOrder| {
        let mut state = created();
        let mismatch = state.merge(update).expect_err("it is about something else");
        assert_eq!(state, created(), "{mismatch}");
        mismatch
    };
    assert_eq!(refused(&update(&[("order_id", "1002")])), MergeError::OrderId);
    assert_eq!(refused(&update(&[("amount", "1")])), MergeError::Amount { expected: 1000, actual: 1 });
    let (expected, actual) = (Currency::GEL.into(), Currency::USD.into());
    assert_eq!(refused(&update(&[("currency", "USD")])), MergeError::Currency { expected, actual });

    let other = Credentials::new(7, "test");
    let sample = callback::test_callback::<FinalOrder>(&other).set("order_id", "1001").set("amount", "1000");
    let theirs: FinalOrder = callback::verify(&other, sample.json().as_bytes()).expect("it is signed");
    assert_eq!(refused(&theirs), MergeError::Merchant);
    assert_eq!(
        refused(&update(&[("amount", "1")])).to_string(),
        "update rejected: the order was created with 1000 minor units, not with 1"
    );
}

/// An unsigned order is no reason to send anything off, to give anything back, or to charge a card.
#[test]
fn an_unverified_order_is_rejected() {
    let credentials = credentials();
    let payout = IbanPayout::request().order_id("1001").order_desc("Prize").amount(1000).currency(Currency::GEL);
    let payout = payout.receiver_iban("GE29NB0000000101904917").build().expect("it is valid");
    let sample = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "1000");
    let body = format!("{{\"response\":{}}}", sample.set("rectoken", "a token").json());
    let exchange = Exchange::new(&payout, &credentials).expect("it is signed");
    // The response to this payout is taken although its signature, made with the payment key, is wrong.
    let order = exchange.parse_response(200, body.as_bytes()).expect("it is taken");
    assert_eq!((order.verification(), order.outcome()), (Verification::Unproven, Outcome::Approved));
    let mut state = created();
    assert_eq!(state.merge(&order), Err(MergeError::NotVerified));
    assert_eq!(state, created());
    assert!(matches!(state.saved_card(&order), Err(SavedCardError::Rejected(MergeError::NotVerified))));
    assert!(matches!(ReverseOrder::remaining(&order), Err(FullAmountError::NotVerified)));
    assert!(matches!(CaptureOrder::full(&order), Err(FullAmountError::NotVerified)));
}

proptest! {
    #[test]
    fn a_stage_is_read_as_it_is_written(
        stage in prop::sample::select(vec![Stage::Pending, Stage::Declined, Stage::Approved, Stage::Reversed]),
    ) {
        prop_assert_eq!(stage.to_string().parse::<Stage>(), Ok(stage));
    }
}

#[test]
fn an_event_survives_its_text_form() {
    let gel = || Currency::GEL.into();
    let events = [
        Event::Paid { amount: 1000, currency: gel(), client_fee: Some("0.50".to_owned()) },
        Event::Paid { amount: 1000, currency: "XYZ".into(), client_fee: None },
        Event::Held { amount: 1, currency: gel() },
        Event::Captured { amount: Some(300), total: None, currency: gel() },
        Event::Reversed { amount: 0, total: 0, in_full: None, currency: gel() },
        Event::Reversed { amount: 5, total: 10, in_full: Some(true), currency: gel() },
        Event::Declined(flitt_client::response::Decline::default()),
        Event::Expired,
        Event::CardVerified,
        Event::CardCheckFailed,
        Event::PaidOut { amount: 7, currency: gel() },
        Event::Settled { amount: 7, currency: gel() },
        Event::Chargeback,
        Event::AskStatus,
        Event::Unexpected(flitt_client::order::Unexpected::Operation),
    ];
    for event in events {
        let text = event.to_json();
        assert_eq!(Event::from_json(&text).as_ref(), Ok(&event), "{text}");
        let later = text.replace("\"version\":1", "\"version\":2");
        assert_eq!(Event::from_json(&later), Err(ParseOrderError::Version));
        let more = text.replacen('{', "{\"more\":1,", 1);
        assert!(matches!(Event::from_json(&more), Err(ParseOrderError::Unknown(_))), "{more}");
    }
    let card = Event::Paid { amount: 1, currency: gel(), client_fee: Some("4444555511116666".to_owned()) };
    assert!(!card.to_json().contains("4444555511116666"), "{}", card.to_json());
}

/// What the schema file always sends is part of the request.
#[test]
fn an_order_has_the_fixed_values_of_its_request() {
    let file = r#"{ "endpoint": "hold", "path": "/hold", "key": "none", "order": "order_id", "creates": "payment", "request": [
            { "name": "order_id", "type": "string", "max_length": 9, "mandatory": true },
            { "name": "amount", "type": "integer", "max_length": 9, "mandatory": true },
            { "name": "currency", "type": "string", "format": "currency", "fixed": "GEL" },
            { "name": "preauth", "type": "string", "format": "flag", "fixed": "Y" }
        ], "response": { "rows": [], "signed": "never" } }"#;
    let library = Library::read_folder(&InMemory::from_iter([("hold.json", file)]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let request = DynamicRequest::builder(Arc::new(library.endpoints[0].model.clone()));
    let request = request.set("order_id", "1001").set("amount", "1000").build().unwrap();
    let state = OrderState::from_dynamic_request(&credentials(), &request).unwrap();
    assert_eq!(state, created_as(Intent::Hold, Creation::Server));
}
