//! Infers a parameter from a row of the page: from the built-in parameter of that name, else from its wording.

use std::collections::HashSet;

use flitt_schema::{Details, Format, Library, Origin, Parameter, Rule, Value, ValueType, check_value};

use super::hints::infer_from_wording;
use super::row::PageRow;
use super::text::{ListedValue, RowText, parse_text};
use super::warning::Warning;
use crate::direction::Direction;

/// A description ends with the first sentence that exceeds this many characters.
const DESCRIPTION_LENGTH: usize = 80;

/// Infers a parameter. Values and defaults that do not fit its type or length are dropped with a warning.
pub(super) fn parameter(
    row: &PageRow,
    direction: Direction,
    built_in: &Library,
    warnings: &mut Vec<Warning>,
) -> Parameter {
    let mut text = parse_text(row, warnings);
    let mut parameter = from_columns(row, &text);
    parameter.mandatory = direction == Direction::Request && is_mandatory(row, &text, warnings);
    drop_invalid_values(row, &parameter, &mut text, warnings);
    match find(built_in, row, direction) {
        Some(known) => {
            (parameter.format, parameter.unit, parameter.origin) = (known.format, known.unit, known.origin);
            parameter.sensitive = known.sensitive;
            parameter.separator = known.separator && direction == Direction::Response;
            parameter.details.informational = known.details.informational && direction == Direction::Response;
        }
        None => {
            infer_from_wording(row, &text, &mut parameter);
            if parameter.format == Some(Format::Url)
                && direction == Direction::Request
                && row.name.ends_with("callback_url")
            {
                parameter.format = Some(Format::CallbackUrl);
            }
        }
    }
    if text.default.is_none() && parameter.origin == Origin::Protocol && direction == Direction::Request {
        parameter.origin = Origin::Caller;
    }
    let mut values = text.values.iter().map(|listed| &listed.value).chain(text.default.iter().map(|(_, value)| value));
    if values.any(|value| check_value(&parameter, value).iter().any(|rule| matches!(rule, Rule::Format(_)))) {
        parameter.format = None;
    }
    let value = |listed: &ListedValue| Value {
        value: listed.value.clone().into(),
        rust: None,
        doc: first_sentences(&listed.meaning).into(),
        outcome: None,
    };
    let details = &mut parameter.details;
    details.values = text.values.iter().map(value).collect();
    details.default = text.default.map(|(_, value)| value.into());
    parameter
}

/// Whether the columns or the description of a request say that the parameter is mandatory.
fn is_mandatory(row: &PageRow, text: &RowText, warnings: &mut Vec<Warning>) -> bool {
    let name = &row.name;
    match (row.mandatory, text.mandatory) {
        (Some(column), Some(described)) if column != described => {
            let word = |mandatory: bool| if mandatory { "mandatory" } else { "optional" };
            let (column, described) = (word(column), word(described));
            let message = format!("`{name}` is {column} by its column, but {described} by its description");
            warnings.push(Warning { line: row.line, message });
        }
        (None, None) => {
            if let Some((line, text)) = &text.unclear {
                let message = format!("`{name}` may be mandatory: `{}`; it is imported as optional", row.shown(text));
                warnings.push(Warning { line: *line, message });
            }
        }
        _ => {}
    }
    row.mandatory.or(text.mandatory).unwrap_or(false)
}

/// The parameter as the columns of the row and its bounds describe it.
fn from_columns(row: &PageRow, text: &RowText) -> Parameter {
    let mut details = Details { doc: first_sentences(&text.description).into(), ..Details::NONE };
    let bounds_cross = text.smallest.zip(text.largest).is_some_and(|(smallest, largest)| smallest > largest);
    if row.value_type == ValueType::Integer && !bounds_cross {
        (details.smallest, details.largest) = (text.smallest, text.largest);
    }
    Parameter {
        name: row.name.clone().into(),
        value_type: row.value_type,
        limit: row.length,
        format: None,
        unit: None,
        origin: Origin::Caller,
        mandatory: false,
        always: false,
        sensitive: false,
        echo: false,
        separator: false,
        closed: false,
        details: Box::new(details),
    }
}

/// Drops, with a warning, the values that the checks of a schema file would reject.
fn drop_invalid_values(row: &PageRow, parameter: &Parameter, text: &mut RowText, warnings: &mut Vec<Warning>) {
    let name = &row.name;
    let mut warn = |line: usize, message: String| warnings.push(Warning { line, message });
    let mut seen: HashSet<String> = HashSet::new();
    text.values.retain(|ListedValue { line, value, .. }| {
        let violations = check_value(parameter, value);
        let shown = row.shown(value);
        if let Some(rule) = violations.first() {
            warn(*line, format!("skipped the value `{shown}` of `{name}`: it {rule}"));
        } else if seen.insert(value.clone()) {
            return true;
        } else {
            warn(*line, format!("skipped the duplicate value `{shown}` of `{name}`"));
        }
        false
    });
    let Some((line, default)) = &text.default else { return };
    let shown = row.shown(default);
    if !text.values.is_empty() && text.values.iter().all(|listed| listed.value != *default) {
        warn(*line, format!("the default `{shown}` of `{name}` is none of its values"));
    }
    if let Some(rule) = check_value(parameter, default).first() {
        warn(*line, format!("skipped the default `{shown}` of `{name}`: it {rule}"));
    } else if parameter.mandatory {
        warn(*line, format!("skipped the default `{shown}` of `{name}`: the parameter is mandatory"));
    } else {
        return;
    }
    text.default = None;
}

/// The built-in parameter of the same name and type; one of the same direction is preferred.
fn find<'l>(built_in: &'l Library, row: &PageRow, direction: Direction) -> Option<&'l Parameter> {
    let requests = || built_in.endpoints.iter().map(|loaded| loaded.model.request.as_ref());
    let variants = || built_in.endpoints.iter().flat_map(|loaded| loaded.model.response.variants.iter());
    let responses = || variants().map(|variant| variant.table.as_ref());
    let fits = |it: &&Parameter| it.name == row.name && it.value_type == row.value_type;
    let in_request = || requests().flat_map(|table| table.rows.iter()).find(fits);
    let in_response = || responses().flat_map(|table| table.rows.iter()).find(fits);
    match direction {
        Direction::Request => in_request().or_else(in_response),
        Direction::Response => in_response().or_else(in_request),
    }
}

/// The first sentences of a text.
fn first_sentences(text: &str) -> String {
    let text = text.trim().trim_end_matches([':', '(', ',', ';', ' ']);
    let mut end = 0;
    while let Some(at) = text[end..].find(". ") {
        end += at + 1;
        if end > DESCRIPTION_LENGTH {
            break;
        }
        end += 1;
    }
    let cut = if end > DESCRIPTION_LENGTH { text[..end].trim() } else { text };
    let is_complete = cut.is_empty() || cut.ends_with(['.', '!', '?']);
    if is_complete { cut.to_owned() } else { format!("{cut}.") }
}
