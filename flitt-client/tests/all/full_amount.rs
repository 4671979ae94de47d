//! Reversals and captures of whole orders: computed where the sum is certain, refused where it is not.

use flitt_client::api::{CaptureOrder, FinalOrder, GetOrderStatus, ReverseOrder};
use flitt_client::order::FullAmountError;
use flitt_client::request::Exchange;
use flitt_client::{Credentials, callback};

fn order(changes: &[(&str, &str)]) -> FinalOrder {
    callback::verify(&Credentials::test(), body(changes).as_bytes()).unwrap()
}

fn body(changes: &[(&str, &str)]) -> String {
    let credentials = Credentials::test();
    let paid = [
        ("actual_amount", "15118"),
        ("actual_currency", "GEL"),
        ("reversal_amount", "48"),
        ("additional_info", r#"{"client_fee": 0.0, "capture_status": null, "capture_amount": null}"#),
    ];
    let sample = callback::test_callback::<FinalOrder>(&credentials);
    paid.iter().chain(changes).fold(sample, |sample, (name, value)| sample.set(name, *value)).json()
}

fn reversed(changes: &[(&str, &str)]) -> Result<String, FullAmountError> {
    ReverseOrder::remaining(&order(changes)).map(|builder| format!("{:?}", builder.build().unwrap()))
}

#[test]
fn what_is_left_is_given_back() {
    let request = reversed(&[]).unwrap();
    assert!(request.contains(r#"amount: "15070""#) && request.contains(r#"currency: "GEL""#), "{request}");
    assert_eq!(reversed(&[("actual_currency", ""), ("amount", "15118")]), Ok(request));
}

#[test]
fn uncertain_amounts_are_errors() {
    for (change, expected) in [
        (("order_status", "processing"), FullAmountError::NotApproved),
        (("order_status", "reversed"), FullAmountError::NotApproved),
        (("actual_amount", ""), FullAmountError::NothingPaid),
        (("actual_amount", "0"), FullAmountError::NothingPaid),
        (("actual_currency", "USD"), FullAmountError::OtherCurrency),
        // The order was created with another amount.
        (("actual_currency", ""), FullAmountError::OtherCurrency),
        // A payer can have renamed the information of a callback, and with it the fee.
        (("additional_info", ""), FullAmountError::NotFromGateway),
        (("reversal_amount", ""), FullAmountError::NotFromGateway),
        (("reversal_amount", "15118"), FullAmountError::NothingLeft),
        (("reversal_amount", "99999"), FullAmountError::NothingLeft),
        (("additional_info", r#"{"client_fee": 0.30}"#), FullAmountError::ClientFee),
        (("additional_info", r#"{"capture_status": "captured", "capture_amount": 1.0}"#), FullAmountError::Captured),
        (("additional_info", r#"{"capture_amount": 1.0}"#), FullAmountError::Captured),
        (("additional_info", "[1]"), FullAmountError::Unreadable),
    ] {
        assert_eq!(reversed(&[change]), Err(expected), "{change:?}");
    }
}

#[test]
fn what_a_payer_can_change_is_not_believed() {
    let credentials = Credentials::test();
    let returned: FinalOrder = callback::verify_payer_return(&credentials, body(&[]).as_bytes()).unwrap();
    assert_eq!(ReverseOrder::remaining(&returned).err(), Some(FullAmountError::NotFromGateway));
    // The response to a request of the shop has no information where there is none.
    let request = GetOrderStatus::request().order_id("1001").build().unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    let body = format!(
        r#"{{"response":{}}}"#,
        body(&[("order_id", "1001"), ("additional_info", ""), ("reversal_amount", "")])
    );
    let status = exchange.parse_response(200, body.as_bytes()).unwrap();
    let request = ReverseOrder::remaining(&status).unwrap().build().unwrap();
    assert!(format!("{request:?}").contains(r#"amount: "15118""#), "{request:?}");
}

#[test]
fn what_is_held_is_captured() {
    let held = order(&[("reversal_amount", "0"), ("additional_info", r#"{"capture_status": "hold"}"#)]);
    let request = CaptureOrder::full(&held).unwrap().build().unwrap();
    assert!(format!("{request:?}").contains(r#"amount: "15118""#), "{request:?}");
    let captured = order(&[("additional_info", r#"{"capture_status": "captured"}"#)]);
    assert_eq!(CaptureOrder::full(&captured).err(), Some(FullAmountError::Captured));
}
