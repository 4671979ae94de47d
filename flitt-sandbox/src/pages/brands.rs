//! The logos of card brands. The script shows the one that matches the card number.

use maud::{Markup, html};

/// All logos, hidden at first.
pub(super) fn badge() -> Markup {
    html! {
        span.brand id="brand" aria-hidden="true" {
            svg data-mark="Visa" viewBox="0 0 40 26" {
                rect width="40" height="26" rx="4" fill="#1a1f71" {}
                text x="20" y="17.5" text-anchor="middle" fill="#fff" { "VISA" }
            }
            svg data-mark="MasterCard" viewBox="0 0 40 26" {
                rect width="40" height="26" rx="4" fill="#222" {}
                circle cx="16" cy="13" r="7.5" fill="#eb001b" {}
                circle cx="24" cy="13" r="7.5" fill="#f79e1b" fill-opacity=".85" {}
            }
            svg data-mark="Humo" viewBox="0 0 40 26" {
                rect width="40" height="26" rx="4" fill="#0b6e6e" {}
                text x="20" y="17" text-anchor="middle" fill="#fff" { "HUMO" }
            }
            svg data-mark="UzCard" viewBox="0 0 40 26" {
                rect width="40" height="26" rx="4" fill="#0a5cad" {}
                text x="20" y="17" text-anchor="middle" fill="#fff" { "UZCARD" }
            }
        }
    }
}
