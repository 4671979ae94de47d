use std::fmt;
use std::ops::Range;

use super::string_enum::string_enum;
use super::{CowStr, Protocol};
use crate::text::{Redacted, quoted};

/// An example of a request or a response, as the key `examples` of an endpoint's file has it, with positions in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it is an example of.
    pub of: ExampleOf,
    /// Where it is from: the URL of a page, or words.
    pub source: CowStr,
    /// What it shows.
    pub doc: CowStr,
    /// Whether parameters are left out.
    pub is_partial: bool,
    /// Its protocol.
    pub protocol: Protocol,
    /// The values in the order of the file, without the envelope and the signature.
    pub values: Vec<ExampleValue>,
    /// Its signature.
    pub signed: Option<ExampleSignature>,
    /// The first character of the example, in bytes of the file.
    pub begin: Range<usize>,
    /// The first character of its values.
    pub values_begin: Range<usize>,
}

/// One value of an [`Example`]. `Debug` does not show its text.
#[derive(Clone, PartialEq, Eq)]
pub struct ExampleValue {
    /// The name on the wire.
    pub name: String,
    /// The content of a string; an object or a list as JSON without white space; any other value as it is written; nothing
    /// for null.
    pub text: String,
    /// Its type in JSON.
    pub kind: ExampleKind,
    /// The range of the name in the file, in bytes, with its quotes.
    pub name_span: Range<usize>,
    /// The range of the value.
    pub span: Range<usize>,
}

/// The type of a value in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleKind {
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`, which is the same as an absent value.
    Null,
    /// An object or a list.
    Nested,
}

/// The signature of an [`Example`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleSignature {
    /// The key itself, which the gateway publishes for tests.
    pub key: LocatedText,
    /// The signed text with the key masked.
    pub text: LocatedText,
    /// The signature.
    pub signature: LocatedText,
}

/// A text with its range in the file, in bytes, with its quotes. `Debug` does not show the text.
#[derive(Clone, PartialEq, Eq)]
pub struct LocatedText {
    /// The text.
    pub text: String,
    /// The range.
    pub span: Range<usize>,
}

string_enum! {
    /// What an [`Example`] is an example of.
    pub enum ExampleOf {
        /// A request.
        Request = "request",
        /// A response.
        Response = "response",
    }
}

impl Example {
    /// A value by its name; `None` where it is absent, null or empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name).map(|value| value.text.as_str()).filter(|text| !text.is_empty())
    }

    /// A value by its name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&ExampleValue> {
        self.values.iter().find(|value| value.name == name)
    }
}

impl ExampleValue {
    /// The value as JSON without white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self.kind {
            ExampleKind::Text => quoted(&self.text),
            ExampleKind::Null => "null".to_owned(),
            ExampleKind::Number | ExampleKind::Boolean | ExampleKind::Nested => self.text.clone(),
        }
    }
}

impl fmt::Debug for ExampleValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, text: _, kind, name_span, span } = self;
        formatter
            .debug_struct("ExampleValue")
            .field("name", name)
            .field("text", &Redacted)
            .field("kind", kind)
            .field("name_span", name_span)
            .field("span", span)
            .finish()
    }
}

impl fmt::Debug for LocatedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text: _, span } = self;
        formatter.debug_struct("LocatedText").field("text", &Redacted).field("span", span).finish()
    }
}
