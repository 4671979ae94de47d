//! The ways to rename signed values so that they read as an approved order.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

/// The non-empty parameters of a message by name, without the signature.
pub(super) type Message = BTreeMap<String, String>;

/// Whether a parameter can be left out, and which texts it may have.
type Target = (&'static str, bool, fn(&str) -> bool);

/// What an approved sale of 10.00 GEL needs, by name.
const TARGETS: [Target; 10] = [
    ("actual_amount", true, |text| text == "1000"),
    ("actual_currency", true, |text| text == "GEL"),
    ("additional_info", true, |text| text.starts_with('{')),
    ("amount", false, |text| text == "1000"),
    ("currency", false, |text| text == "GEL"),
    ("merchant_id", false, |text| text == "1549901"),
    ("order_id", false, |text| text == "1001"),
    ("order_status", false, |text| text == "approved"),
    ("response_status", false, |text| text == "success"),
    ("tran_type", true, |text| text == "purchase"),
];

/// Messages with the same values in the same order, under other names: once with undocumented names for what is left over,
/// and once with documented ones where there are enough.
pub(super) fn forgeries(message: &Message) -> Vec<Message> {
    let texts: Vec<&str> = message.values().map(String::as_str).collect();
    let mut found = Vec::new();
    choose(&texts, 0, &TARGETS, &mut Vec::new(), &mut found);
    let mut messages = Vec::new();
    for positions in found {
        for documented in [false, true] {
            messages.push(named(message, &positions, documented));
        }
    }
    messages
}

type Chosen = Vec<(usize, &'static str)>;

/// Chooses a value for each target, from `start` on.
fn choose(texts: &[&str], start: usize, targets: &[Target], chosen: &mut Chosen, found: &mut Vec<Chosen>) {
    let Some(((name, is_optional, fits), later)) = targets.split_first() else {
        found.push(chosen.clone());
        return;
    };
    if *is_optional {
        choose(texts, start, later, chosen, found);
    }
    for position in (start..texts.len()).filter(|position| fits(texts[*position])) {
        chosen.push((position, name));
        choose(texts, position + 1, later, chosen, found);
        chosen.pop();
    }
}

/// The documented names that are no targets, in order.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let table: Value = serde_json::from_str(include_str!("../../../../schemas/tables/final_order.json")).expect("JSON");
    let rows = table["rows"].as_array().expect("it has rows");
    let names = rows.iter().filter_map(|row| row["name"].as_str());
    let mut names: Vec<String> = names.map(ToOwned::to_owned).collect();
    names.retain(|name| name != "signature" && TARGETS.iter().all(|(target, ..)| target != name));
    names.sort_unstable();
    names
});

/// Names for all values: those of the chosen ones, and between them what keeps the order.
fn named(message: &Message, chosen: &Chosen, documented: bool) -> Message {
    let mut renamed = Message::new();
    let mut last = String::new();
    for (position, (original, text)) in message.iter().enumerate() {
        let target = chosen.iter().find(|(place, _)| *place == position).map(|(_, name)| *name);
        let next = chosen.iter().find(|(place, _)| *place > position).map_or("\u{10ffff}", |(_, name)| *name);
        let fits = |name: &&str| last.as_str() < *name && *name < next;
        let free = NAMES.iter().map(String::as_str).find(fits).filter(|_| documented);
        let kept = Some(original.as_str()).filter(|name| NAMES.iter().any(|known| known == name)).filter(fits);
        let name = target.or(kept).or(free).map_or_else(|| format!("{last}0"), ToOwned::to_owned);
        last.clone_from(&name);
        renamed.insert(name, text.clone());
    }
    renamed
}
