//! What setters take: whatever a program has for a value, at no loss of checks.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use flitt_client::api::{ChargeSavedCard, CheckoutUrl, ReverseOrder, checkout_url};
use flitt_client::error::{Rule, ValidationError};
use flitt_client::reference::Language;
use flitt_client::request::Set;
use flitt_client::value::{Flag, Money, OpenEnum, Sensitive};
use flitt_client::{Currency, Endpoint, Request};

type Complete = checkout_url::Builder<Set, Set, Set, Set>;

fn order() -> Complete {
    CheckoutUrl::request().order_id("1").order_desc("Tea").amount(1020).currency(Currency::GEL)
}

/// A type of a shop's own.
struct OrderId(String);

impl AsRef<str> for OrderId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[test]
#[allow(clippy::needless_borrows_for_generic_args, reason = "what is tested takes references, too")]
fn a_mandatory_text_takes_every_kind_of_text() {
    let builder = || CheckoutUrl::request().order_desc("Tea").amount(1).currency("GEL");
    let text = String::from("7");
    let cow: Cow<'_, str> = Cow::Borrowed("7");
    let (arc, rc, boxed): (Arc<str>, Rc<str>, Box<str>) = ("7".into(), "7".into(), "7".into());
    let requests = [
        builder().order_id("7").build(),
        builder().order_id(&text).build(),
        builder().order_id(text.clone()).build(),
        builder().order_id(&cow).build(),
        builder().order_id(cow.clone()).build(),
        builder().order_id(&arc).build(),
        builder().order_id(arc.clone()).build(),
        builder().order_id(&rc).build(),
        builder().order_id(rc.clone()).build(),
        builder().order_id(&boxed).build(),
        builder().order_id(boxed.clone()).build(),
        builder().order_id(&OrderId(text)).build(),
        builder().order_id(&"7").build(),
        builder().order_id(OpenEnum::<Currency>::from("7")).build(),
    ];
    for request in requests {
        assert_eq!(request.unwrap().order_id(), "7");
    }
}

#[test]
#[allow(clippy::needless_borrows_for_generic_args, reason = "what is tested takes references, too")]
fn an_open_list_takes_values_and_every_kind_of_text() {
    let builder = || CheckoutUrl::request().order_id("1").order_desc("Tea").amount(1);
    let (text, cow): (String, Cow<'static, str>) = ("GEL".into(), "GEL".into());
    let (arc, rc, boxed): (Arc<str>, Rc<str>, Box<str>) = ("GEL".into(), "GEL".into(), "GEL".into());
    let open: OpenEnum<Currency> = "GEL".into();
    let requests = [
        builder().currency(Currency::GEL).build(),
        builder().currency(&Currency::GEL).build(),
        builder().currency(&open).build(),
        builder().currency(open.clone()).build(),
        builder().currency("GEL").build(),
        builder().currency(&text).build(),
        builder().currency(text.clone()).build(),
        builder().currency(&cow).build(),
        builder().currency(cow.clone()).build(),
        builder().currency(&arc).build(),
        builder().currency(arc.clone()).build(),
        builder().currency(&rc).build(),
        builder().currency(rc.clone()).build(),
        builder().currency(&boxed).build(),
        builder().currency(boxed.clone()).build(),
    ];
    for request in requests {
        assert_eq!(request.unwrap().currency(), Currency::GEL);
    }
}

/// What a shop has of a payer, all of it perhaps absent.
#[derive(Default)]
struct Cart {
    email: Option<String>,
    language: Option<Language>,
    callback: Option<Cow<'static, str>>,
    back: Option<Arc<str>>,
    lifetime: Option<u32>,
    hold: Option<bool>,
    save_card: Option<Flag>,
}

fn with(builder: Complete, cart: &Cart) -> Result<checkout_url::Request, ValidationError> {
    builder
        .sender_email(cart.email.as_ref())
        .lang(cart.language)
        .server_callback_url(cart.callback.as_ref())
        .response_url(cart.back.clone())
        .lifetime(cart.lifetime.as_ref())
        .preauth(cart.hold)
        .required_rectoken(cart.save_card)
        .build()
}

#[test]
fn an_optional_parameter_takes_an_option() {
    let cart = Cart {
        email: Some("payer@shop.example".into()),
        language: Some(Language::Ka),
        callback: Some("https://shop.example/callback".into()),
        back: Some("https://shop.example/thanks".into()),
        lifetime: Some(600),
        hold: Some(true),
        save_card: Some(Flag::Y),
    };
    let request = with(order(), &cart).unwrap();
    assert_eq!(request.sender_email(), Some("payer@shop.example"));
    assert_eq!(request.lang().and_then(|language| language.known()), Some(Language::Ka));
    assert_eq!(request.server_callback_url(), Some("https://shop.example/callback"));
    assert_eq!(request.response_url(), Some("https://shop.example/thanks"));
    assert_eq!(request.lifetime(), Some(600));
    assert_eq!(request.get("preauth"), Some("Y"));
    assert_eq!(request.required_rectoken(), Some(Flag::Y.into()));
    assert_eq!(order().lang(Some("ka")).lang(Some(&String::from("en"))).build().unwrap().get("lang"), Some("en"));
}

#[test]
fn none_neither_sets_nor_unsets() {
    assert_eq!(with(order(), &Cart::default()).unwrap(), order().build().unwrap());
    let set = order().sender_email("a@b.example").lang("ka").lifetime(600).preauth(true);
    assert_eq!(with(set.clone(), &Cart::default()).unwrap(), set.build().unwrap());
    let products: Option<flitt_client::api::tables::product::Product> = None;
    let data = flitt_client::api::tables::reservation_data::ReservationData::builder();
    assert_eq!(data.clone().products(products).build().unwrap(), data.build().unwrap());
}

#[test]
fn a_flag_takes_a_bool() {
    for (value, text) in [(true, "Y"), (false, "N")] {
        assert_eq!(order().preauth(value).build().unwrap().get("preauth"), Some(text));
        assert_eq!(order().preauth(Some(value)).build().unwrap().get("preauth"), Some(text));
        assert_eq!(order().preauth(Flag::from(value)).build().unwrap().get("preauth"), Some(text));
    }
}

/// Why an amount is not accepted.
fn rejected(request: Result<checkout_url::Request, ValidationError>) -> Vec<Rule> {
    let error = request.unwrap_err();
    assert!(error.violations().iter().all(|violation| violation.parameter == "amount"), "{error}");
    error.violations().iter().map(|violation| violation.rule.clone()).collect()
}

#[test]
fn an_amount_takes_every_integer_and_loses_nothing() {
    let taken = [
        order().amount(200_u8).build(),
        order().amount(200_i16).build(),
        order().amount(200_u16).build(),
        order().amount(200_i32).build(),
        order().amount(200_u32).build(),
        order().amount(200_i64).build(),
        order().amount(200_u64).build(),
        order().amount(200_isize).build(),
        order().amount(200_usize).build(),
    ];
    for request in taken {
        assert_eq!(request.unwrap().amount(), 200);
    }
    assert_eq!(order().amount(999_999_999_999_i64).build().unwrap().amount(), 999_999_999_999);
    for amount in &[200_u64, 300] {
        assert_eq!(order().amount(amount).lifetime(Some(amount)).build().unwrap().amount(), *amount);
    }
    let negative = [
        order().amount(-1).build(),
        order().amount(-1_i8).build(),
        order().amount(i16::MIN).build(),
        order().amount(i32::MIN).build(),
    ];
    for request in negative {
        assert!(matches!(rejected(request)[..], [Rule::TooSmall { .. }]));
    }
    for request in [order().amount(i64::MIN).build(), order().amount(isize::MIN).build()] {
        assert!(rejected(request).iter().any(|rule| matches!(rule, Rule::TooSmall { .. })));
    }
    for request in [order().amount(u64::MAX).build(), order().amount(usize::MAX).build()] {
        assert!(rejected(request).iter().any(|rule| matches!(rule, Rule::TooLarge { .. })));
    }
}

#[test]
fn money_is_an_amount_of_its_currency_only() {
    let price = Money::parse(Currency::GEL, "10.20").unwrap();
    assert_eq!(order().amount(price).build().unwrap().amount(), 1020);
    let refund = ReverseOrder::request().order_id("1").amount(price).currency(price.currency()).build().unwrap();
    assert_eq!((refund.amount(), refund.currency().known()), (1020, Some(Currency::GEL)));
    let prices = [price];
    let of_reference = prices.iter().map(|price| order().currency("USD").amount(price));
    let others = [order().amount(price).currency(Currency::USD), order().currency("USD").amount(price)];
    for other in others.into_iter().chain(of_reference) {
        let error = other.clone().build().unwrap_err();
        assert_eq!(error.violations()[0].parameter, "currency");
        assert_eq!(error.violations()[0].rule, Rule::OtherCurrency);
        assert_eq!(error.to_string().lines().nth(1), Some("  `currency` is another currency than that of the amount"));
        // The last amount counts, and it does not know a currency.
        assert!(other.amount(1020).build().is_ok());
    }
}

/// A template of orders: some parameters are set, and the rest for each order.
#[test]
fn builders_are_templates() {
    let template =
        CheckoutUrl::request().order_desc("Tea").currency("GEL").server_callback_url("https://shop.example/cb");
    let orders = ["1", "2"].map(|id| template.clone().order_id(id).amount(100).build().unwrap());
    assert_eq!(orders[0].order_id(), "1");
    assert_eq!(orders[1].order_id(), "2");
    assert_eq!(orders[1].server_callback_url(), Some("https://shop.example/cb"));
}

#[test]
fn builders_show_no_secret() {
    let builder = ChargeSavedCard::request().order_id("7").rectoken("a-secret-token").cvv2("737");
    let shown = format!("{builder:?}");
    assert!(shown.contains("order_id: \"7\"") && shown.contains("[redacted]"), "{shown}");
    assert!(!shown.contains("a-secret-token") && !shown.contains("737"), "{shown}");
}

#[test]
fn requests_are_read_by_getters() {
    let request =
        ChargeSavedCard::request().order_id("7").order_desc("Fee").amount(5).currency("GEL").rectoken("secret");
    let request = request.cvv2("737").build().unwrap();
    assert_eq!((request.order_id(), request.order_desc(), request.amount()), ("7", "Fee", 5));
    assert_eq!((request.lifetime(), request.sender_email()), (None, None));
    assert_eq!((request.rectoken().expose(), request.cvv2().map(Sensitive::expose)), ("secret", Some("737")));
    assert_eq!(format!("{} {:?}", request.rectoken(), request.cvv2()), "[redacted] Some([redacted])");
}

#[test]
fn a_request_leads_back_to_its_builder() {
    let request = order().lang("ka").without_version().build().unwrap();
    assert_eq!(request.to_builder().build().unwrap(), request);
    let other = request.to_builder().order_id("2").lang("en").build().unwrap();
    assert_eq!((other.order_id(), other.order_desc(), other.get("lang")), ("2", "Tea", Some("en")));
    assert_eq!(request.order_id(), "1");
    assert!(request.to_builder().amount(-1).build().is_err());
}

fn default<T: Default>() -> T {
    T::default()
}

/// A job of a queue, generic over its endpoint, with derived traits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Job<E: Endpoint> {
    request: Request<E>,
    attempts: u32,
}

#[test]
fn what_is_generic_over_an_endpoint_derives_traits() {
    let job: Job<CheckoutUrl> = Job { request: order().build().unwrap(), attempts: 1 };
    assert_eq!(job.clone(), job);
    assert!(format!("{job:?}").contains("order_id: \"1\""));
    let markers = std::collections::HashSet::from([CheckoutUrl, default()]);
    assert_eq!((markers.len(), format!("{markers:?}").as_str()), (1, "{CheckoutUrl}"));
    assert!(default::<CheckoutUrl>() <= CheckoutUrl);
}

/// Functions of a shop's own on a request.
trait Short {
    fn short(&self) -> String;
}

impl Short for checkout_url::Request {
    fn short(&self) -> String {
        format!("{}: {}", self.order_id(), self.amount())
    }
}

#[test]
fn an_extension_trait_reads_a_request() {
    assert_eq!(order().build().unwrap().short(), "1: 1020");
}
