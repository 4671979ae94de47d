//! The guide: one chapter for each task of a shop. The tests compile and run every block of Rust, most of them against the local
//! gateway `flitt-sandbox`.
//!
//! 1. [A first payment](first_payment)
//! 2. [Callbacks](callbacks)
//! 3. [Saving a card, and charging it](saved_card)
//! 4. [Two stages: hold, then capture](two_stages)
//! 5. [Refunds](refunds)
//! 6. [Payouts](payouts)
//! 7. [When a call fails, and unknown outcomes](unknown_outcomes)
//! 8. [Calls: time limits, HTTP responses, and hooks](calls)
//! 9. [Storing, comparing and logging](storing)
//! 10. [Testing with the local gateway](testing)
//! 11. [Testing a shop in any language](probe)
//! 12. [Security](security)
//! 13. [Migrating from a client of another language](migrating)
//! 14. [Adding an endpoint](adding_an_endpoint)
//! 15. [A private API, with the derive](private_api)
//! 16. [Schema files](schema_files)
//! 17. [The keys of schema files](schema_keys)
//!
//! The crate `flitt-orders` stores orders in SQLite or PostgreSQL; its module `running` is the chapter on that.

#[doc = include_str!("first_payment.md")]
pub mod first_payment {}

#[doc = include_str!("callbacks.md")]
pub mod callbacks {}

#[doc = include_str!("saved_card.md")]
pub mod saved_card {}

#[doc = include_str!("two_stages.md")]
pub mod two_stages {}

#[doc = include_str!("refunds.md")]
pub mod refunds {}

#[doc = include_str!("payouts.md")]
pub mod payouts {}

#[doc = include_str!("storing.md")]
pub mod storing {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("adding_an_endpoint.md")]
pub mod adding_an_endpoint {}

#[doc = include_str!("private_api.md")]
pub mod private_api {}

#[doc = include_str!("security.md")]
pub mod security {}

#[doc = include_str!("migrating.md")]
pub mod migrating {}

#[doc = include_str!("unknown_outcomes.md")]
pub mod unknown_outcomes {}

#[doc = include_str!("probe.md")]
pub mod probe {}

#[doc = include_str!("schema_files.md")]
pub mod schema_files {}

#[doc = include_str!("schema_keys.md")]
pub mod schema_keys {}

#[doc = include_str!("calls.md")]
pub mod calls {}
