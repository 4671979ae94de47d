use super::{Nesting, TableUse, quoted_name, values};
use crate::model::{Format, Origin, Parameter, Protocol, Unit, ValueType};
use crate::parse::{ParameterSpans, Report};

/// The name of the signature of a response.
const SIGNATURE: &str = "signature";

/// The name of the text that was signed, in a response.
const SIGNED_TEXT: &str = "response_signature_string";

/// Checks one parameter.
pub(super) fn parameter(
    row: &Parameter,
    spans: &ParameterSpans,
    used: TableUse,
    nesting: Nesting,
    report: &mut Report,
) {
    value_type(row, spans, used, nesting, report);
    has_length(row, spans, used, report);
    enforced_length_has_quirk(row, spans, report);
    values::own_values_are_valid(row, spans, report);
    values::bounds(row, spans, report);
    values::zero_when(row, spans, report);
    values::informational(row, spans, report);
    keys_fit_use(row, spans, used, report);
    values::lists_values(row, spans, report);
    protocol_has_value(row, spans, used, report);
    signature_has_its_name(row, spans, used, report);
    format_fits_type(row, spans, report);
    format_fits_use(row, spans, used, report);
    unit_fits_type(row, spans, report);
    table_fits_type(row, spans, report);
    header(row, spans, used, report);
    protocol(row, spans, used, report);
}

/// Only parameters of responses can have a protocol of their own; a request changes its protocol by `data_when`.
fn protocol(row: &Parameter, spans: &ParameterSpans, used: TableUse, report: &mut Report) {
    let Some(protocol) = row.details.protocol else { return };
    let span = spans.keys.of("protocol");
    if protocol != Protocol::Data {
        let message = format!("invalid `protocol` of {}: `{}`", quoted_name(row), protocol.as_str());
        report.error(span, message, "", "only `2.0` can be the protocol of a parameter");
    } else if !used.is_response() && used != TableUse::Unused {
        let message = format!("unexpected `protocol` of {} outside of a response", quoted_name(row));
        report.error(span, message, "", "remove `protocol`; `data_when` lists the parameters that need protocol 2.0");
    }
}

/// A header is a string or an integer that the caller sets.
fn header(row: &Parameter, spans: &ParameterSpans, used: TableUse, report: &mut Report) {
    if row.details.header.is_none() {
        return;
    }
    let span = spans.keys.of("header");
    if !used.is_request() && used != TableUse::Unused {
        let message = format!("unexpected `header` of {} outside of a request", quoted_name(row));
        report.error(span, message, "", "only parameters of requests can be headers: remove `header`");
    } else if !matches!(row.value_type, ValueType::String | ValueType::Integer) && spans.is_readable("type") {
        let message = format!("unexpected `header` of {}, which has type `{}`", quoted_name(row), type_name(row));
        report.error(span, message, "", "a header is a string or an integer");
    } else if row.origin != Origin::Caller && spans.is_readable("from") {
        let message = format!("unexpected `header` of {}, which the caller does not set", quoted_name(row));
        report.error(span, message, "", "remove `header` or `from`");
    }
}

/// Flat signed tables contain strings and integers: how the gateway signs other values is not known.
fn value_type(row: &Parameter, spans: &ParameterSpans, used: TableUse, nesting: Nesting, report: &mut Report) {
    let is_flat = matches!(row.value_type, ValueType::String | ValueType::Integer);
    let may_nest = nesting == Nesting::Allowed || row.details.protocol == Some(Protocol::Data);
    if !spans.is_readable("type") {
        return;
    }
    if used.is_flat() && !is_flat && !may_nest {
        report.error(
            spans.keys.of("type"),
            format!("unexpected type `{}` of {}: its table is signed value by value", type_name(row), quoted_name(row)),
            "",
            "use `string` or `integer`; nested values need protocol 2.0 (`data_when`), JSON in a string, or base64",
        );
    } else if row.is_nested() && !has_table(spans) {
        report.error(
            &spans.keys.begin,
            format!("missing table of {}, which is nested", quoted_name(row)),
            "",
            "name a shared `table`, or list the parameters of the value in `rows`",
        );
    }
}

/// Documented strings and integers of flat tables have a maximum length, or `null` if none is documented.
fn has_length(row: &Parameter, spans: &ParameterSpans, used: TableUse, report: &mut Report) {
    let is_required = used.is_flat()
        && row.details.documented
        && row.details.fixed.is_none()
        && spans.is_readable("type")
        && matches!(row.value_type, ValueType::String | ValueType::Integer);
    if is_required && !spans.keys.has("max_length") {
        report.error(
            &spans.keys.begin,
            format!("missing key `max_length` of {}", quoted_name(row)),
            "",
            "add the documented maximum length; null if none is documented",
        );
    }
}

/// Another length than the documented one needs a reason.
fn enforced_length_has_quirk(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    if spans.keys.has("enforced_length") && !spans.keys.has("quirk") {
        report.error(
            spans.keys.of("enforced_length"),
            format!("missing key `quirk` of {}, which has an `enforced_length`", quoted_name(row)),
            "",
            "explain in `quirk` why the documented length is wrong",
        );
    }
}

/// Keys for requests are used in requests, keys for responses in responses.
fn keys_fit_use(row: &Parameter, spans: &ParameterSpans, used: TableUse, report: &mut Report) {
    let mut unexpected = |key: &str, is_set: bool, help: &str| {
        if is_set {
            let table = match used {
                TableUse::FlatRequest | TableUse::NestedRequest => "a request",
                TableUse::FlatResponse | TableUse::NestedResponse => "a response",
                TableUse::NestedValue | TableUse::Unused => "a nested value",
            };
            report.error(spans.keys.of(key), format!("unexpected key `{key}` in the table of {table}"), "", help);
        }
    };
    if used.is_response() {
        unexpected("mandatory", row.mandatory, "remove it; `always` marks what every response has");
        unexpected("fixed", row.details.fixed.is_some(), "remove it; only requests send fixed values");
        unexpected("zero_when", spans.keys.has("zero_when"), "remove it; only the values of requests have bounds");
    } else if used != TableUse::Unused {
        unexpected("always", row.always, "remove it; `mandatory` marks what a request must have");
        unexpected("echo", row.echo, "remove it; only responses repeat values of the request");
        unexpected("separator", row.separator, "remove it; no request may contain the separator `|`");
        unexpected(
            "informational",
            row.details.informational,
            "remove it; only responses are rejected for their values",
        );
    }
    if used == TableUse::NestedValue {
        unexpected("from", row.origin != Origin::Caller, "remove it; the caller sets nested values as a whole");
    }
}

/// What the protocol sets in a request has a value.
fn protocol_has_value(row: &Parameter, spans: &ParameterSpans, used: TableUse, report: &mut Report) {
    let has_value = spans.keys.has("default") || spans.keys.has("fixed");
    if used.is_request() && row.origin == Origin::Protocol && !has_value {
        report.error(
            &spans.keys.begin,
            format!("missing value of {}, which the protocol sets", quoted_name(row)),
            "",
            "add the value as `default` or `fixed`",
        );
    }
}

/// The signature of a response is found by its name; the text that was signed can be beside it.
fn signature_has_its_name(row: &Parameter, spans: &ParameterSpans, used: TableUse, report: &mut Report) {
    let is_known = matches!(row.name.as_ref(), "" | SIGNATURE | SIGNED_TEXT);
    if row.origin != Origin::Signature || is_known || !used.is_response() {
        return;
    }
    let name = quoted_name(row);
    let message = format!("unexpected `from` of {name}: the signature of a response is `{SIGNATURE}`");
    let help =
        format!("rename it to `{SIGNATURE}` or, if it is the text that was signed, `{SIGNED_TEXT}`; or remove `from`");
    report.error(spans.keys.of("from"), message, "", help);
}

/// Whether the table of a nested value is named or listed.
fn has_table(spans: &ParameterSpans) -> bool {
    spans.keys.has("table") || spans.keys.has("rows")
}

/// Only strings have a format.
fn format_fits_type(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    if row.format.is_some() && row.value_type != ValueType::String && spans.is_readable("type") {
        let message = format!("unexpected `format` of {}, which has type `{}`", quoted_name(row), type_name(row));
        report.error(spans.keys.of("format"), message, "", "remove it, or change the type to `string`");
    }
}

/// The merchant's own addresses are in requests.
fn format_fits_use(row: &Parameter, spans: &ParameterSpans, used: TableUse, report: &mut Report) {
    let format = row.format.filter(|format| matches!(format, Format::CallbackUrl | Format::ReturnUrl));
    if let Some(format) = format.filter(|_| used.is_response()) {
        let message = format!("unexpected format `{}` of {} in a response", format.as_str(), quoted_name(row));
        report.error(spans.keys.of("format"), message, "", "use `url`; only the addresses of requests are checked");
    }
}

/// Only integers have a unit.
fn unit_fits_type(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    let Some(unit) = row.unit.filter(|_| row.value_type != ValueType::Integer && spans.is_readable("type")) else {
        return;
    };
    let help = match unit {
        Unit::Minor => "amounts in minor units are integers: change the type to `integer`, or remove the unit",
        Unit::Identifier | Unit::Seconds => "remove it, or change the type to `integer`",
    };
    let message = format!("unexpected `unit` of {}, which has type `{}`", quoted_name(row), type_name(row));
    report.error(spans.keys.of("unit"), message, "", help);
}

/// Only nested values and JSON in strings have a table.
fn table_fits_type(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    let is_nested = row.is_nested() || matches!(row.format, Some(Format::Json | Format::Base64Json));
    if has_table(spans) && !is_nested && spans.is_readable("type") && spans.is_readable("format") {
        report.error(
            spans.keys.of("type"),
            format!("unexpected table of {}, which is not nested", quoted_name(row)),
            "",
            "a table belongs to an object, a list, a map, or a string of format `json` or `base64_json`",
        );
    }
}

fn type_name(row: &Parameter) -> &'static str {
    row.value_type.as_str()
}
