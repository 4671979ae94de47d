//! Merchants in a JSON file.

use std::fmt;

use serde::Deserialize;

use super::Merchant;
use crate::redact::shown_name;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    merchants: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    merchant_id: u64,
    #[serde(default)]
    name: String,
    payment_key: String,
    payout_key: Option<String>,
    company: Option<Company>,
    #[serde(default = "default_split")]
    split: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Company {
    id: String,
    key: String,
}

fn default_split() -> bool {
    true
}

/// A file of merchants is invalid. The message contains no values of the file, because the file contains keys. For the
/// same reason there is no `source`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantsError {
    line: usize,
    column: usize,
    message: String,
}

impl MerchantsError {
    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in bytes, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is invalid there, without the position.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for MerchantsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for MerchantsError {}

impl Merchant {
    /// Reads merchants from JSON. `name`, `payout_key`, `company` and `split` are optional.
    ///
    /// ```
    /// use flitt_sandbox::Merchant;
    ///
    /// let merchants = Merchant::read_all(r#"{ "merchants": [{
    ///     "merchant_id": 7, "name": "Tea house", "payment_key": "mine", "payout_key": "mine too",
    ///     "company": { "id": "1019", "key": "ours" }, "split": false
    /// }] }"#)?;
    /// assert_eq!((merchants[0].id(), merchants[0].name()), (7, "Tea house"));
    /// let error = Merchant::read_all(r#"{ "merchants": [{ "merchant": 7 }] }"#).unwrap_err();
    /// assert!(error.to_string().contains("unknown field `merchant`, expected one of `merchant_id`"));
    /// # Ok::<(), flitt_sandbox::MerchantsError>(())
    /// ```
    pub fn read_all(json: &str) -> Result<Vec<Self>, MerchantsError> {
        let file: File = serde_json::from_str(json).map_err(|error| MerchantsError {
            line: error.line(),
            column: error.column(),
            message: without_values(&error.to_string()),
        })?;
        Ok(file.merchants.into_iter().map(Self::from).collect())
    }
}

impl From<Entry> for Merchant {
    fn from(entry: Entry) -> Self {
        let mut merchant = Self::new(entry.merchant_id, &entry.payment_key).with_name(&entry.name);
        if let Some(key) = &entry.payout_key {
            merchant = merchant.with_payout_key(key);
        }
        if let Some(company) = &entry.company {
            merchant = merchant.with_company(&company.id, &company.key);
        }
        if entry.split { merchant } else { merchant.without_split() }
    }
}

/// The parser's message without the value that it quotes, and without the position.
fn without_values(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    let is_about_value = message.starts_with("invalid ");
    match message.rsplit_once(", expected ") {
        Some((_, "u64")) if is_about_value => "expected an integer".to_owned(),
        Some((_, expected)) if is_about_value && expected.starts_with("struct ") => "expected an object".to_owned(),
        Some((_, expected)) if is_about_value => format!("expected {expected}"),
        _ => with_shown_names(message),
    }
}

/// The message with the names in it that have the form of names: another one can be a key in the wrong place.
fn with_shown_names(message: &str) -> String {
    let parts = message.split('`').enumerate();
    let shown = parts.map(|(index, part)| if index % 2 == 1 { shown_name(part).into_owned() } else { part.to_owned() });
    shown.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::Merchant;

    #[test]
    fn errors_have_positions_and_show_no_keys() {
        let secret = "hunter2";
        for (json, message) in [
            (
                format!("{{\n \"merchants\": [{{ \"merchant_id\": \"{secret}\" }}] }}"),
                "line 2, column 41: expected an integer",
            ),
            (
                format!(r#"{{"merchants":[{{"merchant_id":7,"payment_key":["{secret}"]}}]}}"#),
                "line 1, column 45: expected a string",
            ),
            (
                format!(r#"{{"merchants":[{{"merchant_id":7}}],"x":"{secret}"}}"#),
                "line 1, column 31: missing field `payment_key`",
            ),
            (format!(r#"{{"merchants":[],"merchants":"{secret}"}}"#), "line 1, column 27: duplicate field `merchants`"),
            (format!(r#"{{"merchants":[]}} {secret}"#), "line 1, column 18: trailing characters"),
            (secret.to_owned(), "line 1, column 1: expected value"),
            ("[]".to_owned(), "line 1, column 2: expected an object"),
        ] {
            let error = Merchant::read_all(&json).unwrap_err().to_string();
            assert!(error.starts_with(message) && !error.contains(secret), "{json}: {error}");
        }
    }
}
