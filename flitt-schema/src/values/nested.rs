//! Checks the JSON of nested values, objects, lists and maps, against their tables.

use std::collections::{HashMap, HashSet};

use super::{Rule, Violation, check};
use crate::json::{self, Data, Member, Node};
use crate::limits::Budget;
use crate::model::{Condition, CowStr, Group, Parameter, Table, ValueType};
use crate::text::closest_within;

/// Checks the JSON of a nested value. Violations name their parameter by its path: `receiver[0].requisites.amount`.
pub(crate) fn check_nested(row: &Parameter, text: &str) -> Vec<Violation> {
    let Some(table) = &row.details.table else { return Vec::new() };
    let not_nested = || vec![Violation { parameter: row.name.clone(), rule: Rule::NotNested(row.value_type) }];
    let Ok(node) = json::node(text) else { return not_nested() };
    // One number of comparisons for the whole value: it can have any number of unknown members.
    let comparisons = Budget::of_comparisons();
    let object = |path: &str, node: &Node<'_>| object(path, table, node, text, &comparisons);
    match (row.value_type, &node.data) {
        (ValueType::Object, Data::Object(_)) => object(&row.name, &node),
        (ValueType::List, Data::List(items)) => items
            .iter()
            .enumerate()
            .flat_map(|(position, item)| object(&format!("{}[{position}]", row.name), item))
            .collect(),
        (ValueType::Map, Data::Object(members)) => duplicates(&row.name, members)
            .chain(members.iter().flat_map(|member| object(&path_of(&row.name, member), &member.value)))
            .collect(),
        _ => not_nested(),
    }
}

fn path_of(path: &str, member: &Member<'_>) -> String {
    format!("{path}.{}", member.key)
}

/// Duplicate names in an object: which of the values is used depends on the reader.
fn duplicates<'m>(path: &'m str, members: &'m [Member<'_>]) -> impl Iterator<Item = Violation> {
    let mut times = HashMap::new();
    let repeated = members.iter().filter(move |member| {
        let count = times.entry(&member.key).or_insert(0_usize);
        *count += 1;
        *count == 2
    });
    repeated.map(move |member| Violation { parameter: CowStr::Owned(path_of(path, member)), rule: Rule::Duplicate })
}

/// Whether it is a JSON list of strings, numbers and nulls.
pub(super) fn is_list_of_texts(text: &str) -> bool {
    let Ok(node) = json::node(text) else { return false };
    let Data::List(items) = &node.data else { return false };
    items.iter().all(|item| matches!(item.data, Data::Text(_) | Data::Number(_) | Data::Null))
}

fn object(path: &str, table: &Table, node: &Node<'_>, text: &str, comparisons: &Budget) -> Vec<Violation> {
    let at = |name: &str, rule: Rule| Violation { parameter: CowStr::Owned(format!("{path}.{name}")), rule };
    let Data::Object(members) = &node.data else {
        return vec![Violation { parameter: CowStr::Owned(path.to_owned()), rule: Rule::NotNested(ValueType::Object) }];
    };
    let names: HashSet<&str> = table.rows.iter().map(|row| row.name.as_ref()).collect();
    let mut by_name: HashMap<&str, &Member<'_>> = HashMap::with_capacity(members.len());
    for member in members {
        // Of duplicates, which are reported, the first counts.
        by_name.entry(member.key.as_ref()).or_insert(member);
    }
    let unknown = members.iter().filter(|member| !names.contains(member.key.as_ref())).map(|member| {
        let names = table.rows.iter().map(|row| row.name.as_ref());
        let similar = closest_within(&member.key, names, comparisons).map(|name| CowStr::Owned(name.to_owned()));
        at(&member.key, Rule::Unknown { similar })
    });
    let mut violations: Vec<Violation> = unknown.chain(duplicates(path, members)).collect();
    let wrong_types = table.rows.iter().filter(|row| row.value_type == ValueType::StringOrInteger).filter_map(|row| {
        let member = by_name.get(row.name.as_ref())?;
        (!is_string_or_integer(&member.value)).then(|| at(&row.name, Rule::NotStringOrInteger))
    });
    violations.extend(wrong_types);
    let value = |row: usize| {
        let member = by_name.get(table.rows[row].name.as_ref())?;
        match &member.value.data {
            Data::Null => None,
            Data::Text(content) => Some(content.as_ref()),
            _ => text.get(member.value.span.clone()),
        }
    };
    let inner = check(table, value, value, |_| true);
    violations.extend(inner.into_iter().map(|violation| match violation.rule {
        Rule::Group(group) => at(&violation.parameter, Rule::Group(group_at(path, group))),
        rule => at(&violation.parameter, rule),
    }));
    violations
}

/// Null is the same as absent.
fn is_string_or_integer(node: &Node<'_>) -> bool {
    match node.data {
        Data::Text(_) | Data::Null => true,
        Data::Number(digits) => digits.strip_prefix('-').unwrap_or(digits).bytes().all(|byte| byte.is_ascii_digit()),
        Data::Bool(_) | Data::List(_) | Data::Object(_) => false,
    }
}

/// A group whose parameters are named by their paths.
fn group_at(path: &str, group: Group) -> Group {
    let at = |name: &CowStr| CowStr::Owned(format!("{path}.{name}"));
    let of = group.of.iter().map(|names| names.iter().map(at).collect()).collect();
    let when = group.when.map(|when| Condition { parameter: at(&when.parameter), is: when.is });
    Group { of, when, ..group }
}
