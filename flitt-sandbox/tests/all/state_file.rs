//! The state file.

use std::path::Path;
use std::time::Duration;

use crate::common::{
    APPROVED, DECLINED, Shop, call, card_token, client, create, encode_data_with, error_of, object, order, reverse,
    signed, status, until, with,
};
use crate::queries;
use flitt_client::api::company_report::ReportId;
use flitt_client::api::tables::report_filter::Operand;
use flitt_client::api::three_ds_step1::Response;
use flitt_client::api::{ChargeSavedCard, ThreeDsStep1, ThreeDsStep2};
use flitt_client::{Currency, Outcome};
use flitt_sandbox::{CallbackResult, FailureResponse, Fault, OrderStatus, Sandbox, StartError, StateError};
use serde_json::json;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn start_with(file: &Path) -> Sandbox {
    Sandbox::builder().state(file).start().await.unwrap()
}

#[tokio::test]
async fn the_state_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let first = start_with(&file).await;
    create(&first, order("open")).await;
    create(&first, with(order("declined"), json!({ "reservation_data": "e30=" }))).await;
    first.pay("declined", DECLINED).unwrap();
    let rectoken = card_token(&first, "saved").await;
    create(&first, with(order("held"), json!({ "preauth": "Y" }))).await;
    first.pay("held", APPROVED).unwrap();
    create(&first, with(order("reversed"), json!({ "lifetime": 100 }))).await;
    first.pay("reversed", APPROVED).unwrap();
    reverse(&first, "reversed", 300, json!({ "reverse_id": "R1" })).await;
    let plan = json!({ "amount": 500, "period": "month", "every": 1, "trial_period": "day", "trial_quantity": 3 });
    let subscription = with(order("tea"), json!({ "subscription": "Y", "recurring_data": plan }));
    call(&first, "/api/checkout/url", encode_data_with("test", &subscription)).await;
    first.pay("tea", APPROVED).unwrap();
    let request = ThreeDsStep1::request()
        .order_id("checked")
        .order_desc("Tea")
        .amount(1020)
        .currency(Currency::GEL)
        .card_number(APPROVED)
        .expiry_date("1230")
        .cvv2("123");
    let Response::AcsUrl(check) = client(&first).send(&request.build().unwrap()).await.unwrap() else {
        panic!("no check")
    };
    let before = format!("{:?}", first.orders());
    let page = call(&first, "/api/checkout/token", signed(order("page"))).await["token"].as_str().unwrap().to_owned();
    first.stop().await;

    let second = start_with(&file).await;
    assert_eq!(format!("{:?}", &second.orders()[..7]), before);
    let body = json!({ "token": page, "card_number": APPROVED }).to_string();
    let (_, text) = crate::common::post_as(&second, "/pay", "application/json", body).await;
    assert!(text.contains("approved"), "{text}");
    assert_eq!(error_of(&create(&second, order("open")).await).0, 1013);
    assert_eq!(second.pay("declined", APPROVED).unwrap().status, OrderStatus::Approved);
    let again = reverse(&second, "reversed", 300, json!({ "reverse_id": "R1" })).await;
    assert_eq!(second.order("reversed").unwrap().reversal_amount, 300);
    assert_eq!(again["reversal_amount"], "300");
    let capture = json!({ "order_id": "held", "merchant_id": 1_549_901, "amount": 800, "currency": "GEL" });
    assert_eq!(call(&second, "/api/capture/order_id", signed(object(capture))).await["capture_status"], "captured");
    let charge = ChargeSavedCard::request()
        .order_id("charge")
        .order_desc("Tea")
        .amount(500)
        .currency(Currency::GEL)
        .rectoken(rectoken.as_str());
    assert_eq!(client(&second).send(&charge.build().unwrap()).await.unwrap().outcome(), Outcome::Approved);
    let (md, pares) = (check.md(), second.pass_challenge(check.md()));
    let step2 = ThreeDsStep2::request().order_id("checked").md(md).pares(pares).build().unwrap();
    assert_eq!(client(&second).send(&step2).await.unwrap().outcome(), Outcome::Approved);
    second.advance(3 * DAY);
    let charge = second.orders().into_iter().find(|order| order.purchase.parent_order_id == "tea").unwrap();
    assert_eq!(status(&second, &charge.purchase.order_id).await["parent_order_id"], "tea");
    // Payment IDs stay unique.
    let orders = second.orders();
    let numbers: std::collections::HashSet<u64> = orders.iter().map(|order| order.payment_id).collect();
    assert_eq!(numbers.len(), orders.len());
    let moved = orders.last().unwrap().created_at;
    second.stop().await;

    // The clock does not go back either.
    let third = start_with(&file).await;
    create(&third, order("later")).await;
    assert!(third.order("later").unwrap().created_at >= moved);
}

#[tokio::test]
async fn planned_faults_and_tokens_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let first = start_with(&file).await;
    first.fault(Fault::DropAfter.at("capture_order"));
    first.fault(Fault::FailureBefore(FailureResponse::new(1002)).times(3).at("order_status"));
    let token = queries::token(&first).await;
    assert_eq!(error_of(&status(&first, "any").await).0, 1002);
    first.stop().await;

    // One of three was injected before the restart, the others come after it.
    let second = start_with(&file).await;
    let recent = [("order_timestart", Operand::From, "-1")];
    let all = ReportId::AllTransactions;
    assert_eq!(queries::report(&second, &token, all, &recent, 1).await.unwrap().rows_count(), Some(0));
    let codes = [1002, 1002, 1018];
    for code in codes {
        assert_eq!(error_of(&status(&second, "any").await).0, code);
    }
    second.stop().await;

    let third = start_with(&file).await;
    assert_eq!(error_of(&status(&third, "any").await).0, 1018, "nothing is injected again");
    third.advance(Duration::from_secs(2 * 60 * 60));
    let ended = queries::report(&third, &token, all, &recent, 1).await.unwrap_err();
    assert!(ended.to_string().contains("Invalid auth token"), "{ended}");
    create(&third, order("later")).await;
    third.stop().await;
    let fourth = start_with(&file).await;
    assert!(queries::report(&fourth, &token, all, &recent, 1).await.is_err());
}

/// Holds end, and settlements are judged, although the sandbox was started again meanwhile.
#[tokio::test]
async fn what_is_due_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let first = start_with(&file).await;
    create(&first, with(order("held"), json!({ "preauth": "Y" }))).await;
    create(&first, order("paid")).await;
    for order_id in ["held", "paid"] {
        first.pay(order_id, APPROVED).unwrap();
    }
    let receiver = json!([{ "type": "merchant", "requisites": { "amount": 1000, "merchant_id": 500_001 } }]);
    let parts = with(order("parts"), json!({ "operation_id": "paid", "receiver": receiver }));
    call(&first, "/api/settlement", encode_data_with("test", &parts)).await;
    assert_eq!(first.order("parts").unwrap().status, OrderStatus::Created);
    first.stop().await;

    let second = start_with(&file).await;
    second.advance(Duration::from_secs(10));
    assert_eq!(second.order("parts").unwrap().status, OrderStatus::Approved);
    assert_eq!(second.order("paid").unwrap().shares[0].amount, 1000);
    second.stop().await;
    let third = start_with(&file).await;
    third.advance(25 * DAY);
    assert_eq!(third.order("held").unwrap().status, OrderStatus::Reversed);
    assert_eq!(third.order("paid").unwrap().shares[0].amount, 1000);
    let fields = object(json!({ "order_id": "paid", "merchant_id": 1_549_901 }));
    let rows = call(&third, "/api/transaction_list", signed(fields)).await;
    let held = object(json!({ "order_id": "held", "merchant_id": 1_549_901 }));
    let released = call(&third, "/api/transaction_list", signed(held)).await;
    let ids = [&rows[0]["id"], &released[0]["id"], &released[1]["id"]].map(|id| id.as_u64().unwrap());
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 3, "{ids:?}");
    // The shares have transactions, too.
    assert!(ids[2] > ids[0].max(ids[1]) + 2, "{ids:?}");
}

#[tokio::test]
async fn callbacks_are_delivered_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let first = start_with(&file).await;
    let shop = Shop::start([500, 500]).await;
    for name in ["retried", "done"] {
        create(&first, with(order(name), json!({ "server_callback_url": shop.url }))).await;
    }
    first.pay("retried", APPROVED).unwrap();
    until("the first attempt", || first.callbacks().len() == 1).await;
    first.advance(Duration::from_secs(2));
    until("the second attempt", || first.callbacks().len() == 2).await;
    first.pay("done", APPROVED).unwrap();
    until("the other", || first.callbacks().len() == 3).await;
    first.stop().await;

    let second = start_with(&file).await;
    second.advance(Duration::from_secs(60));
    until("the third attempt", || second.callbacks().len() == 1).await;
    let attempt = &second.callbacks()[0];
    assert_eq!((attempt.order_id.as_str(), attempt.attempt), ("retried", 3));
    assert_eq!(attempt.result, CallbackResult::Responded(200));
    second.stop().await;

    // Nothing is left: the next callback is that of a new order.
    let third = start_with(&file).await;
    create(&third, with(order("next"), json!({ "server_callback_url": shop.url }))).await;
    third.pay("next", APPROVED).unwrap();
    assert_eq!(shop.callback(5).await.order_id(), "next");
    assert_eq!(third.callbacks().len().max(1), 1);
}

#[tokio::test]
async fn acknowledged_changes_are_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let sandbox = start_with(&file).await;
    for number in 0..5 {
        let name = format!("order-{number}");
        let [created, paid] = ["created", "paid"].map(|step| folder.path().join(format!("{name}-{step}")));
        create(&sandbox, order(&name)).await;
        std::fs::copy(&file, &created).unwrap();
        // As after a kill: the copy was never closed.
        assert_eq!(start_with(&created).await.order(&name).unwrap().status, OrderStatus::Created);
        sandbox.pay(&name, APPROVED).unwrap();
        std::fs::copy(&file, &paid).unwrap();
        assert_eq!(start_with(&paid).await.order(&name).unwrap().status, OrderStatus::Approved);
    }
}

#[tokio::test]
async fn a_file_is_used_by_one_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let first = start_with(&file).await;
    let error = Sandbox::builder().state(&file).start().await.unwrap_err();
    assert!(matches!(error, StartError::State(StateError::InUse(_))), "{error}");
    let message = format!("another sandbox uses the state file {}; stop it, ", file.display());
    assert!(error.to_string().starts_with(&message), "{error}");
    first.stop().await;
    start_with(&file).await;
}

#[tokio::test]
async fn other_files_are_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes");
    std::fs::write(&file, "remember the milk").unwrap();
    for path in [file.as_path(), folder.path(), Path::new("/nowhere/at/all")] {
        let error = Sandbox::builder().state(path).start().await.unwrap_err();
        assert!(matches!(error, StartError::State(StateError::Unusable { .. })), "{error}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "remember the milk");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_file_and_it_has_no_security_code() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let sandbox = start_with(&file).await;
    create(&sandbox, order("paid")).await;
    sandbox.pay("paid", flitt_sandbox::Card::new("4000001234562345").with_cvv2("8765")).unwrap();
    sandbox.pay("paid", flitt_sandbox::Card::new(APPROVED).with_cvv2("8765")).unwrap();
    sandbox.stop().await;
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = std::fs::read(&file).unwrap();
    // As a whole value: random numbers and tokens can contain the same digits.
    let is_part = |place: Option<usize>| {
        let byte = place.and_then(|place| bytes.get(place));
        byte.is_some_and(u8::is_ascii_alphanumeric)
    };
    let holds = |text: &str| {
        bytes.windows(text.len()).enumerate().any(|(place, window)| {
            window == text.as_bytes() && !is_part(place.checked_sub(1)) && !is_part(Some(place + text.len()))
        })
    };
    assert!(holds("paid") && holds("1000") && !holds("8765") && !holds("4000001234562345"));
}
