use super::{Use, shown};
use crate::model::{Format, Origin, Parameter, Protocol, Unit, ValueType};
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
    header(row, spans, used, report);
    protocol(row, spans, used, report);
}

/// Only answers have rows of another protocol than their own: a request changes its protocol by `data_when`.
fn protocol(row: &Parameter, spans: &RowSpans, used: Use, report: &mut Report) {
    let Some(protocol) = row.details.protocol else { return };
    let place = spans.keys.of("protocol");
    if protocol != Protocol::Data {
        let message = format!("{} cannot be bound to the protocol `{}`", shown(row), protocol.word());
        report.error(place, message, "", "a row can be one that comes in protocol `2.0` only");
    } else if !used.is_answer() && used != Use::Unused {
        let message = format!("{} is bound to a protocol, and is not of an answer", shown(row));
        report.error(place, message, "", "remove `protocol`; `data_when` names the rows that need protocol 2.0");
    }
}

/// A header carries what the caller sets, as text.
fn header(row: &Parameter, spans: &RowSpans, used: Use, report: &mut Report) {
    if row.details.header.is_none() {
        return;
    }
    let place = spans.keys.of("header");
    if !used.is_request() && used != Use::Unused {
        let message = format!("{} cannot travel as a header", shown(row));
        report.error(place, message, "", "only the parameters of a request can: remove `header`");
    } else if !matches!(row.value_type, ValueType::String | ValueType::Integer) && spans.knows("type") {
        let message = format!("{} is of type `{}` and travels as a header", shown(row), row.value_type.word());
        report.error(place, message, "", "headers carry strings and integers");
    } else if row.origin != Origin::Caller && spans.knows("from") {
        let message = format!("{} is not set by the caller and travels as a header", shown(row));
        report.error(place, message, "", "remove `header` or `from`");
    }
}

/// Flat signed tables hold strings and integers: how the gateway writes other values into the signed text is unknown.
fn value_type(row: &Parameter, spans: &RowSpans, used: Use, free: bool, report: &mut Report) {
    let flat = matches!(row.value_type, ValueType::String | ValueType::Integer);
    if !spans.knows("type") {
        return;
    }
    if used.is_flat() && !flat && !free && row.details.protocol != Some(Protocol::Data) {
        report.error(
            spans.keys.of("type"),
            format!("{} is of type `{}` in a table that is signed value by value", shown(row), row.value_type.word()),
            "",
            "only `string` and `integer` are signed in a known way; nested values need protocol 2.0 (`data_when`), JSON text or base64",
        );
    } else if row.is_nested() && !has_table(spans) {
        report.error(
            &spans.keys.begin,
            format!("{} is nested and has no table", shown(row)),
            "",
            "name its table with `table`, or list the parameters of the value in `rows`",
        );
    }
}

/// Documented strings and integers of flat tables have a maximum length, or say with `null` that none is documented.
fn length_is_there(row: &Parameter, spans: &RowSpans, used: Use, report: &mut Report) {
    let needed = used.is_flat()
        && !row.details.undocumented
        && row.details.fixed.is_none()
        && spans.knows("type")
        && matches!(row.value_type, ValueType::String | ValueType::Integer);
    if needed && !spans.keys.has("max_length") {
        report.error(
            &spans.keys.begin,
            format!("{} has no `max_length`", shown(row)),
            "",
            "give the documented maximum length; null, if none is documented",
        );
    }
}

/// Another length than the documented one wants a reason.
fn enforced_length_has_a_reason(row: &Parameter, spans: &RowSpans, report: &mut Report) {
    if spans.keys.has("enforced_length") && !spans.keys.has("quirk") {
        report.error(
            spans.keys.of("enforced_length"),
            format!("{} enforces another length than the documented one, without a reason", shown(row)),
            "",
            "say in `quirk` why the documented length is wrong",
        );
    }
}

/// A default, a fixed and a listed value pass the checks of their own row. The values of a reference list stand in
/// another file, and are not the row's own.
fn own_values_fit(row: &Parameter, spans: &RowSpans, report: &mut Report) {
    let default = row.details.default.iter().map(|value| ("default", value, spans.keys.of("default")));
    let fixed = row.details.fixed.iter().map(|value| ("fixed value", value, spans.keys.of("fixed")));
    let listed = row.details.values.iter().zip(&spans.values).filter(|_| row.details.list.is_none());
    let listed = listed.map(|(value, keys)| ("listed value", &value.value, keys.of("value")));
    for (what, value, place) in default.chain(fixed).chain(listed) {
        // Of several broken rules the last one is the most telling: what has the wrong format needs no count.
        if let Some(rule) = check_value(row, value).into_iter().rfind(|rule| can_be_judged(rule, row, spans)) {
            let message = format!("the {what} `{value}` of {} {}", shown(row), rule.words());
            report.error(place, message, "", "correct the value, or what the row says of its values");
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

/// Whether a rule stands on what could be read and makes sense; what does not is told elsewhere.
fn can_be_judged(rule: &Rule, row: &Parameter, spans: &RowSpans) -> bool {
    match rule {
        Rule::NotListed { values } => !values.is_empty() && spans.knows("values"),
        Rule::TooSmall { .. } | Rule::TooLarge { .. } => !bounds_cross(row),
        _ => true,
    }
}

fn bounds_cross(row: &Parameter) -> bool {
    row.details.smallest.zip(row.details.largest).is_some_and(|(smallest, largest)| smallest > largest)
}

/// The smallest number is not above the largest; both are of integers.
fn bounds(row: &Parameter, spans: &RowSpans, report: &mut Report) {
    let bounds = [("smallest", row.details.smallest), ("largest", row.details.largest)];
    let of_integer = row.value_type == ValueType::Integer || !spans.knows("type");
    for (key, _) in bounds.iter().filter(|(_, bound)| bound.is_some() && !of_integer) {
        let message = format!("`{key}` is for integers, and {} is of type `{}`", shown(row), row.value_type.word());
        report.error(spans.keys.of(key), message, "", format!("remove `{key}`, or make the type `integer`"));
    }
    if of_integer
        && bounds_cross(row)
        && let (Some(smallest), Some(largest)) = (row.details.smallest, row.details.largest)
    {
        report.error(
            spans.keys.of("smallest"),
            format!("the smallest value of {}, {smallest}, is above the largest, {largest}", shown(row)),
            "",
            "no value can be both: swap or correct them",
        );
    }
}

/// Keys that mean something only in requests, or only in answers, stand there.
fn belongs_here(row: &Parameter, spans: &RowSpans, used: Use, report: &mut Report) {
    let mut refuse = |key: &str, present: bool, help: &str| {
        if present {
            let place = spans.keys.of(key);
            let table = match used {
                Use::FlatRequest | Use::FreeRequest => "a request",
                Use::FlatAnswer | Use::FreeAnswer => "an answer",
                Use::Nested | Use::Unused => "a nested value",
            };
            report.error(place, format!("`{key}` means nothing in the table of {table}"), "", help);
        }
    };
    if used.is_answer() {
        refuse("mandatory", row.mandatory, "remove it; `always` says that every answer has it");
        refuse("fixed", row.details.fixed.is_some(), "remove it; a fixed value is one that requests always send");
    } else if used != Use::Unused {
        refuse("always", row.always, "remove it; `mandatory` says that a request must have it");
        refuse("echo", row.echo, "remove it; only an answer can repeat what the request said");
        refuse("separator", row.separator, "remove it; no request may hold the separator `|`");
    }
    if used == Use::Nested {
        refuse("from", row.origin != Origin::Caller, "remove it; it is set with the value that it belongs to");
    }
    let lists_values = !row.details.values.is_empty() || !spans.knows("values");
    if row.closed && !lists_values && !spans.keys.has("list") {
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
    if used.is_request() && row.origin == Origin::Protocol && !spans.keys.has("default") && !spans.keys.has("fixed") {
        report.error(
            &spans.keys.begin,
            format!("{} is set by the protocol and has neither `default` nor `fixed`", shown(row)),
            "",
            "the value that is sent stands in one of them",
        );
    }
}

/// Whether the table of a nested value is named, or stands in the row.
fn has_table(spans: &RowSpans) -> bool {
    spans.keys.has("table") || spans.keys.has("rows")
}

/// Formats refine strings, units count integers.
fn format_fits_type(row: &Parameter, spans: &RowSpans, report: &mut Report) {
    if !spans.knows("type") {
        return;
    }
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
            "remove it, or make the type `string`",
        );
    }
    if let Some(unit) = row.unit
        && !matches!(row.value_type, ValueType::Integer)
    {
        let help = match unit {
            Unit::Minor => "amounts in minor units are integers: make the type `integer`, or remove the unit",
            Unit::Identifier | Unit::Seconds => "remove it, or make the type `integer`",
        };
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
    let nested = row.is_nested() || matches!(row.format, Some(Format::Json | Format::Base64Json));
    if has_table(spans) && !nested && spans.knows("format") {
        report.error(
            spans.keys.of("type"),
            format!("{} holds no nested value, and has a table", shown(row)),
            "",
            "a table describes an object, a list, a map, or a string of format `json` or `base64_json`",
        );
    }
}
