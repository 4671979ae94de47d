//! Types of single values: dates, listed values, flags.

mod date;
mod flag;
mod listed;
mod open_enum;
mod redacted;
mod sensitive;
pub(crate) mod typed_texts;

pub use date::{Date, DateTime, ParseDateError};
pub use flag::Flag;
pub use listed::{ParseValueError, WireEnum};
pub use open_enum::OpenEnum;
pub(crate) use redacted::REDACTED;
pub use sensitive::Sensitive;
