//! Where in an example a violation is.

use super::span_of;
use crate::json::{Data, Node, part};
use crate::model::{Example, GroupRule};
use crate::source::Span;
use crate::values::{Rule, Violation};

/// The range of the value that violates a rule; where a value is missing, of the first character of its object. `text` is
/// that of the file.
pub(super) fn of(example: &Example, violation: &Violation, text: &str) -> Span {
    match &violation.rule {
        // Of parameters that exclude each other, one is too much; otherwise one is missing.
        Rule::Group(group) if matches!(group.rule, GroupRule::ExactlyOne | GroupRule::Excludes) => {
            let mut names = group.of.iter().flat_map(|names| names.iter());
            let last = names.rfind(|name| example.text(name).is_some());
            last.map_or_else(|| within(example, &violation.parameter, text), |name| span_of(example, name).clone())
        }
        _ => within(example, &violation.parameter, text),
    }
}

/// The range of a value by its path, `receiver[0].requisites.amount`, or of the innermost object around it.
fn within(example: &Example, path: &str, text: &str) -> Span {
    if let Some(value) = example.value(path) {
        return value.span.clone();
    }
    let outer = example.values.iter().find(|value| after(path, &value.name).is_some_and(|rest| !rest.is_empty()));
    let Some(value) = outer else { return example.values_begin.clone() };
    let rest = after(path, &value.name).unwrap_or_default();
    match part(text, &value.span) {
        Some(node) => inner(&node, rest),
        None => value.span.clone(),
    }
}

/// What of a path follows a name.
fn after<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    path.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn inner(node: &Node<'_>, path: &str) -> Span {
    match &node.data {
        _ if path.is_empty() => node.span.clone(),
        Data::Object(members) => {
            let rest = path.strip_prefix('.').unwrap_or(path);
            let found = members.iter().rev().find_map(|member| Some((member, after(rest, &member.key)?)));
            match found {
                Some((member, rest)) => inner(&member.value, rest),
                None => node.span.start..node.span.start + 1,
            }
        }
        Data::List(items) => {
            let position = path.strip_prefix('[').and_then(|rest| rest.split_once(']'));
            let item = position.and_then(|(number, rest)| Some((items.get(number.parse::<usize>().ok()?)?, rest)));
            item.map_or_else(|| node.span.clone(), |(item, rest)| inner(item, rest))
        }
        _ => node.span.clone(),
    }
}
