use std::collections::HashSet;

use super::endpoint::{file_name, source};
use super::names;
use crate::model::{CowStr, List};
use crate::parse::{ListSpans, Report};
use crate::rust_name::{RustName, rust_type_name};
use crate::source::Span;

/// Checks a reference list.
pub(crate) fn list(list: &List, spans: &ListSpans, report: &mut Report) {
    file_name(&list.name, spans.keys.of("list"), "list", report);
    source(&list.source, spans.keys.of("source"), report);
    let Some(rust) = &list.rust else {
        let mut seen = HashSet::new();
        for (value, spans) in list.values.iter().zip(&spans.values) {
            if !seen.insert(value.value.as_ref()) {
                names::duplicate_value(&value.value, spans.of("value"), report);
            }
        }
        return;
    };
    if !RustName::of(rust).is_usable() || rust_type_name(rust) != *rust {
        report.error(spans.keys.of("rust"), format!("invalid type name `{rust}`"), "", "use a name such as `Currency`");
    }
    let values = list.values.iter().map(|value| (value.value.as_ref(), value.rust.as_deref()));
    names::variants(&values.collect::<Vec<_>>(), &spans.values, report);
}

/// The column of a list of error codes that says what a failure means for the request.
const STAGE: &str = "stage";

/// The maximum number of codes with a stage: each endpoint that names the list has all of them.
const MAX_STAGES: usize = 500;

/// The codes of a list whose stage is `before`, and those whose stage is `exists`; `None` if the list cannot be used, which
/// is reported where the list is named.
pub(crate) fn stages(list: &List, span: &Span, report: &mut Report) -> Option<(Vec<CowStr>, Vec<CowStr>)> {
    let Some(column) = list.columns.iter().position(|column| column.name == STAGE) else {
        let message = format!("the list `{}` has no column `{STAGE}`", list.name);
        let help = "add the column to the list, or name the codes under `before` and `exists`";
        report.error(span, message, "", help);
        return None;
    };
    let (mut before, mut exists) = (Vec::new(), Vec::new());
    for listed in list.values.iter() {
        match listed.columns.get(column).map_or("", AsRef::as_ref) {
            "before" => before.push(listed.value.clone()),
            "exists" => exists.push(listed.value.clone()),
            "" | "unknown" => {}
            other => {
                let message = format!("invalid `{STAGE}` of `{}` in the list `{}`: `{other}`", listed.value, list.name);
                let label = report.suggestion(other, ["before", "exists", "unknown"]);
                report.error(span, message, &label, "`stage` must be `before`, `exists`, `unknown` or absent");
            }
        }
    }
    if before.len() + exists.len() > MAX_STAGES {
        let message = format!("more than {MAX_STAGES} codes of the list `{}` have a stage", list.name);
        report.error(span, message, "", "name a shorter list, or the codes under `before` and `exists`");
        return None;
    }
    Some((before, exists))
}
