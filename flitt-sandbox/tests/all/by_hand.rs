//! Orders that are changed, and callbacks that are delivered, by hand.

use crate::common::{PLAIN, Shop, create, order, status, with};
use flitt_client::api::FinalOrder;
use flitt_client::reference::ResponseCode;
use flitt_client::{Credentials, callback};
use flitt_sandbox::{OrderStatus, Sandbox};
use serde_json::json;

#[tokio::test]
async fn without_callbacks_nothing_is_sent_and_the_callback_is_there() {
    let sandbox = Sandbox::builder().without_callbacks().start().await.unwrap();
    let shop = Shop::start([]).await;
    create(&sandbox, with(order("1"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("1", PLAIN).unwrap();
    let message = sandbox.callback_for("1").unwrap();
    assert_eq!(message.url, shop.url);
    let update = callback::verify::<FinalOrder>(&Credentials::test(), message.body.as_bytes()).unwrap();
    assert_eq!((update.order_id(), update.order_status().as_str()), ("1", "approved"));
    // What would be sent is sent before the response to the next request.
    status(&sandbox, "1").await;
    assert_eq!((shop.count(), sandbox.callbacks().len()), (0, 0));
    assert_eq!(sandbox.callback_for("2").unwrap_err().code(), ResponseCode::OrderNotFound);
}

#[tokio::test]
async fn a_changed_order_is_reported_everywhere() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("1")).await;
    sandbox
        .change_order("1", |order| {
            order.purchase.amount = 5;
            order.purchase.order_id = "another".to_owned();
            order.is_live = true;
        })
        .unwrap();
    sandbox.pay("1", PLAIN).unwrap();
    let message = sandbox.callback_for("1").unwrap();
    let update = callback::verify::<FinalOrder>(&Credentials::test(), message.body.as_bytes()).unwrap();
    let status = status(&sandbox, "1").await;
    assert_eq!((update.order_id(), update.amount()), ("1", 5));
    assert_eq!((&status["order_id"], &status["actual_amount"]), (&json!("1"), &json!("5")));
    assert!(!status["additional_info"].as_str().unwrap().contains("is_test"), "{status}");
}

#[tokio::test]
async fn an_order_is_reversed_in_parts_and_no_further() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("1")).await;
    assert_eq!(sandbox.reverse("1", 300).unwrap_err().code(), ResponseCode::ReverseNotAllowed);
    sandbox.pay("1", PLAIN).unwrap();
    assert_eq!(sandbox.reverse("1", 300).unwrap().reversal_amount, 300);
    assert_eq!(sandbox.reverse("1", 701).unwrap_err().code(), ResponseCode::ReverseNotAllowed);
    assert_eq!(sandbox.reverse("1", 700).unwrap().status, OrderStatus::Reversed);
}
