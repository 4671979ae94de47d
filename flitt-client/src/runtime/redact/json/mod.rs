//! Values as JSON with their exact texts, and without those that a policy redacts.

mod shown;

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::{Parameter, quoted};
use serde_core::de::IgnoredAny;
use serde_json::value::RawValue;

pub use self::shown::{RedactedBody, Shown};
use super::address::without_secrets;
use super::labels;
use super::names::shown_name;
use super::policy::{Policy, Rule};
use super::text::{LONGEST, TextRedactor};
use crate::runtime::fields::{Field, Fields};
use crate::runtime::wire_names::DATA;

/// What replaces a value that no table describes.
const REDACTED: &str = "redacted";

/// From how many bytes on a sensitive value is redacted in the other values, too. A shorter one, such as a security code, is equal to
/// many others.
const LONG: usize = 12;

/// How many bytes of the values of a body are looked through and shown. Of further ones, the length is shown.
const LONGEST_BODY: usize = 4 * LONGEST;

impl Policy<'_> {
    /// The fields of a body. Texts that are shown are redacted by `texts` too.
    #[must_use]
    pub fn fields(&self, fields: &Fields, texts: &TextRedactor) -> RedactedBody {
        let is_list = fields.iter().enumerate().all(|(index, field)| field.name() == index.to_string());
        walk(texts, |walker| {
            if self.is_collection() { walker.collection(self, fields, is_list) } else { walker.object(self, fields) }
        })
    }

    /// The fields of an object, in their order.
    pub(crate) fn members(&self, fields: &Fields) -> Vec<(String, Shown)> {
        match walk(&TextRedactor::default(), |walker| walker.object(self, fields)).shown {
            Shown::Object(members) => members,
            Shown::Value(_) | Shown::List(_) => Vec::new(),
        }
    }

    /// A value as JSON; of text that is not JSON, nothing is shown.
    #[must_use]
    pub fn json(&self, json: &str, texts: &TextRedactor) -> RedactedBody {
        walk(texts, |walker| walker.nested(self, REDACTED, json, self.shows_unknown()))
    }

    /// The text of one value, such as a field of a form.
    #[must_use]
    pub fn text(&self, name: &str, text: &str, texts: &TextRedactor) -> String {
        walk(texts, |walker| walker.member(self, Field::of_text(name, text), false)).shown.into_text()
    }
}

/// The text of a parameter, as `Debug` shows it.
pub(super) fn of_parameter(parameter: &Parameter, text: &str) -> String {
    let policy = Policy::default().without_secret_addresses();
    let field = Field::of_text(&parameter.name, text);
    let rule = policy.rule_of(parameter);
    walk(&TextRedactor::default(), |walker| walker.by_rule(&policy, rule, field, false)).shown.into_text()
}

/// The value of a parameter that is not sensitive, if it is JSON, also in a text or in base64, with something that its table does not
/// describe: without that.
pub(crate) fn shown_json(parameter: &Parameter, field: Field<'_>) -> Option<String> {
    let table = parameter.details.table.as_deref();
    json_in(&table.map(|table| Policy::of_value(parameter, table)).unwrap_or_default(), field)
}

/// A text that is JSON, or JSON in base64: without its values.
pub(crate) fn without_json(text: &str) -> Option<String> {
    json_in(&Policy::default(), Field::of_text("value", text))
}

fn json_in(policy: &Policy<'_>, field: Field<'_>) -> Option<String> {
    if !field.is_nested() && embedded_json(policy, field).is_none() {
        return None;
    }
    let shown = walk(&TextRedactor::default(), |walker| {
        if field.is_nested() {
            walker.nested(policy, field.name(), field.text(), true)
        } else {
            walker.embedded(policy, field)
        }
    });
    (shown.count > 0).then(|| shown.shown.into_text())
}

fn walk(texts: &TextRedactor, body: impl FnOnce(&mut Walker<'_>) -> Shown) -> RedactedBody {
    let mut walker = Walker { texts, secrets: Vec::new(), long: Vec::new(), count: 0, left: LONGEST_BODY };
    let mut shown = body(&mut walker);
    if !walker.long.is_empty() {
        let long = walker.long.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let redactor = TextRedactor::default().with_values(long);
        walker.count += shown.replace(&|json| redactor.without_values(json));
    }
    RedactedBody { shown, secrets: walker.secrets, count: walker.count }
}

struct Walker<'w> {
    texts: &'w TextRedactor,
    secrets: Vec<(String, String)>,
    /// The sensitive values that are long.
    long: Vec<(String, String)>,
    count: usize,
    /// How many bytes of values are still looked through.
    left: usize,
}

impl Walker<'_> {
    /// A list or a map of objects.
    fn collection(&mut self, policy: &Policy<'_>, fields: &Fields, is_list: bool) -> Shown {
        let policy = &policy.of_items();
        let mut items = Vec::new();
        for field in fields.iter() {
            let item = match field.is_nested() {
                true if policy.shows_sensitive() => Shown::Value(field.text().to_owned()),
                true => self.nested(policy, REDACTED, field.text(), policy.shows_unknown()),
                false => self.member(&policy.undescribed(), field, false),
            };
            items.push((shown_name(field.name()).into_owned(), item));
        }
        if is_list { Shown::List(items.into_iter().map(|(_, item)| item).collect()) } else { Shown::Object(items) }
    }

    fn object(&mut self, policy: &Policy<'_>, fields: &Fields) -> Shown {
        let is_known = |field: Field<'_>| !matches!(policy.rule(field.name()), Rule::Unknown);
        let is_map = !policy.unpacks_data() && !fields.iter().any(is_known);
        let secret = if policy.shows_sensitive() { None } else { named_secret(policy, fields) };
        let member = |field: Field<'_>| {
            if let Some(secret) = secret.filter(|_| is_value(field)) {
                return (field.name().to_owned(), self.redact(secret, field));
            }
            let is_shown = policy.shows_sensitive() || is_known(field);
            let name = if is_shown { field.name().into() } else { shown_name(field.name()) };
            let value = match policy.columns(field.name()).filter(|_| field.is_nested() && !policy.shows_sensitive()) {
                Some((columns, policy)) => self.lines(&policy, fields.text(columns).unwrap_or_default(), field),
                None => self.member(policy, field, is_map),
            };
            (name.into_owned(), value)
        };
        Shown::Object(fields.iter().map(member).collect())
    }

    /// A list of lists of values, each value with the name of its column. A value without a name is of no table.
    fn lines(&mut self, policy: &Policy<'_>, columns: &str, field: Field<'_>) -> Shown {
        let Ok(lines) = serde_json::from_str::<Vec<&RawValue>>(field.text()) else {
            return self.redact(field.name(), field);
        };
        let columns = Fields::from_json_list(columns).unwrap_or_default();
        let names = || columns.iter().map(|column| column.text()).chain(std::iter::repeat(""));
        let line = |line: &RawValue| match Fields::from_json_list(line.get()) {
            Ok(values) => {
                let cells = values.iter().zip(names()).map(|(value, name)| value.named(name));
                Shown::List(cells.map(|cell| self.member(policy, cell, false)).collect())
            }
            Err(_) => self.item(policy, REDACTED, line.get(), false),
        };
        Shown::List(lines.into_iter().map(line).collect())
    }

    /// One value. In a map, each nested value is an object of the policy's tables.
    fn member(&mut self, policy: &Policy<'_>, field: Field<'_>, is_map: bool) -> Shown {
        let (name, text) = (field.name(), field.text());
        if text.is_empty() {
            return Shown::Value(if field.is_string() { "\"\"" } else { "null" }.to_owned());
        }
        if policy.shows_sensitive() {
            return Shown::Value(if field.is_string() { quoted(text) } else { text.to_owned() });
        }
        if let Some(data) = unpacked(field).filter(|_| policy.unpacks_data()) {
            return self.nested(policy, name, &data, false);
        }
        self.by_rule(policy, policy.rule(name), field, is_map)
    }

    fn by_rule(&mut self, policy: &Policy<'_>, rule: Rule<'_>, field: Field<'_>, is_map: bool) -> Shown {
        let (name, text) = (field.name(), field.text());
        match rule {
            Rule::Sensitive => {
                if !field.is_nested() && (LONG..=LONGEST).contains(&text.len()) {
                    self.long.push((name.to_owned(), text.to_owned()));
                }
                self.redact(name, field)
            }
            Rule::Address | Rule::Link if field.is_nested() => self.redact(name, field),
            Rule::Address => self.address(field),
            Rule::Link => self.link(field),
            Rule::Embeds(inner) | Rule::Shown(Some(inner)) if field.is_nested() => {
                self.nested(&inner, name, text, true)
            }
            Rule::Embeds(inner) => {
                self.secrets_of_embedded(&inner, text);
                self.redact(name, field)
            }
            Rule::Shown(Some(inner)) => self.embedded(&inner, field),
            Rule::Shown(None) if field.is_nested() => self.nested(&policy.undescribed(), name, text, true),
            Rule::Unknown if field.is_nested() && (is_map || policy.shows_unknown()) => {
                self.nested(policy, name, text, policy.shows_unknown())
            }
            Rule::Unknown if !policy.shows_unknown() => self.redact(REDACTED, field),
            Rule::Shown(None) => self.embedded(&policy.of_foreign_json(), field),
            _ => self.plain(field),
        }
    }

    /// The objects of a nested value, at any depth of lists and maps. Plain values in lists are shown only if the value is
    /// described and cannot contain anything sensitive.
    fn nested(&mut self, policy: &Policy<'_>, name: &str, json: &str, is_described: bool) -> Shown {
        if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(json) {
            let policy = policy.of_items();
            return Shown::List(
                items.into_iter().map(|item| self.item(&policy, name, item.get(), is_described)).collect(),
            );
        }
        match Fields::from_json(json) {
            Ok(fields) if policy.is_collection() => self.collection(policy, &fields, false),
            Ok(fields) => self.object(policy, &fields),
            Err(_) => self.redact(name, Field::of_text(name, json)),
        }
    }

    fn item(&mut self, policy: &Policy<'_>, name: &str, json: &str, is_described: bool) -> Shown {
        if json.starts_with(['{', '[']) {
            return self.nested(policy, name, json, is_described);
        }
        // A list of one value, for the same reading of texts as elsewhere.
        let list = Fields::from_json_list(&format!("[{json}]")).unwrap_or_default();
        match list.iter().next() {
            None => Shown::Value(json.to_owned()),
            Some(field) if field.text().is_empty() => Shown::Value(json.to_owned()),
            Some(field) if !is_described => self.redact(REDACTED, field),
            Some(field) if policy.contains_sensitive() => self.redact("value", field),
            Some(field) => self.plain(field),
        }
    }

    /// A text, which can be JSON, or JSON in base64: that is shown as it is if tables describe all of it. What they do not describe
    /// is hidden in it even where it is shown in a body: an envelope is never in a text.
    fn embedded(&mut self, policy: &Policy<'_>, field: Field<'_>) -> Shown {
        let Some(json) = embedded_json(policy, field) else { return self.plain(field) };
        let redacted_before = self.count;
        let shown = self.nested(&policy.clone().without_unknown(), field.name(), &json, true);
        match self.count == redacted_before {
            true => self.plain(field),
            false if json != field.text() => Shown::Value(quoted(&format!("[{}]", field.name()))),
            false => Shown::Value(quoted(&shown.into_text())),
        }
    }

    /// A value that is shown, without what looks like a secret in it.
    fn plain(&mut self, field: Field<'_>) -> Shown {
        if self.is_too_much(field) {
            return self.length_of(field);
        }
        self.without(field, self.texts.redact_text_value(field.text()))
    }

    /// An address that is there to be opened.
    fn link(&mut self, field: Field<'_>) -> Shown {
        if self.is_too_much(field) {
            return self.length_of(field);
        }
        self.without(field, self.texts.redact_value(field.text()))
    }

    /// Whether a text is too long to be looked through, alone or together with those before it. It is counted, otherwise.
    fn is_too_much(&mut self, field: Field<'_>) -> bool {
        let length = field.text().len();
        let left = self.left.checked_sub(length).filter(|_| length <= LONGEST);
        self.left = left.unwrap_or(self.left);
        left.is_none()
    }

    fn length_of(&mut self, field: Field<'_>) -> Shown {
        self.count += 1;
        Shown::Value(quoted(&format!("[{} bytes]", field.text().len())))
    }

    fn without(&mut self, field: Field<'_>, shown: Cow<'_, str>) -> Shown {
        let is_whole = shown == field.text();
        self.count += usize::from(!is_whole);
        Shown::Value(if is_whole && !field.is_string() { shown.into_owned() } else { quoted(&shown) })
    }

    fn address(&mut self, field: Field<'_>) -> Shown {
        let shown = without_secrets(field.text());
        if shown != field.text() {
            self.count += 1;
            self.add_secrets(field.name(), field);
        }
        Shown::Value(quoted(&self.texts.redact_value(&shown)))
    }

    fn redact(&mut self, name: &str, field: Field<'_>) -> Shown {
        self.count += 1;
        self.add_secrets(name, field);
        Shown::Value(quoted(&format!("[{name}]")))
    }

    /// Adds a value that is redacted, or each value nested in it.
    fn add_secrets(&mut self, name: &str, field: Field<'_>) {
        if !field.is_nested() {
            // What is longer is shown nowhere.
            let is_word = matches!(field.text(), "" | "true" | "false") && !field.is_string();
            if !is_word && field.text().len() <= LONGEST {
                self.secrets.push((name.to_owned(), field.text().to_owned()));
            }
            return;
        }
        let nested = Fields::from_json(field.text()).or_else(|_| Fields::from_json_list(field.text()));
        nested.unwrap_or_default().iter().for_each(|field| self.add_secrets(name, field));
    }

    /// Adds the sensitive values of JSON that is embedded in a text, or in base64.
    fn secrets_of_embedded(&mut self, policy: &Policy<'_>, text: &str) {
        let decoded = decoded(text);
        let json = decoded.as_deref().unwrap_or(text);
        if json.trim_start().starts_with(['{', '[']) {
            let body = policy.clone().with_unknown().json(json, self.texts);
            self.secrets.extend(body.secrets);
        }
    }
}

/// The name of the sensitive parameter that another value of an object is a value of, as in the filter of a report:
/// `{"s": "rectoken", "m": "=", "v": "..."}`.
fn named_secret<'f>(policy: &Policy<'_>, fields: &'f Fields) -> Option<&'f str> {
    if !fields.iter().any(is_value) {
        return None;
    }
    let names = fields.iter().filter(|field| field.is_string() && !is_value(*field));
    let is_secret =
        |name: &&str| labels::is_name_of_secret(name) || matches!(policy.rule(name), Rule::Sensitive | Rule::Embeds(_));
    names.map(|field| field.text()).find(is_secret)
}

/// Whether a field can have the value of a parameter that another field names.
fn is_value(field: Field<'_>) -> bool {
    labels::is_value_name(field.name().as_bytes())
}

/// The JSON that a text is, or that is in its base64. What only begins like JSON is a text, where no table says that JSON is due.
fn embedded_json<'f>(policy: &Policy<'_>, field: Field<'f>) -> Option<Cow<'f, str>> {
    let text = Some(field.text()).filter(|text| text.len() <= LONGEST)?;
    let json = decoded(text).map_or(Cow::Borrowed(text), Cow::Owned);
    let begins = json.trim_start().starts_with(['{', '[']);
    let is_json = || policy.is_described() || serde_json::from_str::<IgnoredAny>(&json).is_ok();
    (begins && is_json()).then_some(json)
}

/// The text in base64.
fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

/// The JSON in the base64 data of protocol 2.0.
fn unpacked(field: Field<'_>) -> Option<String> {
    if field.name() != DATA || !field.is_string() {
        return None;
    }
    let json = decoded(field.text())?;
    serde_json::from_str::<&RawValue>(&json).is_ok().then_some(json)
}

#[cfg(test)]
mod tests;
