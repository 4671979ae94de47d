//! Merchants from a file.

use std::fmt;

use serde::Deserialize;

use super::Merchant;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    merchants: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    merchant_id: u64,
    payment_key: String,
    payout_key: Option<String>,
    company: Option<Company>,
    #[serde(default = "yes")]
    split: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Company {
    id: String,
    key: String,
}

fn yes() -> bool {
    true
}

/// What is wrong with a file of merchants. No value of it is shown: it holds keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantsError {
    line: usize,
    column: usize,
    what: String,
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

    /// What is wrong there.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }
}

impl fmt::Display for MerchantsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

impl std::error::Error for MerchantsError {}

impl Merchant {
    /// Reads the merchants of a JSON text. `payout_key`, `company` and `split` may be left out.
    ///
    /// ```
    /// use flitt_sandbox::Merchant;
    ///
    /// let merchants = Merchant::read_all(r#"{ "merchants": [{
    ///     "merchant_id": 7, "payment_key": "mine", "payout_key": "mine too",
    ///     "company": { "id": "1019", "key": "ours" }, "split": false
    /// }] }"#)?;
    /// assert_eq!(merchants[0].id(), 7);
    /// let error = Merchant::read_all(r#"{ "merchants": [{ "merchant": 7 }] }"#).unwrap_err();
    /// assert!(error.to_string().contains("unknown field `merchant`, expected one of `merchant_id`"));
    /// # Ok::<(), flitt_sandbox::MerchantsError>(())
    /// ```
    pub fn read_all(json: &str) -> Result<Vec<Self>, MerchantsError> {
        let file: File = serde_json::from_str(json).map_err(|error| MerchantsError {
            line: error.line(),
            column: error.column(),
            what: without_values(&error.to_string()),
        })?;
        Ok(file.merchants.into_iter().map(Self::from).collect())
    }
}

impl From<Entry> for Merchant {
    fn from(entry: Entry) -> Self {
        let mut merchant = Self::new(entry.merchant_id, &entry.payment_key);
        if let Some(key) = &entry.payout_key {
            merchant = merchant.with_payout_key(key);
        }
        if let Some(company) = &entry.company {
            merchant = merchant.with_company(&company.id, &company.key);
        }
        if entry.split { merchant } else { merchant.without_split() }
    }
}

/// The parser's words without the value that they quote, and without the place, which stands in front of them.
fn without_values(words: &str) -> String {
    let words = words.rsplit_once(" at line ").map_or(words, |(words, _)| words);
    let is_about_value = words.starts_with("invalid ");
    match words.rsplit_once(", expected ") {
        Some((_, "u64")) if is_about_value => "this is not a whole number".to_owned(),
        Some((_, expected)) if is_about_value && expected.starts_with("struct ") => "this is not an object".to_owned(),
        Some((_, expected)) if is_about_value => format!("this is not {expected}"),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Merchant;

    #[test]
    fn faults_have_places_and_show_no_keys() {
        let secret = "hunter2";
        for (json, words) in [
            (
                format!("{{\n \"merchants\": [{{ \"merchant_id\": \"{secret}\" }}] }}"),
                "line 2, column 41: this is not a whole number",
            ),
            (
                format!(r#"{{"merchants":[{{"merchant_id":7,"payment_key":["{secret}"]}}]}}"#),
                "line 1, column 45: this is not a string",
            ),
            (
                format!(r#"{{"merchants":[{{"merchant_id":7}}],"x":"{secret}"}}"#),
                "line 1, column 31: missing field `payment_key`",
            ),
            (format!(r#"{{"merchants":[],"merchants":"{secret}"}}"#), "line 1, column 27: duplicate field `merchants`"),
            (format!(r#"{{"merchants":[]}} {secret}"#), "line 1, column 18: trailing characters"),
            (secret.to_owned(), "line 1, column 1: expected value"),
            ("[]".to_owned(), "line 1, column 2: this is not an object"),
        ] {
            let error = Merchant::read_all(&json).unwrap_err().to_string();
            assert!(error.starts_with(words) && !error.contains(secret), "{json}: {error}");
        }
    }
}
