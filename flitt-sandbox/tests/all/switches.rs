//! Each switch, on and off.

use std::time::Duration;

use crate::common::{
    APPROVED, Shop, call, create, decode_data, encode_data_with, error_of, object, order, reverse, signed, with,
};
use flitt_sandbox::{OrderStatus, Sandbox, Switch};
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn start(switch: Switch, is_on: bool) -> Sandbox {
    Sandbox::builder().switch(switch, is_on).start().await.unwrap()
}

/// 0 for a success, or the code of the error.
fn code(response: &Value) -> u64 {
    if response["response_status"] == "failure" { error_of(response).0 } else { 0 }
}

#[tokio::test]
async fn holds_end() {
    for (is_on, status) in [(true, OrderStatus::Reversed), (false, OrderStatus::Approved)] {
        let builder = Sandbox::builder().switch(Switch::HoldsEnd, is_on).hold_lifetime(2 * DAY);
        let sandbox = builder.start().await.unwrap();
        create(&sandbox, with(order("held"), json!({ "preauth": "Y" }))).await;
        sandbox.pay("held", APPROVED).unwrap();
        sandbox.advance(DAY + Duration::from_secs(23 * 60 * 60));
        assert_eq!(sandbox.order("held").unwrap().status, OrderStatus::Approved);
        sandbox.advance(Duration::from_secs(60 * 60));
        assert_eq!(sandbox.order("held").unwrap().status, status, "{is_on}");
    }
}

#[tokio::test]
async fn bare_callbacks() {
    for is_on in [true, false] {
        let (sandbox, shop) = (start(Switch::BareCallbacks, is_on).await, Shop::start([]).await);
        let fields = with(order("packed"), json!({ "server_callback_url": shop.url }));
        call(&sandbox, "/api/checkout/url", encode_data_with("test", &fields)).await;
        sandbox.pay("packed", APPROVED).unwrap();
        // The client verifies both forms.
        assert_eq!(shop.callback(1).await.order_id(), "packed");
        let body: Value = serde_json::from_slice(&shop.body(1).await).unwrap();
        let data = if is_on { &body } else { &body["response"] };
        assert_eq!(decode_data(data)["order_id"], "packed");
    }
}

#[tokio::test]
async fn lower_case_flags() {
    for (is_on, expected) in [(true, 0), (false, 1007)] {
        let sandbox = start(Switch::LowerCaseFlags, is_on).await;
        let cases = [("delayed", "n"), ("verification", "n"), ("preauth", "y"), ("subscription", "n")];
        for (number, (name, flag)) in cases.into_iter().enumerate() {
            let fields = with(order(&number.to_string()), json!({ name: flag }));
            assert_eq!(code(&create(&sandbox, fields).await), expected, "{name} {is_on}");
        }
        assert_eq!(code(&create(&sandbox, with(order("x"), json!({ "preauth": "x" }))).await), 1007);
        let preauth = sandbox.orders().iter().map(|order| order.purchase.preauth).collect::<Vec<_>>();
        assert_eq!(preauth, if is_on { vec![false, false, true, false] } else { vec![] });
    }
}

#[tokio::test]
async fn decimal_lifetime() {
    for (is_on, expected) in [(true, 0), (false, 1007)] {
        let sandbox = start(Switch::DecimalLifetime, is_on).await;
        let response = create(&sandbox, with(order("600.00"), json!({ "lifetime": "600.00" }))).await;
        assert_eq!(code(&response), expected, "{is_on}");
        for lifetime in ["600.5", "600.", ".0", "0.00", "0600.00", "-600.00", "69120001.0", "6e2", "600.00.00"] {
            let response = create(&sandbox, with(order("other"), json!({ "lifetime": lifetime }))).await;
            assert_eq!(code(&response), 1007, "{lifetime} {is_on}");
        }
    }
    let sandbox = start(Switch::DecimalLifetime, true).await;
    create(&sandbox, with(order("ten minutes"), json!({ "lifetime": "600.00" }))).await;
    assert_eq!(sandbox.order("ten minutes").unwrap().purchase.lifetime, Duration::from_secs(10 * 60));
}

#[tokio::test]
async fn relative_callbacks() {
    for (is_on, expected) in [(true, 0), (false, 1007)] {
        let sandbox = start(Switch::RelativeCallbacks, is_on).await;
        let fields = with(order("relative"), json!({ "server_callback_url": "/wc-api/flitt" }));
        assert_eq!(code(&create(&sandbox, fields).await), expected, "{is_on}");
        let other = with(order("other"), json!({ "server_callback_url": "shop.example/callback" }));
        assert_eq!(code(&create(&sandbox, other).await), 1007);
    }
    let sandbox = start(Switch::RelativeCallbacks, true).await;
    create(&sandbox, with(order("never"), json!({ "server_callback_url": "/wc-api/flitt" }))).await;
    sandbox.pay("never", APPROVED).unwrap();
    crate::common::until("the record", || sandbox.callbacks().len() == 1).await;
    assert!(matches!(sandbox.callbacks()[0].result, flitt_sandbox::CallbackResult::NotSent(_)));
}

#[tokio::test]
async fn generated_order_id() {
    let plan = json!({ "amount": 500, "period": "day", "every": 1 });
    let unnamed = json!({ "order_id": null, "subscription": "Y", "recurring_data": plan });
    for (is_on, expected) in [(true, 0), (false, 1011)] {
        let sandbox = start(Switch::GeneratedOrderId, is_on).await;
        for _ in 0..2 {
            let fields = encode_data_with("test", &with(order(""), unnamed.clone()));
            let response = call(&sandbox, "/api/checkout/url", fields).await;
            if is_on {
                assert!(decode_data(&response)["checkout_url"].is_string());
            } else {
                assert_eq!(code(&response), expected);
            }
        }
        let names: Vec<usize> = sandbox.orders().iter().map(|order| order.purchase.order_id.len()).collect();
        assert_eq!(names, if is_on { vec![40, 40] } else { vec![] });
        // Other orders, and other protocols, always need it.
        let sale = encode_data_with("test", &with(order(""), json!({ "order_id": null })));
        assert_eq!(code(&call(&sandbox, "/api/checkout/url", sale).await), 1011);
        assert_eq!(code(&create(&sandbox, with(order(""), unnamed.clone())).await), 1011);
    }
}

#[tokio::test]
async fn empty_reversal_currency() {
    for (is_on, expected) in [(true, 0), (false, 1009)] {
        let sandbox = start(Switch::EmptyReversalCurrency, is_on).await;
        create(&sandbox, order("paid")).await;
        sandbox.pay("paid", APPROVED).unwrap();
        assert_eq!(code(&reverse(&sandbox, "paid", 100, json!({ "currency": "" })).await), expected, "{is_on}");
        assert_eq!(code(&reverse(&sandbox, "paid", 100, json!({ "currency": null })).await), 1011);
        assert_eq!(code(&reverse(&sandbox, "paid", 100, json!({ "currency": "USD" })).await), 1007);
        let capture = json!({ "order_id": "paid", "merchant_id": 1_549_901, "amount": 1, "currency": "" });
        assert_eq!(code(&call(&sandbox, "/api/capture/order_id", signed(object(capture))).await), 1009);
    }
}

/// The table of README.md names every switch with its mark and its default, and no other.
#[test]
fn the_readme_has_every_switch() {
    let readme = include_str!("../../README.md");
    let (_, table) =
        readme.split_once("| case | what is known | mark | the sandbox | switch |\n|---|---|---|---|---|\n").unwrap();
    let mut named = Vec::new();
    for line in table.lines().take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, case, known, mark, sandbox, switch, _] = cells.as_slice() else { panic!("five columns: {line}") };
        assert!(!case.is_empty() && !known.is_empty() && !sandbox.is_empty(), "{line}");
        assert!(["A", "B", "C"].contains(mark), "{line}");
        let Some((name, position)) = switch.strip_prefix('`').and_then(|switch| switch.split_once("` ")) else {
            assert!(switch.is_empty(), "{line}");
            continue;
        };
        let known: Switch = name.parse().unwrap();
        assert_eq!(format!("{:?}", known.evidence()), *mark, "{name}");
        assert_eq!(if known.is_on_by_default() { "(on)" } else { "(off)" }, position, "{name}");
        named.push(known.name());
    }
    let mut all: Vec<&str> = Switch::all().map(Switch::name).collect();
    named.sort_unstable();
    all.sort_unstable();
    assert_eq!(named, all);
}
