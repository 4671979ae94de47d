//! Values as JSON with their exact texts, and without those that a policy redacts.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::quoted;
use serde_json::value::RawValue;

use super::address::without_secrets;
use super::names::shown_name;
use super::policy::{Policy, Rule};
use super::text::TextRedactor;
use crate::runtime::fields::{Field, Fields};
use crate::runtime::wire_names::DATA;

/// What replaces a value that no table describes.
const REDACTED: &str = "redacted";

/// From how many bytes on a sensitive value is redacted in the other values, too. A shorter one, such as a security code, is equal to
/// many others.
const LONG: usize = 12;

/// A value as it is shown.
pub enum Shown {
    /// A value that is not nested, or one that is shown whole: its JSON.
    Value(String),
    /// The members of an object, in the order received.
    Object(Vec<(String, Shown)>),
    /// The items of a list.
    List(Vec<Shown>),
}

/// A body as it is shown, and what was redacted in it.
pub struct RedactedBody {
    /// The body.
    pub shown: Shown,
    /// The names and values that were redacted. Never show them.
    pub secrets: Vec<(String, String)>,
    /// The number of values that were redacted, or in part.
    pub count: usize,
}

impl Shown {
    /// The text of a string, nothing for null, and the JSON of any other value.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Self::Value(json) if json == "null" => String::new(),
            Self::Value(json) if json.starts_with('"') => serde_json::from_str(&json).unwrap_or_default(),
            other => other.to_json(),
        }
    }

    /// Replaces each value that is not nested; how many were replaced by something else.
    fn replace(&mut self, by: &dyn Fn(&str) -> String) -> usize {
        match self {
            Self::Value(json) => {
                let replaced = by(json);
                let is_other = replaced != *json;
                *json = replaced;
                usize::from(is_other)
            }
            Self::Object(members) => members.iter_mut().map(|(_, value)| value.replace(by)).sum(),
            Self::List(items) => items.iter_mut().map(|item| item.replace(by)).sum(),
        }
    }

    /// The value as JSON, without spaces.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Value(json) => json.clone(),
            Self::Object(members) => {
                let members: Vec<String> =
                    members.iter().map(|(name, value)| format!("{}:{}", quoted(name), value.to_json())).collect();
                format!("{{{}}}", members.join(","))
            }
            Self::List(items) => {
                format!("[{}]", items.iter().map(Self::to_json).collect::<Vec<_>>().join(","))
            }
        }
    }
}

impl Policy<'_> {
    /// The fields of a body. Texts that are shown are redacted by `texts` too.
    #[must_use]
    pub fn fields(&self, fields: &Fields, texts: &TextRedactor) -> RedactedBody {
        let is_list = fields.iter().enumerate().all(|(index, field)| field.name() == index.to_string());
        walk(texts, |walker| {
            if self.is_collection() { walker.collection(self, fields, is_list) } else { walker.object(self, fields) }
        })
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

fn walk(texts: &TextRedactor, body: impl FnOnce(&mut Walker<'_>) -> Shown) -> RedactedBody {
    let mut walker = Walker { texts, secrets: Vec::new(), long: Vec::new(), count: 0 };
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
        let member = |field: Field<'_>| {
            let is_shown = policy.shows_sensitive() || is_known(field);
            let name = if is_shown { field.name().into() } else { shown_name(field.name()) };
            (name.into_owned(), self.member(policy, field, is_map))
        };
        Shown::Object(fields.iter().map(member).collect())
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
        match policy.rule(name) {
            Rule::Sensitive => {
                if !field.is_nested() && text.len() >= LONG {
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
            Rule::Shown(None) if field.is_nested() => self.nested(&policy.undescribed(), name, text, true),
            Rule::Unknown if field.is_nested() && (is_map || policy.shows_unknown()) => {
                self.nested(policy, name, text, policy.shows_unknown())
            }
            Rule::Unknown if !policy.shows_unknown() => self.redact(REDACTED, field),
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

    /// A value that is shown, without what looks like a secret in it.
    fn plain(&mut self, field: Field<'_>) -> Shown {
        self.without(field, self.texts.redact_text_value(field.text()))
    }

    /// An address that is there to be opened.
    fn link(&mut self, field: Field<'_>) -> Shown {
        self.without(field, self.texts.redact_value(field.text()))
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
            if !matches!(field.text(), "" | "true" | "false") || field.is_string() {
                self.secrets.push((name.to_owned(), field.text().to_owned()));
            }
            return;
        }
        let nested = Fields::from_json(field.text()).or_else(|_| Fields::from_json_list(field.text()));
        nested.unwrap_or_default().iter().for_each(|field| self.add_secrets(name, field));
    }

    /// Adds the sensitive values of JSON that is embedded in a text, or in base64.
    fn secrets_of_embedded(&mut self, policy: &Policy<'_>, text: &str) {
        let decoded = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let json = decoded.as_deref().unwrap_or(text);
        if json.trim_start().starts_with(['{', '[']) {
            let body = policy.clone().with_unknown().json(json, self.texts);
            self.secrets.extend(body.secrets);
        }
    }
}

/// The JSON in the base64 data of protocol 2.0.
fn unpacked(field: Field<'_>) -> Option<String> {
    if field.name() != DATA || !field.is_string() {
        return None;
    }
    let json = String::from_utf8(STANDARD.decode(field.text()).ok()?).ok()?;
    serde_json::from_str::<&RawValue>(&json).is_ok().then_some(json)
}

#[cfg(test)]
mod tests {
    use flitt_schema::{InMemory, Library};

    use super::{Fields, Policy, Shown, TextRedactor};
    use crate::runtime::credentials::Credentials;
    use crate::runtime::redact::shown_value;

    const ORDER: &str = r#"{ "endpoint": "look", "path": "/look", "key": "none", "request": [
            { "name": "number", "type": "string", "max_length": null }, { "name": "token", "type": "string", "max_length": null, "sensitive": true },
            { "name": "goods", "type": "string", "max_length": null, "format": "base64_json", "table": "part" } ],
        "response": { "signed": "never", "rows": [
            { "name": "text", "type": "string", "max_length": null }, { "name": "sum", "type": "integer", "max_length": null },
            { "name": "parts", "type": "list", "table": "part" }, { "name": "by_id", "type": "map", "table": "part" },
            { "name": "info", "type": "string", "max_length": null, "format": "json", "table": "part" } ] } }"#;
    const PART: &str = r#"{ "table": "part", "rows": [
        { "name": "price", "type": "integer", "max_length": null }, { "name": "iban", "type": "string", "max_length": null, "sensitive": true } ] }"#;

    const MORE: &str = r#"{ "endpoint": "more", "path": "/more", "key": "none", "request": [
            { "name": "page", "type": "string", "max_length": null, "format": "url" },
            { "name": "call", "type": "string", "max_length": null, "format": "callback_url" },
            { "name": "back", "type": "string", "max_length": null, "format": "return_url" },
            { "name": "notes", "type": "string", "max_length": null, "format": "json", "table": "note" } ],
        "response": { "table": "part", "shape": "list", "signed": "never" } }"#;
    const NOTE: &str = r#"{ "table": "note", "rows": [ { "name": "price", "type": "integer", "max_length": null } ] }"#;

    fn library() -> Library {
        let library = Library::read_folder(&InMemory::from_iter([
            ("look.json", ORDER),
            ("more.json", MORE),
            ("tables/part.json", PART),
            ("tables/note.json", NOTE),
        ]));
        assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
        library
    }

    /// What a policy shows, and which values it redacts.
    fn shown(policy: &Policy<'_>, json: &str) -> (String, Vec<String>) {
        let texts = TextRedactor::of_keys(&Credentials::new(1, "k3y/of=mine"));
        let body = policy.json(json, &texts);
        (body.shown.to_json(), body.secrets.into_iter().map(|(name, text)| format!("{name}={text}")).collect())
    }

    #[test]
    fn sensitive_values_are_redacted_in_lists_maps_and_embedded_json() {
        let library = library();
        let policy = Policy::of_response(&library.endpoints[0].model);
        for (json, expected, secrets) in [
            (
                r#"{"parts":[{"price":1.0,"iban":"GE1"}]}"#,
                r#"{"parts":[{"price":1.0,"iban":"[iban]"}]}"#,
                &["iban=GE1"][..],
            ),
            (r#"{"parts":["GE1"]}"#, r#"{"parts":["[value]"]}"#, &["value=GE1"]),
            (
                r#"{"by_id":{"a":{"iban":"GE1","price":2}}}"#,
                r#"{"by_id":{"a":{"iban":"[iban]","price":2}}}"#,
                &["iban=GE1"],
            ),
            (
                r#"{"by_id":{"iban":{"iban":"GE1","price":2}}}"#,
                r#"{"by_id":{"iban":{"iban":"[iban]","price":2}}}"#,
                &["iban=GE1"],
            ),
            (r#"{"info":"{\"iban\":\"GE1\"}"}"#, r#"{"info":"[info]"}"#, &["iban=GE1", "info={\"iban\":\"GE1\"}"]),
            (r#"{"new":"x","sum":7}"#, r#"{"new":"[redacted]","sum":7}"#, &["redacted=x"]),
            (r#"{"new":{"a":"x","b":[2]},"sum":7}"#, r#"{"new":"[redacted]","sum":7}"#, &["redacted=x", "redacted=2"]),
            (r#"{"sum":null,"text":""}"#, r#"{"sum":null,"text":""}"#, &[]),
            ("no JSON", r#""[redacted]""#, &["redacted=no JSON"]),
        ] {
            let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
            assert_eq!(shown(&policy, json), (expected.to_owned(), secrets), "{json}");
        }
    }

    #[test]
    fn texts_and_names_that_are_shown_contain_no_secret() {
        let library = library();
        let policy = Policy::of_response(&library.endpoints[0].model);
        let json = r#"{"text":"4444 5555 6666 1111 k3y%2Fof%3Dmine","sum":4444555566661111,"4444555566661111":1}"#;
        let expected = r#"{"text":"[card_number] [payment key]","sum":"[card_number]","[redacted]":"[redacted]"}"#;
        assert_eq!(shown(&policy, json).0, expected);
        assert_eq!(shown(&policy.with_sensitive(), json).0, json, "unless all is shown");
    }

    #[test]
    fn what_nests_sensitive_values_is_redacted_in_every_form() {
        let library = library();
        let policy = Policy::of_response(&library.endpoints[0].model);
        for (json, expected, secrets) in [
            (r#"{"info":{"iban":"GE1","price":1}}"#, r#"{"info":{"iban":"[iban]","price":1}}"#, &["iban=GE1"][..]),
            (r#"{"info":7,"parts":"GE1"}"#, r#"{"info":"[info]","parts":"[parts]"}"#, &["info=7", "parts=GE1"]),
            (r#"{"info":" {\"iban\":\"GE1\"}"}"#, r#"{"info":"[info]"}"#, &["iban=GE1", r#"info= {"iban":"GE1"}"#]),
            (r#"{"info":"[{\"iban\":\"GE1\"}]"}"#, r#"{"info":"[info]"}"#, &["iban=GE1", r#"info=[{"iban":"GE1"}]"#]),
            (r#"{"info":"GE1"}"#, r#"{"info":"[info]"}"#, &["info=GE1"]),
            (r#"{"parts":["",null,[7]]}"#, r#"{"parts":["",null,["[value]"]]}"#, &["value=7"]),
            (r#"{"text":[7,[8]]}"#, r#"{"text":[7,[8]]}"#, &[]),
            (
                r#"{"sum":1,"new":[true,false,null,"true","",7]}"#,
                r#"{"sum":1,"new":"[redacted]"}"#,
                &["redacted=true", "redacted=", "redacted=7"],
            ),
            (r#"{"data":"eyJzdW0iOjF9"}"#, r#"{"data":"[redacted]"}"#, &["redacted=eyJzdW0iOjF9"]),
            (r#"{"a":{"sum":1},"b":{"sum":2}}"#, r#"{"a":{"sum":1},"b":{"sum":2}}"#, &[]),
        ] {
            let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
            assert_eq!(shown(&policy, json), (expected.to_owned(), secrets), "{json}");
        }
        let unknown = Policy::of_request(&library.endpoints[0].model).with_unknown();
        let json = r#"{"number":"1","new":{"number":"2","token":"x"}}"#;
        assert_eq!(shown(&unknown, json).0, r#"{"number":"1","new":{"number":"2","token":"[token]"}}"#);
    }

    #[test]
    fn addresses_of_a_request_are_shown_without_secrets() {
        let library = library();
        let request = &library.endpoints.iter().find(|endpoint| endpoint.model.name == "more").unwrap().model;
        let texts = TextRedactor::default();
        let json = r#"{"page":"https://u:p@shop.example/?t=1","call":"https://shop.example/?t=2","back":["https://shop.example/?t=3"]}"#;
        let expected = r#"{"page":"https://[redacted]@shop.example/?[redacted]","call":"https://shop.example/?[redacted]","back":"[back]"}"#;
        let body = Policy::of_request(request).json(json, &texts);
        let names: Vec<&str> = body.secrets.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((body.shown.to_json().as_str(), names, body.count), (expected, vec!["page", "call", "back"], 3));
        let harmless = r#"{"page":"https://shop.example/","back":"https://shop.example/ok","notes":"{\"price\":1}"}"#;
        let body = Policy::of_request(request).json(harmless, &texts);
        assert_eq!((body.shown.to_json().as_str(), body.secrets.len(), body.count), (harmless, 0, 0));
        let nested = Policy::of_request(request).json(r#"{"notes":{"price":1,"new":"x"}}"#, &texts);
        assert_eq!(nested.shown.to_json(), r#"{"notes":{"price":1,"new":"[redacted]"}}"#);
        let whole = json.replace(r#"["https://shop.example/?t=3"]"#, r#""[back]""#);
        assert_eq!(Policy::of_table(&request.request).json(json, &texts).shown.to_json(), whole, "those of a response");
        assert_eq!(Policy::of_library(&library).json(json, &texts).shown.to_json(), expected);
        assert_eq!(Policy::of_table(&request.request).json("[7]", &texts).shown.to_json(), r#"["[redacted]"]"#);
        assert_eq!(Policy::of_table(&request.request).with_unknown().json("[7]", &texts).shown.to_json(), "[7]");
        let parameter = |name: &str| request.request.row(name).unwrap();
        assert_eq!(shown_value(parameter("page"), "https://u:p@shop.example"), "https://[redacted]@shop.example");
        assert_eq!(shown_value(parameter("notes"), "4444555566661111 and more"), "[card_number] and more");
        assert_eq!(shown_value(parameter("page"), "k3yS3cret"), "[redacted]", "no address, but a word");
        assert_eq!(shown_value(parameter("notes"), "no address"), "no address");
    }

    /// A payer, or a shop with a bug, sends an object where an address is due.
    #[test]
    fn what_is_nested_in_an_address_is_not_shown() {
        let library = library();
        let request = &library.endpoints.iter().find(|endpoint| endpoint.model.name == "more").unwrap().model;
        let json = r#"{"page":{"cvv2":"847","rectoken":"tokABCDEF123"},"call":["https://u:pw@h.example/?tok=1"],"back":[[7]]}"#;
        let hidden = r#"{"page":"[page]","call":"[call]","back":"[back]"}"#;
        for policy in [Policy::of_request(request), Policy::of_library(&library), Policy::of_table(&request.request)] {
            assert_eq!(policy.json(json, &TextRedactor::default()).shown.to_json(), hidden);
        }
    }

    #[test]
    fn a_token_is_not_shown_within_other_values() {
        let library = library();
        let policy = Policy::of_request(&library.endpoints[0].model);
        for (token, number, expected) in [
            ("7f3a9c1e5b2d4f60aa11", "charge of 7f3a9c1e5b2d4f60aa11", "charge of [token]"),
            ("7f3a9c1e5b2d4f60aa11", "N2YzYTljMWU1YjJkNGY2MGFhMTE=", "[token]="),
            // Many values are equal to a short one.
            ("7f3a9c1e5b2", "charge of 7f3a9c1e5b2", "charge of 7f3a9c1e5b2"),
        ] {
            let json = format!(r#"{{"number":"{number}","token":"{token}"}}"#);
            let expected = format!(r#"{{"number":"{expected}","token":"[token]"}}"#);
            assert_eq!(shown(&policy, &json).0, expected);
        }
    }

    #[test]
    fn secret_parts_of_addresses_are_not_shown_in_texts() {
        let library = library();
        let policy = Policy::of_request(&library.endpoints[0].model);
        let json = r#"{"number":"x https://u:pw0rdx@h.example/?q=zz"}"#;
        assert_eq!(shown(&policy, json).0, r#"{"number":"x https://[redacted]@h.example/?[redacted]"}"#);
    }

    #[test]
    fn a_name_that_is_sensitive_in_one_form_is_sensitive() {
        let endpoint = r#"{ "endpoint": "pay", "path": "/pay", "key": "none", "request": [], "response": { "signed": "never", "forms": [
            { "when": "step", "rows": [ { "name": "step", "type": "string", "max_length": null, "always": true },
                { "name": "memo", "type": "string", "max_length": null } ] },
            { "rows": [ { "name": "done", "type": "string", "max_length": null, "always": true },
                { "name": "memo", "type": "string", "max_length": null, "sensitive": true } ] } ] } }"#;
        let library = Library::read_folder(&InMemory::from_iter([("pay.json", endpoint)]));
        assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
        let policy = Policy::of_response(&library.endpoints[0].model);
        assert_eq!(shown(&policy, r#"{"done":"1","memo":"S3nsT0ken"}"#).0, r#"{"done":"1","memo":"[memo]"}"#);
    }

    #[test]
    fn a_collection_has_objects_of_one_table() {
        let library = library();
        let response = &library.endpoints.iter().find(|endpoint| endpoint.model.name == "more").unwrap().model;
        let policy = Policy::of_response(response);
        let list = Fields::from_json_list(r#"[{"price":1,"iban":"GE1"},7,[8]]"#).unwrap();
        let map = Fields::from_json(r#"{"0":{"price":1,"iban":"GE1"},"b":7}"#).unwrap();
        let shown =
            |policy: &Policy<'_>, fields: &Fields| policy.fields(fields, &TextRedactor::default()).shown.to_json();
        assert_eq!(shown(&policy, &list), r#"[{"price":1,"iban":"[iban]"},"[redacted]",["[redacted]"]]"#);
        assert_eq!(shown(&policy, &map), r#"{"0":{"price":1,"iban":"[iban]"},"b":"[redacted]"}"#);
        assert_eq!(shown(&policy.clone().with_unknown(), &list), r#"[{"price":1,"iban":"[iban]"},7,["[value]"]]"#);
        assert_eq!(shown(&policy.with_sensitive(), &list), r#"[{"price":1,"iban":"GE1"},7,[8]]"#);
        let object = Policy::of_response(&library.endpoints[0].model);
        assert_eq!(shown(&object, &Fields::from_json(r#"{"sum":1,"0":7}"#).unwrap()), r#"{"sum":1,"0":"[redacted]"}"#);
    }

    #[test]
    fn one_value_is_shown_as_its_text() {
        let library = library();
        let (policy, texts) = (Policy::of_request(&library.endpoints[0].model), TextRedactor::default());
        for (name, text, expected) in [
            ("number", "a \"7\"", "a \"7\""),
            ("number", "", ""),
            ("token", "x", "[token]"),
            ("new", "x", "[redacted]"),
        ] {
            assert_eq!(policy.text(name, text, &texts), expected, "{name} {text}");
        }
        let json = r#"{"sum":null,"text":"a","parts":[{"price":1}]}"#;
        let Shown::Object(members) = Policy::of_response(&library.endpoints[0].model).json(json, &texts).shown else {
            panic!("it is an object");
        };
        let members: Vec<String> = members.into_iter().map(|(_, value)| value.into_text()).collect();
        assert_eq!(members, ["", "a", r#"[{"price":1}]"#]);
        assert_eq!(Shown::Value("17".to_owned()).into_text(), "17");
    }

    #[test]
    fn what_was_redacted_is_counted() {
        let library = library();
        let policy = Policy::of_response(&library.endpoints[0].model);
        for (json, count) in
            [("{}", 0), (r#"{"text":"a","sum":7}"#, 0), (r#"{"text":"4444555566661111","sum":7,"a":1,"b":2}"#, 3)]
        {
            assert_eq!(policy.json(json, &TextRedactor::default()).count, count, "{json}");
        }
    }

    #[test]
    fn a_request_shows_its_envelope() {
        let library = library();
        let policy = Policy::of_request(&library.endpoints[0].model).with_unknown();
        // {"iban":"GE1"}
        let json = r#"{"request":{"version":1,"number":"7","token":"x","goods":"eyJpYmFuIjoiR0UxIn0="}}"#;
        let expected = r#"{"request":{"version":1,"number":"7","token":"[token]","goods":"[goods]"}}"#;
        let secrets = ["token=x", "iban=GE1", "goods=eyJpYmFuIjoiR0UxIn0="].map(str::to_owned).to_vec();
        assert_eq!(shown(&policy, json), (expected.to_owned(), secrets));
    }

    #[test]
    fn a_library_is_a_policy_of_names() {
        let library = library();
        let policy = Policy::of_library(&library);
        // {"order":{"number":"7","iban":"GE1"}}
        let json = r#"{"order":{"sum":7,"iban":"GE1","new":[1],"goods":"e30="},"data":"eyJvcmRlciI6eyJudW1iZXIiOiI3IiwiaWJhbiI6IkdFMSJ9fQ=="}"#;
        let expected = r#"{"order":{"sum":7,"iban":"[iban]","new":"[redacted]","goods":"[goods]"},"data":{"order":{"number":"7","iban":"[iban]"}}}"#;
        assert_eq!(shown(&policy, json).0, expected);
        let json = r#"{"request":{"version":1},"response":{"response_status":"failure","error_code":1,"error_message":"a","request_id":"b"}}"#;
        assert_eq!(shown(&policy, json).0, json, "the names of the protocol");
        let json = r#"{"info":["GE1",{"price":1,"sum":[7]},["GE2"]],"text":["a"]}"#;
        let expected = r#"{"info":["[value]",{"price":1,"sum":[7]},["[value]"]],"text":["a"]}"#;
        assert_eq!(shown(&policy, json).0, expected, "a plain value where an object is due");
        assert_eq!(shown(&policy, r#"{"token":{"price":1}}"#).0, r#"{"token":"[token]"}"#);
        assert_eq!(shown(&policy, r#"{"text":[7]}"#).0, r#"{"text":[7]}"#);
        let json = r#"{"new":{"sum":1},"data":"Wzdd","info":{"iban":"GE1","price":1},"token":"x","number":"7"}"#;
        let expected = r#"{"new":"[redacted]","data":["[redacted]"],"info":{"iban":"[iban]","price":1},"token":"[token]","number":"7"}"#;
        assert_eq!(shown(&policy, json).0, expected);
        let json = r#"{"order":{"sum":7,"iban":"GE1"},"new":[1]}"#;
        let none = shown(&Policy::default(), json).0;
        assert!(!none.contains("GE1") && !none.contains('7') && !none.contains("[1]"), "{none}");
    }
}
