//! The life cycle of an order, as a merchant's program sees it over HTTP.

use std::collections::HashSet;
use std::time::Duration;

use crate::common::{APPROVED, DECLINED, Shop, create, error_of, order, reverse, status, with};
use flitt_client::__private::v1::TableResponse;
use flitt_client::api::FinalOrder;
use flitt_client::reference::ResponseCode;
use flitt_client::response::Fields;
use flitt_client::signature::{masked_signed_text, sign};
use flitt_sandbox::{Card, OrderStatus, Sandbox};
use serde_json::{Value, json};

#[tokio::test]
async fn an_order_is_created_paid_notified_and_reversed() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    let more = json!({ "server_callback_url": shop.url, "merchant_data": "Test data", "product_id": "P1" });
    let created = create(&sandbox, with(order("life"), more)).await;
    assert_eq!(created["response_status"], "success");
    assert!(created["payment_id"].as_str().unwrap().bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(status(&sandbox, "life").await["order_status"], "created");

    assert_eq!(sandbox.pay("life", APPROVED).unwrap().status, OrderStatus::Approved);
    let update = shop.callback(1).await;
    assert_eq!((update.order_id(), update.amount(), update.order_status().as_str()), ("life", 1000, "approved"));
    assert_eq!((update.merchant_data(), update.product_id()), (Some("Test data"), Some("P1")));

    let paid = status(&sandbox, "life").await;
    assert_eq!(paid["order_status"], "approved");
    assert_eq!(paid["actual_amount"], "1000");
    assert_eq!(paid["masked_card"], "444455XXXXXX1111");

    let part = reverse(&sandbox, "life", 300, json!({ "comment": "broken" })).await;
    assert_eq!((&part["reverse_status"], &part["reversal_amount"]), (&json!("approved"), &json!("300")));
    assert_signed(&part);
    let partly = status(&sandbox, "life").await;
    assert_eq!((&partly["order_status"], &partly["reversal_amount"]), (&json!("approved"), &json!("300")));
    let update = shop.callback(2).await;
    assert_eq!((update.order_status().as_str(), update.reversal_amount()), ("approved", Some(300)));

    let rest = reverse(&sandbox, "life", 700, json!({})).await;
    assert_eq!(rest["reversal_amount"], "700");
    let whole = status(&sandbox, "life").await;
    assert_eq!((&whole["order_status"], &whole["reversal_amount"]), (&json!("reversed"), &json!("1000")));
    let update = shop.callback(3).await;
    assert_eq!((update.order_status().as_str(), update.reversal_amount()), ("reversed", Some(1000)));
}

/// Types, spelling and parameters as in the documented examples.
#[tokio::test]
async fn the_state_of_an_order_has_the_gateways_format() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("shape")).await;
    let created = status(&sandbox, "shape").await;
    for name in ["actual_amount", "card_bin", "eci", "response_code", "payment_system", "masked_card", "rectoken"] {
        assert_eq!(created[name], "", "{name}");
    }
    assert_signed(&created);
    sandbox.pay("shape", APPROVED).unwrap();
    let paid = status(&sandbox, "shape").await;
    assert_signed(&paid);
    // One parameter exists only in protocol 2.0.
    let rows: Vec<_> =
        <FinalOrder as TableResponse>::TABLE.rows.iter().filter(|row| row.name != "transaction").collect();
    for row in &rows {
        assert!(paid[row.name.as_ref()].is_string() || paid[row.name.as_ref()].is_u64(), "{}", row.name);
    }
    assert_eq!(paid.as_object().unwrap().len(), rows.len());
    let expected = json!({
        "rrn": "111111111111", "masked_card": "444455XXXXXX1111", "sender_cell_phone": "", "sender_account": "",
        "currency": "GEL", "fee": "", "reversal_amount": "0", "settlement_amount": "0", "actual_amount": "1000",
        "response_description": "", "sender_email": "", "order_status": "approved", "response_status": "success",
        "actual_currency": "GEL", "order_id": "shape", "tran_type": "purchase", "eci": "5", "settlement_date": "",
        "payment_system": "card", "approval_code": "123456", "merchant_id": 1_549_901, "settlement_currency": "",
        "card_bin": 444_455, "response_code": "", "card_type": "VISA", "amount": "1000", "product_id": "",
        "merchant_data": "", "rectoken": "", "rectoken_lifetime": "", "verification_status": "",
        "parent_order_id": "", "fee_oplata": "0",
    });
    for (name, value) in crate::common::object(expected) {
        assert_eq!(paid[&name], value, "{name}");
    }
    assert!(paid["payment_id"].is_u64());
    let time = paid["order_time"].as_str().unwrap();
    assert!(time.len() == 19 && time.as_bytes()[2] == b'.' && time.as_bytes()[13] == b':', "{time}");
    let info = paid["additional_info"].as_str().unwrap();
    assert!(info.starts_with(r#"{"capture_status": null, "capture_amount": null, "reservation_data": null, "transac"#));
    let info: Value = serde_json::from_str(info).unwrap();
    assert_eq!((&info["card_product"], &info["is_test"]), (&json!("empty_visa"), &json!(true)));
}

#[tokio::test]
async fn a_delayed_order_can_be_retried_after_a_decline() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    create(&sandbox, with(order("tries"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("tries", DECLINED).unwrap();
    let declined = status(&sandbox, "tries").await;
    assert_eq!((&declined["order_status"], &declined["response_code"]), (&json!("processing"), &json!(1000)));
    assert_eq!(declined["response_description"], "General decline");
    assert_eq!((&declined["actual_amount"], &declined["approval_code"]), (&json!(""), &json!("")));
    assert_signed(&declined);
    assert_eq!(shop.callback(1).await.decline().unwrap().code(), "1000");

    let unknown = sandbox.pay("tries", "4000000000000002").unwrap();
    assert_eq!(unknown.response_code, Some(ResponseCode::InvalidCardNumber));
    shop.callback(2).await;
    sandbox.pay("tries", APPROVED).unwrap();
    assert_eq!(shop.callback(3).await.order_status().as_str(), "approved");
    assert_eq!(status(&sandbox, "tries").await["response_code"], "");
    assert_eq!(
        sandbox.pay("tries", APPROVED).unwrap_err().to_string(),
        "1019: Order `tries` already has been completed"
    );
}

#[tokio::test]
async fn a_decline_is_final_for_an_order_that_is_not_delayed() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, with(order("one try"), json!({ "delayed": "N" }))).await;
    assert_eq!(sandbox.pay("one try", DECLINED).unwrap().status, OrderStatus::Declined);
    assert_eq!(status(&sandbox, "one try").await["order_status"], "declined");
    assert_eq!(sandbox.pay("one try", APPROVED).unwrap_err().code(), ResponseCode::OrderCompleted);
}

#[tokio::test]
async fn each_documented_card_has_the_documented_result() {
    let sandbox = Sandbox::start().await.unwrap();
    let cards = [
        ("4444555511116666", true, "VISA", "7"),
        ("4444111155556666", false, "VISA", "7"),
        ("5555666644441111", true, "MasterCard", "5"),
        ("2222555566663333", false, "MasterCard", "5"),
        ("9860010099998881", true, "Humo", "5"),
        ("8600202020202023", true, "UzCard", "5"),
    ];
    for (number, is_approved, brand, eci) in cards {
        create(&sandbox, order(number)).await;
        sandbox.pay(number, number).unwrap();
        let state = status(&sandbox, number).await;
        assert_eq!(state["order_status"], if is_approved { "approved" } else { "processing" }, "{number}");
        assert_eq!((&state["card_type"], &state["eci"]), (&json!(brand), &json!(eci)), "{number}");
    }
    create(&sandbox, order("expiry")).await;
    let refused = sandbox.pay("expiry", Card::new(APPROVED).with_expiry("1330")).unwrap();
    assert_eq!(refused.response_code, Some(ResponseCode::InvalidExpiryDate));
    let refused = sandbox.pay("expiry", Card::new(APPROVED).with_cvv2("12")).unwrap();
    assert_eq!(refused.response_code, Some(ResponseCode::InvalidCvv));
}

#[tokio::test]
async fn a_card_token_is_issued_for_approved_payments_that_request_one() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, with(order("token"), json!({ "required_rectoken": "Y" }))).await;
    sandbox.pay("token", DECLINED).unwrap();
    assert_eq!(status(&sandbox, "token").await["rectoken"], "");
    sandbox.pay("token", APPROVED).unwrap();
    assert_eq!(status(&sandbox, "token").await["rectoken"].as_str().unwrap().len(), 46);
}

#[tokio::test]
async fn orders_end_with_their_lifetime() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    let url = json!({ "server_callback_url": shop.url });
    create(&sandbox, with(order("untouched"), url)).await;
    create(&sandbox, with(order("tried"), json!({ "lifetime": 36_001 }))).await;
    create(&sandbox, with(order("long"), json!({ "lifetime": 40_000 }))).await;
    create(&sandbox, with(order("paid"), json!({ "lifetime": 1 }))).await;
    sandbox.pay("tried", DECLINED).unwrap();
    sandbox.pay("paid", APPROVED).unwrap();
    sandbox.advance(Duration::from_secs(10 * 60 * 60));
    assert_eq!(shop.callback(1).await.order_status().as_str(), "expired");
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(status(&sandbox, "untouched").await["order_status"], "expired");
    let tried = status(&sandbox, "tried").await;
    assert_eq!((&tried["order_status"], &tried["response_code"]), (&json!("declined"), &json!(1000)));
    assert_eq!(status(&sandbox, "long").await["order_status"], "created");
    assert_eq!(status(&sandbox, "paid").await["order_status"], "approved");
    assert_eq!(sandbox.pay("untouched", APPROVED).unwrap_err().to_string(), "1052: Order has expired");
    assert_eq!(shop.count(), 1);
}

#[tokio::test]
async fn expiry_is_notified_without_a_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    create(&sandbox, with(order("alone"), json!({ "lifetime": 1, "server_callback_url": shop.url }))).await;
    assert_eq!(shop.callback(1).await.order_status().as_str(), "expired");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_one_of_concurrent_orders_with_one_identifier_is_created() {
    let sandbox = std::sync::Arc::new(Sandbox::start().await.unwrap());
    let requests: Vec<_> = (0..32)
        .map(|_| {
            let sandbox = std::sync::Arc::clone(&sandbox);
            tokio::spawn(async move { create(&sandbox, order("once")).await })
        })
        .collect();
    let mut created = 0;
    for request in requests {
        let response = request.await.unwrap();
        if response["response_status"] == "success" {
            created += 1;
        } else {
            let message = "Duplicate order `once` for merchant `1549901`";
            assert_eq!(error_of(&response), (1013, message.to_owned()));
        }
    }
    assert_eq!((created, sandbox.orders().len()), (1, 1));
}

#[tokio::test]
async fn a_reversal_with_the_same_reverse_id_is_carried_out_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    let url = json!({ "server_callback_url": shop.url });
    create(&sandbox, with(order("again"), url.clone())).await;
    sandbox.pay("again", APPROVED).unwrap();
    let first = reverse(&sandbox, "again", 400, json!({ "reverse_id": "R1" })).await;
    assert_eq!(first["reverse_id"], "R1");
    for _ in 0..3 {
        assert_eq!(reverse(&sandbox, "again", 400, json!({ "reverse_id": "R1" })).await, first);
    }
    assert_eq!(sandbox.order("again").unwrap().reversal_amount, 400);
    reverse(&sandbox, "again", 600, json!({ "reverse_id": "R2" })).await;
    assert_eq!(sandbox.order("again").unwrap().status, OrderStatus::Reversed);
    assert_eq!(reverse(&sandbox, "again", 400, json!({ "reverse_id": "R1" })).await, first);
    assert_eq!(error_of(&reverse(&sandbox, "again", 1, json!({})).await).0, 1069);

    // The repeated reversal sends no callback: the next one is about another order.
    shop.callback(3).await;
    create(&sandbox, with(order("next"), url)).await;
    sandbox.pay("next", APPROVED).unwrap();
    assert_eq!(shop.callback(4).await.order_id(), "next");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_reversals_never_exceed_the_paid_amount() {
    let sandbox = std::sync::Arc::new(Sandbox::start().await.unwrap());
    create(&sandbox, order("race")).await;
    sandbox.pay("race", APPROVED).unwrap();
    let requests: Vec<_> = (0..16)
        .map(|_| {
            let sandbox = std::sync::Arc::clone(&sandbox);
            tokio::spawn(async move { reverse(&sandbox, "race", 300, json!({})).await })
        })
        .collect();
    let mut done = 0;
    for request in requests {
        done += u64::from(request.await.unwrap()["response_status"] == "success");
    }
    assert_eq!((done, sandbox.order("race").unwrap().reversal_amount), (3, 900));
}

#[tokio::test]
async fn invalid_reversals_are_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    let not_allowed = || (1069, "Reverse not allowed. Turnover is not enough.".to_owned());
    create(&sandbox, order("unpaid")).await;
    assert_eq!(error_of(&reverse(&sandbox, "unpaid", 1, json!({})).await), not_allowed());
    sandbox.pay("unpaid", APPROVED).unwrap();
    assert_eq!(error_of(&reverse(&sandbox, "unpaid", 1001, json!({})).await), not_allowed());
    assert_eq!(error_of(&reverse(&sandbox, "unpaid", 999_999_999_999, json!({})).await), not_allowed());
    let currency = reverse(&sandbox, "unpaid", 1, json!({ "currency": "USD" })).await;
    assert_eq!(error_of(&currency), (1007, "Parameter `currency` is incorrect".to_owned()));
    let unknown = reverse(&sandbox, "nowhere", 1, json!({})).await;
    assert_eq!(error_of(&unknown), (1018, "Order `nowhere` not found".to_owned()));
    assert_eq!(error_of(&reverse(&sandbox, "unpaid", 0, json!({})).await), (1023, "Invalid amount".to_owned()));

    create(&sandbox, with(order("held"), json!({ "preauth": "Y" }))).await;
    sandbox.pay("held", APPROVED).unwrap();
    assert!(sandbox.order("held").unwrap().purchase.preauth);
    let partial = reverse(&sandbox, "held", 1, json!({})).await;
    assert_eq!(error_of(&partial), (1084, "Only full refund allowed".to_owned()));
    assert_eq!(reverse(&sandbox, "held", 1000, json!({})).await["response_status"], "success");
}

#[tokio::test]
async fn tokens_and_payment_ids_are_unique() {
    let sandbox = Sandbox::start().await.unwrap();
    let (mut urls, mut payments) = (HashSet::new(), HashSet::new());
    for number in 0..20 {
        let created = create(&sandbox, order(&number.to_string())).await;
        urls.insert(created["checkout_url"].as_str().unwrap().to_owned());
        payments.insert(created["payment_id"].as_str().unwrap().to_owned());
    }
    assert_eq!((urls.len(), payments.len()), (20, 20));
}

/// Recomputes the signature from the exact texts, and the signed text of test mode.
fn assert_signed(response: &Value) {
    let fields = Fields::from_json(&response.to_string()).unwrap();
    let pairs = || fields.iter().map(|field| (field.name(), field.text()));
    assert_eq!(response["signature"], sign("test", pairs()));
    if let Some(text) = response.get("response_signature_string") {
        assert_eq!(text, &json!(masked_signed_text("test", pairs())));
    }
}
