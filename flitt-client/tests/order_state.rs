//! What a shop knows of an order does not depend on the order in which news come, nor on how often.

use flitt_client::api::{CaptureOrder, FinalOrder, Ibancredit, ReverseOrder};
use flitt_client::{
    Change, Credentials, Currency, Exchange, Facts, Mismatch, NotSaved, OrderState, Outcome, SavedCard, Stage,
    Uncertain, Verification, callback,
};
use proptest::prelude::*;

fn credentials() -> Credentials {
    Credentials::test()
}

fn news(changes: &[(&str, &str)]) -> FinalOrder {
    let credentials = credentials();
    let sample = callback::sample::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "1000");
    let sample = changes.iter().fold(sample, |sample, (name, value)| sample.set(name, *value));
    callback::verify(&credentials, sample.json().as_bytes()).expect("it is signed")
}

fn created() -> OrderState {
    OrderState::new(&credentials(), "1001", 1000, Currency::GEL)
}

/// Names are not signed: a number of another row can read as the sum that was given back, and a status as another text.
#[test]
fn news_that_no_gateway_tells_are_refused() {
    let refused = |changes: &[(&str, &str)]| created().merge(&news(changes)).expect_err("it cannot be");
    // `rrn` under the name of the row before it.
    let moved = [("reversal_a", "0"), ("reversal_amount", "332518927710")];
    assert_eq!(refused(&moved), Mismatch::Impossible("reversal_amount"));
    assert_eq!(refused(&[("reversal_amount", "1001")]), Mismatch::Impossible("reversal_amount"));
    assert_eq!(refused(&[("response_status", "purchase")]), Mismatch::Impossible("response_status"));
    assert_eq!(
        refused(&moved).to_string(),
        "the news is refused: its `reversal_amount` cannot be: values were given other names"
    );
    // Of what was paid in another currency, or with a fee on top, all can be given back.
    let all = [("actual_amount", "15118"), ("actual_currency", "UAH"), ("reversal_amount", "15118")];
    assert_eq!(created().merge(&news(&all)).expect("ours").reversed_now(), 15118);
    assert_eq!(created().merge(&news(&[("reversal_amount", "1000")])).expect("ours").reversed_now(), 1000);
}

/// The life of an order: created, one try declined, paid, a part given back, the rest given back.
fn life() -> [FinalOrder; 5] {
    let paid = ("actual_amount", "1000");
    [
        news(&[("order_status", "created")]),
        news(&[("order_status", "processing"), ("response_code", "1000"), ("response_description", "Declined")]),
        news(&[("order_status", "approved"), paid, ("reversal_amount", "0")]),
        news(&[("order_status", "approved"), paid, ("reversal_amount", "300")]),
        news(&[("order_status", "reversed"), paid, ("reversal_amount", "1000")]),
    ]
}

/// Goes through every order in which the rest can come; gives the number of orders.
fn every_order(state: &OrderState, news: &[FinalOrder], left: &mut [usize], expected: Facts) -> usize {
    if left.iter().all(|&times| times == 0) {
        assert_eq!(state.facts(), expected);
        return 1;
    }
    let mut orders = 0;
    for which in 0..news.len() {
        if left[which] > 0 {
            let mut next = state.clone();
            let change = next.merge(&news[which]).expect("it is about this order");
            assert_eq!(change.is_nothing(), next == *state);
            left[which] -= 1;
            orders += every_order(&next, news, left, expected);
            left[which] += 1;
        }
    }
    orders
}

#[test]
fn every_order_of_a_life_with_repeats_ends_alike() {
    let expected = Facts { stage: Stage::Reversed, paid: 1000, reversed: 1000, is_captured: false };
    let orders = every_order(&created(), &life(), &mut [2; 5], expected);
    // 10! / 2^5: each piece of news comes twice.
    assert_eq!(orders, 113_400);
}

#[test]
fn each_piece_of_news_says_what_it_changed() {
    let [opened, tried, paid, part, rest] = life();
    let mut state = created();
    assert_eq!(state.order_id(), "1001");
    let mut merge = |news: &FinalOrder| state.merge(news).expect("it is about this order");
    assert!(merge(&opened).is_nothing());
    assert!(merge(&tried).is_nothing());
    let change = merge(&paid);
    assert!(change.is_paid_now() && !change.is_declined_now());
    assert_eq!((change.after.paid, change.reversed_now()), (1000, 0));
    assert!(merge(&paid).is_nothing());
    assert_eq!(merge(&part).reversed_now(), 300);
    assert!(!merge(&part).is_paid_now());
    assert!(merge(&tried).is_nothing());
    let change = merge(&rest);
    assert_eq!((change.after.stage, change.reversed_now()), (Stage::Reversed, 700));
    assert!(merge(&paid).is_nothing(), "what was given back is never paid again");
}

#[test]
fn an_order_whose_reversal_is_known_first_was_never_to_be_sent_off() {
    let [.., paid, _, rest] = life();
    let mut state = created();
    let is_paid = |change: Change| change.is_paid_now();
    assert!(!is_paid(state.merge(&rest).expect("it is about this order")));
    assert!(!is_paid(state.merge(&paid).expect("it is about this order")));
}

#[test]
fn declined_and_captured_are_known() {
    let mut state = created();
    let expired = news(&[("order_status", "expired")]);
    assert!(state.merge(&expired).expect("ours").is_declined_now());
    assert!(!state.merge(&expired).expect("ours").is_declined_now(), "it was before");
    assert!(state.merge(&news(&[])).expect("ours").is_paid_now(), "money counts more than a decline");
    let held = news(&[("additional_info", r#"{"capture_status": "hold"}"#)]);
    assert!(state.merge(&held).expect("ours").is_nothing());
    let captured = news(&[("additional_info", r#"{"capture_status": "captured"}"#)]);
    assert!(state.merge(&captured).expect("ours").after.is_captured);
    assert!(state.merge(&held).expect("ours").is_nothing());
    let unknown = news(&[("order_status", "quantum")]);
    assert!(state.merge(&unknown).expect("ours").is_nothing());
}

#[test]
fn news_of_something_else_is_refused() {
    let refused = |news: &FinalOrder| {
        let mut state = created();
        let mismatch = state.merge(news).expect_err("it is about something else");
        assert_eq!(state, created(), "{mismatch}");
        mismatch
    };
    assert_eq!(refused(&news(&[("order_id", "1002")])), Mismatch::OrderId);
    assert_eq!(refused(&news(&[("amount", "1")])), Mismatch::Amount { expected: 1000, told: 1 });
    let (expected, told) = (Currency::GEL.into(), Currency::USD.into());
    assert_eq!(refused(&news(&[("currency", "USD")])), Mismatch::Currency { expected, told });

    let other = Credentials::new(7, "test");
    let sample = callback::sample::<FinalOrder>(&other).set("order_id", "1001").set("amount", "1000");
    let theirs: FinalOrder = callback::verify(&other, sample.json().as_bytes()).expect("it is signed");
    assert_eq!(refused(&theirs), Mismatch::Merchant);
    assert_eq!(
        refused(&news(&[("amount", "1")])).to_string(),
        "the news is refused: the order was created with 1000 minor units, not with 1"
    );
}

/// An order that nobody signed is no reason to send anything off, to give anything back, or to charge a card.
#[test]
fn an_order_that_was_not_verified_is_refused() {
    let credentials = credentials();
    let payout = Ibancredit::request().order_id("1001").order_desc("Prize").amount(1000).currency(Currency::GEL);
    let payout = payout.receiver_iban("GE29NB0000000101904917").build().expect("it is valid");
    let sample = callback::sample::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "1000");
    let body = format!("{{\"response\":{}}}", sample.set("rectoken", "a token").json());
    let exchange = Exchange::of(&payout, &credentials).expect("it is signed");
    // The answer to this payout is taken although its signature, made with the payment key, is wrong.
    let order = exchange.read(200, body.as_bytes()).expect("it is taken");
    assert_eq!((order.verification(), order.outcome()), (Verification::Unproven, Outcome::Approved));
    let mut state = created();
    assert_eq!(state.merge(&order), Err(Mismatch::NotVerified));
    assert_eq!(state, created());
    assert!(matches!(SavedCard::of(&order), Err(NotSaved::NotVerified)));
    assert!(matches!(ReverseOrder::of_whole(&order), Err(Uncertain::NotVerified)));
    assert!(matches!(CaptureOrder::of_whole(&order), Err(Uncertain::NotVerified)));
}

fn facts() -> impl Strategy<Value = Facts> {
    let stage = prop_oneof![Just(Stage::Pending), Just(Stage::Declined), Just(Stage::Approved), Just(Stage::Reversed)];
    (stage, 0_u64..4, 0_u64..4, any::<bool>()).prop_map(|(stage, paid, reversed, is_captured)| Facts {
        stage,
        paid,
        reversed,
        is_captured,
    })
}

/// News as gateways write it, statuses that nobody knows included.
fn any_news() -> impl Strategy<Value = FinalOrder> {
    let status =
        prop::sample::select(vec!["created", "processing", "declined", "approved", "expired", "reversed", "quantum"]);
    let capture = prop::sample::select(vec!["null", "\"hold\"", "\"captured\""]);
    (status, 0_u64..3, 0_u64..3, capture).prop_map(|(status, paid, reversed, capture)| {
        let info = format!("{{\"capture_status\": {capture}}}");
        let (paid, reversed) = (paid.to_string(), reversed.to_string());
        news(&[
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
        prop_assert_eq!(a.join(Facts::default()), a);
        prop_assert!(a.join(b).stage >= a.stage && a.join(b).reversed >= a.reversed);
    }

    #[test]
    fn merging_does_not_depend_on_the_order(
        (told, shuffled) in prop::collection::vec(any_news(), 0..6)
            .prop_flat_map(|told| (Just(told.clone()), Just(told).prop_shuffle())),
    ) {
        let merged = |told: &[FinalOrder]| told.iter().fold(created(), |mut state, news| {
            let before = state.facts();
            let change = state.merge(news).expect("it is about this order");
            assert!(change.before == before && change.after == state.facts());
            state
        });
        let once = merged(&told);
        prop_assert_eq!(&once, &merged(&shuffled));
        prop_assert_eq!(&once, &merged(&[told, shuffled].concat()));
        // What a database kept is as good as what was never forgotten.
        prop_assert_eq!(&once, &created().with(once.facts()));
    }

    #[test]
    fn a_stage_is_read_as_it_is_written(facts in facts()) {
        prop_assert_eq!(facts.stage.to_string().parse::<Stage>(), Ok(facts.stage));
    }
}
