//! Warnings about files that can be used. They are based on the text of each file: the model does not contain what is
//! absent from a file.

use std::collections::BTreeMap;

use crate::json::{self, Data, Node};
use crate::load::Library;
use crate::source::{Diagnostic, Source, Span};
use crate::text::all_of;

/// The last words of names whose values are mostly secret: card numbers, security codes, tokens, bank accounts, passwords.
const SECRET_WORDS: [&str; 11] =
    ["cvv", "cvv2", "cvc", "cvc2", "pan", "token", "rectoken", "iban", "password", "secret", "pin"];

/// Pairs of words that mark a secret.
const SECRET_PAIRS: [(&str, &str); 2] = [("card", "number"), ("card", "token")];

impl Library {
    /// What needs attention in files that can be used: parameters without a description, names that look like secrets,
    /// files without the URL of their documentation, files that are not read. Errors are in [`diagnostics`](Library::diagnostics).
    #[must_use]
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let endpoints = self.endpoints.iter().map(|loaded| &loaded.source);
        let tables = self.tables.iter().map(|loaded| &loaded.source);
        let lists = self.lists.iter().map(|loaded| &loaded.source);
        // Nested tables are in the file of another model.
        let files: BTreeMap<&str, &Source> =
            endpoints.chain(tables).chain(lists).map(|source| (source.path(), source)).collect();
        let mut warnings: Vec<Diagnostic> = files.into_values().flat_map(of_file).collect();
        warnings.extend(self.unread.iter().cloned());
        Diagnostic::sort(&mut warnings);
        warnings
    }
}

fn of_file(source: &Source) -> Vec<Diagnostic> {
    let Ok(node) = json::read(source) else { return Vec::new() };
    let mut found = Vec::new();
    if text(&node, "source").is_none_or(str::is_empty) {
        let begin = node.span.start..node.span.start + 1;
        let help = "add the URL of the page that the facts are taken from: \"source\": \"https://..\"";
        found.push(warning(source, begin, "missing key `source`", help));
    }
    let mut undescribed: Vec<(&str, Span)> = Vec::new();
    parameters(&node, &mut |row| {
        let (Some(name), Some(node)) = (text(row, "name"), member(row, "name")) else { return };
        if text(row, "doc").is_none_or(str::is_empty) {
            undescribed.push((name, node.span.clone()));
        }
        if looks_secret(row, name) {
            let message = format!("`{name}` looks like a secret and is not redacted");
            let help = "add \"sensitive\": true, or \"sensitive\": false if its value may be shown";
            found.push(warning(source, node.span.clone(), message, help));
        }
    });
    // One warning for all: most files have descriptions everywhere or nowhere.
    if let Some((_, first)) = undescribed.first() {
        let noun = if undescribed.len() == 1 { "parameter" } else { "parameters" };
        let names = all_of(undescribed.iter().map(|(name, _)| *name));
        let message = format!("missing description of the {noun} {names}");
        found.push(warning(source, first.clone(), message, "describe each in `doc`, in your own words"));
    }
    let hidden = json::sensitive(&node).into();
    found.into_iter().map(|warning| warning.hiding(&hidden)).collect()
}

/// Visits every parameter of a file, at any depth.
fn parameters<'n>(node: &'n Node<'n>, each: &mut impl FnMut(&'n Node<'n>)) {
    match &node.data {
        Data::Object(members) => {
            if text(node, "name").is_some() && text(node, "type").is_some() {
                each(node);
            }
            // The values of examples can be named like the keys of a parameter.
            for member in members.iter().filter(|member| member.key != "examples") {
                parameters(&member.value, each);
            }
        }
        Data::List(items) => {
            for item in items {
                parameters(item, each);
            }
        }
        _ => {}
    }
}

fn looks_secret(row: &Node<'_>, name: &str) -> bool {
    // A parameter with listed values is a switch about a secret, not a secret.
    let is_switch = member(row, "values").is_some() || text(row, "format") == Some("flag");
    if is_switch || member(row, "sensitive").is_some() {
        return false;
    }
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|character: char| !character.is_ascii_alphanumeric()).collect();
    let last = words.last().is_some_and(|last| SECRET_WORDS.contains(last));
    last || words.windows(2).any(|pair| SECRET_PAIRS.contains(&(pair[0], pair[1])))
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
