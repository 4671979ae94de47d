//! Random folders of schema files, with names that collide.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::edits::Folder;
use super::library;
use super::random::Random;

/// The file of an endpoint that is in every folder.
pub(crate) const FIRST: &str = "pay.json";

/// Names of generated code, of what it uses, of keywords, and names that give the same types.
const NAMES: &[&str] = &[
    "a",
    "a1",
    "a_1",
    "a__1",
    "_a",
    "a_",
    "abstract",
    "as_ref",
    "async",
    "bool",
    "box",
    "build",
    "builder",
    "card",
    "clone",
    "complete",
    "copy",
    "core",
    "debug",
    "default",
    "deref",
    "embedded",
    "endpoints",
    "eq",
    "err",
    "fmt",
    "from_response",
    "from_rows",
    "gen",
    "get",
    "has_a",
    "has_card",
    "hash",
    "inner",
    "into",
    "item",
    "item_value",
    "link",
    "link_form",
    "macro_rules",
    "mandatory",
    "match",
    "merchant_id",
    "new",
    "none",
    "ok",
    "one",
    "option",
    "other",
    "outcome",
    "pay",
    "pay_inner",
    "phantom_data",
    "r",
    "reference",
    "request",
    "response",
    "result",
    "rows",
    "schema",
    "self_",
    "send",
    "set",
    "signature",
    "some",
    "static",
    "std",
    "str",
    "string",
    "table",
    "tables",
    "text",
    "texts",
    "to_owned",
    "type",
    "u64",
    "union",
    "unset",
    "value",
    "values",
    "vec",
    "verification",
    "version",
    "without_version",
    "yield",
];

/// Names of types.
const TYPES: &[&str] =
    &["Pay", "Item", "Builder", "Request", "Response", "Colour", "Other", "Link", "Value", "Debug", "Set"];

/// Listed values.
const VALUES: &[&str] =
    &["a", "b", "A1", "VALUES", "TEXTS", "columns", "none", "ok", "Some", "self_", "yes no", "Variant"];

/// Random folders that pass the check, and how many were tried for them.
pub(crate) fn folders(count: usize, random: &mut Random) -> (Vec<Folder>, usize) {
    let mut seen = BTreeSet::new();
    let mut tried = 0;
    while seen.len() < count {
        tried += 1;
        let folder = folder(random);
        if library(&folder).diagnostics.is_empty() {
            seen.insert(folder);
        }
    }
    (seen.into_iter().collect(), tried)
}

fn folder(random: &mut Random) -> Folder {
    let mut folder = Folder::new();
    let tables: Vec<String> = (0..random.below(3)).map(|_| name(random)).collect();
    let lists: Vec<String> = (0..random.below(3)).map(|_| name(random)).collect();
    let shared = Shared { tables: &tables, lists: &lists };
    for table in &tables {
        let mut text = json!({ "table": table, "rows": rows(&shared, Place::Nested, random) });
        if random.one_in(3) {
            text["callback"] = json!([{ "key": "none" }]);
        }
        folder.insert(format!("tables/{table}.json"), text.to_string());
    }
    for list in &lists {
        let mut text = json!({ "list": list, "values": values(random).iter().map(object).collect::<Vec<_>>() });
        if !random.one_in(3) {
            text["rust"] = json!(random.of(TYPES));
        }
        folder.insert(format!("reference/{list}.json"), text.to_string());
    }
    let others = (0..random.below(3)).map(|_| name(random));
    let names: Vec<String> = std::iter::once("pay".to_owned()).chain(others).collect();
    for name in names {
        folder.insert(format!("{name}.json"), endpoint(&name, &shared, random).to_string());
    }
    folder
}

/// The shared files of a folder.
struct Shared<'n> {
    tables: &'n [String],
    lists: &'n [String],
}

/// Where a table is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Request,
    Response,
    Nested,
}

fn name(random: &mut Random) -> String {
    (*random.of(NAMES)).to_owned()
}

fn endpoint(name: &str, shared: &Shared<'_>, random: &mut Random) -> Value {
    let mut endpoint = json!({
        "endpoint": name, "path": format!("/api/{name}"), "key": "none", "protocol": "plain", "doc": doc(random),
        "request": match shared.tables {
            [table, ..] if random.one_in(4) => json!({ "table": table }),
            _ => json!(rows(shared, Place::Request, random)),
        },
        "response": response(shared, random),
    });
    if random.one_in(3) {
        endpoint["rust"] = json!(random.of(TYPES));
    }
    endpoint
}

fn response(shared: &Shared<'_>, random: &mut Random) -> Value {
    let mut response = match random.below(3) {
        0 => {
            let count = 1 + random.below(3);
            let forms: Vec<Value> = (0..count).map(|number| form(number + 1 == count, shared, random)).collect();
            json!({ "forms": forms })
        }
        _ => table(shared, random),
    };
    response["signed"] = json!("never");
    if random.one_in(3) {
        response["shape"] = json!(random.of(&["list", "map"]));
    }
    response
}

fn table(shared: &Shared<'_>, random: &mut Random) -> Value {
    match shared.tables {
        [] => json!({ "rows": rows(shared, Place::Response, random) }),
        tables if random.one_in(2) => json!({ "table": random.of(tables) }),
        _ => json!({ "rows": rows(shared, Place::Response, random) }),
    }
}

fn form(is_last: bool, shared: &Shared<'_>, random: &mut Random) -> Value {
    let mut form = table(shared, random);
    let first = form["rows"][0]["name"].clone();
    if first.is_string() && !(is_last && random.one_in(2)) {
        form["when"] = first;
    }
    form
}

fn rows(shared: &Shared<'_>, place: Place, random: &mut Random) -> Vec<Value> {
    let mut names = BTreeSet::new();
    (0..random.below(6))
        .filter_map(|_| Some(name(random)).filter(|name| names.insert(name.clone())))
        .collect::<Vec<_>>()
        .into_iter()
        .map(|name| row(&name, shared, place, 2, random))
        .collect()
}

fn row(name: &str, shared: &Shared<'_>, place: Place, depth: usize, random: &mut Random) -> Value {
    let kinds =
        ["string", "string", "string", "integer", "boolean", "texts", "string_or_integer", "object", "list", "map"];
    let kind = *random.of(&kinds);
    let mut row = json!({ "name": name, "type": kind, "doc": doc(random) });
    let is_nested = matches!(kind, "object" | "list" | "map");
    if is_nested {
        match shared.tables {
            [first, ..] if random.one_in(2) => row["table"] = json!(first),
            _ if depth == 0 => row["rows"] = json!([]),
            _ => {
                let inner = self::name(random);
                row["rows"] = json!([self::row(&inner, shared, Place::Nested, depth - 1, random)]);
            }
        }
    }
    if kind == "string" {
        match random.below(6) {
            0 | 1 => row["values"] = json!(values(random)),
            2 if !shared.lists.is_empty() => row["list"] = json!(random.of(shared.lists)),
            3 => row["format"] = json!(random.of(&["currency", "flag", "date", "date_time", "url", "json"])),
            _ => {}
        }
        if random.one_in(4) && (row["values"].is_array() || row["list"].is_string()) {
            row["closed"] = json!(true);
        }
    }
    if place == Place::Response && !is_nested && random.one_in(3) {
        row["always"] = json!(true);
    }
    if place != Place::Response && random.one_in(2) {
        row["mandatory"] = json!(true);
    }
    if place == Place::Request && !is_nested && random.one_in(6) {
        row["from"] = json!(random.of(&["credentials", "signature"]));
    }
    if random.one_in(6) {
        row["deprecated"] = json!(doc(random));
    }
    if random.one_in(6) {
        row["rust"] = json!(self::name(random));
    }
    row
}

fn values(random: &mut Random) -> Vec<Value> {
    let mut values = BTreeSet::new();
    for _ in 0..=random.below(3) {
        values.insert(*random.of(VALUES));
    }
    values.into_iter().map(|value| json!(value)).collect()
}

fn object(value: &Value) -> Value {
    json!({ "value": value })
}

fn doc(random: &mut Random) -> &'static str {
    let texts =
        ["", "A {brace} and `code`.", "\"quoted\" \\ [`link`] <b>", "a\n\n    indented", "#[attribute] {0} {self}"];
    let text: &&str = random.of(&texts);
    text
}
