//! From positioned JSON to the model. Rules over a single value are checked here, rules over a whole table in `check`.

mod confirmation;
mod endpoint;
mod example;
mod group;
mod list;
mod loaded;
mod meta_format;
mod object;
mod parameter;
mod report;
mod spans;
mod synonyms;
mod table;

pub(crate) use confirmation::ParsedConfirmation;
pub(crate) use endpoint::{ParsedEndpoint, ParsedVariant, endpoint};
pub(crate) use example::examples;
pub(crate) use list::list;
pub use loaded::Loaded;
pub(crate) use object::suggestion;
pub(crate) use parameter::MAX_LENGTH;
pub(crate) use report::Report;
pub(crate) use spans::{
    ConfirmationSpans, ContradictionSpans, EndpointSpans, GroupSpans, ListSpans, ParameterSpans, Spans, TableSpans,
};
pub use spans::{Location, Locations};
pub(crate) use table::{Parameters, ParsedTable, TableRef, table};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{self, Node};
    use crate::source::Source;

    /// Objects of every kind with few of their keys. Reading a key that is not in the object's list panics.
    #[test]
    fn only_the_keys_of_an_object_are_read() {
        let group = r#"{ "rule": "together", "of": [], "when": { "parameter": "a" } }"#;
        let row = format!(
            r#"{{ "name": "a", "type": "list", "values": [{{ "value": "b" }}], "header": {{ "name": "c" }},
                "rows": [{{}}], "groups": [{group}] }}"#
        );
        let form = format!(r#"{{ "rows": [{{}}, {row}], "groups": [{{}}, {group}] }}"#);
        let response =
            format!(r#"{{ "failure": {{ "message": "d" }}, "decline": {{ "code": "a" }}, "forms": [{{}}, {form}] }}"#);
        let whole = format!(
            r#"{{ "retry": {{}}, "confirm_with": {{ "endpoint": "s" }}, "request": {form}, "response": {response} }}"#
        );
        let callback = r#"{ "key": "payment", "when": { "parameter": "a" } }"#;
        let shared = format!(
            r#"{{ "rows": [{row}], "groups": [{group}], "callback": [{{}}, {callback}], "decline": {{ "code": "a" }} }}"#
        );
        assert!(diagnostics("{}", |node, report| drop(endpoint(node, report))) > 0);
        assert!(diagnostics(&whole, |node, report| drop(endpoint(node, report))) > 0);
        assert!(diagnostics(&shared, |node, report| drop(table(node, report))) > 0);
        assert!(diagnostics(r#"{ "columns": [{}], "values": [{}] }"#, |node, report| drop(list(node, report))) > 0);
    }

    fn diagnostics(text: &str, read: impl Fn(&Node<'_>, &mut Report)) -> usize {
        let source = Source::new("file.json", text);
        let mut report = Report::new(&source);
        read(&json::read(&source).expect("this is JSON"), &mut report);
        report.finish().len()
    }
}
