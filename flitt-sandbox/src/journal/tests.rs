//! Bounds of the journal, and what it does not show.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;

use super::bounded::Size;
use super::{
    CallbackResult, Journal, MAX_ATTEMPTS_SIZE, MAX_REQUESTS_SIZE, Received, RecordedBody, RecordedRequest,
    RequestEntry,
};
use crate::http::incoming::IncomingRequest;
use crate::model::callback::Callback;
use crate::model::merchant::Merchant;
use crate::schemas::Schemas;

#[test]
fn the_oldest_attempts_are_removed_first() {
    let journal = Journal::new(Schemas::shared().unwrap(), vec![Merchant::test()].into());
    for number in 0..1001 {
        let callback = Callback {
            number,
            merchant_id: Merchant::test().id(),
            order_id: number.to_string(),
            url: "http://127.0.0.1/".to_owned(),
            body: "{}".to_owned(),
            attempts: 1,
            due: Duration::ZERO,
        };
        journal.record_attempt(&callback, Duration::ZERO, CallbackResult::Responded(200), &Received::default());
    }
    let attempts = journal.attempts();
    let ends = (attempts[0].number, attempts[999].number, attempts[999].order_id.as_str());
    assert_eq!((attempts.len(), ends), (1000, (2, 1001, "1000")));
    let id = Merchant::test().id();
    assert_eq!((journal.last_result(id, "0"), journal.attempts_about(id, "1").len()), (None, 1));
}

/// What the requests of a journal hold together, in bytes.
fn held(journal: &Journal) -> usize {
    let of_body =
        |body: &RecordedBody| [&body.content, &body.signed_text].into_iter().flatten().map(String::len).sum::<usize>();
    let of_request = |request: &RecordedRequest| -> usize {
        let bodies: usize = of_body(&request.request) + of_body(&request.response);
        let names: usize = request.ignored_parameters.iter().map(String::len).sum();
        let message = request.failed_check.as_ref().map_or(0, |failed| failed.message.len());
        bodies
            + names
            + message
            + request.path.len()
            + request.method.len()
            + request.order_id.as_ref().map_or(0, String::len)
    };
    journal.requests().iter().map(of_request).sum()
}

fn request(method: &str, path: &str, content_type: &str, body: Option<String>) -> IncomingRequest {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
    IncomingRequest {
        method: method.parse().unwrap(),
        uri: path.parse().unwrap(),
        headers,
        body: body.map(Bytes::from),
    }
}

/// Each kind alone, so that none hides behind another one.
#[tokio::test]
async fn large_requests_hold_little() {
    const PATH: &str = "/api/checkout/url";
    let json = "application/json";
    let names = |count: usize, first: &str| {
        let fields: Vec<String> = (0..count).map(|number| format!(r#""{first}{number}":"v{number}""#)).collect();
        format!(r#"{{"request":{{{}}}}}"#, fields.join(","))
    };
    let x = "x".repeat(1_000_000);
    let part = &x[..200_000];
    let lists = format!("{}{}", "[".repeat(60), "]".repeat(60));
    let kinds: [(&str, String, String, String); 11] = [
        ("long value", PATH.to_owned(), json.to_owned(), format!(r#"{{"request":{{"order_desc":"{part}"}}}}"#)),
        ("too long", PATH.to_owned(), json.to_owned(), format!(r#"{{"request":{{"order_desc":"{x}"}}}}"#)),
        ("long id", PATH.to_owned(), json.to_owned(), format!(r#"{{"request":{{"order_id":"{part}"}}}}"#)),
        ("long name", PATH.to_owned(), json.to_owned(), format!(r#"{{"request":{{"{part}":"1"}}}}"#)),
        ("unknown names", PATH.to_owned(), json.to_owned(), names(8000, "n")),
        ("unknown secret names", PATH.to_owned(), json.to_owned(), names(8000, "N-")),
        ("long secret", PATH.to_owned(), json.to_owned(), format!(r#"{{"request":{{"card_number":"{part}"}}}}"#)),
        (
            "lists",
            PATH.to_owned(),
            json.to_owned(),
            format!(r#"{{"request":{{"receiver":[{}1]}}}}"#, format!("{lists},").repeat(1500)),
        ),
        ("no JSON", PATH.to_owned(), json.to_owned(), part.to_owned()),
        ("long path", format!("/{}", &x[..60_000]), json.to_owned(), "{}".to_owned()),
        ("long type", PATH.to_owned(), part.to_owned(), "{}".to_owned()),
    ];
    for (kind, path, content_type, body) in kinds {
        let journal = Journal::new(Schemas::shared().unwrap(), vec![Merchant::test()].into());
        // The gateway repeats what was wrong.
        let response = format!(r#"{{"response":{{"error_code":1014,"error_message":"{}"}}}}"#, body.replace('"', "'"));
        let request = request("POST", &path, &content_type, Some(body.clone()));
        journal.record(Duration::ZERO, request, Response::new(Body::from(response))).await;
        let before: usize = journal.entries().requests.iter().map(Size::size).sum();
        assert!(before <= 160 * 1024, "{kind}: {before}");
        assert!(held(&journal) <= 160 * 1024, "{kind}: {}", held(&journal));
        let shown = journal.requests().pop().unwrap();
        assert_eq!((shown.number, shown.request.length), (1, body.len()), "{kind}");
    }
    let journal = Journal::new(Schemas::shared().unwrap(), vec![Merchant::test()].into());
    let unread = request(&"M".repeat(5000), PATH, json, None);
    journal.record(Duration::ZERO, unread, Response::new(Body::empty())).await;
    assert!(held(&journal) < 200, "{:?}", journal.requests());
}

#[tokio::test]
async fn many_requests_are_bounded_together() {
    let journal = Journal::new(Schemas::shared().unwrap(), vec![Merchant::test()].into());
    // Not long enough to be redacted at once.
    let body = "x".repeat(32_000);
    for _ in 0..280 {
        let request = request("POST", "/api/checkout/url", "application/json", Some(body.clone()));
        journal.record(Duration::ZERO, request, Response::new(Body::from(body.clone()))).await;
    }
    let raw: usize = journal.entries().requests.iter().map(Size::size).sum();
    assert!((MAX_REQUESTS_SIZE / 2..=MAX_REQUESTS_SIZE).contains(&raw), "{raw}");
    assert!(held(&journal) <= MAX_REQUESTS_SIZE, "{}", held(&journal));
    assert_eq!(journal.requests().pop().unwrap().number, 280);
    let callback = Callback {
        number: 1,
        merchant_id: Merchant::test().id(),
        order_id: "1".to_owned(),
        url: format!("http://127.0.0.1/{}", "x".repeat(100_000)),
        body,
        attempts: 1,
        due: Duration::ZERO,
    };
    for _ in 0..100 {
        let reason = CallbackResult::Failed("x".repeat(100_000));
        let response = Received { text: "x".repeat(100_000), is_whole: true };
        journal.record_attempt(&callback, Duration::ZERO, reason, &response);
    }
    let size: usize = journal.entries().attempts.iter().map(Size::size).sum();
    assert!((MAX_ATTEMPTS_SIZE / 2..=MAX_ATTEMPTS_SIZE).contains(&size), "{size}");
    assert!(
        journal
            .attempts()
            .iter()
            .all(|attempt| matches!(&attempt.result, CallbackResult::Failed(reason) if reason.len() < 1100))
    );
}

/// A card number at the end of what was received of a response is not complete, and looks like none.
#[test]
fn a_secret_that_was_cut_is_not_shown() {
    let journal = Journal::new(Schemas::shared().unwrap(), vec![Merchant::new(7, "k3y of mine")].into());
    for cut in 1..19 {
        let card = "5105 1098 7654 3218";
        let text = "x ".repeat(600) + &card[..cut];
        let callback = Callback {
            number: 1,
            merchant_id: 7,
            order_id: "1".to_owned(),
            url: String::new(),
            body: "{}".to_owned(),
            attempts: 1,
            due: Duration::ZERO,
        };
        let response = |text: String, is_whole: bool| {
            let response = Received { text, is_whole };
            journal.record_attempt(&callback, Duration::ZERO, CallbackResult::Responded(500), &response);
        };
        response(text, false);
        let shown = journal.attempts().pop().unwrap().response;
        assert!(!shown.contains("51") && shown.len() > 1000, "{shown}");
        response("no k3y of mine".to_owned(), true);
        assert_eq!(journal.attempts().pop().unwrap().response, "no [key]");
    }
}

#[tokio::test]
async fn only_the_requests_about_an_order_are_redacted_for_it() {
    let journal = Journal::new(Schemas::shared().unwrap(), vec![Merchant::test()].into());
    let merchant_id = Merchant::test().id();
    for order_id in ["one", "two", "one"] {
        let body = format!(r#"{{"request":{{"merchant_id":{merchant_id},"order_id":"{order_id}"}}}}"#);
        let request = request("POST", "/api/status/order_id", "application/json", Some(body));
        journal.record(Duration::ZERO, request, Response::new(Body::from("{}"))).await;
    }
    let numbers: Vec<u64> = journal.requests_about(merchant_id, "one").iter().map(|request| request.number).collect();
    assert_eq!(numbers, [1, 3]);
    assert_eq!(journal.entries().requests.iter().filter_map(RequestEntry::redacted).count(), 2);
    assert!(journal.requests_about(merchant_id + 1, "one").is_empty());
}
