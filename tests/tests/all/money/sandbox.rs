//! The cases that the sandbox can play: it carries out the request of the case and its actions, and what it signs about the
//! order then leads to the events and the state of the case, as callbacks and as status responses.

use std::time::Duration;

use flitt_client::api::{CaptureOrder, FinalOrder, GetOrderStatus, ReverseOrder};
use flitt_client::request::Exchange;
use flitt_client::{Endpoint, OrderState, Request, callback};
use flitt_sandbox::{Card, Sandbox};
use tokio::runtime::{Builder, Runtime};

use super::cases::{Case, Cases, cases};
use super::library::is_expected;
use super::{event_text, state_text};

const APPROVED: &str = "4444555511116666";
const DECLINED: &str = "4444111155556666";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Callback,
    Status,
}

/// A sandbox with the order of a case.
struct Played<'c> {
    runtime: &'c Runtime,
    sandbox: Sandbox,
    case: &'c Case,
    order: OrderState,
}

impl<'c> Played<'c> {
    fn new(runtime: &'c Runtime, cases: &Cases, case: &'c Case) -> Self {
        let sandbox = runtime.block_on(Sandbox::start()).expect("it starts");
        let (credentials, request) = (case.credentials(), cases.request(case));
        let exchange = Exchange::dynamic(&request, &credentials).expect("it is signed");
        let response = sandbox.respond(exchange.path(), exchange.content_type(), exchange.body().to_vec());
        let (status, body) = runtime.block_on(response);
        assert!(status == 200 || status == 302, "{}: {status}", case.name);
        assert!(sandbox.orders().len() == 1, "{}: {}", case.name, String::from_utf8_lossy(&body));
        Self { runtime, sandbox, case, order: cases.order(case) }
    }

    /// Sends a request of the shop, and returns the response as it was received.
    fn send<E: Endpoint>(&self, request: &Request<E>) -> (E::Response, Vec<u8>) {
        let credentials = self.case.credentials();
        let exchange = Exchange::new(request, &credentials).expect("it is signed");
        let response = self.sandbox.respond(exchange.path(), exchange.content_type(), exchange.body().to_vec());
        let (status, body) = self.runtime.block_on(response);
        let parsed = exchange.parse_response(status, &body);
        (parsed.unwrap_or_else(|error| panic!("{}: {error}", self.case.name)), body)
    }

    fn act(&self, action: &str) {
        let id = self.order.order_id();
        // `pay 2600`, and `pay 15118 UAH`: another sum, in another currency. `none` is one that the gateway does not tell.
        let mut words = action.split(' ');
        let name = words.next().unwrap_or_default();
        let sum: Option<u64> = words.next().map(|number| number.parse().expect("a number"));
        let named = words.next().unwrap_or("GEL");
        let (number, currency) = (sum.unwrap_or_default(), if named == "none" { "" } else { named });
        match name {
            "" => {}
            "pay" => {
                let card = Card::new(APPROVED);
                let card = sum.map_or(card.clone(), |amount| card.charging(amount, currency));
                self.sandbox.pay(id, card).expect("it can be paid");
            }
            "decline" => _ = self.sandbox.pay(id, DECLINED).expect("it can be paid"),
            "advance" => self.sandbox.advance(Duration::from_secs(number)),
            "capture" => {
                let request = CaptureOrder::request().order_id(id).amount(number).currency(currency);
                self.send(&request.build().expect("it is valid"));
            }
            "reverse" => {
                let request = ReverseOrder::request().order_id(id).amount(number).currency(currency);
                self.send(&request.build().expect("it is valid"));
            }
            other => panic!("{}: unknown action {other}", self.case.name),
        }
    }

    /// What the gateway signs about the order now.
    fn update(&self, source: Source) -> FinalOrder {
        let request = GetOrderStatus::request().order_id(self.order.order_id()).build().expect("it is valid");
        let (response, body) = self.send(&request);
        match source {
            Source::Status => response,
            Source::Callback => callback::verify(&self.case.credentials(), &body).expect("it is signed"),
        }
    }

    /// The events of each update, and the state in the end.
    fn run(mut self, actions: &[String], source: Source) -> (Vec<Vec<String>>, String) {
        let mut events = Vec::new();
        for steps in actions {
            steps.split("; ").for_each(|action| self.act(action));
            let update = self.update(source);
            let merged = self.order.merge(&update).unwrap_or_else(|error| panic!("{}: {error}", self.case.name));
            events.push(merged.iter().map(event_text).collect());
        }
        (events, state_text(&self.order))
    }
}

/// Whether the events are those of the case. The code of a decline is that of the card.
fn are_expected(actual: &[String], expected: &[String]) -> bool {
    let is_decline = |text: &str| text.starts_with("declined");
    actual.len() == expected.len()
        && actual
            .iter()
            .zip(expected)
            .all(|(actual, expected)| is_expected(actual, expected) || (is_decline(actual) && is_decline(expected)))
}

#[test]
fn the_sandbox_leads_to_the_same_events_and_states() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let cases = cases();
    let (mut played, mut wrong) = (0, Vec::new());
    for case in &cases.all {
        let Some(actions) = &case.sandbox else { continue };
        played += 1;
        for source in [Source::Callback, Source::Status] {
            let (events, state) = Played::new(&runtime, &cases, case).run(actions, source);
            let is_same = events.len() == case.events.len()
                && events.iter().zip(&case.events).all(|(actual, expected)| are_expected(actual, expected));
            if !is_same || state != case.state {
                wrong.push(format!(
                    "{} ({source:?})\n  expected {:?} {}\n  actual   {events:?} {state}\n",
                    case.name, case.events, case.state
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
    assert!(played >= 65, "{played} cases");
}
