//! The forms of a response: each has a name of its own, and can be distinguished from the others.

use std::collections::HashSet;

use super::endpoint::Tables;
use crate::model::{Response, ResponseVariant, Shape, is_reserved_form};
use crate::parse::Report;
use crate::rust_name::rust_type_name;

const NAME_HELP: &str = "a form is named after its shared table, or after the parameter in `when`";

/// Checks the forms of a response against each other.
pub(super) fn forms(response: &Response, tables: &Tables<'_>, report: &mut Report) {
    let forms = response.variants.as_ref();
    if !tables.response_is_complete {
        return;
    }
    if let ([form], Shape::List | Shape::Map) = (forms, response.shape) {
        item(form, tables, report);
    }
    if forms.len() < 2 {
        return;
    }
    let (mut names, mut types) = (HashSet::new(), HashSet::new());
    for (number, (form, span)) in forms.iter().zip(tables.forms).enumerate() {
        let name = form.rust_name();
        if form.when.is_none() && number + 1 < forms.len() {
            let help = "add `when`, or move the form to the end: every response has this form";
            report.error(span, format!("missing key `when` of the form `{name}`, which is not the last"), "", help);
        } else if is_reserved_form(name) && form.table.name.is_empty() {
            let message = format!("reserved name `{name}` of a form: generated code has a module of this name");
            report.error(span, message, "", "give the parameter in `when` another Rust name with `rust`");
        } else if !names.insert(name) || !types.insert(form.type_name()) {
            report.error(span, format!("duplicate form `{name}`"), "second occurrence", NAME_HELP);
        } else if has_values_of(form, &form.type_name()) {
            let message = format!("the form `{name}` and listed values have the same Rust type `{}`", form.type_name());
            report.error(span, message, "", "give the parameter with the values another Rust name with `rust`");
        }
    }
}

/// The objects of a list or map have a type of their own, which is none of listed values.
fn item(form: &ResponseVariant, tables: &Tables<'_>, report: &mut Report) {
    if form.table.name.is_empty() && has_values_of(form, "Item") {
        let message = "reserved Rust type `Item`: the objects of the response have it, and the values of a parameter";
        let help = "give the parameter another Rust name with `rust`";
        report.error(tables.response.of("shape"), message, "", help);
    }
}

/// Whether the values of a parameter of a form have this type.
fn has_values_of(form: &ResponseVariant, type_name: &str) -> bool {
    let rows = form.table.rows.iter().filter(|row| row.has_own_type());
    form.table.name.is_empty() && rows.map(|row| rust_type_name(row.rust_name())).any(|name| name == type_name)
}
