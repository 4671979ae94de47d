use super::endpoint::file_name;
use super::names;
use crate::model::List;
use crate::parse::{ListSpans, Report};
use crate::rust_name::{RustName, rust_type_name};

/// Checks a reference list.
pub(crate) fn list(list: &List, spans: &ListSpans, report: &mut Report) {
    file_name(&list.name, spans.keys.of("list"), "list", report);
    let Some(rust) = &list.rust else {
        for (position, value) in list.values.iter().enumerate() {
            if list.values[..position].iter().any(|other| other.value == value.value) {
                names::duplicate_value(&value.value, spans.values[position].of("value"), report);
            }
        }
        return;
    };
    if !RustName::of(rust).is_usable() || rust_type_name(rust) != *rust {
        report.error(spans.keys.of("rust"), format!("invalid type name `{rust}`"), "", "use a name such as `Currency`");
    }
    let values = list.values.iter().map(|value| (value.value.as_ref(), value.rust.as_deref()));
    let places = spans.values.iter().map(|keys| (keys.of("value").clone(), keys.of("rust").clone()));
    names::variants(values, places, report);
}
