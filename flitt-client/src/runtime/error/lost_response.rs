use std::fmt;

use crate::runtime::response::RawResponse;

/// A request that was carried out and whose response is lost, with parameters that no status contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostResponseError {
    endpoint: String,
    order: String,
    parameters: Vec<String>,
    status: RawResponse,
}

impl LostResponseError {
    pub(crate) fn new(endpoint: &str, order: &str, parameters: Vec<String>, status: RawResponse) -> Self {
        Self { endpoint: endpoint.to_owned(), order: order.to_owned(), parameters, status }
    }

    /// The endpoint that was called.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The parameters of the response that are lost.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().map(String::as_str)
    }

    /// The status of the order, which was verified if the gateway signs it.
    #[must_use]
    pub fn status(&self) -> &RawResponse {
        &self.status
    }
}

impl fmt::Display for LostResponseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, order, .. } = self;
        let lost: Vec<String> = self.parameters.iter().map(|name| format!("`{name}`")).collect();
        write!(
            formatter,
            "`{endpoint}` created the order (status: {}), but the response with {} was lost; ",
            self.status.outcome().as_str(),
            lost.join(", ")
        )?;
        write_next_step(formatter, order)
    }
}

/// What to do about an order whose response is lost: this program cannot have sent a payer to it.
pub(super) fn write_next_step(formatter: &mut fmt::Formatter<'_>, order: &str) -> fmt::Result {
    write!(
        formatter,
        "create a new order with another `{order}`; if this one is paid after all, count it for the same purchase"
    )
}

impl std::error::Error for LostResponseError {}
