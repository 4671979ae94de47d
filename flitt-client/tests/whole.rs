//! Reversals and captures of whole orders: computed where the sum is certain, refused where it is not.

use flitt_client::api::{CaptureOrder, FinalOrder, ReverseOrder};
use flitt_client::{Credentials, Uncertain, callback};

fn order(changes: &[(&str, &str)]) -> FinalOrder {
    let credentials = Credentials::test();
    let paid = [
        ("actual_amount", "15118"),
        ("actual_currency", "GEL"),
        ("reversal_amount", "48"),
        ("additional_info", r#"{"client_fee": 0.0, "capture_status": null, "capture_amount": null}"#),
    ];
    let sample = paid
        .iter()
        .chain(changes)
        .fold(callback::sample::<FinalOrder>(&credentials), |sample, (name, value)| sample.set(name, *value));
    callback::verify(&credentials, sample.json().as_bytes()).unwrap()
}

fn reversed(changes: &[(&str, &str)]) -> Result<String, Uncertain> {
    ReverseOrder::of_whole(&order(changes)).map(|builder| format!("{:?}", builder.build().unwrap()))
}

#[test]
fn what_is_left_is_given_back() {
    let request = reversed(&[]).unwrap();
    assert!(request.contains(r#"amount: "15070""#) && request.contains(r#"currency: "GEL""#), "{request}");
    assert!(reversed(&[("additional_info", "")]).is_ok());
    assert!(reversed(&[("reversal_amount", "")]).unwrap().contains("15118"));
}

#[test]
fn doubts_are_told() {
    for (change, expected) in [
        (("order_status", "processing"), Uncertain::NotApproved),
        (("order_status", "reversed"), Uncertain::NotApproved),
        (("actual_amount", ""), Uncertain::NothingPaid),
        (("actual_amount", "0"), Uncertain::NothingPaid),
        (("actual_currency", "USD"), Uncertain::OtherCurrency),
        (("reversal_amount", "15118"), Uncertain::NothingLeft),
        (("reversal_amount", "99999"), Uncertain::NothingLeft),
        (("additional_info", r#"{"client_fee": 0.30}"#), Uncertain::ClientFee),
        (("additional_info", r#"{"capture_status": "captured", "capture_amount": 1.0}"#), Uncertain::Captured),
        (("additional_info", r#"{"capture_amount": 1.0}"#), Uncertain::Captured),
        (("additional_info", "[1]"), Uncertain::Unreadable),
    ] {
        assert_eq!(reversed(&[change]), Err(expected), "{change:?}");
    }
}

#[test]
fn what_is_held_is_captured() {
    let held = order(&[("reversal_amount", "0"), ("additional_info", r#"{"capture_status": "hold"}"#)]);
    let request = CaptureOrder::of_whole(&held).unwrap().build().unwrap();
    assert!(format!("{request:?}").contains(r#"amount: "15118""#), "{request:?}");
    let captured = order(&[("additional_info", r#"{"capture_status": "captured"}"#)]);
    assert_eq!(CaptureOrder::of_whole(&captured).err(), Some(Uncertain::Captured));
}
