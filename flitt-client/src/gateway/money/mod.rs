//! Amounts of money: minor units, and the decimal text that people read. Never a floating point number.

mod amount;
mod value;

pub use amount::AmountError;
pub use value::Money;
