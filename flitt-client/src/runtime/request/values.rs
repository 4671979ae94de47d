//! The values of a request: one text for each parameter of its table, exactly as it will be signed and sent.
#![expect(clippy::needless_pass_by_value, reason = "setters give their argument away")]

use std::fmt;

use flitt_schema::{Format, Origin, Parameter, Rule, Table, Violation, check_values};

use super::argument::{
    Integer as _, Listed, Optional, OptionalInteger, OptionalListed, OptionalSwitch, OptionalText,
    OptionalTextOrInteger,
};
use super::validation_error::ValidationError;
use crate::runtime::credentials::Credentials;
use crate::runtime::redact::shown_value;
use crate::runtime::value::{REDACTED, WireEnum};

/// The values that a caller has set, by the position of their parameter in the table.
///
/// Only generated code sets values: programs cannot name this type.
#[derive(Clone)]
pub struct Values {
    /// All values, concatenated.
    text: String,
    /// The byte range of each parameter's value.
    rows: Box<[Option<(usize, usize)>]>,
    version: Version,
    /// The parameter of an amount that knows its currency, with that currency.
    money: Option<(usize, &'static str)>,
}

/// Which version of the protocol a request is sent in, and whether it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// That of the table, or 2.0 where a value is nested.
    Automatic,
    /// Protocol 1, with its version.
    Named,
    /// Protocol 1, without a version: the gateway assumes it.
    Omitted,
}

/// The initial capacity for values, in bytes.
const USUAL_LENGTH: usize = 256;

impl Values {
    /// No value set, for a table with this many parameters.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self {
            text: String::with_capacity(USUAL_LENGTH),
            rows: vec![None; rows].into_boxed_slice(),
            version: Version::Automatic,
            money: None,
        }
    }

    /// Sets a text.
    #[must_use]
    pub fn set_text(self, row: usize, text: impl OptionalText) -> Self {
        match text.as_optional_text() {
            Some(text) => self.written(row, |all| all.push_str(text)),
            None => self,
        }
    }

    /// Sets a whole number.
    #[must_use]
    pub fn set_integer(self, row: usize, number: impl OptionalInteger) -> Self {
        match number.into_optional() {
            Some(number) => self.with_currency(row, number.currency()).written(row, |all| number.push_digits(all)),
            None => self,
        }
    }

    /// Notes the currency of an amount that knows it, or forgets that of an earlier one.
    fn with_currency(mut self, row: usize, currency: Option<&'static str>) -> Self {
        if currency.is_some() || self.money.is_some_and(|(of, _)| of == row) {
            self.money = currency.map(|currency| (row, currency));
        }
        self
    }

    /// Sets `true` or `false`.
    #[must_use]
    pub fn set_boolean(self, row: usize, value: impl Optional<bool>) -> Self {
        self.set_text(row, value.into_optional().map(|value| if value { "true" } else { "false" }))
    }

    /// Sets a flag.
    #[must_use]
    pub fn set_switch(self, row: usize, value: impl OptionalSwitch) -> Self {
        self.set_text(row, value.into_optional_flag().map(WireEnum::as_str))
    }

    /// Sets a value of a closed list.
    #[must_use]
    pub fn set_closed<T: WireEnum>(self, row: usize, value: impl Optional<T>) -> Self {
        self.set_text(row, value.into_optional().map(WireEnum::as_str))
    }

    /// Sets a value of an open list.
    #[must_use]
    pub fn set_listed<T: WireEnum>(self, row: usize, value: impl Listed<T>) -> Self {
        self.set_text(row, value.wire_text())
    }

    /// Sets a value of an open list, if there is one.
    #[must_use]
    pub fn set_optional_listed<T: WireEnum>(self, row: usize, value: impl OptionalListed<T>) -> Self {
        self.set_text(row, value.optional_wire_text())
    }

    /// Sets what is a string or an integer.
    #[must_use]
    pub fn set_text_or_integer(self, row: usize, value: impl OptionalTextOrInteger) -> Self {
        match value.as_optional() {
            Some(value) => self.written(row, |all| value.push_to(all)),
            None => self,
        }
    }

    /// Leaves out what the protocol sets: its version. The gateway then assumes protocol 1, also for nested values.
    #[must_use]
    pub fn without_protocol(mut self) -> Self {
        self.version = Version::Omitted;
        self
    }

    /// Sends the request in protocol 1, also with nested values.
    #[must_use]
    pub fn in_protocol_1(mut self) -> Self {
        self.version = Version::Named;
        self
    }

    /// Sets a parameter by its text: one of the caller, or the version of the protocol, which an empty text leaves out. The
    /// values as they were where the caller does not set it.
    pub(super) fn with_parameter(self, parameter: &Parameter, row: usize, text: &str) -> Result<Self, Self> {
        let is_version = parameter.origin == Origin::Protocol;
        if is_version && text.is_empty() {
            Ok(self.without_protocol())
        } else if is_version && parameter.details.default.as_deref() == Some(text) {
            Ok(self.in_protocol_1())
        } else if parameter.is_set_by_caller() {
            Ok(self.set_text(row, text))
        } else {
            Err(self)
        }
    }

    /// Whether the version of the protocol is left out.
    pub(crate) fn omits_protocol(&self) -> bool {
        self.version == Version::Omitted
    }

    /// Whether the caller chose protocol 1.
    pub(crate) fn is_protocol_1(&self) -> bool {
        self.version != Version::Automatic
    }

    /// The value of a parameter; `None` where it is not set.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> Option<&str> {
        let (start, end) = (*self.rows.get(row)?)?;
        self.text.get(start..end)
    }

    /// The value that the caller or, with `fixed`, the schema file gives a parameter; `None` where neither does.
    #[inline]
    pub(crate) fn given<'v>(&'v self, table: &'v Table, row: usize) -> Option<&'v str> {
        self.get(row).or_else(|| table.rows.get(row)?.fixed())
    }

    /// The value of a parameter by its name on the wire; `None` where it is not set.
    pub(crate) fn by_name(&self, table: &Table, name: &str) -> Option<&str> {
        self.get(table.position(name)?)
    }

    /// Appends a value. An earlier value of the same parameter stays in the text, unread.
    fn written(mut self, row: usize, write: impl FnOnce(&mut String)) -> Self {
        let start = self.text.len();
        write(&mut self.text);
        if let Some(extent) = self.rows.get_mut(row) {
            *extent = Some((start, self.text.len()));
        }
        self
    }

    /// Whether a parameter is set to a value that is not empty.
    #[inline]
    pub(crate) fn is_set(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|extent| extent.is_some_and(|(start, end)| start < end))
    }

    /// All values, concatenated: what holds for each byte of it holds for each value.
    pub(crate) fn all(&self) -> &str {
        &self.text
    }

    /// The value that is sent for a parameter, whether from the caller, the credentials or the protocol; `None` where
    /// nothing is sent.
    pub(crate) fn sent<'v>(&'v self, table: &'v Table, row: usize, credentials: &'v Credentials) -> Option<&'v str> {
        let parameter = table.rows.get(row)?;
        let text = match parameter.origin {
            Origin::Caller => self.given(table, row),
            Origin::Credentials => Some(credentials.merchant_id()),
            Origin::Protocol if self.version != Version::Omitted => {
                parameter.details.fixed.as_deref().or(parameter.details.default.as_deref())
            }
            Origin::Protocol | Origin::Signature => None,
        };
        text.filter(|text| !text.is_empty())
    }

    /// Checks every value and every group against the table.
    pub(crate) fn check(&self, table: &Table, endpoint: &str) -> Result<(), ValidationError> {
        let mut violations = check_values(table, |row| self.get(row));
        violations.extend(self.other_currency(table));
        if violations.is_empty() { Ok(()) } else { Err(ValidationError::new(endpoint, violations)) }
    }

    /// The violation of a currency that is not that of the amount. A table with several currencies says nothing about it.
    fn other_currency(&self, table: &Table) -> Option<Violation> {
        let (_, currency) = self.money?;
        let mut currencies = table.rows.iter().enumerate().filter(|(_, row)| row.format == Some(Format::Currency));
        let (Some((row, parameter)), None) = (currencies.next(), currencies.next()) else { return None };
        let other = self.given(table, row).filter(|given| !given.is_empty() && *given != currency);
        other.map(|_| Violation { parameter: parameter.name.clone(), rule: Rule::OtherCurrency })
    }

    /// Writes the values by name; sensitive ones are redacted.
    pub(crate) fn debug(&self, table: &Table, name: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct(name);
        for (row, parameter) in table.rows.iter().enumerate() {
            match self.get(row) {
                Some(_) if parameter.contains_sensitive() => shown.field(&parameter.name, &REDACTED),
                Some(text) => shown.field(&parameter.name, &shown_value(parameter, text)),
                None => continue,
            };
        }
        shown.finish()
    }
}

/// Equal if the same parameters are set to the same values.
impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        let same_rows = self.rows.len() == other.rows.len();
        let same_texts = (0..self.rows.len()).all(|row| self.get(row) == other.get(row));
        same_rows && same_texts && self.version == other.version
    }
}

impl Eq for Values {}

#[cfg(test)]
mod tests {
    use flitt_schema::{InMemory, Library};

    use super::{Rule, Values};

    /// The rules that these values of `sum` and `note` violate, beside a `kind` that is always `check` and a currency that is
    /// always GEL.
    fn broken(keys_of_sum: &str, groups: &str, set: impl Fn(Values) -> Values) -> Vec<Rule> {
        let file = format!(
            r#"{{ "endpoint": "pay", "path": "/pay", "key": "none", "groups": [{groups}], "request": [
                {{ "name": "sum", "type": "integer", "max_length": 9{keys_of_sum} }},
                {{ "name": "note", "type": "string", "max_length": 9 }},
                {{ "name": "kind", "type": "string", "fixed": "check" }},
                {{ "name": "currency", "type": "string", "format": "currency", "fixed": "GEL" }}
            ], "response": {{ "rows": [], "signed": "never" }} }}"#
        );
        let library = Library::read_folder(&InMemory::from_iter([("pay.json", file)]));
        assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
        let checked = set(Values::new(4)).check(&library.endpoints[0].model.request, "pay");
        let violations = checked.err().map_or_else(Vec::new, super::ValidationError::into_violations);
        violations.into_iter().map(|violation| violation.rule).collect()
    }

    #[test]
    fn a_condition_on_what_is_always_sent_holds() {
        let zero = r#", "smallest": 1, "zero_when": [{ "parameter": "kind", "is": ["check"] }]"#;
        assert_eq!(broken(zero, "", |values| values.set_text(0, "0")), []);
        let requires = r#"{ "rule": "requires", "of": ["note"], "when": { "parameter": "kind" } }"#;
        assert!(matches!(&broken("", requires, |values| values)[..], [Rule::Group(_)]));
        assert_eq!(broken("", requires, |values| values.set_text(1, "x")), []);
    }

    #[test]
    fn a_group_counts_what_is_always_sent() {
        let excludes = r#"{ "rule": "excludes", "of": ["kind", "note"] }"#;
        assert_eq!(broken("", excludes, |values| values), []);
        assert!(matches!(&broken("", excludes, |values| values.set_text(1, "x"))[..], [Rule::Group(_)]));
        let one = r#"{ "rule": "exactly_one", "of": ["kind", "note"] }"#;
        assert_eq!(broken("", one, |values| values), []);
    }

    #[test]
    fn an_amount_of_another_currency_than_the_one_that_is_always_sent_is_rejected() {
        let amount = |currency| broken("", "", |values| values.set_integer(0, 5).with_currency(0, Some(currency)));
        assert_eq!(amount("GEL"), []);
        assert_eq!(amount("USD"), [Rule::OtherCurrency]);
    }
}
