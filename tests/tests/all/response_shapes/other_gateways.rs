//! Schema files that are not the gateway's: whatever it needs, anybody's file can use.

use flitt_client::error::VerificationError;
use flitt_client::request::Exchange;
use flitt_client::response::Fields;
use flitt_client::{Api, Credentials, Error};

use super::rejected;

/// Endpoints of somebody's own.
#[derive(Api)]
#[flitt(schemas = "fixtures/shapes")]
pub(crate) struct Shapes;

fn credentials() -> Credentials {
    Credentials::new(7, "key")
}

fn endpoint(name: &str) -> &'static flitt_schema::Endpoint {
    Shapes::ENDPOINTS.iter().find(|endpoint| endpoint.name == name).expect("the folder has it").get()
}

#[test]
fn a_map_of_objects() {
    let request = Prices::request().session("canary").limit(5).build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("nothing is signed");
    assert_eq!(exchange.body(), br#"{"request":{"limit":5}}"#);
    assert_eq!(exchange.headers().collect::<Vec<_>>(), [("X-Session", "canary".to_owned())]);
    let body =
        r#"{"response":{"b":{"amount":1.50,"currency":"GEL","units":["kg",10,null]},"a":{"amount":"2"},"note":"x"}}"#;
    let prices = exchange.parse_response(200, body.as_bytes()).expect("it is read");
    let names: Vec<&str> = prices.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["b", "a"], "in the order received");
    let price = prices.get("b").expect("it is there");
    assert_eq!((price.amount(), price.currency()), ("1.50", Some(&flitt_client::Currency::GEL.into()).cloned()));
    assert_eq!(price.units(), ["kg", "10", ""]);
    assert_eq!(prices.response().get("note"), Some("x"));
    assert_eq!(prices.get("note").map(|_| ()), None);
    let (rejection, _) = rejected(exchange.parse_response(200, br#"{"response":{"a":{"currency":"GEL"}}}"#));
    assert_eq!(
        rejection,
        VerificationError::Item("a".to_owned(), Box::new(VerificationError::Missing("amount".to_owned())))
    );
    assert_eq!(rejection.to_string(), "item `a` is rejected: missing parameter `amount`");
    assert!(matches!(
        rejected(exchange.parse_response(200, br#"{"response":[]}"#)).0,
        VerificationError::Unreadable(_)
    ));
}

#[test]
fn a_bare_list_with_its_own_failures() {
    let request = Stock::request().codes(["a", "ქ\""]).build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("nothing is signed");
    assert_eq!(std::str::from_utf8(exchange.body()).expect("a text"), r#"{"codes":["a","ქ\""]}"#);
    assert!(exchange.headers().next().is_none());
    let list = exchange.parse_response(200, br#"[{"code":"a","count":2,"owner":"canary"}]"#).expect("it is read");
    assert_eq!(list.first().map(|item| (item.code(), item.count())), Some(("a", 2)));
    assert!(!format!("{list:?}").contains("canary"));
    for item in &list {
        assert_eq!(item.owner(), Some("canary"));
    }
    let owners: Vec<stock::response::Item> = list.into_iter().collect();
    assert_eq!(owners[0].owner(), Some("canary"));
    match exchange.parse_response(500, br#"{"problem":"closed","number":7}"#) {
        Err(Error::Failure(failure)) => assert_eq!((failure.code(), failure.message()), ("7", "closed")),
        other => panic!("{other:?}"),
    }
    match exchange.parse_response(200, br#"{"number":"8"}"#) {
        Err(Error::Failure(failure)) => assert_eq!((failure.code(), failure.message()), ("8", "")),
        other => panic!("{other:?}"),
    }
    assert_eq!(rejected(exchange.parse_response(200, b"{}")).0, VerificationError::UnexpectedShape);
}

/// `gift.json` is all there is to it: tables within tables, what holds between their rows, lists of objects both ways.
#[test]
fn one_file_with_everything_in_place() {
    use tables::gift_cards::GiftCards;
    use tables::gift_cards_design::{Colour, GiftCardsDesign};

    let red = GiftCardsDesign::builder().colour(Colour::Red).build().expect("it is valid");
    let cards = [
        GiftCards::builder().amount(5000).email("a@b.ge").design(red).build().expect("it is valid"),
        GiftCards::builder().amount(700).phone("555").build().expect("it is valid"),
    ];
    let request = Gift::request().order_id("o1").cards(cards).wish("x").build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("nothing is signed");
    assert_eq!(
        std::str::from_utf8(exchange.body()).expect("a text"),
        r#"{"cards":[{"amount":5000,"email":"a@b.ge","design":{"colour":"red"}},{"amount":700,"phone":"555"}],"order_id":"o1","wish":"x"}"#
    );
    let body = r#"{"order_id":"o1","given":[{"number":"canary","valid":{"until":"31.12.2027"}},{"number":"2"}]}"#;
    let gift = exchange.parse_response(200, body.as_bytes()).expect("it is read");
    let given = gift.given();
    assert_eq!(given.iter().map(|card| card.number()).collect::<Vec<_>>(), [Some("canary"), Some("2")]);
    let until = given[0].valid().and_then(|valid| valid.until());
    assert_eq!(until.map(|date| date.to_string()).as_deref(), Some("31.12.2027"));
    assert!(!format!("{gift:?} {given:?}").contains("canary"));
}

/// JSON that travels as text.
#[test]
fn a_packed_value_is_written_as_text() {
    let note = tables::gift_note::GiftNote::builder().text("\"ჩაი\"").build().expect("it is valid");
    let card = tables::gift_cards::GiftCards::builder().amount(1).phone("5").build().expect("it is valid");
    let text = r#"{"text":"\"ჩაი\""}"#.to_owned();
    let cards = || Gift::request().order_id("o1").cards([card.clone()]);
    let same = cards().note(&text).build().expect("it is valid");
    let request = cards().note(note).build().expect("it is valid");
    assert_eq!(request, same, "what was made elsewhere is sent unchanged");
    let credentials = credentials();
    let body = Exchange::new(&request, &credentials).expect("nothing is signed").body().to_vec();
    assert_eq!(
        std::str::from_utf8(&body).expect("a text"),
        r#"{"cards":[{"amount":1,"phone":"5"}],"note":"{\"text\":\"\\\"ჩაი\\\"\"}","order_id":"o1"}"#
    );
}

#[test]
fn a_response_is_one_of_its_variants() {
    let request = Guess::request().build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("nothing is signed");
    match exchange.parse_response(200, br#"{"right":"7"}"#).expect("it is read") {
        guess::Response::Right(right) => assert_eq!(right.right(), "7"),
        other @ guess::Response::Left(_) => panic!("{other:?}"),
    }
    for body in ["{}", r#"{"left":"","right":null}"#, r#"{"middle":"7"}"#] {
        let (rejection, fields) = rejected(exchange.parse_response(200, body.as_bytes()));
        assert_eq!(rejection, VerificationError::UnexpectedShape, "{body}");
        assert_eq!(fields.as_ref(), Fields::from_json(body).ok().as_ref(), "what was read is there to look at");
    }
}

/// What is not repeated is not wrong; what is repeated wrongly is of another request.
#[test]
fn a_response_echoes_the_request_or_nothing() {
    let to = tables::transfer_to::TransferTo::builder().account("1").build().expect("it is valid");
    let request = Transfer::request().to(to).amount(5).build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("nothing is signed");
    for body in [r#"{"number":"7","amount":5}"#, r#"{"number":"7","amount":null}"#, r#"{"number":null}"#] {
        let response = exchange.parse_response(200, body.as_bytes()).expect("it is read");
        assert_eq!(response.to_json(), body);
    }
    let (rejection, _) = rejected(exchange.parse_response(200, br#"{"number":"7","amount":6}"#));
    assert_eq!(rejection, VerificationError::OtherRequest("amount".to_owned()));
}

#[test]
fn rows_in_place_are_checked_like_any_table() {
    let gift = endpoint("gift");
    let build = |cards: &str| {
        let request = flitt_client::dynamic::DynamicRequest::builder(std::sync::Arc::new(gift.clone()));
        request.set("order_id", "o1").set("cards", cards).set("note", "{}").set("wish", "x").build()
    };
    let cards =
        r#"[{"email":"far.too.long@b.ge","design":{"colour":"green","size":1}},{"amount":1,"email":"a","phone":"b"}]"#;
    assert_eq!(
        build(cards).expect_err("it is wrong in many ways").to_string(),
        "invalid request to `gift`:
  `cards[0].amount` is mandatory and not set
  `cards[0].email` is 17 characters long; at most 10 are allowed
  `cards[0].design.size` is not a parameter of this endpoint
  `cards[0].design.colour` is not `red` or `blue`
  exactly one of `cards[1].email`, `cards[1].phone` must be set
  only one of `note`, `wish` may be set"
    );
}

#[test]
fn lists_of_texts_are_checked_by_names_too() {
    let stock = std::sync::Arc::new(endpoint("stock").clone());
    let build = |text: &str| flitt_client::dynamic::DynamicRequest::builder(stock.clone()).set("codes", text).build();
    assert!(build(r#"["a", 1, null]"#).is_ok());
    for text in ["a", "{}", r#"[["a"]]"#, r#"[{"a":1}]"#, "[true]", "[1"] {
        let invalid = build(text).expect_err("it is no list of texts");
        assert_eq!(invalid.to_string(), "invalid request to `stock`:\n  `codes` is not a JSON list of strings");
    }
}

fn to(door: &str) -> tables::parcel_to::ParcelTo {
    let safe = tables::parcel_to_safe::ParcelToSafe::builder().pin("CANARY-SAFE").build().expect("it is valid");
    let to = tables::parcel_to::ParcelTo::builder().door(door).degrees(-5).stops(["a", "ქ\""]).safe(safe);
    to.build().expect("it is valid")
}

/// Numbers below zero, texts within a table, JSON in base64 are in it, too.
#[test]
fn maps_are_sent_and_parsed() {
    let alarm = tables::parcel_alarm::ParcelAlarm::builder().code("c").build().expect("it is valid");
    let request = Parcel::request().to([("Ana".to_owned(), to("1")), ("ბ".to_owned(), to("2"))]).alarm(alarm);
    let credentials = credentials();
    #[expect(deprecated, reason = "the schema file says so")]
    let request = request.r#type(parcel::Type::Boxes).build().expect("it is valid");
    let exchange = Exchange::new(&request, &credentials).expect("nothing is signed");
    let person =
        |door| format!(r#"{{"door":"{door}","degrees":-5,"stops":["a","ქ\""],"safe":{{"pin":"CANARY-SAFE"}}}}"#);
    assert_eq!(
        std::str::from_utf8(exchange.body()).expect("a text"),
        format!(r#"{{"alarm":"eyJjb2RlIjoiYyJ9","to":{{"Ana":{},"ბ":{}}},"type":"2 boxes"}}"#, person(1), person(2))
    );
    let body = r#"{"Ana":{"number":"7","degrees":-3,"seal":"eyJjb2xvdXIiOiJyZWQifQ=="},"ბ":{"number":"8","seal":"?"}}"#;
    let parcels = exchange.parse_response(200, body.as_bytes()).expect("it is read");
    let ana: &parcel::response::Item = parcels.get("Ana").expect("it is there");
    assert_eq!((ana.number(), ana.degrees()), ("7", Some(-3)));
    assert_eq!(ana.seal().and_then(|seal| seal.colour().map(str::to_owned)).as_deref(), Some("red"));
    assert!(parcels.get("ბ").expect("it is there").seal().is_none(), "it is no base64");
    let mut numbers = Vec::new();
    for (name, parcel) in &parcels {
        numbers.push((name.as_str(), parcel.number()));
    }
    assert_eq!(numbers, [("Ana", "7"), ("ბ", "8")]);
    let owned: Vec<(String, parcel::response::Item)> = parcels.into_iter().collect();
    assert_eq!(owned.len(), 2);
}

#[test]
fn the_values_of_a_map_are_checked_like_any_table() {
    let parcel = std::sync::Arc::new(endpoint("parcel").clone());
    let errors = |to: &str| {
        let request = flitt_client::dynamic::DynamicRequest::builder(parcel.clone()).set("to", to).build();
        let errors = request.expect_err("it is wrong").to_string();
        errors.strip_prefix("invalid request to `parcel`:\n").expect("it says whose").to_owned()
    };
    assert_eq!(
        errors(
            r#"{"a":{"degrees":-21,"stops":[[]]},"b":7,"c":{"door":"far too long a door","dor":null,"degrees":null}}"#
        ),
        "  `to.a.door` is mandatory and not set
  `to.a.degrees` is below the minimum of -20
  `to.a.stops` is not a JSON list of strings
  `to.b` is not a JSON object
  `to.c.dor` is not a parameter of this endpoint; did you mean `door`?
  `to.c.door` is 19 characters long; at most 12 are allowed"
    );
    assert_eq!(errors("[]"), "  `to` is not a JSON object");
}

/// A reader of an object with a duplicate name takes the first value or the last: what was checked need not be
/// what is done.
#[test]
fn a_duplicate_name_in_a_nested_value_is_rejected() {
    let twice = [("a".to_owned(), to("1")), ("b".to_owned(), to("2")), ("a".to_owned(), to("3"))];
    let invalid = Parcel::request().to(twice).build().expect_err("two of one name");
    assert_eq!(invalid.to_string(), "invalid request to `parcel`:\n  `to.a` is a duplicate");
    let thrice = ["a", "a", "a"].map(|name| (name.to_owned(), to("1")));
    assert_eq!(Parcel::request().to(thrice).build().expect_err("three of one name"), invalid, "it is result once");
    let transfer = std::sync::Arc::new(endpoint("transfer").clone());
    let request = flitt_client::dynamic::DynamicRequest::builder(transfer).set("amount", "1");
    let invalid = request.set("to", r#"{"account":"1","acco\u0075nt":"2"}"#).build().expect_err("two of one name");
    assert_eq!(invalid.to_string(), "invalid request to `transfer`:\n  `to.account` is a duplicate");
}

/// A value within a nested one is as secret as one outside: in what people see of a request, of its signed
/// text, of a failure that repeats it.
#[test]
fn secrets_within_a_value_are_redacted() {
    let to = tables::transfer_to::TransferTo::builder().account("GE00CANARY01").build().expect("it is valid");
    let request = Transfer::request().to(to).amount(1).build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let failure = r#"{"response_status":"failure","error_code":"1","error_message":"bad GE00CANARY01"}"#;
    let failure = exchange.parse_response(200, failure.as_bytes()).expect_err("it failed");
    for seen in [format!("{request:?}"), format!("{exchange:?}"), format!("{failure:?}"), failure.to_string()] {
        assert!(!seen.contains("CANARY"), "{seen}");
    }
    assert!(failure.to_string().contains("bad [account]"), "{failure}");
}

/// The same of objects in maps and lists, of JSON in base64, and of an object that is named as a row is.
#[test]
fn secrets_of_every_nested_shape_are_redacted() {
    let alarm = tables::parcel_alarm::ParcelAlarm::builder().code("CANARY-ALARM").build().expect("it is valid");
    let guard = tables::parcel_guards::ParcelGuards::builder().badge("CANARY-BADGE").build().expect("it is valid");
    let request = Parcel::request().to([("door".to_owned(), to("CANARY-DOOR"))]).alarm(alarm).guards([guard]);
    let request = request.build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let message = "no CANARY-DOOR, no CANARY-SAFE, no CANARY-ALARM, no CANARY-BADGE";
    let failure = format!(r#"{{"response_status":"failure","error_code":"1","error_message":"{message}"}}"#);
    let failure = exchange.parse_response(200, failure.as_bytes()).expect_err("it failed");
    let value = to("CANARY-DOOR");
    let shown = format!("{value:?}");
    assert!(shown.contains("degrees: \"-5\""), "{shown}");
    for seen in [shown, format!("{request:?}"), format!("{exchange:?}"), format!("{failure:?}"), failure.to_string()] {
        assert!(!seen.contains("CANARY"), "{seen}");
    }
    assert!(failure.to_string().contains("no [door], no [pin], no [code], no [badge]"), "{failure}");
}

/// A text that was made elsewhere, of another shape than its table.
#[test]
fn secrets_of_an_unexpected_shape_are_redacted() {
    for alarm in [r#"[{"code":"CANARY-1"}]"#, r#"{"all":{"code":"CANARY-1"}}"#, r#"{"all":[{"code":"CANARY-1"}]}"#] {
        let alarm = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, alarm);
        let request = Parcel::request().to([("Ana".to_owned(), to("1"))]).alarm(alarm).build().expect("it is valid");
        let credentials = credentials();
        let exchange = Exchange::new(&request, &credentials).expect("it is signed");
        let failure = r#"{"response_status":"failure","error_code":"1","error_message":"no CANARY-1"}"#;
        let failure = exchange.parse_response(200, failure.as_bytes()).expect_err("it failed");
        assert!(failure.to_string().contains("no [code]"), "{failure}");
    }
}
