//! Redaction: keeps secrets out of every text that people see. It is used by the client, the sandbox and the command line.
//!
//! - `policy`: which values are shown, by the schema files; `json`: a body without the others.
//! - `text`: secrets in a text, in every encoding of `secret_encodings`; `card_numbers`: those that nobody gave.
//! - `names`, `address`, `terminal`: names of fields, addresses, control characters.

mod address;
mod card_numbers;
mod embedded;
mod json;
mod names;
mod policy;
mod secret_encodings;
mod terminal;
mod text;

pub use address::without_secrets as address;
pub use card_numbers::{passes_luhn, without_card_numbers};
pub use json::{RedactedBody, Shown};
pub use names::shown_name;
pub use policy::Policy;
pub use terminal::{printable, printable_json};
pub use text::{TextRedactor, replace};
