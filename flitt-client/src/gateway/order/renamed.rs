//! Signs that the values of a message were renamed. A signature covers the values in the order of their names, but not the names.

use super::asked::Asked;
use super::intent::{Creation, Intent};
use crate::gateway::api::FinalOrder;
use crate::runtime::response::{Source, TableResponse as _};

/// Where the value of a parameter that decides must be, if it was renamed so that the values stay in order: the information,
/// the sum and its currency before `amount`; the status between its neighbours; the operation and the code of a check after
/// `tran_type`.
const GAPS: [(&str, &str); 3] = [("", "amount"), ("order_id", "order_status"), ("tran_type", "\u{10ffff}")];

/// Whether a value may be that of a parameter that decides, renamed by who posted the message. The gateway's own response
/// comes by a connection that nobody else can write to.
pub(super) fn may_be_renamed(asked: &Asked, update: &FinalOrder) -> bool {
    let is_hidden = |name: &str| {
        let is_undocumented = FinalOrder::TABLE.row(name).is_none();
        // A parameter can be renamed to an empty name, too.
        let is_in_gap = GAPS.iter().any(|(after, before)| *after <= name && name < *before);
        // A payer who created the order can make it a check of a card, and a purchase is no payout: the operation could be in a
        // parameter after it.
        let is_after_operation = match asked.intent {
            Intent::Sale | Intent::Hold => asked.creation == Creation::Browser,
            Intent::Payout => true,
            Intent::CardCheck | Intent::Settlement => false,
        } && name > "tran_type";
        (is_undocumented && is_in_gap) || is_after_operation
    };
    update.source() != Source::Response
        && update.fields().iter().any(|field| !field.text().is_empty() && is_hidden(field.name()))
}
