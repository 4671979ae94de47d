//! From the body of a request to checked parameters.

use axum::http::HeaderMap;
use flitt_client::reference::ResponseCode;
use flitt_client::response::Fields;
use flitt_schema::{Endpoint, Parameter};

use crate::http::wire::Format;
use crate::model::error::GatewayError;
use crate::model::fault::Fault;
use crate::model::merchant::Merchant;

mod check;
mod lenient;
mod lists;
mod parse;
mod signature;

pub(crate) use check::check;
pub(crate) use parse::parse;

pub(crate) const ORDER_ID: &str = "order_id";
const MERCHANT_ID: &str = "merchant_id";

/// A request that was parsed, but not checked.
pub(crate) struct ReceivedRequest {
    format: Format,
    /// The parameters.
    fields: Fields,
    /// The fields around the parameters in protocol 2.0: `version`, `data` and `signature`.
    outer: Option<Fields>,
    /// The parameters that are sent as headers, by their names.
    headers: Vec<(String, String)>,
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
    headers: Vec<(String, String)>,
}

impl ReceivedRequest {
    fn new(format: Format, fields: Fields, outer: Option<Fields>) -> Self {
        Self { format, fields, outer, headers: Vec::new() }
    }

    /// Adds the parameters that are sent as headers.
    pub(crate) fn with_headers(mut self, endpoint: &Endpoint, headers: &HeaderMap) -> Self {
        let value = |parameter: &Parameter| {
            let header = parameter.details.header.as_ref()?;
            let text = headers.get(&*header.name)?.to_str().ok()?.strip_prefix(&*header.prefix)?;
            Some((parameter.name.clone().into_owned(), text.trim().to_owned()))
        };
        self.headers = endpoint.request.rows.iter().filter_map(value).collect();
        self
    }

    /// The order that the request names.
    pub(crate) fn order_id(&self) -> Option<&str> {
        self.fields.text(ORDER_ID)
    }
}

impl CheckedRequest<'_> {
    /// The value of a parameter: the received one, or the default of the table.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let default = || self.endpoint.request.row(name)?.details.default.as_deref();
        let header = || self.headers.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
        self.fields.text(name).or_else(header).or_else(default)
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

    /// Whether a flag is set. That it may be written so was checked before.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.value(name).is_some_and(|flag| flag.eq_ignore_ascii_case("Y"))
    }

    /// The value of an integer parameter. The table was checked before; a number that does not fit is rejected here.
    pub(crate) fn number(&self, name: &str) -> Result<u64, GatewayError> {
        lenient::whole_number(self.text(name))
            .parse()
            .map_err(|_| GatewayError::parameter(ResponseCode::ParameterIncorrect, name))
    }
}
