//! The order in a status is compared with the request: an id that was used before is no success.

use flitt_client::api::{CaptureOrder, ChargeSavedCard, CheckoutUrl};
use flitt_client::error::UnknownReason;
use flitt_client::response::{RawResponse, Resolved};
use flitt_client::value::Flag;
use flitt_client::{Currency, Error, Outcome, RetryPolicy};

use super::{Script, ScriptedResponse, charge, create, failure, failure_under, lost, order, status, unknown};

const INFO: &str = "additional_info";

fn until_known() -> RetryPolicy {
    RetryPolicy::until_known()
}

fn captured(status: &str, amount: &str) -> ScriptedResponse {
    order(&[(INFO, &format!(r#"{{"capture_status":"{status}","capture_amount":{amount}}}"#))])
}

/// The message of the error for a charge of 100 GEL whose status has these values; `None` where it is the order.
async fn message(changes: &[(&str, &str)], preauth: Option<Flag>) -> Option<String> {
    let request = ChargeSavedCard::request().order_id("1001").order_desc("May").amount(100).currency(Currency::GEL);
    let request = request.rectoken("a saved card").product_id("tea").merchant_data("for Ann");
    let request = match preauth {
        Some(flag) => request.preauth(flag).build().unwrap(),
        None => request.build().unwrap(),
    };
    let script = Script::new([lost(), order(changes)]);
    match script.client().send_until_known(&request, until_known()).await {
        Ok(Resolved::OrderStatus(_)) => None,
        Ok(other) => panic!("{other:?}"),
        Err(error) => {
            assert_eq!(script.called().len(), 2, "another order does not change");
            let error = unknown(error);
            let UnknownReason::OtherOrder(difference) = error.reason() else { panic!("{error}") };
            assert_eq!((error.inquiries().len(), error.inquiries()[0].times()), (1, 1));
            assert!(error.inquiries()[0].last().is_ok());
            Some(difference.to_string())
        }
    }
}

#[tokio::test(start_paused = true)]
async fn another_amount_currency_or_text_is_another_order() {
    for (name, value, asked) in [
        ("amount", "5", "100"),
        ("amount", "1000", "100"),
        ("currency", "UAH", "GEL"),
        ("product_id", "cup", "tea"),
        ("merchant_data", "for Bob", "for Ann"),
    ] {
        let expected = format!("the order has `{name}` {value}, and the request has `{name}` {asked}");
        assert_eq!(message(&[(name, value)], None).await, Some(expected));
    }
    for same in
        [&[][..], &[("amount", "0100")], &[("product_id", "tea"), ("merchant_data", "for Ann")], &[("product_id", "")]]
    {
        assert_eq!(message(same, None).await, None, "{same:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_parameter_is_not_compared() {
    let request = ChargeSavedCard::request().order_id("1001").order_desc("May").amount(100).currency(Currency::GEL);
    let request = request.rectoken("a saved card").product_id("").build().unwrap();
    let script = Script::new([lost(), order(&[("product_id", "cup")])]);
    let result = script.client().send_until_known(&request, until_known()).await.unwrap();
    assert!(matches!(result, Resolved::OrderStatus(_)), "{result:?}");
}

#[tokio::test(start_paused = true)]
async fn another_intent_is_another_order() {
    let capture = |status: &str| format!(r#"{{"capture_status":{status}}}"#);
    let hold = [(INFO, capture(r#""hold""#))];
    let hold: Vec<(&str, &str)> = hold.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let shown = "the order has `additional_info.capture_status` hold, and the request has ";
    assert_eq!(message(&hold, None).await, Some(format!("{shown}no `preauth`")));
    assert_eq!(message(&hold, Some(Flag::N)).await, Some(format!("{shown}`preauth` N")));
    assert_eq!(message(&hold, Some(Flag::Y)).await, None);
    for taken in [r#"{"capture_status":null}"#, r#"{"capture_status":""}"#, "{}"] {
        let expected = "the order has no `additional_info.capture_status`, and the request has `preauth` Y";
        assert_eq!(message(&[(INFO, taken)], Some(Flag::Y)).await.as_deref(), Some(expected), "{taken}");
        assert_eq!(message(&[(INFO, taken)], None).await, None);
        // What is not approved may still be held.
        let declined = [(INFO, taken), ("order_status", "declined")];
        assert_eq!(message(&declined, Some(Flag::Y)).await, None);
    }
    assert_eq!(message(&[], Some(Flag::Y)).await, None, "absence proves nothing");
    for (tran_type, is_same) in [
        ("purchase", true),
        ("", true),
        ("reverse", true),
        ("verification", false),
        ("p2p transfer", false),
        ("settlement", false),
    ] {
        let message = message(&[("tran_type", tran_type)], None).await;
        let expected = format!("the order has `tran_type` {tran_type}, which this request cannot cause");
        assert_eq!(message, (!is_same).then_some(expected));
    }
}

#[tokio::test(start_paused = true)]
async fn a_card_check_is_another_order_than_a_sale() {
    let check = |flag| {
        let order = CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(100).currency(Currency::GEL);
        order.verification(flag).build().unwrap()
    };
    for (flag, tran_type, is_same) in [
        (Flag::N, "verification", false),
        (Flag::Y, "verification", true),
        (Flag::N, "purchase", true),
        (Flag::Y, "purchase", true),
        (Flag::Y, "p2p transfer", false),
    ] {
        let script = Script::new([lost(), order(&[("tran_type", tran_type), ("order_status", "declined")])]);
        let result = script.client().send_until_known(&check(flag), until_known()).await;
        assert_eq!(result.is_ok(), is_same, "{flag:?} {tran_type}: {result:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_capture_of_another_amount_is_another_capture() {
    let capture = CaptureOrder::request().order_id("1001").amount(30).currency("GEL").build().unwrap();
    let once = RetryPolicy::none();
    for (first, amount, is_same) in [
        (lost(), "0.3", true),
        (lost(), "0.30", true),
        (lost(), "\"0.3\"", true),
        (lost(), "1.0", false),
        (lost(), "30", false),
        (failure(1109), "1.0", false),
    ] {
        let script = Script::new([first, failure(1109), captured("captured", amount)]);
        let result = script.client().with_retry(once).send_until_known(&capture, until_known()).await;
        match result {
            Ok(Resolved::OrderStatus(_)) => assert!(is_same, "{amount}"),
            Ok(other) => panic!("{other:?}"),
            Err(error) => {
                assert!(!is_same, "{amount}: {error}");
                let amount = amount.trim_matches('"');
                let expected =
                    format!("the order has `additional_info.capture_amount` {amount}, and the request has `amount` 30");
                assert!(error.to_string().contains(&expected), "{error}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_card_check_for_nothing_leaves_the_amount_to_the_gateway() {
    let check = CheckoutUrl::request().order_id("1001").order_desc("Card").amount(0).currency(Currency::GEL);
    let check = check.verification(Flag::Y).verification_type("amount").build().unwrap();
    let script = Script::new([lost(), order(&[("amount", "137"), ("order_status", "declined")])]);
    let result = script.client().send_until_known(&check, until_known()).await.unwrap();
    assert!(matches!(result, Resolved::OrderStatus(_)), "{result:?}");
}

/// The parameters that only the response to a capture has are not needed.
#[tokio::test(start_paused = true)]
async fn a_capture_is_known_while_its_order_is_pending() {
    let capture = CaptureOrder::request().order_id("1001").amount(30).currency("GEL").build().unwrap();
    let info = r#"{"capture_status":"captured","capture_amount":0.3}"#;
    let script = Script::new([lost(), lost(), order(&[(INFO, info), ("order_status", "processing")])]);
    let client = script.client().with_retry(RetryPolicy::none());
    let result = client.send_until_known(&capture, until_known()).await.unwrap();
    assert!(matches!(result, Resolved::OrderStatus(_)), "{result:?}");
}

/// Equal values do not distinguish an earlier copy of the request from another request with its id.
#[tokio::test(start_paused = true)]
async fn an_order_that_existed_before_is_a_result_of_its_own() {
    for code in [1013, 1019, 1036, 1052, 1086, 1109] {
        for (stage, outcome) in [("approved", "approved"), ("declined", "declined"), ("processing", "pending")] {
            let responses = std::iter::once(failure(code)).chain(std::iter::repeat_with(|| status(stage)).take(100));
            let script = Script::new(responses);
            match script.client().send_until_known(&charge(), until_known()).await.unwrap() {
                Resolved::Existing(order) => assert_eq!(order.outcome().as_str(), outcome),
                other => panic!("{code}: {other:?}"),
            }
        }
        let script = Script::new([failure(code), order(&[("amount", "5")])]);
        let error = unknown(script.client().send_until_known(&charge(), until_known()).await.unwrap_err());
        assert!(error.to_string().contains("the order has `amount` 5, and the request has `amount` 100"), "{error}");
        // A plain call is never a success, and is sent once.
        let script = Script::new([failure(code), status("approved")]);
        let error = unknown(script.client().send(&charge()).await.unwrap_err());
        assert!(matches!(error.reason(), UnknownReason::Exists { .. }), "{error}");
        assert_eq!(script.called().len(), 1);
        // Under another HTTP status, it proves nothing.
        let script = Script::new([failure_under(409, code), status("approved")]);
        let result = script.client().send_until_known(&charge(), until_known()).await.unwrap();
        assert!(matches!(result, Resolved::OrderStatus(_)), "{result:?}");
    }
    // A checkout order, too: the program that created it may have its address.
    let script = Script::new([failure(1013), status("created")]);
    let result = script.client().send_until_known(&create(), until_known()).await.unwrap();
    assert!(matches!(result, Resolved::Existing(_)), "{result:?}");
}

#[tokio::test(start_paused = true)]
async fn a_lost_creation_says_what_to_do_next() {
    let next =
        "create a new order with another `order_id`; if this one is paid after all, count it for the same purchase";
    let script = Script::new([lost()]);
    let error = script.client().send(&create()).await.unwrap_err();
    assert!(error.to_string().ends_with(next), "{error}");
    let script = Script::new([lost(), failure(1018), status("created")]);
    match script.client().send_until_known(&create(), until_known()).await.unwrap_err() {
        Error::ResponseLost(lost) => {
            let shown =
                "`checkout_url` created the order (status: pending), but the response with `checkout_url` was lost; ";
            assert_eq!(lost.to_string(), format!("{shown}{next}"));
            assert_eq!(
                (lost.endpoint(), lost.parameters().collect::<Vec<_>>()),
                ("checkout_url", vec!["checkout_url"])
            );
            assert_eq!(lost.status().get("order_status"), Some("created"));
        }
        other => panic!("{other}"),
    }
    let script = Script::new(std::iter::once(lost()).chain(std::iter::repeat_with(|| failure(1018)).take(100)));
    let error = script.client().send_until_known(&create(), until_known()).await.unwrap_err();
    assert!(error.to_string().contains(next), "{error}");
    // An order that cannot be paid any more needs no address.
    for (stage, outcome) in [("approved", "approved"), ("expired", "declined"), ("reversed", "reversed")] {
        let script = Script::new([lost(), status(stage)]);
        match script.client().send_until_known(&create(), until_known()).await.unwrap() {
            Resolved::OrderStatus(order) => assert_eq!(order.outcome().as_str(), outcome),
            other => panic!("{other:?}"),
        }
    }
    // One that exists already may have been sent to its payer.
    let script = Script::new([failure(1013)]);
    let error = script.client().send(&create()).await.unwrap_err();
    assert!(error.to_string().ends_with("ask `order_status` before sending it again"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_error_says_what_was_asked_how_often_and_what_was_said_last() {
    let policy = RetryPolicy { max_attempts: 3, ..until_known() };
    let script = Script::new([lost(), lost(), failure(1018), failure(1018)]);
    let error = unknown(script.client().send_until_known(&charge(), policy).await.unwrap_err());
    let inquiry = &error.inquiries()[0];
    assert_eq!((error.inquiries().len(), inquiry.endpoint(), inquiry.times()), (1, "order_status", 3));
    assert!(matches!(inquiry.last(), Err(Error::Failure(failure)) if failure.code() == "1018"));
    assert_eq!(
        error.to_string(),
        "the outcome of `recurring` is unknown: the connection was interrupted; ask `order_status` before sending it again; \
         called `order_status` 3 times, last result: the gateway rejected the request to `order_status`: code 1018: no"
    );
    let script = Script::new([failure(1089), lost()]);
    let error = unknown(script.client().send_until_known(&charge(), RetryPolicy::none()).await.unwrap_err());
    assert!(error.to_string().ends_with("; called `order_status` once, last result: the connection was interrupted"));
    assert_eq!(error.failure().map(|failure| failure.code().to_owned()), Some("1089".to_owned()));

    // A capture is sent again, too.
    let capture = CaptureOrder::request().order_id("1001").amount(30).currency("GEL").build().unwrap();
    let held = || captured("hold", "null");
    let script = Script::new([failure(1002), failure(1002), held(), failure(1007), held()]);
    let policy = RetryPolicy { max_attempts: 2, ..until_known() };
    let error = unknown(script.client().send_until_known(&capture, policy).await.unwrap_err());
    assert_eq!(error.failure().map(|failure| failure.code().to_owned()), Some("1002".to_owned()), "the first response");
    let shown = error.to_string();
    assert!(
        shown.contains("called `capture_order` 2 times, last result: the gateway rejected the request to `capture_order`: code 1007")
            && shown.ends_with("called `order_status` 2 times, last result: the order is approved"),
        "{shown}"
    );
    assert_eq!(error.inquiries()[1].last().map(RawResponse::outcome), Ok(Outcome::Approved));
}
