use super::{Use, shown};
use crate::model::{Format, Origin, Parameter, Unit, ValueType};
use crate::parse::{Report, RowSpans};
use crate::values::{Rule, check_value};

/// Every rule over one row. `free` rows switch the request to protocol 2.0, where values may be nested.
pub(super) fn row(row: &Parameter, spans: &RowSpans, used: Use, free: bool, report: &mut Report) {
    value_type(row, spans, used, free, report);
    length_is_there(row, spans, used, report);
    enforced_length_has_a_reason(row, spans, report);
    own_values_fit(row, spans, report);
    bounds(row, spans, report);
    belongs_here(row, spans, used, report);
    format_fits_type(row, spans, report);
}

/// Flat signed tables hold strings and integers: how the gateway writes other values into the signed text is unknown.
fn value_type(row: &Parameter, spans: &RowSpans, used: Use, free: bool, report: &mut Report) {
    let nested = matches!(row.value_type, ValueType::Object | ValueType::List | ValueType::Map);
    let flat = matches!(row.value_type, ValueType::String | ValueType::Integer);
    if used.is_flat() && !flat && !free {
        report.error(
            spans.keys.of("type"),
            format!("{} is of type `{}` in a table that is signed value by value", shown(row), row.value_type.word()),
            "",
            "only `string` and `integer` are signed in a known way; nested values need protocol 2.0 (`data_when`), JSON text or base64",
        );
    }
    if nested && !spans.keys.has("table") {
        report.error(
            &spans.keys.whole,
            format!("{} is nested and has no table", shown(row)),
            "",
            "name its table with `table`",
        );
    }
}

/// Documented strings and integers of flat tables have a maximum length, or say with `null` that none is documented.
fn length_is_there(row: &Parameter, spans: &RowSpans, used: Use, report: &mut Report) {
    let needed = used.is_flat()
        && !row.details.undocumented
        && row.details.fixed.is_none()
        && matches!(row.value_type, ValueType::String | ValueType::Integer);
    if needed && !spans.keys.has("max_length") {
        let start = spans.keys.whole.start..spans.keys.whole.start + 1;
        report.error(
            &start,
            format!("{} has no `max_length`", shown(row)),
            "",
            "give the documented maximum length; null, if none is documented",
        );
    }
}

/// Another length than the documented one wants a reason.
fn enforced_length_has_a_reason(row: &Parameter, spans: &RowSpans, report: &mut Report) {
    if spans.keys.has("enforced_length") && row.details.quirk.is_none() {
        report.error(
            spans.keys.of("enforced_length"),
            format!("{} enforces another length than the documented one, without a reason", shown(row)),
            "",
            "say in `quirk` why the documented length is wrong",
        );
    }
}

/// A default, a fixed and a listed value pass the checks of their own row.
fn own_values_fit(row: &Parameter, spans: &RowSpans, report: &mut Report) {
    let default = row.details.default.iter().map(|value| ("default", value, spans.keys.of("default")));
    let fixed = row.details.fixed.iter().map(|value| ("fixed value", value, spans.keys.of("fixed")));
    let listed = row.details.values.iter().zip(&spans.values);
    let listed = listed.map(|(value, keys)| ("listed value", &value.value, keys.of("value")));
    for (what, value, place) in default.chain(fixed).chain(listed) {
        for rule in check_value(row, value) {
            let fault = match rule {
                Rule::TooLong { limit, length, .. } => format!("is {length} long, more than the {limit} of the row"),
                Rule::NotAnInteger => "is no integer".to_owned(),
                rule => rule.words(),
            };
            report.error(place, format!("the {what} `{value}` of {} {fault}", shown(row)), "", "");
        }
    }
    if row.mandatory && row.details.default.is_some() {
        report.error(
            spans.keys.of("default"),
            format!("{} is mandatory and has a default", shown(row)),
            "",
            "the gateway assumes a default only for what may be left out: remove one of the two",
        );
    }
}

/// The smallest number is not above the largest; both are of integers.
fn bounds(row: &Parameter, spans: &RowSpans, report: &mut Report) {
    let bounds = [("smallest", row.details.smallest), ("largest", row.details.largest)];
    for (key, _) in bounds.iter().filter(|(_, bound)| bound.is_some() && row.value_type != ValueType::Integer) {
        report.error(spans.keys.of(key), format!("`{key}` is for integers, and {} is none", shown(row)), "", "");
    }
    if let (Some(smallest), Some(largest)) = (row.details.smallest, row.details.largest)
        && smallest > largest
    {
        report.error(
            spans.keys.of("smallest"),
            format!("the smallest value of {}, {smallest}, is above the largest, {largest}", shown(row)),
            "",
            "",
        );
    }
}

/// Keys that mean something only in requests, or only in answers, stand there.
fn belongs_here(row: &Parameter, spans: &RowSpans, used: Use, report: &mut Report) {
    let mut refuse = |key: &str, present: bool, help: &str| {
        if present {
            let place = spans.keys.of(key);
            let table = if used.is_answer() { "an answer" } else { "a request" };
            report.error(place, format!("`{key}` means nothing in the table of {table}"), "", help);
        }
    };
    if used.is_answer() {
        refuse("mandatory", row.mandatory, "`always` says that every answer has it");
        refuse("fixed", row.details.fixed.is_some(), "a fixed value is one that requests always send");
    } else {
        refuse("always", row.always, "`mandatory` says that a request must have it");
        refuse("separator", row.separator, "no request may hold the separator `|`");
    }
    if row.closed && row.details.values.is_empty() && row.details.list.is_none() {
        report.error(
            spans.keys.of("closed"),
            format!("{} is closed and lists no values", shown(row)),
            "",
            "list the values in `values`, or name a reference list with `list`",
        );
    }
    if spans.keys.has("list") && spans.keys.has("values") {
        report.error(
            spans.keys.of("list"),
            format!("{} has both `values` and `list`", shown(row)),
            "",
            "keep one of them",
        );
    }
    if used.is_request()
        && row.origin == Origin::Protocol
        && row.details.default.is_none()
        && row.details.fixed.is_none()
    {
        report.error(
            &spans.keys.whole,
            format!("{} is set by the protocol and has neither `default` nor `fixed`", shown(row)),
            "",
            "the value that is sent stands in one of them",
        );
    }
}

/// Formats refine strings, units count integers.
fn format_fits_type(row: &Parameter, spans: &RowSpans, report: &mut Report) {
    if let Some(format) = row.format
        && row.value_type != ValueType::String
    {
        report.error(
            spans.keys.of("format"),
            format!(
                "the format `{}` is for strings, and {} is of type `{}`",
                format.word(),
                shown(row),
                row.value_type.word()
            ),
            "",
            "",
        );
    }
    if let Some(unit) = row.unit
        && !matches!(row.value_type, ValueType::Integer)
    {
        let help = if unit == Unit::Minor { "amounts in minor units are integers" } else { "" };
        report.error(
            spans.keys.of("unit"),
            format!(
                "the unit `{}` is for integers, and {} is of type `{}`",
                unit.word(),
                shown(row),
                row.value_type.word()
            ),
            "",
            help,
        );
    }
    let nested = matches!(row.value_type, ValueType::Object | ValueType::List | ValueType::Map)
        || matches!(row.format, Some(Format::Json | Format::Base64Json));
    if spans.nested.is_some() && !nested {
        report.error(
            spans.keys.of("table"),
            format!("{} holds no nested value, and has a table", shown(row)),
            "",
            "a table describes an object, a list, a map, or a string of format `json` or `base64_json`",
        );
    }
}
