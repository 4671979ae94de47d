//! A sandbox with secrets in it: its types, and all its pages.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use flitt_client::api::{
    CardPayout, ChargeSavedCard, CheckoutUrl, GetOrderStatus, IbanPayout, ReverseOrder, ThreeDsStep1,
};
use flitt_client::value::Flag;
use flitt_client::{Client, Credentials, Currency, Endpoint, Request};
use flitt_sandbox::{
    Card, Evidence, FailureResponse, Fault, Merchant, Operation, Period, Plan, PlannedFault, Sandbox, Share,
    StartError, Switch,
};
use serde_json::json;

use crate::output::Seen;
use crate::secrets::{CARD, COMPANY_KEY, CONTAINER, CVV, IBAN, PAYMENT_KEY, PAYOUT_KEY, TOKEN, groupings};
use crate::{MERCHANT, credentials};

/// A test card that is approved.
const PAYS: &str = "4444555511116666";

fn merchant() -> Merchant {
    Merchant::new(MERCHANT, PAYMENT_KEY).with_payout_key(PAYOUT_KEY).with_company("1019", COMPANY_KEY)
}

pub(crate) async fn all(seen: &mut Seen) {
    seen.debug(&merchant());
    seen.debug(&card());
    let builder = || Sandbox::builder().merchant(merchant());
    seen.debug(&builder());
    let sandbox = builder().start().await.unwrap();
    seen.debug(&sandbox);
    work(seen, &sandbox).await;
    state(seen, &sandbox).await;
    pages(seen, &sandbox).await;
    settings(seen).await;
    for order in sandbox.orders() {
        seen.debug(&sandbox.callback_for(&order.purchase.order_id).unwrap());
    }
    // What the responses of given endpoints say: names of strangers, and a text that is no JSON.
    for text in [json!({ (PAYMENT_KEY): {}, (CARD): {} }).to_string(), format!("{{\"{CARD}"), CARD.to_owned()] {
        seen.error(&sandbox.plan_response(&format!("{PAYMENT_KEY} {CARD}"), &text).unwrap_err());
        let StartError::Responses(error) = builder().responses(text).start().await.unwrap_err() else {
            panic!("it is about the responses")
        };
        seen.error(&error);
    }
}

fn card() -> Card {
    Card::new(CARD).with_cvv2(CVV)
}

/// Sends a request with the right key, and with one that the sandbox does not know.
async fn send<E: Endpoint>(sandbox: &Sandbox, request: &Request<E>) {
    let wrong = Credentials::new(MERCHANT, TOKEN).with_payout_key(TOKEN).with_company_key(TOKEN);
    for credentials in [wrong, credentials()] {
        let client = Client::builder(credentials).base_url(sandbox.base_url()).build().unwrap();
        let _ = client.send(request).await;
    }
}

/// Everything that takes a secret.
async fn work(seen: &mut Seen, sandbox: &Sandbox) {
    let order =
        |name: &str| CheckoutUrl::request().order_id(name).order_desc("Tea").amount(100).currency(Currency::GEL);
    let paid = order("paid").required_rectoken(Flag::Y).server_callback_url("http://127.0.0.1:1/callback");
    send(sandbox, &paid.build().unwrap()).await;
    send(sandbox, &order("saved").rectoken(TOKEN).receiver_rectoken(TOKEN).build().unwrap()).await;
    let _declined = sandbox.pay("paid", card()).unwrap();
    sandbox.pay("paid", Card::new(PAYS).with_cvv2(CVV)).unwrap();
    seen.error(&sandbox.pay("paid", card()).unwrap_err());
    seen.error(&sandbox.pay("nothing", card()).unwrap_err());
    let status = GetOrderStatus::request().order_id("paid").build().unwrap();
    let client = Client::builder(credentials()).base_url(sandbox.base_url()).build().unwrap();
    let token = client.send(&status).await.unwrap().rectoken().unwrap().to_owned();
    for token in [token.as_str(), TOKEN] {
        let charge =
            ChargeSavedCard::request().order_id(format!("charge {}", token.len())).order_desc("May").amount(100);
        send(sandbox, &charge.currency(Currency::GEL).rectoken(token).cvv2(CVV).build().unwrap()).await;
        let payout = CardPayout::request().order_id(format!("payout {}", token.len())).order_desc("May").amount(100);
        send(sandbox, &payout.currency(Currency::GEL).receiver_rectoken(token).build().unwrap()).await;
    }
    let step =
        |name: &str| ThreeDsStep1::request().order_id(name).order_desc("Tea").amount(100).currency(Currency::GEL);
    send(sandbox, &step("step").card_number(CARD).expiry_date("1230").cvv2(CVV).build().unwrap()).await;
    send(sandbox, &step("pocket").container(CONTAINER).build().unwrap()).await;
    let payout = IbanPayout::request().order_id("bank").order_desc("Prize").amount(100).currency(Currency::GEL);
    send(sandbox, &payout.receiver_iban(IBAN).build().unwrap()).await;
    let reversal = ReverseOrder::request().order_id("paid").amount(30).currency(Currency::GEL).build().unwrap();
    send(sandbox, &reversal).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let (form, json) = ("application/x-www-form-urlencoded", "application/json");
    for (path, kind, body) in [
        ("/api/checkout/url", json, format!("{{\"request\":{{\"order_id\":\"{TOKEN}")),
        ("/api/checkout/url", json, json!({ "request": { "card_number": CARD, "unknown": TOKEN } }).to_string()),
        ("/api/checkout/url", form, format!("card_number={CARD}&cvv2={CVV}&anything={TOKEN}&receiver_iban={IBAN}")),
        ("/api/recurring", form, format!("rectoken={TOKEN}")),
        ("/pay", form, format!("token={TOKEN}&card_number={CARD}&cvv2={CVV}")),
        ("/pay", json, json!({ "token": TOKEN, "card_number": CARD, "cvv2": CVV }).to_string()),
        ("/api/nothing", json, json!({ "request": { "rectoken": TOKEN, "container": CONTAINER } }).to_string()),
    ] {
        let request = http.post(format!("{}{path}", sandbox.base_url())).header("content-type", kind).body(body);
        let page = request.send().await.unwrap().text().await.unwrap();
        seen.text(&page, path);
    }
}

/// What programs ask a sandbox for.
async fn state(seen: &mut Seen, sandbox: &Sandbox) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while sandbox.callbacks().is_empty() {
        assert!(Instant::now() < deadline, "no callback was tried");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for attempt in sandbox.callbacks() {
        seen.debug(&attempt);
        seen.debug(&attempt.result);
    }
    let calls = sandbox.requests();
    assert!(calls.len() > 20 && calls.iter().any(|call| call.failed_check.is_some()));
    for call in calls {
        seen.debug(&call);
        seen.debug(&call.request);
        if let Some(failed) = call.failed_check {
            seen.debug(&failed);
            seen.debug(&failed.stage);
        }
    }
    for order in sandbox.orders() {
        seen.debug(&order);
        seen.debug(&order.purchase);
    }
    seen.debug(&Operation::Payout);
    seen.debug(&Period::Month);
    let share = json!({ "merchant_id": 7, "amount": 1, "reversal_amount": 0 });
    seen.debug(&serde_json::from_value::<Share>(share).unwrap());
    let plan = json!({ "amount": 1, "period": "Month", "every": 1, "quantity": null, "start": null, "end": null,
        "trial": null, "is_active": true });
    seen.debug(&serde_json::from_value::<Plan>(plan).unwrap());
    seen.text(&sandbox.first_order("flitt"), "the first order");
    let planned = Fault::DropAfter.at("recurring").about("1001");
    seen.words::<PlannedFault>(&planned);
    seen.words(&Fault::DropAfter);
    seen.words(&FailureResponse::new(1089));
    seen.error(&"drop".parse::<Fault>().unwrap_err());
    seen.words(&Switch::HoldsEnd);
    seen.debug(&Evidence::B);
    seen.error(&CARD.parse::<Switch>().unwrap_err());
}

/// An order with secrets where no schema file expects them.
async fn unexpected(sandbox: &Sandbox) {
    let address = format!("http://user:{TOKEN}@127.0.0.1:1/callback?token={TOKEN}");
    for (number, card) in groupings(CARD).iter().enumerate() {
        let order =
            CheckoutUrl::request().order_id(format!("unexpected {number}")).order_desc(format!("for {card}, thanks"));
        let order = order.amount(100).currency(Currency::GEL).server_callback_url(&address).response_url(&address);
        send(sandbox, &order.build().unwrap()).await;
    }
}

/// Every page that a link leads to, from the dashboard on.
async fn pages(seen: &mut Seen, sandbox: &Sandbox) {
    unexpected(sandbox).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut open = vec!["/".to_owned()];
    let mut visited = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path.ends_with("/events") || !visited.insert(path.clone()) || visited.len() > 300 {
            continue;
        }
        let page = http.get(format!("{}{path}", sandbox.base_url())).send().await.unwrap().text().await.unwrap();
        seen.text(&without_what_forms_send(&page), &path);
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let link = link.strip_prefix(sandbox.base_url()).unwrap_or(link).split('#').next().unwrap_or_default();
            if link.starts_with('/') {
                open.push(link.replace("&amp;", "&"));
            }
        }
    }
    let orders = visited.iter().filter(|path| path.contains("/dashboard/orders/")).count();
    assert!(orders >= 5, "the dashboard leads to its orders: {visited:?}");
}

/// A page without the values that its forms send and where they send them: they are not shown, and stay exact for programs.
fn without_what_forms_send(page: &str) -> String {
    [" value=\"", " action=\""].into_iter().fold(page.to_owned(), |page, attribute| {
        let mut parts = page.split(attribute);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |shown, rest| shown + rest.split_once('"').map_or("", |(_, after)| after))
    })
}

/// What goes wrong when a sandbox is set up.
async fn settings(seen: &mut Seen) {
    let twice = Sandbox::builder().merchant(merchant()).merchant(merchant());
    seen.error(&twice.start().await.unwrap_err());
    seen.error(&Sandbox::builder().merchant(merchant().with_payout_key("")).start().await.unwrap_err());
    let unusable = Sandbox::builder().merchant(merchant()).state(env!("CARGO_MANIFEST_DIR")).start().await.unwrap_err();
    seen.error(&unusable);
    match &unusable {
        StartError::State(error) => seen.words(error),
        other => panic!("a folder is no state: {other}"),
    }
    for file in [
        json!({ "merchants": [{ "merchant_id": PAYMENT_KEY, "payment_key": PAYMENT_KEY }] }),
        json!({ "merchants": [{ "merchant_id": 7, "payment_key": { "key": PAYMENT_KEY } }] }),
        json!({ "merchants": PAYMENT_KEY }),
        json!([PAYMENT_KEY]),
        json!(PAYMENT_KEY),
        json!({ "merchants": [{ "merchant_id": 7, "payment_key": PAYMENT_KEY, "split": PAYOUT_KEY }] }),
        json!({ "merchants": [{ "merchant_id": 7, "payment_key": PAYMENT_KEY, "company": COMPANY_KEY }] }),
    ] {
        seen.error(&Merchant::read_all(&file.to_string()).unwrap_err());
    }
    seen.error(
        &Merchant::read_all(&format!("{{ \"merchants\": [{{ \"payment_key\": \"{PAYMENT_KEY}\\x\" }}] }}"))
            .unwrap_err(),
    );
}
