//! Unit, format and sensitivity of a parameter, from its name and its description.

use flitt_schema::{Format, Library, Parameter, Table, Unit, ValueType};

use super::row::PageRow;
use super::text::RowText;

/// Sets unit or format, and whether the parameter is sensitive.
pub(super) fn infer_from_wording(row: &PageRow, text: &RowText, parameter: &mut Parameter) {
    let (name, description) = (row.name.to_ascii_lowercase(), text.description.to_lowercase());
    if row.value_type == ValueType::Integer {
        parameter.unit = unit(&name, &description);
        return;
    }
    parameter.format = format(row, &name, text, &description);
    parameter.sensitive = is_named_as_sensitive(&name);
}

/// Whether a parameter of this name, in lower case, is sensitive.
fn is_named_as_sensitive(name: &str) -> bool {
    name.ends_with("token") || name.ends_with("card_number")
}

/// Whether a parameter is sensitive by its name, or in a table of one of the libraries, whatever its type.
pub(super) fn is_sensitive(name: &str, libraries: &[&Library]) -> bool {
    let endpoints = || libraries.iter().flat_map(|library| &library.endpoints).map(|loaded| &loaded.model);
    let requests = endpoints().map(|endpoint| endpoint.request.as_ref());
    let variants = endpoints().flat_map(|endpoint| endpoint.response.variants.iter());
    let responses = variants.map(|variant| variant.table.as_ref());
    let shared = libraries.iter().flat_map(|library| &library.tables).map(|loaded| &loaded.model);
    let mut tables = requests.chain(responses).chain(shared);
    let is_in = |table: &Table| table.row(name).is_some_and(Parameter::contains_sensitive);
    is_named_as_sensitive(&name.to_ascii_lowercase()) || tables.any(is_in)
}

fn unit(name: &str, description: &str) -> Option<Unit> {
    let mentions = |words: &str| description.contains(words);
    let is_amount = name.ends_with("amount") || name.ends_with("fee");
    if is_amount || mentions("minor unit") || mentions("without separator") || mentions("in cents") {
        Some(Unit::Minor)
    } else if mentions("in seconds") {
        Some(Unit::Seconds)
    } else if name.ends_with("_id") {
        Some(Unit::Identifier)
    } else {
        None
    }
}

fn format(row: &PageRow, name: &str, text: &RowText, description: &str) -> Option<Format> {
    let mentions = |words: &str| description.contains(words);
    let is_flag = |value: &str| matches!(value, "Y" | "N");
    let lists_flags = !text.values.is_empty() && text.values.iter().all(|listed| is_flag(&listed.value));
    let defaults_to_flag = text.default.as_ref().is_some_and(|(_, value)| is_flag(value));
    if lists_flags || (defaults_to_flag && row.length == Some(1)) {
        Some(Format::Flag)
    } else if row.length == Some(3) && (name.ends_with("currency") || mentions("currency")) {
        Some(Format::Currency)
    } else if name.contains("email") || mentions("e-mail address") {
        Some(Format::Email)
    } else if mentions("dd.mm.yyyy hh") {
        Some(Format::DateTime)
    } else if mentions("dd.mm.yyyy") {
        Some(Format::Date)
    } else if mentions("base64") && mentions("json") {
        Some(Format::Base64Json)
    } else if mentions("json format") || mentions("json text") {
        Some(Format::Json)
    } else if name.ends_with("_url") || name == "url" || mentions("url,") || description.starts_with("url ") {
        Some(Format::Url)
    } else {
        None
    }
}
