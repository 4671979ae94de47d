//! Why a payment was declined, in the words of a payer.

use flitt_client::reference::ResponseCode;

use super::texts::Texts;

/// The reason, without the gateway's code.
pub(super) fn reason(texts: &Texts, code: ResponseCode) -> &'static str {
    match code {
        ResponseCode::GeneralDecline => texts.bank_declined,
        ResponseCode::ThreeDsFailed => texts.not_confirmed,
        ResponseCode::InvalidCardNumber => texts.not_a_test_card,
        _ => texts.not_possible,
    }
}
