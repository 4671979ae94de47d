//! Nested values against their tables: the JSON of an object, a list or a map.

use std::collections::HashMap;

use crate::json::{self, Data, Member, Node};
use crate::model::{Condition, Group, Parameter, Table, Text, ValueType};
use crate::values::{Rule, Violation, check, similar_parameter};

/// Checks the JSON of a nested row. Violations name their parameter by its way: `receiver[0].requisites.amount`.
pub(crate) fn check_nested(row: &Parameter, text: &str) -> Vec<Violation> {
    let Some(table) = &row.details.table else { return Vec::new() };
    let not_nested = || vec![Violation { parameter: row.name.clone(), rule: Rule::NotNested(row.value_type) }];
    let Ok(node) = json::node(text) else { return not_nested() };
    match (row.value_type, &node.data) {
        (ValueType::Object, Data::Object(_)) => object(&row.name, table, &node, text),
        (ValueType::List, Data::List(items)) => items
            .iter()
            .enumerate()
            .flat_map(|(position, item)| object(&format!("{}[{position}]", row.name), table, item, text))
            .collect(),
        (ValueType::Map, Data::Object(members)) => twice(&row.name, members)
            .chain(members.iter().flat_map(|member| object(&way_to(&row.name, member), table, &member.value, text)))
            .collect(),
        _ => not_nested(),
    }
}

fn way_to(way: &str, member: &Member<'_>) -> String {
    format!("{way}.{}", member.key)
}

/// Names that stand more than once in an object: whoever reads it takes one of the values, and nobody knows which.
fn twice<'m>(way: &'m str, members: &'m [Member<'_>]) -> impl Iterator<Item = Violation> {
    let mut times = HashMap::new();
    let repeated = members.iter().filter(move |member| {
        let count = times.entry(&member.key).or_insert(0_usize);
        *count += 1;
        *count == 2
    });
    repeated.map(move |member| Violation { parameter: Text::Owned(way_to(way, member)), rule: Rule::Twice })
}

/// Whether it is a JSON list of texts and numbers.
pub(crate) fn is_list_of_texts(text: &str) -> bool {
    let Ok(node) = json::node(text) else { return false };
    let Data::List(items) = &node.data else { return false };
    items.iter().all(|item| matches!(item.data, Data::Text(_) | Data::Number(_) | Data::Null))
}

fn object(way: &str, table: &Table, node: &Node<'_>, text: &str) -> Vec<Violation> {
    let at = |name: &str, rule: Rule| Violation { parameter: Text::Owned(format!("{way}.{name}")), rule };
    let Data::Object(members) = &node.data else {
        return vec![Violation { parameter: Text::Owned(way.to_owned()), rule: Rule::NotNested(ValueType::Object) }];
    };
    let unknown = members.iter().filter(|member| table.row(&member.key).is_none()).map(|member| {
        let similar = similar_parameter(table, &member.key).map(|name| Text::Owned(name.to_owned()));
        at(&member.key, Rule::Unknown { similar })
    });
    let mut violations: Vec<Violation> = unknown.chain(twice(way, members)).collect();
    let value = |row: usize| {
        let name = &table.rows[row].name;
        let member = members.iter().find(|member| member.key == name.as_ref())?;
        match &member.value.data {
            Data::Null => None,
            Data::Text(content) => Some(content.as_ref()),
            _ => text.get(member.value.span.clone()),
        }
    };
    let inner = check(table, value, |_| true);
    violations.extend(inner.into_iter().map(|violation| match violation.rule {
        Rule::Group(group) => at(&violation.parameter, Rule::Group(group_at(way, group))),
        rule => at(&violation.parameter, rule),
    }));
    violations
}

/// A group whose parameters are named by their way.
fn group_at(way: &str, group: Group) -> Group {
    let at = |name: &Text| Text::Owned(format!("{way}.{name}"));
    let of = group.of.iter().map(|names| names.iter().map(at).collect()).collect();
    let when = group.when.map(|when| Condition { parameter: at(&when.parameter), is: when.is });
    Group { of, when, ..group }
}
