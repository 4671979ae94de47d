//! Redaction: keeps secrets out of every text that people see. It is used by the client, the sandbox and the command line.
//!
//! - `policy`: which values are shown, by the schema files; `json`: a body without the others.
//! - `text`: secrets in a text, each a `needle`, in every one of the `layers` that the text says when it is decoded (`escapes`,
//!   `references`, `tags`, `fold`); `card_numbers`, `ibans`, `labels`: those that nobody gave; `hits`: what is replaced.
//! - `names`, `address`, `terminal`: names of fields, addresses, control characters.

mod address;
mod card_numbers;
mod embedded;
mod escapes;
mod fold;
mod hits;
mod ibans;
mod json;
mod labels;
mod layers;
mod names;
mod needle;
mod policy;
mod references;
mod tags;
mod terminal;
mod text;

pub use card_numbers::{passes_luhn, without_card_numbers};
pub use json::{RedactedBody, Shown};
pub(crate) use json::{shown_json, without_json};
pub use names::shown_name;
pub use policy::Policy;
pub use terminal::{on_one_line, printable, printable_json};
pub use text::{ShownDebug, TextRedactor, shown_text};

/// An address without its secrets, and without card numbers in its path.
#[must_use]
pub fn shown_address(text: &str) -> String {
    shown_text(&address::without_secrets(text)).into_owned()
}

/// The value of a parameter that is not sensitive, as `Debug` shows it.
#[must_use]
pub fn shown_value<'v>(parameter: &flitt_schema::Parameter, text: &'v str) -> std::borrow::Cow<'v, str> {
    if parameter.is_address() { shown_address(text).into() } else { json::of_parameter(parameter, text).into() }
}
