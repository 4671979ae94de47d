use std::fmt;

use super::Error;
use crate::runtime::response::RawResponse;

/// What [`Client::send_until_known`](crate::Client::send_until_known) did to learn the outcome of a request, at one endpoint:
/// the status endpoint, or that of the request where it may be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    endpoint: String,
    times: u32,
    last: Result<RawResponse, Error>,
}

impl Inquiry {
    pub(crate) fn new(endpoint: &str, last: Result<RawResponse, Error>) -> Self {
        Self { endpoint: endpoint.to_owned(), times: 1, last }
    }

    /// Counts one more request, with its result.
    pub(crate) fn again(&mut self, last: Result<RawResponse, Error>) {
        self.times = self.times.saturating_add(1);
        self.last = last;
    }

    /// The endpoint that was called.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// How often it was called.
    #[must_use]
    pub fn times(&self) -> u32 {
        self.times
    }

    /// The result of the last call: a status that does not decide, or an error. An error says nothing about the request: an
    /// order that is not found can still be on its way.
    pub fn last(&self) -> Result<&RawResponse, &Error> {
        self.last.as_ref()
    }
}

impl fmt::Display for Inquiry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = if self.times == 1 { "once".to_owned() } else { format!("{} times", self.times) };
        write!(formatter, "called `{}` {times}, last result: ", self.endpoint)?;
        match &self.last {
            Ok(order) => write!(formatter, "the order is {}", order.outcome().as_str()),
            Err(Error::Unknown(unknown)) => unknown.reason().fmt(formatter),
            Err(error) => error.fmt(formatter),
        }
    }
}
