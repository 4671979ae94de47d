//! What the schema files say, read once.

use std::sync::{Arc, OnceLock};

use flitt_client::Api;
use flitt_client::api::Flitt;
use flitt_client::schema::{Endpoint, InMemory, Key, KeyRule, Library, List, Severity, Table};

use crate::journal::Shown;

/// The name of the table of an order's state, which is also the body of callbacks.
const FINAL_ORDER: &str = "final_order";

/// What the gateway goes by.
pub(crate) struct Rules {
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) final_order: Table,
    pub(crate) currencies: List,
    pub(crate) cards: List,
    pub(crate) shown: Shown,
}

impl Rules {
    /// The rules of the schema files that the client was built with, or their faults in words.
    pub(crate) fn shared() -> Result<Arc<Self>, String> {
        static RULES: OnceLock<Result<Arc<Rules>, String>> = OnceLock::new();
        RULES.get_or_init(|| Self::read().map(Arc::new)).clone()
    }

    fn read() -> Result<Self, String> {
        let files: InMemory = Flitt::FILES.iter().copied().collect();
        let library = Library::read_folder(&files);
        let faults: Vec<String> = library
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity() == Severity::Error)
            .map(ToString::to_string)
            .collect();
        if !faults.is_empty() {
            return Err(faults.join("\n"));
        }
        let list = |name: &str| library.list(name).ok_or_else(|| format!("there is no list `{name}`"));
        let final_order = library.tables.iter().find(|read| read.model.name == FINAL_ORDER);
        Ok(Self {
            shown: Shown::of(&library),
            currencies: list("currencies")?,
            cards: list("test_cards")?,
            final_order: final_order
                .map(|read| read.model.clone())
                .ok_or_else(|| format!("there is no table `{FINAL_ORDER}`"))?,
            endpoints: library.endpoints.into_iter().map(|read| read.model).collect(),
        })
    }

    /// The endpoint of a path, with or without a slash at its end. The sandbox stands for every host of the gateway.
    pub(crate) fn endpoint_at(&self, path: &str) -> Option<&Endpoint> {
        let bare = path.strip_suffix('/').unwrap_or(path);
        self.endpoints.iter().find(|endpoint| endpoint.path.trim_end_matches('/') == bare)
    }

    /// The key that signs the state of an order, by what that says.
    pub(crate) fn callback_key(&self, text: impl Fn(&str) -> Option<String>) -> Key {
        let holds = |rule: &&KeyRule| {
            rule.when.as_ref().is_none_or(|condition| condition.holds(text(&condition.parameter).as_deref()))
        };
        self.final_order.callback.iter().find(holds).map_or(Key::Payment, |rule| rule.key)
    }

    /// The paths of all endpoints.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.endpoints.iter().map(|endpoint| endpoint.path.as_ref()).collect()
    }
}
