//! Every listed code under each HTTP status at each endpoint that moves money, against the sandbox, which carries the request
//! out or not and then reports the failure: what a call ends with is compared with what the sandbox did.
//! `cargo test -p flitt-client --test all failure_table -- --nocapture` prints how many cases there are.

use std::time::Duration;

use flitt_client::api::tables::receiver::Receiver;
use flitt_client::api::tables::requisites::Requisites;
use flitt_client::api::three_ds_step1::Response as Step1;
use flitt_client::api::{
    CaptureOrder, CardPayout, ChargeSavedCard, CheckoutRedirect, CheckoutToken, CheckoutUrl, Flitt, GetOrderStatus,
    IbanPayout, ReverseOrder, SplitSettlement, ThreeDsStep1, ThreeDsStep2,
};
use flitt_client::error::UnknownReason;
use flitt_client::reference::ResponseCode;
use flitt_client::response::Resolved;
use flitt_client::value::{Flag, WireEnum as _};
use flitt_client::{Api as _, Client, Credentials, Currency, Endpoint, Error, Outcome, Request, RetryPolicy};
use flitt_sandbox::{FailureResponse, Fault, OrderStatus, Sandbox};
use tokio::task::JoinSet;

use super::certainty::stage;

const PAYER: &str = "4444555511116666";
/// A test card whose payer is asked by the bank, without a code.
const ASKED: &str = "4444555566661111";
/// An account to which the sandbox pays out.
const ACCOUNT: &str = "GE00TB0000000000000001";
const OTHER_STATUSES: [u16; 6] = [302, 403, 409, 500, 502, 504];

/// What is tried: one endpoint, with one sandbox.
struct World {
    endpoint: &'static str,
    sandbox: Sandbox,
    client: Client,
    card: String,
    orders: u32,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    /// With a success, or with the status of its order.
    Response,
    Status(Outcome),
    Existing(Outcome),
    Lost(Outcome),
    /// Nothing was done.
    Nothing,
    Unknown(UnknownReason),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Send,
    UntilKnown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Injected {
    After,
    Before,
}

impl World {
    async fn new(endpoint: &'static str) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let quick = RetryPolicy { initial_backoff: Duration::from_millis(1), ..RetryPolicy::default() };
        let client = Client::builder(Credentials::test()).base_url(sandbox.base_url()).retry(quick).build().unwrap();
        let mut world = Self { endpoint, sandbox, client, card: String::new(), orders: 0 };
        let order_id = world.paid(Flag::N).await;
        let status = GetOrderStatus::request().order_id(order_id).build().unwrap();
        let paid = world.client.send(&status).await.unwrap();
        paid.rectoken().unwrap().clone_into(&mut world.card);
        world
    }

    fn new_id(&mut self) -> String {
        self.orders += 1;
        format!("order-{}", self.orders)
    }

    /// A new order of 100 that was paid, or whose money is held.
    async fn paid(&mut self, preauth: Flag) -> String {
        let id = self.new_id();
        let order = CheckoutUrl::request().order_id(&id).order_desc("Tea").amount(100).currency(Currency::GEL);
        let order = order.preauth(preauth).required_rectoken(Flag::Y).build().unwrap();
        self.client.send(&order).await.unwrap();
        self.sandbox.pay(&id, PAYER).unwrap();
        id
    }

    /// Sends one request with an injected fault. Returns how it ended, and how often it was carried out.
    async fn case(&mut self, way: Way, injected: Injected, failure: FailureResponse) -> (End, u64) {
        macro_rules! create {
            ($endpoint:ident) => {{
                let id = self.new_id();
                let order = $endpoint::request().order_id(&id).order_desc("Tea").amount(100).currency(Currency::GEL);
                (self.ended(&order.build().unwrap(), way, injected, failure).await, id)
            }};
            ($endpoint:ident, $set:ident, $value:expr) => {{
                let id = self.new_id();
                let order = $endpoint::request().order_id(&id).order_desc("Tea").amount(100).currency(Currency::GEL);
                (self.ended(&order.$set($value).build().unwrap(), way, injected, failure).await, id)
            }};
        }
        let (end, id) = match self.endpoint {
            "checkout_url" => create!(CheckoutUrl),
            "checkout_token" => create!(CheckoutToken),
            "checkout_redirect" => create!(CheckoutRedirect),
            "recurring" => create!(ChargeSavedCard, rectoken, &self.card),
            "p2pcredit" => create!(CardPayout, receiver_rectoken, &self.card),
            "ibancredit" => create!(IbanPayout, receiver_iban, ACCOUNT),
            "secure_step1" => {
                let (request, id) = self.step1(PAYER);
                (self.ended(&request, way, injected, failure).await, id)
            }
            "secure_step2" => {
                let (request, id) = self.step1(ASKED);
                let Step1::AcsUrl(check) = self.client.send(&request).await.unwrap() else { panic!("no check") };
                let (md, pares) = (check.md(), self.sandbox.pass_challenge(check.md()));
                let request = ThreeDsStep2::request().order_id(&id).md(md).pares(pares).build().unwrap();
                (self.ended(&request, way, injected, failure).await, id)
            }
            "settlement" => {
                let (operation, id) = (self.paid(Flag::N).await, self.new_id());
                let requisites = Requisites::builder().amount(100).merchant_id(500_001).build().unwrap();
                let receiver = Receiver::builder().r#type("merchant").requisites(requisites).build().unwrap();
                let request = SplitSettlement::request().order_id(&id).operation_id(operation).amount(100);
                let request = request.currency(Currency::GEL).receiver([receiver]).build().unwrap();
                (self.ended(&request, way, injected, failure).await, id)
            }
            "capture_order" => {
                let id = self.paid(Flag::Y).await;
                let request = CaptureOrder::request().order_id(&id).amount(60).currency(Currency::GEL).build().unwrap();
                (self.ended(&request, way, injected, failure).await, id)
            }
            "reverse_order" => {
                let id = self.paid(Flag::N).await;
                let request = ReverseOrder::request().order_id(&id).amount(30).currency(Currency::GEL);
                // Every other one with the parameter by which it can be repeated.
                let request =
                    request.reverse_id(if self.orders.is_multiple_of(2) { "first" } else { "" }).build().unwrap();
                (self.ended(&request, way, injected, failure).await, id)
            }
            other => panic!("write a request to {other}"),
        };
        (end, self.times(&id))
    }

    fn step1(&mut self, card: &str) -> (Request<ThreeDsStep1>, String) {
        let id = self.new_id();
        let request = ThreeDsStep1::request().order_id(&id).order_desc("Tea").amount(100).currency(Currency::GEL);
        (request.card_number(card).expiry_date("1230").cvv2("123").build().unwrap(), id)
    }

    /// How often the request of an order was carried out.
    fn times(&self, id: &str) -> u64 {
        let Some(order) = self.sandbox.order(id) else { return 0 };
        match self.endpoint {
            "capture_order" => order.captured_amount.unwrap_or_default() / 60,
            "reverse_order" => order.reversal_amount / 30,
            "checkout_url" | "checkout_token" | "checkout_redirect" => 1,
            _ => u64::from(matches!(order.status, OrderStatus::Approved | OrderStatus::Created)),
        }
    }

    async fn ended<E: Endpoint<Status = GetOrderStatus>>(
        &self,
        request: &Request<E>,
        way: Way,
        injected: Injected,
        failure: FailureResponse,
    ) -> End {
        let injected =
            if injected == Injected::After { Fault::FailureAfter(failure) } else { Fault::FailureBefore(failure) };
        self.sandbox.fault(injected.at(self.endpoint));
        let policy =
            RetryPolicy { max_attempts: 2, initial_backoff: Duration::from_millis(1), ..RetryPolicy::default() };
        let error = match way {
            Way::Send => match self.client.send(request).await {
                Ok(_) => return End::Response,
                Err(error) => error,
            },
            Way::UntilKnown => match self.client.send_until_known(request, policy).await {
                Ok(Resolved::Response(_)) => return End::Response,
                Ok(Resolved::OrderStatus(order)) => return End::Status(order.outcome()),
                Ok(Resolved::Existing(order)) => return End::Existing(order.outcome()),
                Err(error) => error,
            },
        };
        match error {
            Error::Failure(certain) => {
                assert_eq!(certain.code(), failure.code().to_string());
                End::Nothing
            }
            Error::ResponseLost(lost) => End::Lost(lost.status().outcome()),
            Error::Unknown(unknown) => End::Unknown(unknown.reason().clone()),
            other => panic!("{other}"),
        }
    }
}

/// The cases of one endpoint: each code under each status, and under one status, all of which come up, until it is known.
async fn cases(mut world: World, number: usize) -> usize {
    let mut count = 0;
    let codes: Vec<&str> = ResponseCode::VALUES.iter().map(|code| code.as_str()).collect();
    for (position, code) in codes.iter().enumerate() {
        let stage = stage(world.endpoint, code);
        let of = |status| FailureResponse::new(code.parse().unwrap()).with_status(status);
        let other = OTHER_STATUSES[(position + number) % OTHER_STATUSES.len()];
        let rotated = if (position + number).is_multiple_of(3) { 200 } else { other };
        // What is `before` under 200 is never carried out: this is the judgement of the list.
        let (under_200, until_known) = match stage {
            "before" => (Injected::Before, if rotated == 200 { Injected::Before } else { Injected::After }),
            _ => (Injected::After, Injected::After),
        };
        let mut tried = vec![(Way::Send, under_200, 200), (Way::UntilKnown, until_known, rotated)];
        tried.extend(OTHER_STATUSES.map(|status| (Way::Send, Injected::After, status)));
        if position.is_multiple_of(8) {
            tried.push((Way::UntilKnown, Injected::Before, other));
        }
        count += tried.len();
        for (way, injected, status) in tried {
            let (end, times) = world.case(way, injected, of(status)).await;
            let case = format!("{} {code} {status} {way:?} {injected:?}: {end:?}, {times} times", world.endpoint);
            check(&case, world.endpoint, way, injected, (status == 200).then_some(stage), &end, times);
        }
    }
    count
}

/// `stage` is that of the code under the HTTP status 200.
fn check(case: &str, endpoint: &str, way: Way, injected: Injected, stage: Option<&str>, end: &End, times: u64) {
    assert!(times <= 1, "twice: {case}");
    match end {
        End::Response | End::Status(Outcome::Approved) | End::Existing(Outcome::Approved) | End::Lost(_) => {
            assert_eq!(times, 1, "{case}");
        }
        End::Nothing => assert_eq!(times, 0, "{case}"),
        End::Status(_) | End::Existing(_) | End::Unknown(_) => {}
    }
    let is_form = endpoint == "checkout_redirect";
    // A page for a payer is no failure to a program.
    assert_eq!(*end == End::Nothing, stage == Some("before") && !is_form, "{case}");
    if injected == Injected::After {
        assert_eq!(times, 1, "{case}");
    }
    if let (Way::Send, End::Unknown(reason)) = (way, end) {
        assert_eq!(matches!(reason, UnknownReason::Exists { .. }), stage == Some("exists") && !is_form, "{case}");
        assert_eq!(matches!(reason, UnknownReason::Failure { .. }), stage != Some("exists") && !is_form, "{case}");
    } else if way == Way::Send {
        assert_eq!(*end, End::Nothing, "no failure is a success: {case}");
    }
    if (way, injected) != (Way::UntilKnown, Injected::After) || *end == End::Nothing {
        return;
    }
    let existed = stage == Some("exists");
    let pending = Outcome::Pending(None);
    match endpoint {
        "checkout_redirect" => assert_eq!(*end, End::Status(pending), "{case}"),
        "checkout_url" | "checkout_token" if existed => assert_eq!(*end, End::Existing(pending), "{case}"),
        "checkout_url" | "checkout_token" => assert_eq!(*end, End::Lost(pending), "{case}"),
        // It is repeated, and then responded to. Without the parameter, the sums do not decide.
        "capture_order" => assert_eq!(*end, End::Response, "{case}"),
        "reverse_order" => assert!(matches!(end, End::Response | End::Unknown(_)), "{case}"),
        // The sandbox decides settlements at once, the gateway later.
        "settlement" => assert!(matches!(end, End::Status(_) | End::Existing(_)), "{case}"),
        _ if existed => assert_eq!(*end, End::Existing(Outcome::Approved), "{case}"),
        _ => assert_eq!(*end, End::Status(Outcome::Approved), "{case}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_code_under_every_status_at_every_endpoint_that_moves_money() {
    let names = Flitt::ENDPOINTS.iter().filter(|endpoint| endpoint.confirm_with.is_some());
    let mut running = JoinSet::new();
    for (number, endpoint) in names.enumerate() {
        running.spawn(async move { cases(World::new(&endpoint.get().name).await, number).await });
    }
    let counts = running.join_all().await;
    println!("{} endpoints, {} cases", counts.len(), counts.iter().sum::<usize>());
    assert_eq!(counts.len(), 11);
}
