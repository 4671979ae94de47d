//! From parameters by their names to a request, by the real setters of its type.

use std::collections::BTreeMap;

use flitt_client::api::{
    CaptureOrder, CardPayout, ChargeSavedCard, CheckoutRedirect, CheckoutToken, CheckoutUrl, FiscalData,
    GetOrderStatus, IbanPayout, ReportToken, ReverseOrder, Subscription, ThreeDsStep1, ThreeDsStep2, TransactionList,
};
use flitt_client::error::ValidationError;
use flitt_client::request::Exchange;
use flitt_client::value::Flag;
use flitt_client::{Credentials, Endpoint, Request};

/// Texts by the names of their parameters.
pub type Parameters = BTreeMap<String, String>;

/// A request that was built by its type.
pub struct Typed {
    /// The body that is sent.
    pub body: Result<Vec<u8>, ValidationError>,
    /// Parameters that no setter here is known for: they were not set.
    pub unknown: Vec<(String, String)>,
}

/// The text of a parameter, as the setter of its row takes it.
macro_rules! value {
    (text $text:expr) => {
        $text.as_str()
    };
    (number $text:expr) => {
        $text.parse::<u64>().expect("digits")
    };
    (flag $text:expr) => {
        Flag::from($text == "Y")
    };
}

/// Builds a request: what must be set first, then whatever else is there.
macro_rules! request {
    ($endpoint:ident($parameters:expr) { $($must:ident: $kind:ident,)* } $(versioned by $unversioned:ident)?
        $(text { $($text:ident)* })? $(number { $($number:ident)* })? $(flag { $($flag:ident)* })?) => {{
        let parameters: &Parameters = $parameters;
        let mut unknown = Vec::new();
        let builder = $endpoint::request()$(.$must(value!($kind parameters[stringify!($must)])))*;
        $(let builder = if parameters.contains_key("version") { builder } else { builder.$unversioned() };)?
        let builder = parameters.iter().fold(builder, |builder, (name, text)| match name.as_str() {
            "merchant_id" | "version" => builder,
            $(stringify!($must) => builder,)*
            $($(stringify!($text) => builder.$text(value!(text text)),)*)?
            $($(stringify!($number) => builder.$number(value!(number text)),)*)?
            $($(stringify!($flag) => builder.$flag(value!(flag text)),)*)?
            other => {
                unknown.push((other.to_owned(), text.clone()));
                builder
            }
        });
        (builder.build(), unknown)
    }};
}

macro_rules! order {
    ($endpoint:ident($parameters:expr)) => {
        request!($endpoint($parameters) { order_id: text, order_desc: text, amount: number, currency: text, }
            versioned by without_version
            text {
                response_url server_callback_url merchant_data sender_email lang product_id rectoken receiver_rectoken
                design_id subscription_callback_url chargeback_callback_url cancel_url reservation_data
                payment_systems payment_method verification_type
            }
            number { lifetime }
            flag { preauth delayed required_rectoken verification subscription }
        )
    };
}

/// The body of a request that is built by its type; `None` for an endpoint that is not known here.
///
/// # Panics
///
/// If a mandatory parameter is not among them, or a number is none.
#[must_use]
pub fn typed(path: &str, parameters: &Parameters, credentials: &Credentials) -> Option<Typed> {
    let body = Sender { path, credentials };
    Some(match path {
        "/api/checkout/url" => body.of(order!(CheckoutUrl(parameters))),
        "/api/checkout/redirect" => body.of(order!(CheckoutRedirect(parameters))),
        "/api/checkout/token" => body.of(order!(CheckoutToken(parameters))),
        "/api/status/order_id" => {
            body.of(request!(GetOrderStatus(parameters) { order_id: text, } versioned by without_version))
        }
        "/api/transaction_list" => {
            body.of(request!(TransactionList(parameters) { order_id: text, } versioned by without_version))
        }
        "/api/fiscal_data" => body.of(request!(FiscalData(parameters) { order_id: text, })),
        "/authorizer/token/application/get" => {
            body.of(request!(ReportToken(parameters) { application_id: text, date: text, }))
        }
        "/api/reverse/order_id" => body.of(request!(
            ReverseOrder(parameters) { order_id: text, amount: number, currency: text, }
            versioned by without_version
            text { email comment reverse_id }
        )),
        "/api/capture/order_id" => body.of(request!(
            CaptureOrder(parameters) { order_id: text, amount: number, currency: text, }
            versioned by without_version
        )),
        "/api/subscription" => body.of(request!(Subscription(parameters) { order_id: text, action: text, })),
        "/api/3dsecure_step1" => body.of(request!(
            ThreeDsStep1(parameters) { order_id: text, order_desc: text, amount: number, currency: text, }
            versioned by without_version
            text {
                card_number cvv2 expiry_date client_ip server_callback_url merchant_data sender_email lang product_id
                rectoken cavv eci wallet schemeid container response_url reservation_data
            }
            number { lifetime }
            flag { preauth delayed required_rectoken verification }
        )),
        "/api/3dsecure_step2" => body.of(request!(
            ThreeDsStep2(parameters) { order_id: text, pares: text, md: text, }
            versioned by without_version
        )),
        "/api/recurring" => body.of(request!(
            ChargeSavedCard(parameters) { order_id: text, order_desc: text, amount: number, currency: text, rectoken: text, }
            versioned by without_version
            text { cvv2 client_ip server_callback_url merchant_data sender_email product_id reservation_data }
            number { lifetime }
            flag { preauth }
        )),
        "/api/p2pcredit" => body.of(request!(
            CardPayout(parameters) { order_id: text, order_desc: text, amount: number, currency: text, }
            versioned by without_version
            text { receiver_rectoken external_rectoken server_callback_url merchant_data product_id }
        )),
        "/api/ibancredit" => body.of(request!(
            IbanPayout(parameters) {
                order_id: text, order_desc: text, amount: number, currency: text, receiver_iban: text,
            }
            versioned by without_version
            text { server_callback_url merchant_data product_id receiver_name settlement_description reservation_data }
        )),
        _ => return None,
    })
}

/// A request, or why there is none, and the parameters that its builder does not know.
type Made<E> = (Result<Request<E>, ValidationError>, Vec<(String, String)>);

/// Writes requests to one path.
struct Sender<'s> {
    path: &'s str,
    credentials: &'s Credentials,
}

impl Sender<'_> {
    fn of<E: Endpoint>(&self, (request, unknown): Made<E>) -> Typed {
        let body = request.map(|request| {
            let exchange = Exchange::new(&request, self.credentials).expect("it is signed");
            assert_eq!(exchange.path(), self.path);
            exchange.body().to_vec()
        });
        Typed { body, unknown }
    }
}
