//! Types that programs store, log and compare: listed values, money, requests, and what serde makes of them.

use std::collections::{BTreeSet, HashMap};

use flitt_client::api::{CaptureOrder, CheckoutUrl, FinalOrder, capture_order};
use flitt_client::callback::Kind;
use flitt_client::error::{ParseRequestError, Rule, ValidationError};
use flitt_client::order::{Creation, Event, Intent, Stage};
use flitt_client::reference::{Language, ResponseCode};
use flitt_client::response::Decline;
use flitt_client::value::{AmountError, Flag, Money, OpenEnum, WireEnum};
use flitt_client::{Credentials, Currency, OrderState, Outcome, Request, callback};

#[test]
fn listed_values_are_texts() {
    for currency in Currency::VALUES {
        assert_eq!(currency.to_string().parse(), Ok(*currency));
        assert_eq!(currency.as_ref(), currency.as_str());
    }
    assert_eq!(format!("{:>5}|{:<5}|", Currency::GEL, Flag::Y), "  GEL|Y    |");
    let error = "gel".parse::<Currency>().unwrap_err();
    assert!(error.to_string().starts_with("expected one of: ") && error.to_string().contains("GEL"), "{error}");
    assert!(error.expected().contains(&"GEL"));
    // The message of a long list is cut.
    assert!("x".parse::<ResponseCode>().unwrap_err().to_string().ends_with(", ..."));
    assert_eq!("Y".parse::<Flag>().map(bool::from), Ok(true));
    assert_eq!(Language::from_wire("ka").map(|language| language.to_string()).as_deref(), Some("ka"));
}

#[test]
fn listed_values_are_described() {
    assert_eq!(Flag::Y.description(), "on");
    assert_eq!(Flag::N.description(), "off");
    for code in ResponseCode::VALUES {
        assert!(code.column("stage").is_none_or(|stage| matches!(stage, "before" | "exists" | "absent")), "{code}");
        assert_eq!(code.column("no such column"), None);
    }
    assert!(ResponseCode::VALUES.iter().any(|code| code.column("stage") == Some("before")));
    assert_eq!(Currency::GEL.exponent(), 2);
}

#[test]
fn listed_values_are_ordered_and_hashed_by_their_texts() {
    let sorted: BTreeSet<Currency> = Currency::VALUES.iter().copied().collect();
    assert!(sorted.iter().is_sorted_by_key(|currency| currency.as_str()));
    let open = |text: &str| OpenEnum::<Currency>::from(text);
    let mut values = [open("XAF"), open("GEL"), open("AZN")];
    values.sort();
    assert_eq!(values.each_ref().map(OpenEnum::as_str), ["AZN", "GEL", "XAF"]);
    let mut sums: HashMap<OpenEnum<Currency>, u64> = HashMap::new();
    for text in ["GEL", "XAF", "GEL"] {
        *sums.entry(open(text)).or_default() += 1;
    }
    assert_eq!((sums[&Currency::GEL.into()], sums[&open("XAF")]), (2, 1));
    assert!(Currency::AZN < Currency::GEL && open("AZN") < open("XAF"));
    let text = String::from("XAF");
    assert_eq!((open("XAF") == text, String::from(open("XAF"))), (true, text));
    assert_eq!("XAF".parse::<OpenEnum<Currency>>(), Ok(open("XAF")));
}

#[test]
fn money_is_exact() {
    for (currency, text, minor) in [
        (Currency::GEL, "10.20", 1020),
        (Currency::GEL, "0.05", 5),
        (Currency::GEL, "0.00", 0),
        (Currency::GEL, "92233720368547758.07", i64::MAX),
    ] {
        let money = Money::parse(currency, text).unwrap();
        assert_eq!((i64::from(money), money.minor(), money.decimal().as_str()), (minor, minor.unsigned_abs(), text));
        assert_eq!(format!("{money} {money:?}"), format!("{text} {currency} {text} {currency}"));
        assert_eq!(money.to_string().parse(), Ok(money));
        assert_eq!(Money::from_minor(currency, minor), Ok(money));
        assert_eq!(u64::from(money), money.minor());
    }
    for (text, error) in [
        ("10.205", AmountError::TooPrecise { exponent: 2 }),
        ("-1", AmountError::NotANumber),
        ("1e3", AmountError::NotANumber),
        ("", AmountError::NotANumber),
        ("92233720368547758.08", AmountError::TooLarge),
        ("184467440737095516.15", AmountError::TooLarge),
    ] {
        assert_eq!(Money::parse(Currency::GEL, text), Err(error), "{text}");
    }
    for text in ["10.20", "10.20 XAF", "10.20 gel", "GEL 10.20", "10.20  GEL", ""] {
        assert!(text.parse::<Money>().is_err(), "{text}");
    }
    assert_eq!(Money::from_minor(Currency::GEL, -1), Err(AmountError::Negative));
    assert_eq!(Money::from_minor(Currency::GEL, u64::MAX), Err(AmountError::TooLarge));
}

#[test]
fn money_of_two_currencies_is_not_mixed() {
    let money = |currency, minor| Money::from_minor(currency, minor).unwrap();
    let (one, two) = (money(Currency::GEL, 1), money(Currency::GEL, 2));
    assert_eq!((one.checked_add(two), two.checked_sub(one)), (Some(money(Currency::GEL, 3)), Some(one)));
    assert_eq!((one.checked_sub(two), money(Currency::GEL, i64::MAX).checked_add(one)), (None, None));
    let other = money(Currency::USD, 1);
    assert_eq!((one.checked_add(other), one.checked_sub(other), one.partial_cmp(&other)), (None, None, None));
    assert!(one < two && one != other);
    assert_eq!(Money::known(&"GEL".into(), 2), Some(two));
    assert_eq!((Money::known(&"XAF".into(), 2), Money::known(&"GEL".into(), u64::MAX)), (None, None));
}

fn capture() -> capture_order::Request {
    CaptureOrder::request().order_id("1").amount(1000).currency("GEL").build().unwrap()
}

#[test]
fn a_request_is_stored_and_read_again() {
    let data =
        flitt_client::api::tables::reservation_data::ReservationData::builder().phone_mobile("1").build().unwrap();
    let order = || CheckoutUrl::request().order_id("a \"quoted\" id").order_desc("Чай").amount(5).currency("XAF");
    for request in [
        order().build(),
        order().without_version().preauth(true).lifetime(7).build(),
        order().reservation_data(data).build(),
    ] {
        let request = request.unwrap();
        assert_eq!(Request::from_json(&request.to_json()), Ok(request.clone()), "{}", request.to_json());
        assert_eq!(request.to_builder().build(), Ok(request));
    }
    let texts = r#"{"order_id":"1","amount":"1000","currency":"GEL","version":"1.0.1"}"#;
    let named: capture_order::Request = Request::from_json(texts).unwrap();
    assert_eq!((named.order_id(), named.amount()), ("1", 1000));
    assert_eq!(Request::from_json(&named.to_json()), Ok(named));
    assert_eq!(Request::from_parameters([("order_id", "1"), ("amount", "1000"), ("currency", "GEL")]), Ok(capture()));
}

#[test]
fn a_stored_request_is_checked() {
    let read = |text: &str| Request::<CaptureOrder>::from_json(text).unwrap_err();
    let rules = |error| match error {
        ParseRequestError::Invalid(error) => {
            ValidationError::violations(&error).iter().map(|one| one.rule.clone()).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    for text in ["", "[]", "7", r#"{"order_id":"1""#, r#"{"order_id":"1","order_id":"2"}"#] {
        assert!(matches!(read(text), ParseRequestError::Json(_)), "{text}");
    }
    assert_eq!(rules(read("{}")), [Rule::Missing, Rule::Missing, Rule::Missing]);
    let with = |more: &str| read(&format!(r#"{{"order_id":"1","amount":1000,"currency":"GEL"{more}}}"#));
    assert!(matches!(rules(with(r#","ordre_id":"1""#))[..], [Rule::Unknown { similar: Some(_) }]));
    assert_eq!(rules(with(r#","signature":"1""#)), [Rule::NotFromCaller]);
    assert_eq!(rules(with(r#","merchant_id":1"#)), [Rule::NotFromCaller]);
    assert_eq!(rules(read(r#"{"order_id":"1","amount":-5,"currency":"GEL"}"#)), [Rule::TooSmall { smallest: 1 }]);
    let twice = Request::<CaptureOrder>::from_parameters([("order_id", "1"), ("order_id", "2")]).unwrap_err();
    assert!(twice.violations().iter().any(|one| one.rule == Rule::Duplicate), "{twice}");
}

#[test]
fn words_of_orders_are_texts() {
    for kind in ["payment", "verification", "subscription", "reversal", "settlement", "payout", "transfer", "unknown"] {
        assert_eq!(kind.parse::<Kind>().map(|known| known.to_string()).as_deref(), Ok(kind));
    }
    assert!("sale".parse::<Kind>().is_err());
    assert_eq!(
        (Outcome::Approved.to_string(), Outcome::Pending(None).to_string()),
        ("approved".into(), "pending".into())
    );
    assert_eq!(Outcome::Declined(Decline::default()).to_string(), "declined: no reason given");
    assert_eq!(Stage::Approved.to_string().parse(), Ok(Stage::Approved));
    assert_eq!((Intent::Sale.to_string(), Creation::Server.to_string()), ("sale".into(), "server".into()));
}

#[test]
fn sums_of_orders_are_money() {
    let credentials = Credentials::test();
    let order = CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(2500).currency(Currency::GEL);
    let mut state = OrderState::from_request(&credentials, &order.build().unwrap()).unwrap();
    assert_eq!(state.money().map(i64::from), Some(2500));
    let update = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "2500");
    let update = update.set("actual_amount", "2500").set("actual_currency", "GEL").set("tran_type", "purchase");
    let update: FinalOrder =
        callback::verify(&credentials, update.set("order_status", "approved").json().as_bytes()).unwrap();
    let events = state.merge(&update).unwrap();
    assert_eq!(events[0].money().map(|money| money.to_string()).as_deref(), Some("25.00 GEL"));
    assert_eq!(Event::Expired.money(), None);
}

#[cfg(feature = "serde")]
mod serde {
    use std::fmt::Debug;

    use ::serde::Serialize;
    use ::serde::de::DeserializeOwned;
    use flitt_client::api::{ChargeSavedCard, CheckoutUrl, FinalOrder, charge_saved_card};
    use flitt_client::callback::{self, Kind};
    use flitt_client::order::{Event, Intent, Stage};
    use flitt_client::serialize::{Redacted, Whole};
    use flitt_client::value::{Date, DateTime, Flag, Money, OpenEnum};
    use flitt_client::{Credentials, Currency, OrderState, Outcome};
    use serde_json::{from_str, to_string};

    /// Writes and reads a value.
    fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, text: &str) {
        assert_eq!(to_string(value).unwrap(), text);
        assert_eq!(&from_str::<T>(text).unwrap(), value);
    }

    #[test]
    fn values_are_texts() {
        both_ways(&Currency::GEL, "\"GEL\"");
        both_ways(&OpenEnum::<Currency>::from("XAF"), "\"XAF\"");
        both_ways(&Flag::Y, "\"Y\"");
        both_ways(&Money::from_minor(Currency::GEL, 1020).unwrap(), "\"10.20 GEL\"");
        both_ways(&"29.02.2024".parse::<Date>().unwrap(), "\"29.02.2024\"");
        both_ways(&"29.02.2024 10:00:00".parse::<DateTime>().unwrap(), "\"29.02.2024 10:00:00\"");
        both_ways(&Stage::Approved, "\"approved\"");
        both_ways(&Intent::CardCheck, "\"card_check\"");
        both_ways(&Kind::Payout, "\"payout\"");
        let error = from_str::<Currency>("\"4444555566661111\"").unwrap_err().to_string();
        assert!(error.contains("expected one of") && !error.contains("4444"), "{error}");
    }

    #[test]
    fn outcomes_events_and_states_are_maps() {
        both_ways(&Outcome::Approved, r#"{"outcome":"approved"}"#);
        both_ways(&Outcome::Reversed, r#"{"outcome":"reversed"}"#);
        both_ways(&Outcome::Pending(None), r#"{"outcome":"pending"}"#);
        let declined = r#"{"outcome":"declined","code":"1000","description":"No funds"}"#;
        both_ways(&from_str::<Outcome>(declined).unwrap(), declined);
        let pending = declined.replace("declined", "pending");
        both_ways(&from_str::<Outcome>(&pending).unwrap(), &pending);
        assert!(from_str::<Outcome>(r#"{"outcome":"paid"}"#).is_err());
        let event = Event::Held { amount: 5, currency: Currency::GEL.into() };
        assert_eq!(from_str::<Event>(&to_string(&event).unwrap()).unwrap(), event);
        let order = CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(2500).currency(Currency::GEL);
        let state = OrderState::from_request(&Credentials::test(), &order.build().unwrap()).unwrap();
        assert_eq!(from_str::<OrderState>(&to_string(&state).unwrap()).unwrap(), state);
    }

    #[derive(Serialize, ::serde::Deserialize, PartialEq, Debug)]
    struct Job {
        #[serde(with = "flitt_client::serialize::whole")]
        request: charge_saved_card::Request,
        attempts: u32,
    }

    #[derive(Serialize)]
    struct Log {
        #[serde(serialize_with = "flitt_client::serialize::redacted::serialize")]
        request: charge_saved_card::Request,
    }

    #[test]
    fn a_request_is_whole_or_redacted_by_choice() {
        let request = ChargeSavedCard::request().order_id("1").order_desc("Fee").amount(5).currency("GEL");
        let request = request.rectoken("a-secret-token").cvv2("737").build().unwrap();
        let job = Job { request: request.clone(), attempts: 1 };
        let text = to_string(&job).unwrap();
        assert!(text.contains(r#""amount":5"#) && text.contains("a-secret-token"), "{text}");
        assert_eq!(from_str::<Job>(&text).unwrap(), job);
        assert!(from_str::<Job>(&text.replace("\"amount\":5", "\"amount\":-5")).is_err());
        let log = to_string(&Log { request }).unwrap();
        assert!(!log.contains("a-secret-token") && !log.contains("737"), "{log}");
        assert_eq!(log.matches("[redacted]").count(), 2, "{log}");
    }

    #[test]
    fn a_response_is_whole_or_redacted_by_choice() {
        let credentials = Credentials::test();
        let update = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "2500");
        let update = update.set("rectoken", "a-secret-token").set("order_status", "approved");
        let update: FinalOrder = callback::verify(&credentials, update.json().as_bytes()).unwrap();
        let whole = to_string(&Whole(&update)).unwrap();
        assert!(whole.contains(r#""rectoken":"a-secret-token""#), "{whole}");
        let redacted = to_string(&Redacted(&update)).unwrap();
        assert!(redacted.contains(r#""rectoken":"[redacted]""#) && !redacted.contains("a-secret-token"), "{redacted}");
        assert!(redacted.contains(r#""order_id":"1001""#), "{redacted}");
    }
}

#[test]
fn a_language_is_found_for_a_browser() {
    for (header, language) in [
        ("ka", Some(Language::Ka)),
        ("ka-GE,ka;q=0.9,en-US;q=0.8,en;q=0.7", Some(Language::Ka)),
        ("he;q=1, en;q=0.001", Some(Language::En)),
        ("en;q=0.8,uk;q=0.8", Some(Language::En)),
        ("en; q=0.2 , uk;q=1.000", Some(Language::Uk)),
        ("en;q=1.001", None),
        ("en;q=0.1234", None),
        ("en;q=-1", None),
        ("en;q=", None),
        ("ka;q=0", None),
        ("*;q=0.5", None),
        ("", None),
    ] {
        assert_eq!(Language::from_accept_language(header), language, "{header}");
    }
}
