//! The examples of endpoints. They are read where they are needed, by documentation and by tests: a build skips them.

use std::collections::{HashMap, HashSet};

use crate::check;
use crate::json::{self, Data, Node};
use crate::load::Library;
use crate::model::{Endpoint, Example};
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

    /// The ranges of what may be secret: values of sensitive parameters and of those that no table describes, and in an example
    /// with one of them, the signed text.
    fn hidden(&self, file: &Node<'_>) -> Vec<Span> {
        let mut spans = json::of_parameters(file);
        let variants = self.model.response.variants.iter().map(|variant| &variant.table);
        let mut is_shown: HashMap<&str, bool> = HashMap::new();
        for row in std::iter::once(&self.model.request).chain(variants).flat_map(|table| table.rows.iter()) {
            *is_shown.entry(&row.name).or_insert(true) &= !row.contains_sensitive();
        }
        let examples = match member(file, EXAMPLES).map(|node| &node.data) {
            Some(Data::List(items)) => items.as_slice(),
            _ => &[],
        };
        for example in examples {
            let before = spans.len();
            let values = member(example, "values").map_or(&[][..], json::members);
            for value in values.iter().filter(|value| is_shown.get(value.key.as_ref()) != Some(&true)) {
                json::leaves(&value.value, &mut spans);
            }
            let signed_text = member(example, "signed").and_then(|signed| member(signed, "text"));
            if let Some(text) = signed_text.filter(|_| spans.len() > before) {
                json::leaves(text, &mut spans);
            }
        }
        spans
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
