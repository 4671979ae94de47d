//! Whether a combination of parameters that the old groups accept is rejected by the new ones: all are tried.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::object::text_of;
use super::shared::names_of;
use super::texts;

/// The maximum number of combinations that are tried. With more, a difference counts as stricter.
const MAX_COMBINATIONS: usize = 1 << 16;

/// A value that no condition names.
const ANOTHER: &str = "\u{0}";

/// How the new groups differ from the old ones.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Difference {
    None,
    /// Every combination that was accepted still is.
    Looser,
    Stricter,
}

/// Compares the groups of two tables, each an object with `groups` and `rows` or `request`.
pub(super) fn compare(old: &Value, new: &Value) -> Difference {
    let (old_groups, new_groups) = (groups(old), groups(new));
    if new_groups.iter().all(|group| old_groups.contains(group)) {
        let is_same = old_groups.iter().all(|group| new_groups.contains(group));
        return if is_same { Difference::None } else { Difference::Looser };
    }
    let mut values: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for group in old_groups.iter().chain(&new_groups) {
        for name in names_of(group).into_iter().flatten() {
            values.entry(name).or_insert_with(|| vec![None, Some(ANOTHER.to_owned())]);
        }
        if let Some(when) = group.get("when") {
            let name = when.get("parameter").and_then(Value::as_str).unwrap_or_default().to_owned();
            let known = values.entry(name).or_insert_with(|| vec![None, Some(ANOTHER.to_owned())]);
            let named = texts(when.get("is")).into_iter().map(Some).filter(|value| !known.contains(value));
            let named: Vec<Option<String>> = named.collect();
            known.extend(named);
        }
    }
    for (name, possible) in &mut values {
        match rows(old) {
            // No request had a parameter that is new.
            Some(rows) if !rows.iter().any(|row| is_named(row, name)) => possible.retain(Option::is_none),
            rows => restrict(rows.and_then(|rows| rows.iter().find(|row| is_named(row, name))), possible),
        }
    }
    let total = values.values().try_fold(1_usize, |total, possible| total.checked_mul(possible.len()));
    let Some(total) = total.filter(|total| *total <= MAX_COMBINATIONS) else { return Difference::Stricter };
    let mut difference = Difference::None;
    for number in 0..total {
        let mut rest = number;
        let combination: BTreeMap<&str, &str> = values
            .iter()
            .filter_map(|(name, possible)| {
                let value = &possible[rest % possible.len()];
                rest /= possible.len();
                Some((name.as_str(), value.as_deref()?))
            })
            .collect();
        match (accept(&old_groups, &combination), accept(&new_groups, &combination)) {
            (true, false) => return Difference::Stricter,
            (false, true) => difference = Difference::Looser,
            _ => {}
        }
    }
    difference
}

fn groups(table: &Value) -> Vec<Value> {
    let mut groups = table.get("groups").and_then(Value::as_array).cloned().unwrap_or_default();
    for group in &mut groups {
        group.as_object_mut().map(|members| members.remove("doc"));
    }
    groups
}

/// The parameters of a table; `None` where they are not at hand.
fn rows(table: &Value) -> Option<&Vec<Value>> {
    table.get("rows").or_else(|| table.get("request"))?.as_array()
}

fn is_named(row: &Value, name: &str) -> bool {
    row.get("name").and_then(Value::as_str) == Some(name)
}

/// Leaves the values that a parameter can have: a mandatory one is always set, a closed one has a listed value.
fn restrict(row: Option<&Value>, possible: &mut Vec<Option<String>>) {
    let is_true = |key: &str| row.and_then(|row| row.get(key)) == Some(&Value::Bool(true));
    let text = |key: &str| row.map(|row| text_of(row, key)).unwrap_or_default();
    if !matches!(text("from").as_str(), "" | "caller") || !text("fixed").is_empty() {
        // Groups are rules over what the caller sets.
        possible.retain(Option::is_none);
    } else if is_true("mandatory") {
        possible.retain(Option::is_some);
    }
    let is_flag = row.and_then(|row| row.get("format")).and_then(Value::as_str) == Some("flag");
    let values = row.and_then(|row| row.get("values")).and_then(Value::as_array);
    if is_flag || (values.is_some() && is_true("closed")) {
        let value = |value: &Value| value.get("value").unwrap_or(value).as_str().map(ToOwned::to_owned);
        let listed: Vec<String> = match values {
            Some(values) if !is_flag => values.iter().filter_map(value).collect(),
            _ => vec!["Y".to_owned(), "N".to_owned()],
        };
        let has_another = listed.iter().any(|value| !possible.contains(&Some(value.clone())));
        let is_possible = |value: &Option<String>| match value.as_deref() {
            None => true,
            Some(ANOTHER) => has_another,
            Some(value) => listed.iter().any(|listed| listed == value),
        };
        possible.retain(is_possible);
    }
}

fn accept(groups: &[Value], combination: &BTreeMap<&str, &str>) -> bool {
    groups.iter().all(|group| holds(group, combination))
}

fn holds(group: &Value, combination: &BTreeMap<&str, &str>) -> bool {
    if let Some(when) = group.get("when") {
        let value = when.get("parameter").and_then(Value::as_str).and_then(|name| combination.get(name));
        let is = texts(when.get("is"));
        let applies = value.is_some_and(|value| is.is_empty() || is.iter().any(|expected| expected == value));
        if !applies {
            return true;
        }
    }
    let of = names_of(group);
    let is_set = |name: &String| combination.contains_key(name.as_str());
    let begun = of.iter().filter(|names| names.iter().any(is_set)).count();
    let complete = of.iter().filter(|names| names.iter().all(is_set)).count();
    let all = of.iter().flatten().all(is_set);
    match group.get("rule").and_then(Value::as_str).unwrap_or_default() {
        "exactly_one" => begun == 1 && complete == 1,
        "at_least_one" => complete >= 1,
        "excludes" => begun <= 1,
        "together" => begun == 0 || all,
        _ => all,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Difference, compare};

    fn table(groups: &Value) -> Value {
        json!({ "groups": groups, "rows": [
            { "name": "a" }, { "name": "b" }, { "name": "c" },
            { "name": "kind", "values": ["x", "y"], "closed": true },
            { "name": "must", "mandatory": true },
            { "name": "signature", "from": "signature" },
        ] })
    }

    fn difference(old: &Value, new: &Value) -> Difference {
        compare(&table(old), &table(new))
    }

    #[test]
    fn groups_are_compared_by_what_they_accept() {
        let exactly = json!([{ "rule": "exactly_one", "of": ["a", "b"] }]);
        let at_least = json!([{ "rule": "at_least_one", "of": ["a", "b"] }]);
        let excludes = json!([{ "rule": "excludes", "of": ["a", "b"] }]);
        let none = json!([]);
        assert_eq!(difference(&exactly, &exactly), Difference::None);
        assert_eq!(difference(&exactly, &at_least), Difference::Looser);
        assert_eq!(difference(&at_least, &exactly), Difference::Stricter);
        assert_eq!(difference(&excludes, &at_least), Difference::Stricter);
        assert_eq!(difference(&none, &excludes), Difference::Stricter);
        assert_eq!(difference(&excludes, &none), Difference::Looser);
        // Another order, and the same in two groups.
        assert_eq!(difference(&exactly, &json!([{ "rule": "exactly_one", "of": ["b", "a"] }])), Difference::None);
        let both = json!([{ "rule": "at_least_one", "of": ["a", "b"] }, { "rule": "excludes", "of": ["a", "b"] }]);
        assert_eq!(difference(&exactly, &both), Difference::None);
    }

    #[test]
    fn values_decide_where_a_condition_names_them() {
        let when = |is: Value| json!([{ "rule": "requires", "of": ["a"], "when": { "parameter": "kind", "is": is } }]);
        assert_eq!(difference(&when(json!(["x"])), &when(json!(["x", "y"]))), Difference::Stricter);
        assert_eq!(difference(&when(json!(["x", "y"])), &when(json!(["x"]))), Difference::Looser);
        // All values of a closed parameter are any value of it.
        assert_eq!(difference(&when(json!(["x", "y"])), &when(json!([]))), Difference::None);
        // A value that it cannot have decides nothing.
        assert_eq!(difference(&json!([]), &when(json!(["z"]))), Difference::None);
    }

    #[test]
    fn parameters_that_are_always_or_never_set_are_known() {
        let excludes = |name: &str| json!([{ "rule": "excludes", "of": ["a", name] }]);
        assert_eq!(difference(&json!([]), &excludes("signature")), Difference::None);
        let at_least = json!([{ "rule": "at_least_one", "of": ["must", "b"] }]);
        assert_eq!(difference(&json!([]), &at_least), Difference::None);
    }

    /// Requests of the old version cannot have a new parameter.
    #[test]
    fn a_new_parameter_was_never_set() {
        let two = json!([{ "rule": "exactly_one", "of": ["a", "b"] }]);
        let three = json!([{ "rule": "exactly_one", "of": ["a", "b", "new"] }]);
        assert_eq!(difference(&two, &three), Difference::None);
        let all = json!([{ "rule": "together", "of": ["a", "new"] }]);
        assert_eq!(difference(&json!([]), &all), Difference::Stricter);
        // The parameters of a shared table are not at hand.
        let shared = |groups: &Value| json!({ "groups": groups, "request": { "table": "shared" } });
        assert_eq!(compare(&shared(&json!([])), &shared(&three)), Difference::Stricter);
    }

    #[test]
    fn too_many_combinations_count_as_stricter() {
        let of: Vec<String> = (0..40).map(|number| format!("p{number}")).collect();
        let rows: Vec<Value> = of.iter().map(|name| json!({ "name": name })).collect();
        let table = |groups: Value| json!({ "groups": groups, "rows": rows });
        let (none, groups) = (table(json!([])), table(json!([{ "rule": "excludes", "of": of }])));
        assert_eq!(compare(&none, &groups), Difference::Stricter);
        assert_eq!(compare(&groups, &none), Difference::Looser);
    }
}
