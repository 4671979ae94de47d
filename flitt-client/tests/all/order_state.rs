//! What a shop knows of an order does not depend on the order in which updates arrive, nor on how often.

use flitt_client::api::{CaptureOrder, FinalOrder, IbanPayout, ReverseOrder};
use flitt_client::order::{Change, FullAmountError, MergeError, OrderSnapshot, SavedCard, SavedCardError, Stage};
use flitt_client::request::Exchange;
use flitt_client::response::Verification;
use flitt_client::{Credentials, Currency, OrderState, Outcome, callback};
use proptest::prelude::*;

fn credentials() -> Credentials {
    Credentials::test()
}

fn update(changes: &[(&str, &str)]) -> FinalOrder {
    let credentials = credentials();
    let sample = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "1000");
    let sample = changes.iter().fold(sample, |sample, (name, value)| sample.set(name, *value));
    callback::verify(&credentials, sample.json().as_bytes()).expect("it is signed")
}

fn created() -> OrderState {
    OrderState::new(&credentials(), "1001", 1000, Currency::GEL)
}

/// Names are not signed: a number of another row can read as the sum that was given back, and a status as another text.
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
        "update rejected: impossible value of `reversal_amount`: values were renamed"
    );
    // Of what was paid in another currency, or with a fee on top, all can be given back.
    let all = [("actual_amount", "15118"), ("actual_currency", "UAH"), ("reversal_amount", "15118")];
    assert_eq!(created().merge(&update(&all)).expect("ours").newly_reversed(), 15118);
    assert_eq!(created().merge(&update(&[("reversal_amount", "1000")])).expect("ours").newly_reversed(), 1000);
}

/// The life of an order: created, one try declined, paid, a part given back, the rest given back.
fn life() -> [FinalOrder; 5] {
    let paid = ("actual_amount", "1000");
    [
        update(&[("order_status", "created")]),
        update(&[("order_status", "processing"), ("response_code", "1000"), ("response_description", "Declined")]),
        update(&[("order_status", "approved"), paid, ("reversal_amount", "0")]),
        update(&[("order_status", "approved"), paid, ("reversal_amount", "300")]),
        update(&[("order_status", "reversed"), paid, ("reversal_amount", "1000")]),
    ]
}

/// Goes through every order in which the rest can come; gives the number of orders.
fn every_order(state: &OrderState, updates: &[FinalOrder], left: &mut [usize], expected: OrderSnapshot) -> usize {
    if left.iter().all(|&times| times == 0) {
        assert_eq!(state.snapshot(), expected);
        return 1;
    }
    let mut orders = 0;
    for which in 0..updates.len() {
        if left[which] > 0 {
            let mut next = state.clone();
            let change = next.merge(&updates[which]).expect("it is about this order");
            assert_eq!(change.is_empty(), next == *state);
            left[which] -= 1;
            orders += every_order(&next, updates, left, expected);
            left[which] += 1;
        }
    }
    orders
}

#[test]
fn every_order_of_a_life_with_repeats_ends_alike() {
    let expected = OrderSnapshot { stage: Stage::Reversed, paid: 1000, reversed: 1000, is_captured: false };
    let orders = every_order(&created(), &life(), &mut [2; 5], expected);
    // 10! / 2^5: each update comes twice.
    assert_eq!(orders, 113_400);
}

#[test]
fn each_update_reports_what_it_changed() {
    let [opened, tried, paid, part, rest] = life();
    let mut state = created();
    assert_eq!(state.order_id(), "1001");
    let mut merge = |update: &FinalOrder| state.merge(update).expect("it is about this order");
    assert!(merge(&opened).is_empty());
    assert!(merge(&tried).is_empty());
    let change = merge(&paid);
    assert!(change.became_paid() && !change.became_declined());
    assert_eq!((change.after.paid, change.newly_reversed()), (1000, 0));
    assert!(merge(&paid).is_empty());
    assert_eq!(merge(&part).newly_reversed(), 300);
    assert!(!merge(&part).became_paid());
    assert!(merge(&tried).is_empty());
    let change = merge(&rest);
    assert_eq!((change.after.stage, change.newly_reversed()), (Stage::Reversed, 700));
    assert!(merge(&paid).is_empty(), "what was given back is never paid again");
}

#[test]
fn an_order_whose_reversal_is_known_first_is_never_shipped() {
    let [.., paid, _, rest] = life();
    let mut state = created();
    let is_paid = |change: Change| change.became_paid();
    assert!(!is_paid(state.merge(&rest).expect("it is about this order")));
    assert!(!is_paid(state.merge(&paid).expect("it is about this order")));
}

#[test]
fn declined_and_captured_are_known() {
    let mut state = created();
    let expired = update(&[("order_status", "expired")]);
    assert!(state.merge(&expired).expect("ours").became_declined());
    assert!(!state.merge(&expired).expect("ours").became_declined(), "it was before");
    assert!(state.merge(&update(&[])).expect("ours").became_paid(), "money counts more than a decline");
    let held = update(&[("additional_info", r#"{"capture_status": "hold"}"#)]);
    assert!(state.merge(&held).expect("ours").is_empty());
    let captured = update(&[("additional_info", r#"{"capture_status": "captured"}"#)]);
    assert!(state.merge(&captured).expect("ours").after.is_captured);
    assert!(state.merge(&held).expect("ours").is_empty());
    let unknown = update(&[("order_status", "quantum")]);
    assert!(state.merge(&unknown).expect("ours").is_empty());
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

/// An order that nobody signed is no reason to send anything off, to give anything back, or to charge a card.
#[test]
fn an_unverified_order_is_rejected() {
    let credentials = credentials();
    let payout = IbanPayout::request().order_id("1001").order_desc("Prize").amount(1000).currency(Currency::GEL);
    let payout = payout.receiver_iban("GE29NB0000000101904917").build().expect("it is valid");
    let sample = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "1000");
    let body = format!("{{\"response\":{}}}", sample.set("rectoken", "a token").json());
    let exchange = Exchange::new(&payout, &credentials).expect("it is signed");
    // The answer to this payout is taken although its signature, made with the payment key, is wrong.
    let order = exchange.parse_response(200, body.as_bytes()).expect("it is taken");
    assert_eq!((order.verification(), order.outcome()), (Verification::Unproven, Outcome::Approved));
    let mut state = created();
    assert_eq!(state.merge(&order), Err(MergeError::NotVerified));
    assert_eq!(state, created());
    assert!(matches!(SavedCard::from_order(&order), Err(SavedCardError::NotVerified)));
    assert!(matches!(ReverseOrder::remaining(&order), Err(FullAmountError::NotVerified)));
    assert!(matches!(CaptureOrder::full(&order), Err(FullAmountError::NotVerified)));
}

fn facts() -> impl Strategy<Value = OrderSnapshot> {
    let stage = prop_oneof![Just(Stage::Pending), Just(Stage::Declined), Just(Stage::Approved), Just(Stage::Reversed)];
    (stage, 0_u64..4, 0_u64..4, any::<bool>()).prop_map(|(stage, paid, reversed, is_captured)| OrderSnapshot {
        stage,
        paid,
        reversed,
        is_captured,
    })
}

/// News as gateways write it, statuses that nobody knows included.
fn any_update() -> impl Strategy<Value = FinalOrder> {
    let status =
        prop::sample::select(vec!["created", "processing", "declined", "approved", "expired", "reversed", "quantum"]);
    let capture = prop::sample::select(vec!["null", "\"hold\"", "\"captured\""]);
    (status, 0_u64..3, 0_u64..3, capture).prop_map(|(status, paid, reversed, capture)| {
        let info = format!("{{\"capture_status\": {capture}}}");
        let (paid, reversed) = (paid.to_string(), reversed.to_string());
        update(&[
            ("order_status", status),
            ("actual_amount", &paid),
            ("reversal_amount", &reversed),
            ("additional_info", &info),
        ])
    })
}

proptest! {
    #[test]
    fn joining_is_associative_commutative_idempotent(a in facts(), b in facts(), c in facts()) {
        prop_assert_eq!(a.join(b).join(c), a.join(b.join(c)));
        prop_assert_eq!(a.join(b), b.join(a));
        prop_assert_eq!(a.join(a), a);
        prop_assert_eq!(a.join(OrderSnapshot::default()), a);
        prop_assert!(a.join(b).stage >= a.stage && a.join(b).reversed >= a.reversed);
    }

    #[test]
    fn merging_does_not_depend_on_the_order(
        (result, shuffled) in prop::collection::vec(any_update(), 0..6)
            .prop_flat_map(|result| (Just(result.clone()), Just(result).prop_shuffle())),
    ) {
        let merged = |result: &[FinalOrder]| result.iter().fold(created(), |mut state, update| {
            let before = state.snapshot();
            let change = state.merge(update).expect("it is about this order");
            assert!(change.before == before && change.after == state.snapshot());
            state
        });
        let once = merged(&result);
        prop_assert_eq!(&once, &merged(&shuffled));
        prop_assert_eq!(&once, &merged(&[result, shuffled].concat()));
        // What a database kept is as good as what was never forgotten.
        prop_assert_eq!(&once, &created().with(once.snapshot()));
    }

    #[test]
    fn a_stage_is_read_as_it_is_written(facts in facts()) {
        prop_assert_eq!(facts.stage.to_string().parse::<Stage>(), Ok(facts.stage));
    }
}
