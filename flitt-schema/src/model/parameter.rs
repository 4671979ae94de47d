use std::borrow::Cow;
use std::fmt;

use super::string_enum::string_enum;
use super::{Condition, CowSlice, CowStr, Protocol, Shared, Table};
use crate::text::Redacted;

/// A parameter of a request, a response or a nested value: one row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the schema file that is true or absent")]
pub struct Parameter {
    /// The name on the wire.
    pub name: CowStr,
    /// The type on the wire.
    pub value_type: ValueType,
    /// The maximum length that is enforced, in Unicode scalar values; for integers in decimal digits.
    pub limit: Option<u32>,
    /// The format of a string.
    pub format: Option<Format>,
    /// The unit of an integer.
    pub unit: Option<Unit>,
    /// Who sets it.
    pub origin: Origin,
    /// The gateway rejects a request without it.
    pub mandatory: bool,
    /// The client rejects a response without it.
    pub always: bool,
    /// Its value is redacted wherever it is shown. See also [`Parameter::contains_sensitive`].
    pub sensitive: bool,
    /// A response repeats the value of the request's parameter of the same name; one with another value is rejected.
    pub echo: bool,
    /// In a response, the value may contain the separator `|`.
    pub separator: bool,
    /// Only the listed values are accepted.
    pub closed: bool,
    /// The rarer properties.
    pub details: Box<Details>,
}

/// The rarer properties of a [`Parameter`]. `Debug` does not show `default` and `fixed`, which can be those of a sensitive one.
#[derive(Clone, PartialEq, Eq)]
pub struct Details {
    /// The name in Rust, if the name on the wire cannot be used.
    pub rust: Option<CowStr>,
    /// The description.
    pub doc: CowStr,
    /// The documented maximum length, if another one is enforced, or none.
    pub documented_length: Option<u32>,
    /// Whether a table of the gateway's documentation lists it. Others were seen in examples or real responses.
    pub documented: bool,
    /// The value that the gateway assumes if the parameter is absent.
    pub default: Option<CowStr>,
    /// The value that is always sent.
    pub fixed: Option<CowStr>,
    /// The listed values.
    pub values: Shared<[Value]>,
    /// The name of the reference list with the values.
    pub list: Option<CowStr>,
    /// The minimum of an integer.
    pub smallest: Option<i64>,
    /// The maximum of an integer.
    pub largest: Option<i64>,
    /// In a request, the conditions under which 0 is accepted although it is below the minimum: all of them hold.
    pub zero_when: CowSlice<Condition>,
    /// In a response, its value decides nothing: it is returned as its exact text, and never a reason to reject.
    pub informational: bool,
    /// The table of a nested value.
    pub table: Option<Shared<Table>>,
    /// In a list whose items are lists of values: the parameter of the same response that names these values.
    pub columns: Option<CowStr>,
    /// The only protocol in which a response has it; its value can then be nested in a table of flat parameters too.
    pub protocol: Option<Protocol>,
    /// It is sent as a header of the request, not in the body, and is not signed.
    pub header: Option<Header>,
    /// What to use instead.
    pub deprecated: Option<CowStr>,
    /// An error or a contradiction in the gateway's documentation.
    pub quirk: Option<CowStr>,
}

impl Details {
    /// A parameter without any of them.
    pub const NONE: Self = Self {
        rust: None,
        doc: Cow::Borrowed(""),
        documented_length: None,
        documented: true,
        default: None,
        fixed: None,
        values: Shared::borrowed(&[]),
        list: None,
        smallest: None,
        largest: None,
        zero_when: Cow::Borrowed(&[]),
        informational: false,
        table: None,
        columns: None,
        protocol: None,
        header: None,
        deprecated: None,
        quirk: None,
    };
}

impl fmt::Debug for Details {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rust,
            doc,
            documented_length,
            documented,
            default,
            fixed,
            values,
            list,
            smallest,
            largest,
            zero_when,
            informational,
            table,
            columns,
            protocol,
            header,
            deprecated,
            quirk,
        } = self;
        formatter
            .debug_struct("Details")
            .field("rust", rust)
            .field("doc", doc)
            .field("documented_length", documented_length)
            .field("documented", documented)
            .field("default", &default.as_ref().map(|_| Redacted))
            .field("fixed", &fixed.as_ref().map(|_| Redacted))
            .field("values", values)
            .field("list", list)
            .field("smallest", smallest)
            .field("largest", largest)
            .field("zero_when", zero_when)
            .field("informational", informational)
            .field("table", table)
            .field("columns", columns)
            .field("protocol", protocol)
            .field("header", header)
            .field("deprecated", deprecated)
            .field("quirk", quirk)
            .finish()
    }
}

impl Default for Details {
    fn default() -> Self {
        Self::NONE
    }
}

/// A header as which a parameter is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name of the header.
    pub name: CowStr,
    /// The text before the value.
    pub prefix: CowStr,
}

impl Parameter {
    /// Whether the caller sets it: its value is not fixed and does not come from the credentials, the signature or the
    /// protocol.
    #[must_use]
    pub fn is_set_by_caller(&self) -> bool {
        self.origin == Origin::Caller && self.details.fixed.is_none()
    }

    /// Whether its value is nested: an object, a list or a map with a table of its own.
    #[must_use]
    pub fn is_nested(&self) -> bool {
        matches!(self.value_type, ValueType::Object | ValueType::List | ValueType::Map)
    }

    /// Whether its value is an address, whose user information and query can be secrets.
    #[must_use]
    pub fn is_address(&self) -> bool {
        matches!(self.format, Some(Format::Url | Format::CallbackUrl | Format::ReturnUrl))
    }

    /// Whether its value is sensitive or contains a sensitive value.
    #[must_use]
    #[inline]
    pub fn contains_sensitive(&self) -> bool {
        self.sensitive || self.details.table.as_ref().is_some_and(|table| table.contains_sensitive())
    }

    /// Its name in Rust: `rust` of the file, or the name on the wire.
    #[must_use]
    pub fn rust_name(&self) -> &str {
        self.details.rust.as_deref().unwrap_or(&self.name)
    }

    /// Whether an enumeration is generated from its own listed values. Flags and currencies use existing types.
    #[must_use]
    pub fn has_own_type(&self) -> bool {
        let has_type = matches!(self.format, Some(Format::Flag | Format::Currency));
        !has_type && self.details.list.is_none() && !self.details.values.is_empty()
    }

    /// The value that every request has in place of one of the caller; `None` where there is none, or where it comes from elsewhere
    /// (`from`).
    #[must_use]
    pub fn fixed(&self) -> Option<&str> {
        self.details.fixed.as_deref().filter(|_| self.origin == Origin::Caller)
    }

    /// Whether its text consists of digits, or is empty, in every accepted response: identifiers, and amounts that are
    /// not informational, unless their minimum is below 0.
    #[must_use]
    pub fn is_digits(&self) -> bool {
        self.is_decisive_integer() && !self.can_be_negative()
    }

    /// Whether a response with this text, which is not empty, is accepted: identifiers and amounts that are not
    /// informational must be integers of 64 bits, with a sign only if their minimum is below 0.
    #[must_use]
    pub fn accepts_integer(&self, text: &str) -> bool {
        if !self.is_decisive_integer() {
            return true;
        }
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if self.can_be_negative() {
            is_digits(text.strip_prefix('-').unwrap_or(text)) && text.parse::<i64>().is_ok()
        } else {
            is_digits(text) && text.parse::<u64>().is_ok()
        }
    }

    /// Whether it is an identifier or an amount that is not informational.
    fn is_decisive_integer(&self) -> bool {
        self.value_type == ValueType::Integer
            && matches!(self.unit, Some(Unit::Minor | Unit::Identifier))
            && !self.details.informational
    }

    /// Whether its minimum is below 0.
    fn can_be_negative(&self) -> bool {
        self.details.smallest.is_some_and(|smallest| smallest < 0)
    }
}

/// A listed value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The value on the wire.
    pub value: CowStr,
    /// The Rust name of the variant, if the value gives none, or the name of another value.
    pub rust: Option<CowStr>,
    /// The meaning.
    pub doc: CowStr,
    /// The outcome of an operation whose response has this value.
    pub outcome: Option<Outcome>,
}

string_enum! {
    /// The type of a value on the wire.
    pub enum ValueType {
        /// Text.
        String = "string",
        /// An integer.
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
        /// A string, or an integer if its text is one; not in flat signed tables.
        StringOrInteger = "string_or_integer",
    }
}

string_enum! {
    /// The format of a string.
    pub enum Format {
        /// Three letters (ISO 4217); in requests capital ones.
        Currency = "currency",
        /// `Y` or `N`.
        Flag = "flag",
        /// A URL; a hint, not checked.
        Url = "url",
        /// The address to which the gateway posts callbacks: absolute, http or https, with a host.
        CallbackUrl = "callback_url",
        /// The address to which a payer's browser returns: absolute, on the web or in an application.
        ReturnUrl = "return_url",
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
        /// JSON as a string.
        Json = "json",
        /// JSON in base64.
        Base64Json = "base64_json",
    }
}

string_enum! {
    /// The unit of an integer.
    pub enum Unit {
        /// An amount in minor units of its currency: 1020 is 10.20 GEL.
        Minor = "minor",
        /// No unit: it identifies a merchant, a payment.
        Identifier = "identifier",
        /// Seconds.
        Seconds = "seconds",
    }
}

string_enum! {
    /// Who sets a parameter of a request.
    pub enum Origin {
        /// The caller.
        Caller = "caller",
        /// The credentials: the merchant id. In a response, it must be the same.
        Credentials = "credentials",
        /// The signature, or a parameter that only accompanies it; neither is signed.
        Signature = "signature",
        /// The protocol: its version.
        Protocol = "protocol",
    }
}

string_enum! {
    /// The outcome of an operation.
    pub enum Outcome {
        /// It succeeded.
        Approved = "approved",
        /// It has not been decided yet.
        Pending = "pending",
        /// It failed.
        Declined = "declined",
        /// It succeeded and was reversed in full.
        Reversed = "reversed",
    }
}
