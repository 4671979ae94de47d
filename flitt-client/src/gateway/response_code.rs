//! Response codes: typed, with the party who can resolve them.

use super::api::reference::ResponseCode;
use crate::runtime::error::FailureError;
use crate::runtime::response::Decline;
use crate::runtime::value::{OpenEnum, WireEnum as _};

/// Who can resolve the cause of a response code, according to the gateway's table
/// (<https://docs.flitt.com/api/response-codes/>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponsibleParty {
    /// The gateway.
    Flitt,
    /// The merchant.
    Merchant,
    /// The bank of the card.
    Bank,
}

impl ResponseCode {
    /// Who can resolve the cause; `None` where the table does not say.
    #[must_use]
    pub fn responsible_party(self) -> Option<ResponsibleParty> {
        match self.column("solver")? {
            "flitt" => Some(ResponsibleParty::Flitt),
            "merchant" => Some(ResponsibleParty::Merchant),
            "bank" => Some(ResponsibleParty::Bank),
            _ => None,
        }
    }
}

impl FailureError {
    /// The gateway's code; an unknown one is kept.
    #[must_use]
    pub fn response_code(&self) -> OpenEnum<ResponseCode> {
        self.code().into()
    }
}

impl Decline {
    /// The gateway's code; an unknown one is kept.
    #[must_use]
    pub fn response_code(&self) -> OpenEnum<ResponseCode> {
        self.code().into()
    }
}
