//! The check that a request failed.

/// The check that a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedCheck {
    /// The kind of check.
    pub stage: CheckStage,
    /// The gateway's code.
    pub code: u64,
    /// The gateway's message, without secrets.
    pub message: String,
}

/// The checks of a request, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CheckStage {
    /// The path is that of an endpoint, and the method is correct.
    Address,
    /// The content type is supported by the endpoint.
    ContentType,
    /// The body is valid and has parameters.
    Body,
    /// The parameters match the endpoint's table.
    Parameters,
    /// The merchant is known, and has the required key.
    Merchant,
    /// The signature matches the parameters.
    Signature,
    /// The currency is available.
    Currency,
    /// The state of the order allows the operation.
    Order,
}

impl CheckStage {
    /// The check that a response code belongs to (<https://docs.flitt.com/api/response-codes/>).
    pub(super) fn from_response(status: u16, code: u64) -> Self {
        match (status, code) {
            (404 | 405, _) => Self::Address,
            (413, _) | (_, 1005 | 1010 | 1046) => Self::Body,
            (_, 1021) => Self::ContentType,
            (_, 1007 | 1009 | 1011 | 1034) => Self::Parameters,
            (_, 1016 | 1017) => Self::Merchant,
            (_, 1014) => Self::Signature,
            (_, 1012) => Self::Currency,
            _ => Self::Order,
        }
    }
}
