use std::borrow::Cow;

use super::{Items, Protocol, Table, Text};
use crate::text::words;

/// One row of a table: a parameter of a request or of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the schema file that is true or absent")]
pub struct Parameter {
    /// The name on the wire.
    pub name: Text,
    /// The type on the wire.
    pub value_type: ValueType,
    /// The largest length that is enforced, in Unicode scalar values; for integers, decimal digits.
    pub limit: Option<u32>,
    /// What the type holds, more precisely.
    pub format: Option<Format>,
    /// What a number counts.
    pub unit: Option<Unit>,
    /// Who sets it.
    pub origin: Origin,
    /// A request without it is refused.
    pub mandatory: bool,
    /// An answer without it is refused.
    pub always: bool,
    /// Its value is never shown to people. Those of a nested value can be sensitive too: see [`Parameter::holds_sensitive`].
    pub sensitive: bool,
    /// An answer repeats the value of the request's parameter of the same name; one with another value is refused.
    pub echo: bool,
    /// In an answer, the value may hold the separator `|`.
    pub separator: bool,
    /// Values outside of the listed ones are refused.
    pub closed: bool,
    /// What only some rows have.
    pub details: Box<Details>,
}

/// The rarer facts of a [`Parameter`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The name in Rust, where the name on the wire is none.
    pub rust: Option<Text>,
    /// What it is.
    pub doc: Text,
    /// The documented maximum length, where another one is enforced or none.
    pub documented_length: Option<u32>,
    /// The documentation's tables do not list it; it was seen in examples or real answers.
    pub undocumented: bool,
    /// What the gateway assumes when the parameter is absent.
    pub default: Option<Text>,
    /// The value that is always sent.
    pub fixed: Option<Text>,
    /// The listed values.
    pub values: Items<Value>,
    /// The reference list that holds the values.
    pub list: Option<Text>,
    /// The smallest number.
    pub smallest: Option<i64>,
    /// The largest number.
    pub largest: Option<i64>,
    /// The table of a nested value.
    pub table: Option<Cow<'static, Table>>,
    /// In a list whose items are lists of values: the row of the same answer that names these values.
    pub columns: Option<Text>,
    /// The only protocol in which it comes; its values can then be nested in a table of flat parameters too.
    pub protocol: Option<Protocol>,
    /// It travels as a header of the request and not in its body, and is not signed.
    pub header: Option<Header>,
    /// What to use instead.
    pub deprecated: Option<Text>,
    /// Where the documentation is wrong or contradicts itself.
    pub quirk: Option<Text>,
}

impl Details {
    /// A row without any of them.
    pub const NONE: Self = Self {
        rust: None,
        doc: Cow::Borrowed(""),
        documented_length: None,
        undocumented: false,
        default: None,
        fixed: None,
        values: Cow::Borrowed(&[]),
        list: None,
        smallest: None,
        largest: None,
        table: None,
        columns: None,
        protocol: None,
        header: None,
        deprecated: None,
        quirk: None,
    };
}

/// A header that carries a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name of the header.
    pub name: Text,
    /// What stands before the value.
    pub prefix: Text,
}

impl Parameter {
    /// Whether the caller of an endpoint sets it: neither the credentials, the signature nor the protocol give it, and
    /// its value is not fixed.
    #[must_use]
    pub fn is_set_by_caller(&self) -> bool {
        self.origin == Origin::Caller && self.details.fixed.is_none()
    }

    /// Whether its value is made of others that have a table of their own.
    #[must_use]
    pub fn is_nested(&self) -> bool {
        matches!(self.value_type, ValueType::Object | ValueType::List | ValueType::Map)
    }

    /// Whether its value is never shown to people, or holds one that is not.
    #[must_use]
    pub fn holds_sensitive(&self) -> bool {
        self.sensitive || self.details.table.as_ref().is_some_and(|table| table.holds_sensitive())
    }

    /// Its name in Rust: given, or the name on the wire.
    #[must_use]
    pub fn rust_name(&self) -> &str {
        self.details.rust.as_deref().unwrap_or(&self.name)
    }

    /// Whether an enumeration is made of the values that it lists itself. Flags and currencies have one already.
    #[must_use]
    pub fn has_own_type(&self) -> bool {
        let has_type = matches!(self.format, Some(Format::Flag | Format::Currency));
        !has_type && self.details.list.is_none() && !self.details.values.is_empty()
    }

    /// Whether its text is digits or nothing in every answer that is accepted: amounts, and numbers that name something.
    #[must_use]
    pub fn is_digits(&self) -> bool {
        self.value_type == ValueType::Integer && matches!(self.unit, Some(Unit::Minor | Unit::Identifier))
    }
}

/// A value that a row lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The value on the wire.
    pub value: Text,
    /// The Rust name of the variant, where the value gives none or one that another value has too.
    pub rust: Option<Text>,
    /// What it means.
    pub doc: Text,
    /// How an operation ended whose answer holds this value.
    pub outcome: Option<Outcome>,
}

words! {
    /// The type of a value on the wire.
    pub enum ValueType {
        /// Text.
        String = "string",
        /// A whole number.
        Integer = "integer",
        /// `true` or `false`; not in flat signed tables.
        Boolean = "boolean",
        /// A decimal number, kept as its exact text; not in flat signed tables.
        Decimal = "decimal",
        /// An object with a table of its own; not in flat signed tables.
        Object = "object",
        /// A list of objects with a table of their own; not in flat signed tables.
        List = "list",
        /// A map from any name to objects with a table of their own; not in flat signed tables.
        Map = "map",
        /// A list of plain values, each a text or a number; not in flat signed tables.
        Texts = "texts",
    }
}

words! {
    /// What a string holds, more precisely.
    pub enum Format {
        /// Three letters (ISO 4217).
        Currency = "currency",
        /// `Y` or `N`.
        Flag = "flag",
        /// An address; a hint, not checked.
        Url = "url",
        /// An e-mail address; a hint, not checked.
        Email = "email",
        /// An IP address; a hint, not checked.
        Ip = "ip",
        /// `DD.MM.YYYY hh:mm:ss`, without a time zone.
        DateTime = "date_time",
        /// `DD.MM.YYYY`.
        Date = "date",
        /// The expiry of a card, `MMYY`.
        Expiry = "expiry",
        /// The digits of a card number.
        CardNumber = "card_number",
        /// JSON as text.
        Json = "json",
        /// Base64 of JSON.
        Base64Json = "base64_json",
    }
}

words! {
    /// What a number counts.
    pub enum Unit {
        /// An amount in minor units of its currency: 1020 is 10.20 GEL.
        Minor = "minor",
        /// It counts nothing: it names a merchant, a payment.
        Identifier = "identifier",
        /// Seconds.
        Seconds = "seconds",
    }
}

words! {
    /// Who sets a parameter of a request.
    pub enum Origin {
        /// The caller.
        Caller = "caller",
        /// The credentials: the merchant's number. In an answer, it must be the same one.
        Credentials = "credentials",
        /// The signature, or what only accompanies it; neither is signed.
        Signature = "signature",
        /// The protocol: its version.
        Protocol = "protocol",
    }
}

words! {
    /// How an operation ended.
    pub enum Outcome {
        /// It succeeded.
        Approved = "approved",
        /// It has not ended yet.
        Pending = "pending",
        /// It did not succeed.
        Declined = "declined",
        /// It succeeded and was taken back in full.
        Reversed = "reversed",
    }
}
