//! Signed forms of a shop whose parameters a payer renames, posted to the sandbox, and what the shop concludes in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::{fmt, thread};

use flitt_client::api::{CheckoutRedirect, FinalOrder, GetOrderStatus};
use flitt_client::order::{Event, Intent};
use flitt_client::request::Exchange;
use flitt_client::value::Flag;
use flitt_client::{Credentials, Currency, Endpoint as _, OrderState, Request, callback, signature};
use flitt_sandbox::{Order, Sandbox};
use tokio::runtime::{Builder, Runtime};

use super::random::Random;

/// What became of the forms.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forms {
    /// How many forms were tried: each has a valid signature.
    pub tried: usize,
    /// How many the sandbox accepted.
    pub accepted: usize,
    /// How many of those created another order than the shop asked for.
    pub other: usize,
    /// How many orders the shop takes for paid.
    pub paid: usize,
}

/// How many changes of each form are tried.
#[derive(Clone, Copy, Debug)]
pub enum Renames {
    /// All of one parameter.
    Single,
    /// All of two parameters.
    Paired,
    /// This many, at random, of any number of parameters.
    Random(usize),
}

/// The parameters of a form, in the order of their names, without the signature.
type Pairs = Vec<(String, String)>;

const FORM: &str = "application/x-www-form-urlencoded";
const CARD: &str = "4444555511116666";
const ORDER_ID: &str = "1001";
/// A name that no document has, at several places of the alphabet.
const UNKNOWN: [&str; 6] = ["a", "cz", "mz", "order_j", "q", "zz"];
/// A sandbox searches its orders by id, and all of them are copied for each form; it is replaced before it has many.
const ORDERS_OF_A_SANDBOX: usize = 25;

/// Posts forms with renamed parameters.
///
/// # Panics
///
/// If the shop takes an order for paid, or a hold for captured, that is not the one that it asked for.
#[must_use]
pub fn forms(renames: Renames) -> Forms {
    let shops = shops();
    if let Renames::Random(count) = renames {
        let runtime = runtime();
        let mut payer = Payer::new(&runtime);
        let mut random = Random::new(0x0F11);
        for shop in shops.iter().cycle().take(count) {
            let form = shop.random(&mut random);
            payer.try_form(shop, &form);
        }
        return payer.result;
    }
    let all = |shop| all_renames(shop, matches!(renames, Renames::Paired));
    thread::scope(|scope| {
        let running: Vec<_> = shops.iter().map(|shop| scope.spawn(move || all(shop))).collect();
        let results = running.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic)));
        results.fold(Forms::default(), Forms::with)
    })
}

/// Posts all forms of a shop of which one parameter is renamed, or also those of which two are.
fn all_renames(shop: &Shop, paired: bool) -> Forms {
    let runtime = runtime();
    let mut payer = Payer::new(&runtime);
    let single = shop.renamed(&shop.form);
    for form in &single {
        payer.try_form(shop, form);
    }
    if paired {
        let paired: BTreeSet<Pairs> = single.iter().flat_map(|form| shop.renamed(form)).collect();
        for form in paired.difference(&single) {
            payer.try_form(shop, form);
        }
    }
    payer.result
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A shop with one order, which it asks for by a form.
struct Shop {
    order: OrderState,
    form: Pairs,
}

/// The documented kinds of forms.
fn shops() -> Vec<Shop> {
    let sale = || {
        let request = CheckoutRedirect::request().order_id(ORDER_ID).order_desc("Tea").amount(1000);
        request.currency(Currency::GEL)
    };
    let full = || sale().product_id("100").sender_email("anna@example.com").merchant_data("basket 7").lifetime(600);
    [
        sale(),
        sale().required_rectoken(Flag::Y),
        sale().required_rectoken(Flag::Y).subscription(Flag::Y),
        sale().delayed(Flag::N).required_rectoken(Flag::Y),
        full(),
        full().required_rectoken(Flag::Y).subscription(Flag::N),
        full().response_url("https://shop.example/back").server_callback_url("https://shop.example/callback"),
        // Texts that a payer may choose, which read as values of other parameters.
        sale().product_id("Y").sender_email("Y").merchant_data("Y"),
        sale().product_id("approved").sender_email("purchase").merchant_data("1000"),
        sale().preauth(Flag::Y),
        sale().preauth(Flag::Y).required_rectoken(Flag::Y),
        sale().verification(Flag::Y).required_rectoken(Flag::Y),
    ]
    .map(|request| Shop::new(&request.build().expect("it is valid")))
    .into()
}

impl Shop {
    fn new(request: &Request<CheckoutRedirect>) -> Self {
        let credentials = Credentials::test();
        let exchange = Exchange::new(request, &credentials).expect("it is signed");
        let fields = callback::parse_fields(exchange.body()).expect("it is a form");
        let mut form: Pairs = fields.iter().map(|field| (field.name().to_owned(), field.text().to_owned())).collect();
        form.retain(|(name, _)| name != "signature");
        form.sort();
        Self { order: OrderState::from_request(&credentials, request).expect("it creates an order"), form }
    }

    /// The forms of which one more parameter is renamed: those whose values stay in order, so that the signature is valid.
    fn renamed(&self, form: &Pairs) -> BTreeSet<Pairs> {
        let names = names();
        let mut forms = BTreeSet::new();
        for position in 0..form.len() {
            for name in &names {
                let mut renamed = form.clone();
                renamed[position].0.clone_from(name);
                if is_ordered(&renamed) && renamed != self.form {
                    forms.insert(renamed);
                }
            }
        }
        forms
    }

    /// A form of which up to three parameters are renamed, or all.
    fn random(&self, random: &mut Random) -> Pairs {
        let names = names();
        let mut form = self.form.clone();
        if random.one_in(8) {
            let mut chosen = BTreeSet::new();
            while chosen.len() < form.len() {
                chosen.insert(random.of(&names).clone());
            }
            form.iter_mut().zip(chosen).for_each(|((name, _), new)| *name = new);
            return form;
        }
        for _ in 0..=random.below(3) {
            let position = random.below(form.len());
            let after = position.checked_sub(1).map_or("", |before| form[before].0.as_str());
            let before = form.get(position + 1).map_or("\u{10ffff}", |next| next.0.as_str());
            let fits = |name: &&String| after < name.as_str() && name.as_str() < before;
            let between: Vec<&String> = names.iter().filter(fits).collect();
            form[position].0.clone_from(random.of::<&String>(&between));
        }
        form
    }
}

/// The documented names of request parameters, and unknown ones.
fn names() -> Vec<String> {
    let documented = CheckoutRedirect::SCHEMA.request.rows.iter().map(|row| row.name.clone().into_owned());
    documented.filter(|name| name != "signature").chain(UNKNOWN.map(ToOwned::to_owned)).collect()
}

fn is_ordered(form: &Pairs) -> bool {
    form.windows(2).all(|pair| pair[0].0 < pair[1].0)
}

/// Posts the forms, and pays.
struct Payer<'r> {
    runtime: &'r Runtime,
    sandbox: Sandbox,
    created: usize,
    result: Forms,
}

impl<'r> Payer<'r> {
    fn new(runtime: &'r Runtime) -> Self {
        Self { runtime, sandbox: start(runtime), created: 0, result: Forms::default() }
    }

    fn try_form(&mut self, shop: &Shop, form: &Pairs) {
        self.result.tried += 1;
        if self.created >= ORDERS_OF_A_SANDBOX {
            self.sandbox = start(self.runtime);
            self.created = 0;
        }
        // Each order has an id of its own, of equal length.
        let number = format!("{:0>6}", self.created);
        let own_id = |text: &str| if text == ORDER_ID { number.clone() } else { text.to_owned() };
        let mut form: Pairs = form.iter().map(|(name, text)| (name.clone(), own_id(text))).collect();
        let signed = signature::sign("test", form.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        form.push(("signature".to_owned(), signed));
        let (status, _) = self.post("/api/checkout/redirect", &form);
        if status != 302 {
            return;
        }
        self.created += 1;
        self.result.accepted += 1;
        let created = self.sandbox.orders().pop().expect("it was created");
        let id = created.purchase.order_id.clone();
        let Ok(_) = self.sandbox.pay(&id, CARD) else { return };
        let done = self.sandbox.order(&id).expect("it was paid");
        let order = OrderState::from_json(&shop.order.to_json().replace(ORDER_ID, &number)).expect("it is an order");
        let intent = intent(&done);
        let is_asked = is_same(&order, &done) && order.intent() == intent;
        // A hold that the payer made a sale: the shop has all of its money.
        let is_taken = is_asked || (is_same(&order, &done) && (order.intent(), intent) == (Intent::Hold, Intent::Sale));
        self.result.other += usize::from(!is_asked);
        let updates = self.updates(&id);
        let mut is_paid = false;
        for turn in 0..updates.len() {
            let mut state = order.clone();
            let (later, first) = updates.split_at(turn);
            for update in first.iter().chain(later) {
                let events = state.merge(update).unwrap_or_default();
                let says_paid = events.iter().any(|event| matches!(event, Event::Paid { .. }));
                assert!(!says_paid || is_asked, "{form:?}\n{:?}\n{state:?}", done.purchase);
                let says_captured = events.iter().any(|event| matches!(event, Event::Captured { .. }));
                assert!(!says_captured || is_taken, "{form:?}\n{:?}\n{state:?}", done.purchase);
                assert!(state.paid() == 0 || is_taken, "{form:?}\n{:?}\n{state:?}", done.purchase);
                assert!(!state.is_paid() || is_taken, "{form:?}\n{:?}\n{state:?}", done.purchase);
                is_paid |= says_paid;
            }
        }
        self.result.paid += usize::from(is_paid);
    }

    /// The gateway's callback, its status response, and what the payer makes of them: the same values as a callback without
    /// information.
    fn updates(&self, order_id: &str) -> Vec<FinalOrder> {
        let credentials = Credentials::test();
        let request = GetOrderStatus::request().order_id(order_id).build().expect("it is valid");
        let exchange = Exchange::new(&request, &credentials).expect("it is signed");
        let content_type = exchange.content_type();
        let respond = self.sandbox.respond("/api/status/order_id", content_type, exchange.body().to_vec());
        let (status, body) = self.runtime.block_on(respond);
        let Ok(response) = exchange.parse_response(status, &body) else { return Vec::new() };
        let values: BTreeMap<String, String> =
            response.fields().iter().map(|field| (field.name().to_owned(), field.text().to_owned())).collect();
        let mut silent = values.clone();
        if let Some(information) = silent.remove("additional_info") {
            silent.insert("additional_infp".to_owned(), information);
        }
        let as_callback = |values: &BTreeMap<String, String>| {
            let body = serde_json::to_vec(values).expect("it is JSON");
            callback::verify::<FinalOrder>(&credentials, &body).ok()
        };
        let callbacks = [as_callback(&values), as_callback(&silent)];
        callbacks.into_iter().flatten().chain([response]).collect()
    }

    fn post(&self, path: &str, form: &Pairs) -> (u16, Vec<u8>) {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
        let body: Vec<String> = form.iter().map(|(name, text)| format!("{name}={}", encode(text))).collect();
        self.runtime.block_on(self.sandbox.respond(path, FORM, body.join("&").into_bytes()))
    }
}

fn start(runtime: &Runtime) -> Sandbox {
    runtime.block_on(Sandbox::start()).expect("it starts")
}

/// What the order is for the gateway.
fn intent(done: &Order) -> Intent {
    match &done.purchase {
        purchase if purchase.verification => Intent::CardCheck,
        purchase if purchase.preauth => Intent::Hold,
        _ => Intent::Sale,
    }
}

/// Whether it is the order that the shop asked for, whatever its intent.
fn is_same(asked: &OrderState, done: &Order) -> bool {
    asked.order_id() == done.purchase.order_id
        && asked.amount() == done.purchase.amount
        && asked.currency() == *done.purchase.currency
        && asked.merchant_id() == done.purchase.merchant_id.to_string()
}

impl Forms {
    fn with(self, other: Self) -> Self {
        Self {
            tried: self.tried + other.tried,
            accepted: self.accepted + other.accepted,
            other: self.other + other.other,
            paid: self.paid + other.paid,
        }
    }
}

impl fmt::Display for Forms {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{} signed forms with renamed parameters: {} accepted by the sandbox, {} of them another order than the shop asked \
             for, none of those paid; {} paid as the shop asked",
            self.tried, self.accepted, self.other, self.paid
        )
    }
}
