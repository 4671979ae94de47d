//! A row of the page as a row of a schema file: what the built-in schemas know of its name, or its wording tells.

use flitt_client::schema::{
    Details, Format, Items, Library, Origin, Parameter, Rule, Unit, Value, ValueType, check_value,
};

use super::row::Raw;
use super::values::{Facts, facts};
use super::{Side, Warning};

/// A description is cut after the sentence that goes beyond this many characters.
const ENOUGH: usize = 80;

/// Makes a row. Values and defaults that its own type or length refuses are left out.
pub(super) fn parameter(raw: &Raw, side: Side, known: &Library, warnings: &mut Vec<Warning>) -> Parameter {
    let mut facts = facts(raw, warnings);
    let mut row = Parameter {
        name: raw.name.clone().into(),
        value_type: raw.value_type,
        limit: raw.length,
        format: None,
        unit: None,
        origin: Origin::Caller,
        mandatory: raw.mandatory,
        always: false,
        sensitive: false,
        echo: false,
        separator: false,
        closed: false,
        details: Box::new(Details { doc: doc(&facts.description).into(), ..Details::NONE }),
    };
    let is_integer = raw.value_type == ValueType::Integer;
    if is_integer {
        let bounds_cross = facts.smallest.zip(facts.largest).is_some_and(|(smallest, largest)| smallest > largest);
        let details = &mut row.details;
        (details.smallest, details.largest) = if bounds_cross { (None, None) } else { (facts.smallest, facts.largest) };
    }
    keep_what_fits(raw, &row, &mut facts, warnings);
    match find(known, raw, side) {
        Some(model) => {
            (row.format, row.unit, row.origin) = (model.format, model.unit, model.origin);
            row.sensitive = model.sensitive;
            row.separator = model.separator && side == Side::Answer;
        }
        None => by_wording(raw, &facts, &mut row),
    }
    if facts.default.is_none() && row.origin == Origin::Protocol && side == Side::Request {
        row.origin = Origin::Caller;
    }
    let texts = || facts.values.iter().map(|(_, value, _)| value).chain(facts.default.iter().map(|(_, value)| value));
    if texts().any(|text| check_value(&row, text).iter().any(|rule| matches!(rule, Rule::Format(_)))) {
        row.format = None;
    }
    let value = |(_, value, meaning): &(usize, String, String)| Value {
        value: value.clone().into(),
        rust: None,
        doc: doc(meaning).into(),
        outcome: None,
    };
    let details = &mut row.details;
    details.values = Items::Owned(facts.values.iter().map(value).collect());
    details.default = facts.default.map(|(_, value)| value.into());
    row
}

/// Drops, with a warning, what the file's own checks would refuse.
fn keep_what_fits(raw: &Raw, row: &Parameter, facts: &mut Facts, warnings: &mut Vec<Warning>) {
    let mut warn = |line: usize, message: String| warnings.push(Warning { line, message });
    let mut seen: Vec<String> = Vec::new();
    facts.values.retain(|(line, value, _)| {
        let broken = check_value(row, value);
        if let Some(rule) = broken.first() {
            warn(*line, format!("the value `{value}` of `{}` {}; it is left out", raw.name, rule.words()));
        } else if seen.contains(value) {
            warn(*line, format!("the value `{value}` of `{}` stands twice; the second one is left out", raw.name));
        } else {
            seen.push(value.clone());
            return true;
        }
        false
    });
    let Some((line, default)) = &facts.default else { return };
    if let Some(rule) = check_value(row, default).first() {
        warn(*line, format!("the default `{default}` of `{}` {}; it is left out", raw.name, rule.words()));
    } else if raw.mandatory {
        warn(*line, format!("`{}` is mandatory and has the default `{default}`, which is left out", raw.name));
    } else {
        return;
    }
    facts.default = None;
}

/// A built-in row of the same name and type; one of the same side before others.
fn find<'l>(known: &'l Library, raw: &Raw, side: Side) -> Option<&'l Parameter> {
    let requests = || known.endpoints.iter().map(|read| read.model.request.as_ref());
    let forms = || known.endpoints.iter().flat_map(|read| read.model.response.forms.iter());
    let answers = || forms().map(|form| form.table.as_ref());
    let fits = |row: &&Parameter| row.name == raw.name && row.value_type == raw.value_type;
    let in_request = || requests().flat_map(|table| table.rows.iter()).find(fits);
    let in_answer = || answers().flat_map(|table| table.rows.iter()).find(fits);
    match side {
        Side::Request => in_request().or_else(in_answer),
        Side::Answer => in_answer().or_else(in_request),
    }
}

/// What the name and the description of an unknown row tell.
fn by_wording(raw: &Raw, facts: &Facts, row: &mut Parameter) {
    let (name, text) = (raw.name.to_ascii_lowercase(), facts.description.to_lowercase());
    let says = |words: &str| text.contains(words);
    if raw.value_type == ValueType::Integer {
        let is_amount = name.ends_with("amount") || name.ends_with("fee");
        row.unit = if is_amount || says("minor unit") || says("without separator") || says("in cents") {
            Some(Unit::Minor)
        } else if says("in seconds") {
            Some(Unit::Seconds)
        } else if name.ends_with("_id") {
            Some(Unit::Identifier)
        } else {
            None
        };
        return;
    }
    let is_yes_no = |value: &str| matches!(value, "Y" | "N");
    let has_yes_no = !facts.values.is_empty() && facts.values.iter().all(|(_, value, _)| is_yes_no(value));
    let defaults_to_yes_no = facts.default.as_ref().is_some_and(|(_, value)| is_yes_no(value));
    row.format = if has_yes_no || (defaults_to_yes_no && raw.length == Some(1)) {
        Some(Format::Flag)
    } else if raw.length == Some(3) && (name.ends_with("currency") || says("currency")) {
        Some(Format::Currency)
    } else if name.contains("email") || says("e-mail address") {
        Some(Format::Email)
    } else if says("dd.mm.yyyy hh") {
        Some(Format::DateTime)
    } else if says("dd.mm.yyyy") {
        Some(Format::Date)
    } else if says("base64") && says("json") {
        Some(Format::Base64Json)
    } else if says("json format") || says("json text") {
        Some(Format::Json)
    } else if name.ends_with("_url") || name == "url" || says("url,") || text.starts_with("url ") {
        Some(Format::Url)
    } else {
        None
    };
    row.sensitive = name.ends_with("token") || name.ends_with("card_number");
}

/// The first sentences of a text.
fn doc(text: &str) -> String {
    let text = text.trim().trim_end_matches(':').trim();
    let mut end = 0;
    while let Some(at) = text[end..].find(". ") {
        end += at + 1;
        if end > ENOUGH {
            break;
        }
        end += 1;
    }
    let cut = if end > ENOUGH { text[..end].trim() } else { text };
    let ends = cut.is_empty() || cut.ends_with(['.', '!', '?']);
    if ends { cut.to_owned() } else { format!("{cut}.") }
}
