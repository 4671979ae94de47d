//! The card's brand in responses.

use crate::model::order::Payment;
use crate::schemas::Schemas;

/// The card's brand as the table `final_order` spells it: the list of test cards uses other capitals.
pub(super) fn card_type<'b>(schemas: &'b Schemas, payment: &'b Payment) -> &'b str {
    let listed = schemas.final_order.row("card_type").into_iter().flat_map(|parameter| parameter.details.values.iter());
    let is_same = |value: &&'b str| value.eq_ignore_ascii_case(&payment.brand);
    listed.map(|listed| listed.value.as_ref()).find(is_same).unwrap_or(&payment.brand)
}
