//! The schema files that the sandbox was built with, loaded once, and those that it was given.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, OnceLock};

use flitt_client::Api;
use flitt_client::api::Flitt;
use flitt_schema::{Endpoint, Example, ExampleOf, InMemory, Key, KeyRule, Library, List, Severity, Table};

use crate::redact::{Policy, shown_text};

/// The name of the table of an order's state, which is also the body of callbacks.
const FINAL_ORDER: &str = "final_order";

/// What the gateway takes from the schema files.
pub(crate) struct Schemas {
    pub(crate) endpoints: Vec<Endpoint>,
    /// Endpoints of other schema files, whose responses are made of their tables.
    pub(crate) given: Vec<Endpoint>,
    /// An example of the response of each of them that has one, by its name.
    pub(crate) examples: BTreeMap<String, Example>,
    pub(crate) final_order: Table,
    pub(crate) currencies: List,
    pub(crate) cards: List,
    pub(crate) redaction: Policy<'static>,
}

impl Schemas {
    /// The schema files that the client was built with. They are loaded by the first call.
    pub(crate) fn shared() -> Result<Arc<Self>, SchemaError> {
        static SCHEMAS: OnceLock<Result<Arc<Schemas>, SchemaError>> = OnceLock::new();
        SCHEMAS.get_or_init(|| Self::load().map(Arc::new)).clone()
    }

    /// The same, and the endpoints of other schema files. Those that the sandbox serves itself are left out.
    pub(crate) fn with_given(libraries: &[Arc<Library>]) -> Result<Arc<Self>, SchemaError> {
        if libraries.is_empty() {
            return Self::shared();
        }
        let mut all = built_in();
        let mut schemas = Self::from_library(&all)?;
        for library in libraries {
            check(library)?;
            for loaded in &library.endpoints {
                let endpoint = &loaded.model;
                match schemas.endpoint_at(&endpoint.path) {
                    Some(known) if known.name == endpoint.name => {}
                    Some(known) => {
                        let (path, name, other) = (&endpoint.path, &endpoint.name, &known.name);
                        return Err(SchemaError::new(vec![format!("`{name}` has the path of `{other}`, {path}")]));
                    }
                    None => {
                        let example = loaded.examples().into_iter().find(|example| example.of == ExampleOf::Response);
                        schemas.examples.extend(example.map(|example| (endpoint.name.to_string(), example)));
                        schemas.given.push(endpoint.clone());
                    }
                }
            }
            all.endpoints.extend_from_slice(&library.endpoints);
            all.tables.extend_from_slice(&library.tables);
        }
        schemas.redaction = Policy::of_library(&all);
        Ok(Arc::new(schemas))
    }

    fn load() -> Result<Self, SchemaError> {
        Self::from_library(&built_in())
    }

    fn from_library(library: &Library) -> Result<Self, SchemaError> {
        check(library)?;
        let missing = |what: String| SchemaError::new(vec![format!("there is no {what}")]);
        let list = |name: &str| library.list(name).ok_or_else(|| missing(format!("list `{name}`")));
        let final_order = library.tables.iter().find(|loaded| loaded.model.name == FINAL_ORDER);
        Ok(Self {
            redaction: Policy::of_library(library),
            currencies: list("currencies")?,
            cards: list("test_cards")?,
            final_order: final_order
                .map(|loaded| loaded.model.clone())
                .ok_or_else(|| missing(format!("table `{FINAL_ORDER}`")))?,
            endpoints: library.endpoints.iter().map(|loaded| loaded.model.clone()).collect(),
            given: Vec::new(),
            examples: BTreeMap::new(),
        })
    }

    /// The endpoint with this name of its schema file, of those that the sandbox was built with.
    pub(crate) fn endpoint(&self, name: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.name == name)
    }

    /// The endpoint at a path, with or without a trailing slash. The sandbox serves the endpoints of all hosts of the
    /// gateway.
    pub(crate) fn endpoint_at(&self, path: &str) -> Option<&Endpoint> {
        let path = path.strip_suffix('/').unwrap_or(path);
        self.all().find(|endpoint| endpoint.path.trim_end_matches('/') == path)
    }

    /// The key that signs the state of an order, which depends on the parameters of that state.
    pub(crate) fn callback_key(&self, value: impl Fn(&str) -> Option<String>) -> Key {
        let applies = |rule: &&KeyRule| {
            rule.when.as_ref().is_none_or(|condition| condition.holds(value(&condition.parameter).as_deref()))
        };
        self.final_order.callback.iter().find(applies).map_or(Key::Payment, |rule| rule.key)
    }

    /// The paths of all endpoints.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.all().map(|endpoint| endpoint.path.as_ref()).collect()
    }

    /// Whether an endpoint is one of other schema files.
    pub(crate) fn is_given(&self, endpoint: &Endpoint) -> bool {
        self.given.iter().any(|given| given.path == endpoint.path)
    }

    fn all(&self) -> impl Iterator<Item = &Endpoint> {
        self.endpoints.iter().chain(&self.given)
    }
}

/// The schema files that the sandbox was built with.
fn built_in() -> Library {
    Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>())
}

fn check(library: &Library) -> Result<(), SchemaError> {
    let errors = library.diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    if errors.is_empty() { Ok(()) } else { Err(SchemaError::new(errors)) }
}

/// The schema files are invalid, or differ from what the sandbox implements.
#[derive(Clone, Debug)]
pub(crate) struct SchemaError(Arc<[String]>);

impl SchemaError {
    /// An error with one message for each problem. Messages have names and lines of files, so they are shown without secrets.
    pub(crate) fn new(problems: Vec<String>) -> Self {
        Self(problems.into_iter().map(|problem| shown_text(&problem).into_owned()).collect())
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join("\n"))
    }
}

impl Error for SchemaError {}
