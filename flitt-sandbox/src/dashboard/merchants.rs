//! The merchants of the sandbox: their names, IDs, and which keys they have.

use flitt_schema::Key;
use maud::{Markup, html};

use super::Dashboard;
use crate::model::merchant::Merchant;
use crate::redact::shown_text;

/// The section of the home page. It names keys, and shows none.
pub(super) fn section(dashboard: &Dashboard) -> Markup {
    html! {
        section id="merchants" {
            h2 { "Merchants" }
            table.merchants {
                thead { tr { th scope="col" { "Name" } th scope="col" { "ID" } th scope="col" { "Keys" } } }
                tbody {
                    @for merchant in dashboard.gateway.config.merchants.iter() {
                        tr {
                            th scope="row" {
                                @if merchant.name().is_empty() { span.soft { "no name" } }
                                @else { (shown_text(merchant.name())) }
                            }
                            td.id { (merchant.id()) }
                            td { (key_names(merchant).join(", ")) }
                        }
                    }
                }
            }
            p.soft { "A request is signed with the key that its endpoint requires. Keys are never shown." }
        }
    }
}

/// The names of the keys that a merchant has.
fn key_names(merchant: &Merchant) -> Vec<String> {
    let mut names = vec!["payment".to_owned()];
    if merchant.key(Key::Payout).is_some() {
        names.push("payout".to_owned());
    }
    if let Some(company) = merchant.company() {
        names.push(format!("company {}", shown_text(company)));
    }
    names
}
