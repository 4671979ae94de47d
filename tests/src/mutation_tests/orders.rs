//! Random sets of updates of one order, merged in several orders.

use std::fmt;

use flitt_client::api::FinalOrder;
use flitt_client::order::{Creation, Intent, OrderParts, Stage};
use flitt_client::{Credentials, Currency, OrderState, callback};

use super::random::Random;

/// What the sets led to.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// How many sets were merged.
    pub tried: usize,
    /// How many updates they have.
    pub updates: usize,
    /// How many updates were rejected: an impossible sum.
    pub rejected: usize,
    /// How many sets end with an order that is paid, held, or verified.
    pub succeeded: usize,
}

const INTENTS: [Intent; 7] =
    [Intent::Sale, Intent::Sale, Intent::Hold, Intent::Hold, Intent::CardCheck, Intent::Payout, Intent::Settlement];
const CREATIONS: [Creation; 2] = [Creation::Server, Creation::Browser];
const STATUSES: [&str; 9] =
    ["created", "processing", "declined", "approved", "approved", "approved", "expired", "reversed", "quantum"];
const OPERATIONS: [&str; 9] =
    ["purchase", "purchase", "purchase", "purchase", "purchase", "verification", "reverse", "p2p credit", ""];
const CODES: [&str; 6] = ["", "", "", "verified", "incorrect", "failed"];
const CAPTURES: [&str; 6] = ["null", "null", "\"hold\"", "\"captured\"", "\"captured\"", "\"created\""];
const CAPTURED: [&str; 4] = ["null", "3.0", "10.0", "1000"];
const FEES: [&str; 3] = ["null", "0.0", "0.1"];
const CURRENCIES: [&str; 8] = ["GEL", "GEL", "GEL", "GEL", "GEL", "GEL", "", "UAH"];
const SUMS: [&str; 6] = ["", "0", "999", "1000", "1000", "1010"];
const REVERSALS: [&str; 8] = ["0", "0", "0", "0", "0", "10", "500", "1000"];

/// Updates are signed once; signing them for each set would take most of the time.
const POOL: usize = 2000;

/// Merges random sets of up to six updates: forwards, backwards, and turned with each update twice.
///
/// # Panics
///
/// If the state in the end depends on the order of the updates, or on how often they come; if its text form loses
/// something; or if it contradicts itself.
#[must_use]
pub fn orders(count: usize) -> Orders {
    let mut random = Random::new(0x0F11);
    let pool: Vec<FinalOrder> = (0..POOL).map(|_| update(&mut random)).collect();
    let mut result = Orders { tried: count, ..Orders::default() };
    for _ in 0..count {
        let order = order(&mut random);
        let set: Vec<&FinalOrder> = (0..random.below(7)).map(|_| random.of(&pool)).collect();
        let once = merged(&order, set.iter().copied(), &mut result.rejected);
        let mut ignored = 0;
        assert_eq!(once, merged(&order, set.iter().rev().copied(), &mut ignored), "{set:?}");
        let turned = set.iter().cycle().skip(random.below(set.len())).take(2 * set.len()).copied();
        assert_eq!(once, merged(&order, turned, &mut ignored), "{set:?}");
        assert_eq!(OrderState::from_json(&once.to_json()).as_ref(), Ok(&once));
        is_consistent(&once);
        result.updates += set.len();
        result.succeeded += usize::from(once.is_paid() || once.is_held() || once.card_check() == Some(true));
    }
    result
}

fn merged<'u>(order: &OrderState, set: impl Iterator<Item = &'u FinalOrder>, rejected: &mut usize) -> OrderState {
    let mut state = order.clone();
    for update in set {
        *rejected += usize::from(state.merge(update).is_err());
    }
    state
}

fn order(random: &mut Random) -> OrderState {
    let parts = OrderParts {
        order_id: "1001".to_owned(),
        amount: 1000,
        currency: Currency::GEL.into(),
        intent: *random.of(&INTENTS),
        creation: *random.of(&CREATIONS),
    };
    let credentials = Credentials::test().with_test_payments(random.one_in(2));
    let mut state = OrderState::from_parts(&credentials, parts);
    if random.one_in(2) {
        state = state.accept_currency("UAH");
    }
    if random.one_in(3) {
        state.expect_capture(*random.of(&[300, 1000]));
    }
    if random.one_in(3) {
        state.expect_reversal(*random.of(&[10, 1000]));
    }
    state
}

/// An update as gateways write it, or as none does.
fn update(random: &mut Random) -> FinalOrder {
    let info = match random.below(8) {
        0 => String::new(),
        1 => "{}".to_owned(),
        _ => format!(
            "{{\"capture_status\": {}, \"capture_amount\": {}, \"client_fee\": {}, \"is_test\": {}}}",
            random.pick(&CAPTURES),
            random.pick(&CAPTURED),
            random.pick(&FEES),
            random.one_in(8)
        ),
    };
    let credentials = Credentials::test();
    let body = callback::test_callback::<FinalOrder>(&credentials)
        .set("order_id", "1001")
        .set("amount", "1000")
        .set("order_status", random.pick(&STATUSES))
        .set("tran_type", random.pick(&OPERATIONS))
        .set("verification_status", random.pick(&CODES))
        .set("additional_info", info)
        .set("actual_currency", random.pick(&CURRENCIES))
        .set("actual_amount", random.pick(&SUMS))
        .set("reversal_amount", random.pick(&REVERSALS))
        .json();
    callback::verify(&credentials, body.as_bytes()).expect("it is signed")
}

/// What may never be true of one order at the same time.
fn is_consistent(state: &OrderState) {
    let is_paid = state.is_paid();
    assert!(!(is_paid && state.is_held()), "{state:?}");
    assert!(!is_paid || matches!(state.intent(), Intent::Sale | Intent::Hold), "{state:?}");
    assert!(!is_paid || state.stage() == Stage::Approved, "{state:?}");
    assert!(!is_paid || state.is_reversed_in_full() != Some(true), "{state:?}");
    assert!(state.card_check().is_none() || state.intent() == Intent::CardCheck, "{state:?}");
}

impl fmt::Display for Orders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{} sets of {} updates, {} of them rejected; each set ends in one state, {} of them paid, held or verified",
            self.tried, self.updates, self.rejected, self.succeeded
        )
    }
}
