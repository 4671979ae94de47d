//! What is stored of a request: no card number, no security code, no token of a card, and nothing that could be guessed from a digest.

use std::borrow::Cow;

use flitt_client::__private::redact::{shown_text, without_card_numbers};
use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_schema::{Body, Creates, Endpoint, Origin, Parameter, Retry};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// The lifetime of an order that names none, in seconds.
const DEFAULT_LIFETIME: i64 = 36_000;

/// What is stored of a request.
pub(crate) struct Description {
    /// Of the endpoint and of the parameters that are not sensitive.
    pub(crate) digest: String,
    /// The parameters, where a worker can send the request by itself.
    pub(crate) request: Option<String>,
    pub(crate) amount: u64,
    /// In seconds.
    pub(crate) lifetime: i64,
    /// The amount of the charges of a schedule, in minor units.
    pub(crate) schedule_amount: Option<u64>,
}

impl Description {
    /// Describes a request whose values `get` returns by name.
    pub(crate) fn new<'r>(endpoint: &Endpoint, get: impl Fn(&str) -> Option<&'r str>) -> Self {
        let number = |name: &str| get(name).and_then(|text| text.parse().ok());
        let set = || endpoint.request.rows.iter().filter(|row| row.origin == Origin::Caller);
        let values = || set().filter_map(|row| Some((row, get(&row.name).filter(|text| !text.is_empty())?)));
        let open = || values().filter(|(row, _)| !row.contains_sensitive());
        let is_complete = values().all(|(row, text)| may_be_stored(row, text));
        let request = (is_complete && can_be_sent_by_a_worker(endpoint)).then(|| {
            let members = open().map(|(row, text)| (row.name.to_string(), Value::from(text)));
            Value::Object(members.collect::<Map<_, _>>()).to_string()
        });
        Self {
            digest: digest(&endpoint.name, open()),
            request,
            amount: number("amount").unwrap_or_default(),
            lifetime: number("lifetime")
                .and_then(|seconds: u64| i64::try_from(seconds).ok())
                .unwrap_or(DEFAULT_LIFETIME),
            schedule_amount: get("recurring_data").and_then(amount_of),
        }
    }
}

/// Whether a value can be stored: it is not sensitive, and has nothing in it that looks like a secret.
fn may_be_stored(row: &Parameter, text: &str) -> bool {
    !row.contains_sensitive() && without_secrets(row, text) == text
}

/// A value without what looks like a secret. An address of the shop has its query, or no worker could send it.
fn without_secrets<'t>(row: &Parameter, text: &'t str) -> Cow<'t, str> {
    if row.is_address() { without_card_numbers(text) } else { shown_text(text) }
}

/// Whether a worker can send the first copy of a request, and hand on what comes of it: the endpoint is one of the gateway, its
/// response has nothing sensitive that the shop needs, and it pays nobody out.
fn can_be_sent_by_a_worker(endpoint: &Endpoint) -> bool {
    let tables = endpoint.response.variants.iter().flat_map(|variant| variant.table.rows.iter());
    endpoint.body != Body::Form
        && endpoint.creates.is_some_and(|creates| creates != Creates::Payout)
        && known_endpoint(&endpoint.name).is_some()
        && !tables.filter(|row| row.always).any(Parameter::contains_sensitive)
}

/// An endpoint of the gateway, by its name.
pub(crate) fn known_endpoint(name: &str) -> Option<&'static Endpoint> {
    Flitt::ENDPOINTS.iter().map(|endpoint| endpoint.get()).find(|endpoint| endpoint.name == name)
}

/// Whether the schema file allows that a request is repeated, given its idempotency parameter.
pub(crate) fn is_retryable(endpoint: &Endpoint, has_parameter: bool) -> bool {
    match endpoint.retry {
        Retry::Freely => true,
        Retry::With(_) => has_parameter,
        Retry::Never => false,
    }
}

fn digest<'r>(endpoint: &str, values: impl Iterator<Item = (&'r Parameter, &'r str)>) -> String {
    let mut hasher = Sha256::new();
    let mut add = |text: &str| {
        // The length keeps apart what is joined.
        hasher.update(text.len().to_be_bytes());
        hasher.update(text);
    };
    add(endpoint);
    for (row, text) in values {
        add(&row.name);
        add(&without_secrets(row, text));
    }
    hex::encode(hasher.finalize())
}

/// A value with which a repeated reversal is carried out once. It is the same for the same key, also after a database was restored.
pub(crate) fn reverse_id(merchant: &str, order_id: &str, key: &str) -> String {
    let mut hasher = Sha256::new();
    for text in ["reverse_id", merchant, order_id, key] {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text);
    }
    hex::encode(hasher.finalize()).chars().take(40).collect()
}

/// The digest of a body.
pub(crate) fn digest_of(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}

/// The amount in the data of a schedule.
fn amount_of(schedule: &str) -> Option<u64> {
    let schedule: Value = serde_json::from_str(schedule).ok()?;
    let amount = schedule.get("amount")?;
    amount.as_u64().or_else(|| amount.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use flitt_client::Endpoint;
    use flitt_client::api::{
        CardPayout, CheckoutRedirect, CheckoutToken, CheckoutUrl, GetOrderStatus, IbanPayout, ReverseOrder,
        SplitSettlement,
    };

    use super::{Description, can_be_sent_by_a_worker, reverse_id};

    fn by_a_worker<E: Endpoint>() -> bool {
        can_be_sent_by_a_worker(E::SCHEMA.get())
    }

    #[test]
    fn a_worker_creates_what_it_can_hand_on() {
        assert!(by_a_worker::<CheckoutUrl>() && by_a_worker::<SplitSettlement>());
        assert!(!by_a_worker::<CheckoutToken>(), "its response is a secret");
        assert!(!by_a_worker::<CheckoutRedirect>(), "a browser posts it");
        assert!(!by_a_worker::<CardPayout>() && !by_a_worker::<IbanPayout>(), "it pays out");
        assert!(!by_a_worker::<GetOrderStatus>() && !by_a_worker::<ReverseOrder>(), "it creates nothing");
    }

    #[test]
    fn a_secret_in_a_text_is_in_no_digest() {
        let digest = |description: &str| {
            let get = |name: &str| (name == "order_desc").then_some(description);
            Description::new(CheckoutUrl::SCHEMA.get(), get).digest
        };
        assert_eq!(digest(r#"{"cvv2":"987"}"#), digest(r#"{"cvv2":"123"}"#));
        assert_eq!(digest("paid with 4444555566661111"), digest("paid with 5105105105105100"));
        assert_ne!(digest("paid with 4444555566661111"), digest("Tea"));
    }

    #[test]
    fn a_reversal_has_one_id() {
        let id = reverse_id("1", "tea", "first");
        assert_eq!(id, reverse_id("1", "tea", "first"));
        assert_eq!(id.len(), 40);
        for other in [("2", "tea", "first"), ("1", "te", "afirst"), ("1", "tea", "second")] {
            assert_ne!(id, reverse_id(other.0, other.1, other.2));
        }
    }
}
