//! From the body of a request to checked parameters.

use flitt_client::reference::ResponseCode;
use flitt_client::response::Fields;
use flitt_schema::Endpoint;

use crate::http::wire::Format;
use crate::model::error::GatewayError;
use crate::model::fault::Fault;
use crate::model::merchant::Merchant;

mod check;
mod lists;
mod parse;
mod signature;

pub(crate) use check::check;
pub(crate) use parse::parse;

const ORDER_ID: &str = "order_id";
const MERCHANT_ID: &str = "merchant_id";

/// A request that was parsed, but not checked.
pub(crate) struct ReceivedRequest {
    format: Format,
    /// The parameters.
    fields: Fields,
    /// The fields around the parameters in protocol 2.0: `version`, `data` and `signature`.
    outer: Option<Fields>,
}

/// A request that passed every check that does not depend on orders.
pub(crate) struct CheckedRequest<'g> {
    pub(crate) endpoint: &'g Endpoint,
    pub(crate) merchant: &'g Merchant,
    pub(crate) format: Format,
    /// The fault that is injected into the response, or into callbacks.
    pub(crate) fault: Option<Fault>,
    is_protocol_2: bool,
    fields: Fields,
}

impl ReceivedRequest {
    /// The order that the request names.
    pub(crate) fn order_id(&self) -> Option<&str> {
        self.fields.text(ORDER_ID)
    }
}

impl CheckedRequest<'_> {
    /// The value of a parameter: the received one, or the default of the table.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let default = || self.endpoint.request.row(name)?.details.default.as_deref();
        self.fields.text(name).or_else(default)
    }

    /// The value of a parameter; empty without one.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.value(name).unwrap_or_default()
    }

    /// A copy of the value of a parameter; empty without one.
    pub(crate) fn owned(&self, name: &str) -> String {
        self.text(name).to_owned()
    }

    /// Whether the request is in protocol 2.0. Its response and callbacks then are, too.
    pub(crate) fn is_protocol_2(&self) -> bool {
        self.is_protocol_2
    }

    /// Whether a flag is set.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.value(name) == Some("Y")
    }

    /// The value of an integer parameter. The table was checked before; a number that does not fit is rejected here.
    pub(crate) fn number(&self, name: &str) -> Result<u64, GatewayError> {
        self.text(name).parse().map_err(|_| GatewayError::parameter(ResponseCode::ParameterIncorrect, name))
    }
}
