//! Types of single values: dates, listed values, flags.

mod date;
mod flag;
mod open_enum;
mod redacted;

pub use date::{Date, DateTime, ParseDateError};
pub use flag::Flag;
pub use open_enum::{OpenEnum, WireEnum};
pub(crate) use redacted::REDACTED;
