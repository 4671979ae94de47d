//! Random edits of schema files, key by key.

use std::collections::{BTreeMap, BTreeSet};

use flitt_schema::{InMemory, Library};
use serde_json::{Map, Value, json};

use super::random::Random;

/// Schema files by their names in the folder.
pub(crate) type Folder = BTreeMap<String, String>;

/// A folder after an edit, and the edited key.
pub(crate) struct Edit {
    pub(crate) folder: Folder,
    /// `parameter.max_length`, or `parameter` for a whole one.
    pub(crate) key: String,
}

/// The keys of each kind of object.
pub(crate) const KEYS: &[(&str, &str)] = &[
    (
        "endpoint",
        "$schema meta_format endpoint rust doc source host path protocol data_when body key digest retry order creates \
         confirm_with request groups response examples",
    ),
    ("example", "of source doc partial protocol values signed"),
    ("signed example", "key text signature"),
    ("retry", "with"),
    ("confirmation", "endpoint outcome total needs_payer failures compare contradicted_by"),
    ("failures", "list before exists"),
    ("compared", "parameter status decimals"),
    ("contradiction", "parameter is when"),
    ("request", "table"),
    ("response", "table rows forms shape decline signed failure"),
    ("form", "table rows decline when"),
    ("failure", "message code request_id"),
    (
        "parameter",
        "name rust type max_length enforced_length mandatory always echo documented default fixed values closed list \
         smallest largest zero_when format table columns header protocol unit informational sensitive separator \
         deprecated from doc quirk rows groups",
    ),
    ("listed", "value rust doc outcome"),
    ("header", "name prefix"),
    ("group", "rule of when doc"),
    ("condition", "parameter is"),
    ("table", "$schema meta_format table doc source rows groups callback decline"),
    ("decline", "code description"),
    ("key_rule", "key when doc"),
    ("list", "$schema meta_format list rust doc source columns values"),
    ("entry", "value rust doc"),
];

/// Valid edits, each another one, until there are this many.
pub(crate) fn edits(base: &Folder, count: usize, random: &mut Random) -> Vec<Edit> {
    let original: BTreeMap<&String, Value> =
        base.iter().map(|(name, text)| (name, serde_json::from_str(text).expect("it is JSON"))).collect();
    let mut seen = BTreeSet::new();
    let mut edits = Vec::new();
    while edits.len() < count {
        let mut folder = base.clone();
        let names: Vec<&String> = base.keys().collect();
        let name = (*random.of(&names)).clone();
        let Some((key, text)) = edited(&name, &original[&name], random) else { continue };
        match text {
            Some(text) => folder.insert(name, text),
            None => folder.remove(&name),
        };
        let is_valid =
            || Library::read_folder(&folder.clone().into_iter().collect::<InMemory>()).diagnostics.is_empty();
        if folder != *base && is_valid() && seen.insert(folder.clone()) {
            edits.push(Edit { folder, key });
        }
    }
    edits
}

/// One random change of a file; `None` instead of its text if it is removed.
fn edited(name: &str, file: &Value, random: &mut Random) -> Option<(String, Option<String>)> {
    let kind = match name.split_once('/') {
        Some(("tables", _)) => "table",
        Some(_) => "list",
        None => "endpoint",
    };
    if random.one_in(200) {
        return Some((kind.to_owned(), None));
    }
    let mut file = file.clone();
    let mut objects = Vec::new();
    collect(&file, kind, "", &mut objects);
    let (pointer, kind) = random.of(&objects).clone();
    let mut names = names(&file);
    if names.is_empty() {
        names.push("amount".to_owned());
    }
    let keys: Vec<&str> = KEYS.iter().find(|(one, _)| *one == kind)?.1.split_whitespace().collect();
    let target = file.pointer_mut(&pointer)?;
    if let Value::Array(items) = target {
        let key = kind.clone();
        match random.below(4) {
            0 if !items.is_empty() => {
                items.remove(random.below(items.len()));
            }
            1 if items.len() > 1 => {
                let (one, other) = (random.below(items.len()), random.below(items.len()));
                items.swap(one, other);
            }
            _ => {
                let item = random_item(&kind, &names, random)?;
                items.insert(random.below(items.len() + 1), item);
            }
        }
        return Some((key, Some(format!("{file:#}"))));
    }
    let key = *random.of(&keys);
    let object = target.as_object_mut()?;
    if object.contains_key(key) && random.one_in(3) {
        object.remove(key);
    } else {
        object.insert(key.to_owned(), candidate(&kind, key, &names, random));
    }
    Some((format!("{kind}.{key}"), Some(format!("{file:#}"))))
}

/// Every object and every list of objects of a file, by its pointer.
fn collect(value: &Value, kind: &str, pointer: &str, found: &mut Vec<(String, String)>) {
    let Value::Object(members) = value else { return };
    found.push((pointer.to_owned(), kind.to_owned()));
    for (key, value) in members {
        let inner = match (kind, key.as_str(), value) {
            ("endpoint", "request", Value::Object(_)) => "request",
            (_, "request" | "rows", Value::Array(_)) => "parameter",
            (_, "groups", _) => "group",
            (_, "examples", _) => "example",
            ("example", "values", _) => continue,
            ("example", "signed", _) => "signed example",
            ("list", "values", _) => "entry",
            (_, "values", _) => "listed",
            (_, "response", _) => "response",
            (_, "forms", _) => "form",
            (_, "failure", _) => "failure",
            (_, "confirm_with", _) => "confirmation",
            (_, "failures", _) => "failures",
            (_, "compare", _) => "compared",
            (_, "contradicted_by", _) => "contradiction",
            (_, "when", Value::Object(_)) | (_, "zero_when", _) | ("contradiction", "when", _) => "condition",
            (_, "header", _) => "header",
            (_, "decline", _) => "decline",
            (_, "callback", _) => "key_rule",
            (_, "retry", Value::Object(_)) => "retry",
            _ => continue,
        };
        let pointer = format!("{pointer}/{key}");
        if let Value::Array(items) = value {
            found.push((pointer.clone(), inner.to_owned()));
            for (position, item) in items.iter().enumerate() {
                collect(item, inner, &format!("{pointer}/{position}"), found);
            }
        } else {
            collect(value, inner, &pointer, found);
        }
    }
}

/// The names of all parameters of a file.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(names).collect(),
        Value::Object(members) => {
            let own = members.get("name").and_then(Value::as_str).map(ToOwned::to_owned);
            own.into_iter().chain(members.values().flat_map(names)).collect()
        }
        _ => Vec::new(),
    }
}

fn random_item(kind: &str, names: &[String], random: &mut Random) -> Option<Value> {
    Some(match kind {
        "parameter" => {
            let name = *random.of(&["new_one", "get", "clone", "title", "source", "amount", "kind"]);
            let mut row = json!({ "name": name, "type": *random.of(&["string", "integer"]), "max_length": 5 });
            for key in ["mandatory", "always", "fixed", "closed", "values", "format", "sensitive", "echo", "from"] {
                if random.one_in(5) {
                    row[key] = candidate("parameter", key, names, random);
                }
            }
            row
        }
        "group" => {
            json!({ "rule": candidate("group", "rule", names, random), "of": candidate("group", "of", names, random) })
        }
        "condition" => json!({ "parameter": random.of(names), "is": ["Y"] }),
        "listed" => random.of(&[json!("slow"), json!("third"), json!({ "value": "x", "outcome": "approved" })]).clone(),
        "entry" => random.of(&[json!({ "value": "third" }), json!({ "value": "4", "stage": "before" })]).clone(),
        "key_rule" => json!({ "key": candidate("endpoint", "key", names, random) }),
        "compared" => json!({ "parameter": random.of(names), "status": "amount" }),
        "contradiction" => json!({ "parameter": "state", "is": ["no"] }),
        "example" => random_example(names, random),
        "form" => json!({ "rows": [{ "name": "shape", "type": "string" }], "when": "shape" }),
        _ => return None,
    })
}

fn random_example(names: &[String], random: &mut Random) -> Value {
    let name = random.of(names).clone();
    json!({ "of": "request", "source": "new", "values": { name: 1 } })
}

/// A value that a key can have; not every one is valid where it is put.
#[allow(clippy::too_many_lines, clippy::match_same_arms, reason = "one line for each key, in the order of `KEYS`")]
fn candidate(kind: &str, key: &str, names: &[String], random: &mut Random) -> Value {
    let name = |random: &mut Random| json!(random.of(names));
    let flag = |random: &mut Random| json!(random.one_in(2));
    let one = |random: &mut Random, all: &[Value]| random.of(all).clone();
    match (kind, key) {
        ("group", "of") => json!([name(random), [name(random), name(random)]]),
        ("group", "rule") => {
            let rules = ["exactly_one", "at_least_one", "together", "excludes", "requires"];
            one(random, &rules.map(Value::from))
        }
        ("contradiction", "when") => json!([{ "parameter": name(random), "is": ["Y"] }]),
        ("contradiction", "parameter") => json!("kind"),
        (_, "when") if kind != "form" => {
            json!({ "parameter": name(random), "is": [*random.of(&["first", "Y", "repeat"])] })
        }
        ("form", "when") => name(random),
        ("table" | "list" | "endpoint", "table" | "list" | "endpoint") => json!("renamed"),
        ("confirmation", "endpoint") => json!("charge"),
        ("confirmation", "outcome") => json!("kind"),
        ("confirmation", "total") => json!("amount"),
        ("confirmation", "compare") => {
            one(random, &[json!([]), json!(["amount"]), json!(["currency", "amount", "kind"])])
        }
        ("confirmation", "contradicted_by") => json!([]),
        ("confirmation", "failures") => {
            one(random, &[json!({}), json!({ "before": ["9"] }), json!({ "list": "problems" })])
        }
        (_, "before" | "exists") => one(random, &[json!([]), json!(["3"]), json!(["1", "7"])]),
        (_, "decimals") => json!(2),
        (_, "status") => json!("amount"),
        ("failures" | "parameter", "list") => one(random, &["colours", "problems"].map(Value::from)),
        ("failure" | "decline", _) | ("compared" | "condition", "parameter") | (_, "with" | "order" | "columns")
            if kind != "list" =>
        {
            name(random)
        }
        ("list", "columns") => one(
            random,
            &[json!({}), json!({ "tone": "Another word." }), json!({ "tone": "a", "stage": "b", "new": "c" })],
        ),
        (_, "name") if kind == "header" => one(random, &["Authorization", "X-Token"].map(Value::from)),
        (_, "name") => one(random, &["renamed", "amount", "title", "get"].map(Value::from)),
        (_, "prefix") => one(random, &["", "Bearer "].map(Value::from)),
        ("endpoint" | "list", "rust") => one(random, &["Charge", "OtherName", "Colour"].map(Value::from)),
        ("listed" | "entry", "rust") => one(random, &["First", "OtherName", "Second"].map(Value::from)),
        (_, "rust") => one(random, &["other_name", "three_ds", "names"].map(Value::from)),
        (_, "type") => {
            let all =
                ["string", "integer", "boolean", "decimal", "object", "list", "map", "texts", "string_or_integer"];
            one(random, &all.map(Value::from))
        }
        (_, "max_length" | "enforced_length") => {
            one(random, &[json!(null), json!(1), json!(3), json!(5), json!(9), json!(12), json!(18), json!(200)])
        }
        (_, "smallest" | "largest") => {
            one(random, &[json!(-9), json!(-1), json!(0), json!(1), json!(5), json!(60), json!(900)])
        }
        (_, "zero_when") => json!([{ "parameter": name(random), "is": [*random.of(&["Y", "first"])] }]),
        (_, "is") => one(random, &[json!(["Y"]), json!(["first", "repeat"]), json!(["N"]), json!([])]),
        (_, "default" | "fixed") => one(random, &[json!("GEL"), json!("Y"), json!(5), json!("first")]),
        ("list", "values") => json!([{ "value": "red" }]),
        (_, "values") => one(
            random,
            &[
                json!(["first"]),
                json!(["slow", "fast", "new"]),
                json!(["a", "b", "c"]),
                json!(["1", "2"].map(|one| json!({ "value": one, "rust": format!("V{one}") }))),
            ],
        ),
        (_, "format") => {
            let all = [
                "currency",
                "flag",
                "url",
                "callback_url",
                "return_url",
                "email",
                "ip",
                "date_time",
                "date",
                "expiry",
                "card_number",
                "json",
                "base64_json",
            ];
            one(random, &all.map(Value::from))
        }
        (_, "unit") => one(random, &["minor", "identifier", "seconds"].map(Value::from)),
        (_, "from") => one(random, &["caller", "credentials", "signature", "protocol"].map(Value::from)),
        (_, "header") => json!({ "name": "X-Value" }),
        (_, "protocol") => one(random, &["1.0.1", "2.0", "plain"].map(Value::from)),
        (_, "table") => one(random, &["item", "asked", "receipt"].map(Value::from)),
        (_, "request" | "rows") => json!([{ "name": "amount", "type": "integer", "max_length": 6 }]),
        (_, "groups") => json!([{ "rule": "excludes", "of": [name(random), name(random)] }]),
        (_, "host") => json!("https://other.example"),
        (_, "path") => json!("/api/other"),
        (_, "data_when") => one(random, &[json!([]), json!(["extra"])]),
        (_, "body") => one(random, &["json", "form"].map(Value::from)),
        (_, "key") => one(random, &["payment", "payout", "company", "none"].map(Value::from)),
        (_, "digest") => one(random, &["sha1", "sha512"].map(Value::from)),
        (_, "retry") => one(random, &[json!("freely"), json!("never"), json!({ "with": "order_id" })]),
        (_, "creates") => one(random, &["payment", "payout", "settlement"].map(Value::from)),
        (_, "confirm_with") => json!({ "endpoint": "look_up" }),
        (_, "response") => json!({ "table": "receipt", "signed": "never" }),
        (_, "forms") => json!([{ "table": "item", "when": "id" }, { "table": "receipt" }]),
        (_, "shape") => one(random, &["object", "list", "map"].map(Value::from)),
        (_, "signed") => one(random, &["always", "final", "never", "unproven"].map(Value::from)),
        (_, "failure") => json!({ "message": name(random) }),
        (_, "decline") => json!({ "code": name(random) }),
        (_, "callback") => one(random, &[json!([]), json!([{ "key": "payment" }]), json!([{ "key": "none" }])]),
        (_, "examples") => json!([random_example(names, random)]),
        (_, "outcome") => one(random, &["approved", "pending", "declined", "reversed"].map(Value::from)),
        (_, "value") => one(random, &["first", "third", "1"].map(Value::from)),
        (_, "meta_format") => json!(2),
        (_, "$schema" | "source" | "doc" | "quirk" | "deprecated") => json!("https://docs.example/other"),
        (
            _,
            "mandatory" | "always" | "echo" | "documented" | "closed" | "informational" | "sensitive" | "separator"
            | "needs_payer",
        ) => flag(random),
        _ => Value::Object(Map::new()),
    }
}
