//! Which values of a schema file are not shown when a line of it is.

use std::collections::BTreeSet;

use super::{Data, Member, Node};
use crate::keys::{ENDPOINT, LIST, PARAMETER, TABLE};
use crate::source::Span;

/// Keys by which an object is taken for a parameter.
const OF_PARAMETERS: [&str; 5] = ["name", "type", "sensitive", "default", "fixed"];

/// Keys whose values have no parameters, but can have keys of the same names.
const WITHOUT_PARAMETERS: [&str; 4] = ["values", "columns", "header", "examples"];

/// The ranges of values that excerpts of a schema file do not show: `default` and `fixed` of parameters that may be sensitive, all
/// values of examples, and lists and objects of keys that no file has.
#[must_use]
pub fn sensitive(file: &Node<'_>) -> Vec<Span> {
    sensitive_among(file, &BTreeSet::new())
}

/// The same; parameters with these names count as sensitive, too.
#[must_use]
pub fn sensitive_among(file: &Node<'_>, names: &BTreeSet<String>) -> Vec<Span> {
    let mut spans = of_parameters(file, names);
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

/// The names of the parameters of a file that may be sensitive.
#[must_use]
pub fn sensitive_names(file: &Node<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    visit(file, &mut |members| {
        if may_be_sensitive(members) {
            names.extend(name_of(members).map(str::to_owned));
        }
    });
    names
}

/// The ranges of `default` and `fixed` of parameters that may be sensitive, or have one of these names, and of what may be a
/// misspelt `default` or `examples`.
pub(crate) fn of_parameters(file: &Node<'_>, names: &BTreeSet<String>) -> Vec<Span> {
    let mut spans = Vec::new();
    visit(file, &mut |members| {
        let is_named = name_of(members).is_some_and(|name| names.contains(name));
        if !is_named && !may_be_sensitive(members) {
            return;
        }
        // One unknown key is a misspelt `sensitive` or a misspelt `default`, not both.
        let hides_unknown = is_named || is_marked(members) || unknown(members).count() > 1;
        let hidden = members.iter().filter(|member| {
            matches!(member.key.as_ref(), "default" | "fixed") || (hides_unknown && is_unknown(member))
        });
        hidden.for_each(|member| leaves(&member.value, &mut spans));
    });
    let is_known = |key: &str| [&ENDPOINT, &TABLE, &LIST].iter().any(|spec| spec.find(key).is_some());
    let nested = members(file).iter().filter(|it| matches!(it.value.data, Data::List(_) | Data::Object(_)));
    nested.filter(|member| !is_known(&member.key)).for_each(|member| leaves(&member.value, &mut spans));
    spans
}

/// Whether a parameter is sensitive, or might be meant to be: `sensitive` is not absent or false, or a key is unknown.
pub(crate) fn may_be_sensitive(parameter: &[Member<'_>]) -> bool {
    is_marked(parameter) || unknown(parameter).next().is_some()
}

fn is_marked(parameter: &[Member<'_>]) -> bool {
    parameter.iter().any(|member| member.key == "sensitive" && !matches!(member.value.data, Data::Bool(false)))
}

fn unknown<'n, 'a>(parameter: &'n [Member<'a>]) -> impl Iterator<Item = &'n Member<'a>> {
    parameter.iter().filter(|member| is_unknown(member))
}

fn is_unknown(member: &Member<'_>) -> bool {
    PARAMETER.find(&member.key).is_none()
}

fn name_of<'n>(parameter: &'n [Member<'_>]) -> Option<&'n str> {
    parameter.iter().find(|member| member.key == "name").and_then(|member| match &member.value.data {
        Data::Text(text) => Some(text.as_ref()),
        _ => None,
    })
}

/// Calls a function with the members of each parameter, at any depth.
fn visit<'n, 'a>(node: &'n Node<'a>, each: &mut impl FnMut(&'n [Member<'a>])) {
    if let Data::List(items) = &node.data {
        for item in items {
            visit(item, each);
        }
    }
    let members = members(node);
    if members.iter().any(|member| OF_PARAMETERS.contains(&member.key.as_ref())) {
        each(members);
    }
    for member in members.iter().filter(|member| !WITHOUT_PARAMETERS.contains(&member.key.as_ref())) {
        visit(&member.value, each);
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
    use super::{sensitive, sensitive_among, sensitive_names};
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

    /// What is hidden of a parameter with these keys.
    fn hidden(keys: &str) -> Vec<String> {
        let text = format!(r#"{{ "request": [{{ "name": "token", "type": "string", {keys} }}] }}"#);
        let source = Source::new("pay.json", &text);
        let spans = sensitive(&read(&source).expect("it is JSON"));
        spans.into_iter().map(|span| text[span].to_owned()).collect()
    }

    #[test]
    fn what_may_be_meant_to_be_sensitive_is_found() {
        for mark in [
            r#""sensitive": true"#,
            r#""sensitive": "yes""#,
            r#""sensitive": "true""#,
            r#""sensitive": 1"#,
            r#""sensitive": "false""#,
            r#""sensitive": null"#,
            r#""sensitive": false, "sensitive": true"#,
            r#""sensitve": true"#,
            r#""Sensitive": true"#,
        ] {
            assert_eq!(hidden(&format!(r#"{mark}, "default": "abc""#)), ["abc"], "{mark}");
            assert_eq!(hidden(&format!(r#""fixed": 12, "default": "abc", {mark}"#)), ["12", "abc"], "{mark}");
            assert_eq!(hidden(&format!(r#""default": "a", "default": "b", {mark}"#)), ["a", "b"], "{mark}");
            for misspelt in ["defaults", "fix", "Default"] {
                let found = hidden(&format!(r#""{misspelt}": "abc", {mark}"#));
                assert!(found.contains(&"abc".to_owned()), "{mark}, {misspelt}: {found:?}");
            }
        }
        // Nothing says that it is sensitive.
        for keys in [r#""default": "abc""#, r#""sensitive": false, "default": "abc""#, r#""defaults": "abc""#] {
            assert!(hidden(keys).is_empty(), "{keys}");
        }
    }

    #[test]
    fn misspelt_examples_are_found_and_keys_of_listed_values_are_not() {
        let text =
            r#"{ "example": [{ "values": { "a": "b" } }], "pth": "/api", "values": [{ "name": "x", "other": "y" }] }"#;
        let source = Source::new("pay.json", text);
        let spans = sensitive(&read(&source).expect("it is JSON"));
        let found: Vec<&str> = spans.into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, ["b"]);
    }

    #[test]
    fn parameters_with_given_names_are_found() {
        let source = Source::new("pay.json", FILE);
        let node = read(&source).expect("it is JSON");
        assert_eq!(sensitive_names(&node).into_iter().collect::<Vec<_>>(), ["code", "token"]);
        let found = sensitive_among(&node, &["lang".to_owned()].into());
        assert!(found.iter().any(|span| &FILE[span.clone()] == "ka"));
    }
}
