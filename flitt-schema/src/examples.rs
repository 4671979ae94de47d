//! The examples of endpoints. They are read where they are needed, by documentation and by tests: a build skips them.

use std::collections::HashSet;

use crate::check;
use crate::json::{self, Data, Node};
use crate::load::Library;
use crate::model::{Endpoint, Example};
use crate::parse::{self, Loaded, Report};
use crate::source::Diagnostic;

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
        found
    }
}

fn member<'n>(node: &'n Node<'n>, key: &str) -> Option<&'n Node<'n>> {
    let Data::Object(members) = &node.data else { return None };
    members.iter().find(|member| member.key == key).map(|member| &member.value)
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
