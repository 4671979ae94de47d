//! Nested values as the texts that clients sign in their place.

use flitt_schema::quoted;

use crate::runtime::fields::{Field, Fields};

/// How languages write a nested value, from its JSON.
pub(super) const NESTED: [fn(&str) -> String; 9] = [
    str::to_owned,
    |json| written(json, false, (",", ":"), literal),
    |json| written(json, false, (", ", ": "), literal),
    |json| written(json, true, (",", ":"), literal),
    |json| written(json, true, (", ", ": "), literal),
    |json| written(json, false, (",", ":"), |field| quoted(field.text())),
    // The text of a Python dictionary whose numbers are numbers.
    |json| written(json, false, (", ", ": "), literal).replace('"', "'"),
    |_| "Array".to_owned(),
    |_| "[object Object]".to_owned(),
];

fn literal(field: &Field<'_>) -> String {
    if field.is_string() { quoted(field.text()) } else { field.text().to_owned() }
}

fn written(json: &str, is_sorted: bool, (comma, colon): (&str, &str), value: impl Fn(&Field<'_>) -> String) -> String {
    let Ok(fields) = Fields::from_json(json) else { return json.to_owned() };
    let mut all: Vec<Field<'_>> = fields.iter().collect();
    if is_sorted {
        all.sort_by_key(Field::name);
    }
    let members: Vec<String> =
        all.iter().map(|field| format!("{}{colon}{}", quoted(field.name()), value(field))).collect();
    format!("{{{}}}", members.join(comma))
}

/// Whether two texts are the same nested value, one as JSON and one as the text of a Python dictionary.
pub(super) fn is_same_value(one: &str, other: &str) -> bool {
    let begins = |text: &str| text.starts_with(['{', '[']);
    let is_dict = |text: &str| text.contains('\'') && !text.contains('"');
    if !begins(one) || !begins(other) || is_dict(one) == is_dict(other) {
        return false;
    }
    let bare = |text: &str| {
        let text = text.replace("None", "null").replace("True", "true").replace("False", "false");
        let mut parts: Vec<String> = text
            .replace(['\'', '"', ' ', '{', '}', '[', ']'], "")
            .split(',')
            .map(|part| part.strip_prefix('u').filter(|_| text.contains("u'")).unwrap_or(part).to_owned())
            .collect();
        parts.sort_unstable();
        parts
    };
    bare(one) == bare(other)
}
