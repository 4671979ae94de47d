//! Which requests may be sent again: the schema file decides.

use flitt_schema::{Endpoint, Retry};

use super::values::Values;

/// Whether the schema allows sending this request again.
pub(crate) fn is_retryable(endpoint: &Endpoint, values: &Values) -> bool {
    match &endpoint.retry {
        Retry::Freely => true,
        Retry::With(_) => idempotency_parameter(endpoint, values).is_some(),
        Retry::Never => false,
    }
}

/// The parameter that makes sending the request again safe, if the request has it.
pub(crate) fn idempotency_parameter<'e>(endpoint: &'e Endpoint, values: &Values) -> Option<&'e str> {
    let Retry::With(name) = &endpoint.retry else { return None };
    let row = endpoint.request.position(name)?;
    values.get(row).filter(|text| !text.is_empty()).map(|_| name.as_ref())
}
