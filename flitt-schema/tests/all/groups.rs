//! What holds between values: every rule of a group, with and without a condition.

use crate::common::{check, table};
use flitt_schema::{GroupRule, Rule};

/// A table of four texts and a group; returns whether the group holds when these rows are set.
fn holds(rule: GroupRule, of: &str, when: &str, values: &[(&str, &str)]) -> bool {
    let rows: Vec<String> =
        "abcd".chars().map(|name| format!("{{ \"name\": \"{name}\", \"type\": \"string\" }}")).collect();
    let group = format!("{{ \"rule\": \"{}\", \"of\": {of}{when} }}", rule.as_str());
    let found = check(&table(&rows.join(", "), &group), values);
    assert!(found.len() < 2 && found.iter().all(|violation| matches!(violation.rule, Rule::Group(_))), "{found:?}");
    found.is_empty()
}

/// The same for rows that are set or not.
fn holds_with(rule: GroupRule, of: &str, set: &str) -> bool {
    let names: Vec<String> = set.chars().map(String::from).collect();
    let values: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    holds(rule, of, "", &values)
}

#[test]
fn groups_of_single_parameters() {
    use GroupRule::{AtLeastOne, ExactlyOne, Excludes, Together};
    let of = r#"["a", "b", "c"]"#;
    for (set, exactly_one, at_least_one, excludes, together) in [
        ("", false, false, true, true),
        ("d", false, false, true, true),
        ("a", true, true, true, false),
        ("c", true, true, true, false),
        ("ab", false, true, false, false),
        ("abc", false, true, false, true),
    ] {
        assert_eq!(holds_with(ExactlyOne, of, set), exactly_one, "exactly_one, {set:?}");
        assert_eq!(holds_with(AtLeastOne, of, set), at_least_one, "at_least_one, {set:?}");
        assert_eq!(holds_with(Excludes, of, set), excludes, "excludes, {set:?}");
        assert_eq!(holds_with(Together, of, set), together, "together, {set:?}");
    }
}

/// `[["a", "b"], "c"]`: an alternative of two counts if both are set, and is in conflict if one is.
#[test]
fn groups_of_alternatives() {
    use GroupRule::{AtLeastOne, ExactlyOne, Excludes};
    let of = r#"[["a", "b"], "c"]"#;
    for (set, exactly_one, at_least_one, excludes) in [
        ("", false, false, true),
        ("a", false, false, true),
        ("ab", true, true, true),
        ("c", true, true, true),
        ("ac", false, true, false),
        ("abc", false, true, false),
    ] {
        assert_eq!(holds_with(ExactlyOne, of, set), exactly_one, "exactly_one, {set:?}");
        assert_eq!(holds_with(AtLeastOne, of, set), at_least_one, "at_least_one, {set:?}");
        assert_eq!(holds_with(Excludes, of, set), excludes, "excludes, {set:?}");
    }
}

#[test]
fn an_empty_text_is_absent_in_groups() {
    assert!(!holds(GroupRule::ExactlyOne, r#"["a", "b"]"#, "", &[("a", "")]));
    assert!(holds(GroupRule::ExactlyOne, r#"["a", "b"]"#, "", &[("a", ""), ("b", "x")]));
    assert!(holds(GroupRule::Excludes, r#"["a", "b"]"#, "", &[("a", ""), ("b", "x")]));
}

#[test]
fn groups_with_a_condition() {
    use GroupRule::Requires;
    let (of, set) = (r#"["a", "b"]"#, r#", "when": { "parameter": "c" }"#);
    assert!(holds(Requires, of, set, &[]));
    assert!(holds(Requires, of, set, &[("c", "")]));
    assert!(!holds(Requires, of, set, &[("c", "x")]));
    assert!(!holds(Requires, of, set, &[("c", "x"), ("a", "1")]));
    assert!(!holds(Requires, of, set, &[("c", "x"), ("a", "1"), ("b", "")]));
    assert!(holds(Requires, of, set, &[("c", "x"), ("a", "1"), ("b", "2")]));
    let is = r#", "when": { "parameter": "c", "is": ["x", "y"] }"#;
    assert!(holds(Requires, of, is, &[("c", "z")]));
    assert!(holds(Requires, of, is, &[("c", "X")]));
    assert!(!holds(Requires, of, is, &[("c", "y")]));
    assert!(holds(GroupRule::ExactlyOne, of, is, &[]));
    assert!(!holds(GroupRule::ExactlyOne, of, is, &[("c", "x")]));
    assert!(holds(GroupRule::ExactlyOne, of, is, &[("c", "x"), ("b", "1")]));
}
