//! The merchant as payers see it.

use super::texts::Texts;
use crate::config::Config;
use crate::model::merchant::Merchant;

/// The name of a merchant; one without a name is called by its ID.
pub(super) fn name(config: &Config, texts: &Texts, merchant_id: u64) -> String {
    match config.merchants.find(merchant_id).map(Merchant::name) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => format!("{} {merchant_id}", texts.merchant),
    }
}
