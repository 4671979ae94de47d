//! What works, but wants a look. Told by the text of each file: the model does not keep what was left out.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::json::{self, Data, Node, Span};
use crate::library::Library;
use crate::source::Source;

/// Words of names whose values are mostly secret: card numbers, security codes, tokens, bank accounts, passwords.
const SECRET_WORDS: [&str; 11] =
    ["cvv", "cvv2", "cvc", "cvc2", "pan", "token", "rectoken", "iban", "password", "secret", "pin"];

/// Two words that are secret together.
const SECRET_PAIRS: [(&str, &str); 2] = [("card", "number"), ("card", "token")];

impl Library {
    /// What in the files works, but wants a look: parameters without a description, names that look like secrets,
    /// descriptions without the address of their documentation. The faults, which are in
    /// [`diagnostics`](Library::diagnostics), are left out.
    #[must_use]
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let endpoints = self.endpoints.iter().map(|read| &read.source);
        let tables = self.tables.iter().map(|read| &read.source);
        let lists = self.lists.iter().map(|read| &read.source);
        // A table within a row has the file of another one.
        let files: BTreeMap<&str, &Source> =
            endpoints.chain(tables).chain(lists).map(|source| (source.path(), source)).collect();
        let mut found: Vec<Diagnostic> = files.into_values().flat_map(of_file).collect();
        found.sort_by(|one, other| one.order().cmp(&other.order()));
        found
    }
}

fn of_file(source: &Source) -> Vec<Diagnostic> {
    let Ok(node) = json::read(source) else { return Vec::new() };
    let mut found = Vec::new();
    if text(&node, "source").is_none_or(str::is_empty) {
        let begin = node.span.start..node.span.start + 1;
        let help = "name the page in `source`, so that the next reader can compare: \"source\": \"https://..\"";
        found.push(warning(source, begin, "this file has no `source`: nobody knows where its facts come from", help));
    }
    let mut undescribed: Vec<(&str, Span)> = Vec::new();
    rows(&node, &mut |row| {
        let (Some(name), Some(place)) = (text(row, "name"), member(row, "name")) else { return };
        if text(row, "doc").is_none_or(str::is_empty) {
            undescribed.push((name, place.span.clone()));
        }
        if looks_secret(row, name) {
            let message = format!("`{name}` looks like a secret, and is shown to people");
            let help = "write \"sensitive\": true, or \"sensitive\": false where its value may be seen";
            found.push(warning(source, place.span.clone(), message, help));
        }
    });
    // One for all: most files have descriptions everywhere, or nowhere.
    if let Some((_, first)) = undescribed.first() {
        let (noun, verb) = if undescribed.len() == 1 { ("parameter", "has") } else { ("parameters", "have") };
        let names = and(undescribed.iter().map(|(name, _)| *name));
        let message = format!("the {noun} {names} {verb} no description");
        found.push(warning(source, first.clone(), message, "say in `doc` what each is, in your own words"));
    }
    found
}

/// Goes over every row of a file, wherever the rows stand.
fn rows<'n>(node: &'n Node<'n>, each: &mut impl FnMut(&'n Node<'n>)) {
    match &node.data {
        Data::Object(members) => {
            if text(node, "name").is_some() && text(node, "type").is_some() {
                each(node);
            }
            for member in members {
                rows(&member.value, each);
            }
        }
        Data::List(items) => {
            for item in items {
                rows(item, each);
            }
        }
        _ => {}
    }
}

fn looks_secret(row: &Node<'_>, name: &str) -> bool {
    // What has listed values is a switch about a secret, not the secret.
    let is_switch = member(row, "values").is_some() || text(row, "format") == Some("flag");
    if is_switch || member(row, "sensitive").is_some() {
        return false;
    }
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|character: char| !character.is_ascii_alphanumeric()).collect();
    let last = words.last().is_some_and(|last| SECRET_WORDS.contains(last));
    last || words.windows(2).any(|pair| SECRET_PAIRS.contains(&(pair[0], pair[1])))
}

/// Names as a list for a sentence.
fn and<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}

fn member<'n>(node: &'n Node<'n>, key: &str) -> Option<&'n Node<'n>> {
    let Data::Object(members) = &node.data else { return None };
    members.iter().find(|member| member.key == key).map(|member| &member.value)
}

fn text<'n>(node: &'n Node<'n>, key: &str) -> Option<&'n str> {
    match &member(node, key)?.data {
        Data::Text(text) => Some(text),
        _ => None,
    }
}

fn warning(source: &Source, span: Span, message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::new(source, span, message).with_help(help).into_warning()
}
