//! Which values of a schema file are not shown when a line of it is.

use super::{Data, Member, Node};
use crate::source::Span;

/// The ranges of values that excerpts of a schema file do not show: `default` and `fixed` of a sensitive parameter, and all values
/// of examples.
#[must_use]
pub fn sensitive(file: &Node<'_>) -> Vec<Span> {
    let mut spans = of_parameters(file);
    for member in members(file).iter().filter(|member| member.key == "examples") {
        match &member.value.data {
            Data::List(examples) => {
                let values = examples.iter().flat_map(members).filter(|member| member.key != "source");
                values.for_each(|member| leaves(&member.value, &mut spans));
            }
            // They were skipped.
            _ => spans.push(member.value.span.clone()),
        }
    }
    spans
}

/// The ranges of `default` and `fixed` of sensitive parameters.
pub(crate) fn of_parameters(file: &Node<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    collect(file, &mut spans);
    spans
}

fn collect(node: &Node<'_>, spans: &mut Vec<Span>) {
    if let Data::List(items) = &node.data {
        for item in items {
            collect(item, spans);
        }
    }
    let members = members(node);
    let is_sensitive = members.iter().any(|it| it.key == "sensitive" && matches!(it.value.data, Data::Bool(true)));
    for member in members {
        if is_sensitive && matches!(member.key.as_ref(), "default" | "fixed") {
            leaves(&member.value, spans);
        } else {
            collect(&member.value, spans);
        }
    }
}

/// Adds the ranges of the texts, numbers and booleans of a value; of a text, without its quotes.
pub(crate) fn leaves(node: &Node<'_>, spans: &mut Vec<Span>) {
    let Span { start, end } = node.span;
    match &node.data {
        Data::Null => {}
        Data::Bool(_) | Data::Number(_) => spans.push(start..end),
        Data::Text(_) => spans.push(start + 1..end.saturating_sub(1)),
        Data::List(items) => items.iter().for_each(|item| leaves(item, spans)),
        Data::Object(members) => members.iter().for_each(|member| leaves(&member.value, spans)),
    }
}

/// The members of an object; none of another value.
pub(crate) fn members<'n, 'a>(node: &'n Node<'a>) -> &'n [Member<'a>] {
    match &node.data {
        Data::Object(members) => members,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::sensitive;
    use crate::json::{read, read_without};
    use crate::source::Source;

    const FILE: &str = r#"{ "request": [
        { "name": "token", "sensitive": true, "default": "abc", "rows": [{ "name": "code", "sensitive": true, "fixed": 12 }] },
        { "name": "lang", "sensitive": false, "default": "ka" }],
        "examples": [{ "source": "page", "values": { "a": "b", "c": [1, { "d": null, "e": true }] } }] }"#;

    #[test]
    fn defaults_of_sensitive_parameters_and_values_of_examples_are_found() {
        let source = Source::new("pay.json", FILE);
        let of = |spans: Vec<std::ops::Range<usize>>| spans.into_iter().map(|span| FILE[span].to_owned()).collect();
        let found: Vec<String> = of(sensitive(&read(&source).expect("it is JSON")));
        assert_eq!(found, ["abc", "12", "b", "1", "true"]);
        let (node, _) = read_without(&source, "examples").expect("it is JSON");
        let found: Vec<String> = of(sensitive(&node));
        assert_eq!(found[..2], ["abc", "12"]);
        assert!(found[2].starts_with("[{ \"source\"") && found[2].ends_with("} }]") && found.len() == 3, "{found:?}");
    }
}
