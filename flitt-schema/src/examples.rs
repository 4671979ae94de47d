//! The examples of endpoints. They are read where they are needed, by documentation and by tests: a build skips them.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::check;
use crate::json::{self, Data, Member, Node};
use crate::load::Library;
use crate::model::{Endpoint, Example, Format, Parameter};
use crate::parse::{self, Loaded, Report};
use crate::source::{Diagnostic, Span};

/// The key of an endpoint's file.
pub(crate) const EXAMPLES: &str = "examples";

impl Loaded<Endpoint> {
    /// The examples of the endpoint. Those that cannot be read are left out; see [`check_examples`](Self::check_examples).
    #[must_use]
    pub fn examples(&self) -> Vec<Example> {
        let span = self.keys.of(EXAMPLES);
        let node = json::part(self.source.text(), span).filter(|_| self.keys.has(EXAMPLES));
        node.map_or_else(Vec::new, |node| parse::examples(&node, &self.model, &mut Report::new(&self.source)))
    }

    /// What is wrong with the examples: what cannot be read, values that do not conform to their table and, of examples that
    /// do, what `signature` finds. Signatures are not checked here, so that a build needs no digests.
    #[must_use]
    pub fn check_examples(&self, signature: impl Fn(&Example) -> Option<Diagnostic>) -> Vec<Diagnostic> {
        if !self.keys.has(EXAMPLES) {
            return Vec::new();
        }
        let file = match json::read(&self.source) {
            Ok(node) => node,
            Err(diagnostic) => return vec![diagnostic],
        };
        let (mut report, mut signatures) = (Report::new(&self.source), Vec::new());
        let node = member(&file, EXAMPLES);
        for example in node.map_or_else(Vec::new, |node| parse::examples(node, &self.model, &mut report)) {
            let mut of_values = Report::new(&self.source);
            check::example(&example, &self.model, &mut of_values);
            if of_values.is_empty() {
                signatures.extend(signature(&example));
            }
            report.append(of_values);
        }
        let mut found = report.finish();
        found.extend(signatures);
        Diagnostic::sort(&mut found);
        if found.is_empty() {
            return found;
        }
        let hidden = self.hidden(&file).into();
        found.into_iter().map(|diagnostic| diagnostic.hiding(&hidden)).collect()
    }

    /// The ranges of what may be secret: all values but plain ones of parameters that the tables know and that are not sensitive.
    fn hidden(&self, file: &Node<'_>) -> Vec<Span> {
        let mut spans = json::of_parameters(file, &BTreeSet::new());
        let variants = self.model.response.variants.iter().map(|variant| &variant.table);
        let mut is_shown: HashMap<&str, bool> = HashMap::new();
        for row in std::iter::once(&self.model.request).chain(variants).flat_map(|table| table.rows.iter()) {
            *is_shown.entry(&row.name).or_insert(true) &= is_harmless(row);
        }
        let is_shown = |value: &Member<'_>| is_shown.get(value.key.as_ref()) == Some(&true) && is_plain(&value.value);
        for examples in json::members(file).iter().filter(|member| member.key == EXAMPLES) {
            match &examples.value.data {
                Data::List(items) => items.iter().for_each(|example| hide(example, &is_shown, &mut spans)),
                _ => json::leaves(&examples.value, &mut spans),
            }
        }
        spans
    }
}

/// Adds the ranges of an example that are not shown: all but what its keys say about it, the values that are shown and, if all of
/// them are, the signed text.
fn hide(example: &Node<'_>, is_shown: &impl Fn(&Member<'_>) -> bool, spans: &mut Vec<Span>) {
    let before = spans.len();
    let members = json::members(example);
    if members.is_empty() {
        json::leaves(example, spans);
    }
    for member in members {
        match (member.key.as_ref(), &member.value.data) {
            ("values", Data::Object(values)) => {
                values.iter().filter(|value| !is_shown(value)).for_each(|value| json::leaves(&value.value, spans));
            }
            ("signed", _) => {}
            ("of" | "source" | "doc" | "partial" | "protocol", data)
                if !matches!(data, Data::Object(_) | Data::List(_)) => {}
            _ => json::leaves(&member.value, spans),
        }
    }
    let shows_all = spans.len() == before && members.iter().any(|member| member.key == "values");
    for signed in members.iter().filter(|member| member.key == "signed") {
        let parts = json::members(&signed.value);
        if parts.is_empty() {
            json::leaves(&signed.value, spans);
        }
        let is_part_shown = |key: &str| matches!(key, "key" | "signature") || (key == "text" && shows_all);
        parts.iter().filter(|part| !is_part_shown(&part.key)).for_each(|part| json::leaves(&part.value, spans));
    }
}

/// Whether the values of a parameter can be shown.
fn is_harmless(row: &Parameter) -> bool {
    !row.contains_sensitive() && !row.is_nested() && !matches!(row.format, Some(Format::Json | Format::Base64Json))
}

/// Whether a value is neither an object nor a list, nor a text of one.
fn is_plain(value: &Node<'_>) -> bool {
    match &value.data {
        Data::Object(_) | Data::List(_) => false,
        Data::Text(text) => !text.trim_start().starts_with(['{', '[', '"']),
        Data::Null | Data::Bool(_) | Data::Number(_) => true,
    }
}

fn member<'n>(node: &'n Node<'n>, key: &str) -> Option<&'n Node<'n>> {
    json::members(node).iter().find(|member| member.key == key).map(|member| &member.value)
}

impl Library {
    /// The endpoints whose examples can be checked: neither their files nor files that endpoints share have errors.
    pub fn with_checkable_examples(&self) -> impl Iterator<Item = &Loaded<Endpoint>> {
        let of_endpoints: HashSet<&str> = self.endpoints.iter().map(|loaded| loaded.source.path()).collect();
        let broken: HashSet<&str> = self.diagnostics.iter().map(Diagnostic::path).collect();
        let is_shared_broken = broken.iter().any(|path| !of_endpoints.contains(path));
        let is_checkable = move |path: &str| !is_shared_broken && !broken.contains(path);
        self.endpoints.iter().filter(move |loaded| is_checkable(loaded.source.path()))
    }
}
