//! From positioned JSON to the model. Rules that need one value only are told here; those over the whole table in
//! `check`.

mod endpoint;
mod group;
mod list;
mod object;
mod parameter;
mod report;
mod spans;
mod table;

pub(crate) use endpoint::{EndpointFile, FormFile, endpoint};
pub(crate) use list::list;
pub(crate) use object::suggestion;
pub(crate) use parameter::LONGEST;
pub(crate) use report::Report;
pub(crate) use spans::{EndpointSpans, GroupSpans, ListSpans, RowSpans, Spans, TableSpans};
pub use spans::{Place, Places};
pub(crate) use table::{Rows, TableFile, TableUse, table};

/// The version of the meta-format that this program reads.
pub(crate) const META_FORMAT: &str = "1";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{self, Node};
    use crate::source::Source;

    /// Objects of every kind, with little of what they need: whoever reads a key that their table does not have, panics.
    #[test]
    fn only_the_keys_of_an_object_are_read() {
        let group = r#"{ "rule": "together", "of": [], "when": { "parameter": "a" } }"#;
        let row = format!(
            r#"{{ "name": "a", "type": "list", "values": [{{ "value": "b" }}], "header": {{ "name": "c" }},
                "rows": [{{}}], "groups": [{group}] }}"#
        );
        let form = format!(r#"{{ "rows": [{{}}, {row}], "groups": [{{}}, {group}] }}"#);
        let response = format!(r#"{{ "failure": {{ "message": "d" }}, "forms": [{{}}, {form}] }}"#);
        let whole = format!(r#"{{ "retry": {{}}, "request": {form}, "response": {response} }}"#);
        let callback = r#"{ "key": "payment", "when": { "parameter": "a" } }"#;
        let shared = format!(r#"{{ "rows": [{row}], "groups": [{group}], "callback": [{{}}, {callback}] }}"#);
        assert!(faults("{}", |node, report| drop(endpoint(node, report))) > 0);
        assert!(faults(&whole, |node, report| drop(endpoint(node, report))) > 0);
        assert!(faults(&shared, |node, report| drop(table(node, report))) > 0);
        assert!(faults(r#"{ "columns": [{}], "values": [{}] }"#, |node, report| drop(list(node, report))) > 0);
    }

    fn faults(text: &str, read: impl Fn(&Node<'_>, &mut Report)) -> usize {
        let source = Source::new("file.json", text);
        let mut report = Report::new(&source);
        read(&json::read(&source).expect("this is JSON"), &mut report);
        report.finish().len()
    }
}
