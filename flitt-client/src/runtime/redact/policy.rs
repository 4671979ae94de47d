//! Which values are shown: what the schema files say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use flitt_schema::{Endpoint, Library, Parameter, Shape, Table, ValueType};

use crate::runtime::wire_names::{
    ERROR_CODE, ERROR_MESSAGE, ORDER, REQUEST, REQUEST_ID, RESPONSE, RESPONSE_STATUS, VERSION,
};

/// Names that no table describes and that are no secrets: envelopes, and the parameters of failures.
const PROTOCOL: [&str; 8] = [REQUEST, RESPONSE, ORDER, VERSION, ERROR_CODE, ERROR_MESSAGE, REQUEST_ID, RESPONSE_STATUS];

/// Which values of a body are shown. The default shows none.
#[derive(Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Policy<'p> {
    names: Names<'p>,
    /// Whether values that no table describes are shown.
    shows_unknown: bool,
    /// Whether sensitive values are shown too.
    shows_sensitive: bool,
    /// Whether addresses are shown without user information and query: those that a merchant gives are.
    hides_addresses: bool,
    /// Whether each value of the outermost level is an object of the tables.
    is_collection: bool,
    /// Whether this is, by a library's names, what is nested in a value that can be sensitive.
    is_embedded: bool,
}

/// How a name is looked up.
#[derive(Clone)]
enum Names<'p> {
    /// In tables. A name that is sensitive in one of them is; otherwise the first that has it decides.
    Tables(Vec<&'p Table>),
    /// Among the names of a whole library, at any depth.
    Library(Arc<LibraryNames>),
}

/// The names of a library.
struct LibraryNames {
    known: BTreeMap<String, Known>,
    /// Of lists of lists of values, the names of the parameters that name these values.
    columns: BTreeMap<String, String>,
}

/// What a library says of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Shown,
    /// What has a table without anything sensitive in it.
    Described,
    /// An address that the gateway gives: it is there to be opened.
    Link,
    /// An address of the merchant, whose user information and query can be secrets.
    Address,
    /// What nests sensitive values, as JSON or as JSON in a text.
    Embeds,
    Sensitive,
}

/// What a policy says of a value.
pub(super) enum Rule<'p> {
    /// It is shown. What is nested in it has a policy of its own, if it is described.
    Shown(Option<Policy<'p>>),
    /// An address that is shown whole.
    Link,
    /// An address that is shown without user information and query.
    Address,
    /// What nests sensitive values: shown without them as JSON, and not at all in another form.
    Embeds(Policy<'p>),
    Sensitive,
    /// No table describes it.
    Unknown,
}

impl<'p> Policy<'p> {
    /// For the values of a table.
    #[must_use]
    pub fn of_table(table: &'p Table) -> Self {
        Self::of_tables(vec![table])
    }

    /// For the request of an endpoint.
    #[must_use]
    pub fn of_request(endpoint: &'p Endpoint) -> Self {
        Self::of_table(&endpoint.request).without_secret_addresses()
    }

    /// For the response of an endpoint, in any of its forms.
    #[must_use]
    pub fn of_response(endpoint: &'p Endpoint) -> Self {
        let tables = endpoint.response.variants.iter().map(|variant| variant.table.as_ref()).collect();
        Self { is_collection: endpoint.response.shape != Shape::Object, ..Self::of_tables(tables) }
    }

    /// For what is nested in a value of a request, if that has a table. Names that the table lacks are followed, not
    /// redacted: JSON that was made elsewhere can be nested in another way.
    pub(super) fn of_nested(parameter: &'p Parameter) -> Option<Self> {
        let table = parameter.details.table.as_deref()?;
        Some(Self::of_value(parameter, table).with_unknown())
    }

    /// For the value of a parameter with a table.
    pub(super) fn of_value(parameter: &Parameter, table: &'p Table) -> Self {
        Self { is_collection: parameter.value_type == ValueType::Map, ..Self::of_table(table) }
    }

    /// For each object of a collection.
    pub(super) fn of_items(&self) -> Self {
        Self { is_collection: false, ..self.clone() }
    }

    fn of_tables(tables: Vec<&'p Table>) -> Self {
        Self { names: Names::Tables(tables), ..Self::default() }
    }

    /// Shows values that no table describes, such as those of an envelope.
    #[must_use]
    pub fn with_unknown(self) -> Self {
        Self { shows_unknown: true, ..self }
    }

    /// Shows no values that no table describes.
    pub(super) fn without_unknown(self) -> Self {
        Self { shows_unknown: false, ..self }
    }

    /// Shows addresses without user information and query.
    #[must_use]
    pub fn without_secret_addresses(self) -> Self {
        Self { hides_addresses: true, ..self }
    }

    /// Shows everything.
    #[must_use]
    pub fn with_sensitive(self) -> Self {
        Self { shows_sensitive: true, ..self }
    }

    pub(super) fn shows_unknown(&self) -> bool {
        self.shows_unknown
    }

    pub(super) fn shows_sensitive(&self) -> bool {
        self.shows_sensitive
    }

    pub(super) fn is_collection(&self) -> bool {
        self.is_collection
    }

    /// Whether the data of protocol 2.0 are shown as what they contain.
    pub(super) fn unpacks_data(&self) -> bool {
        matches!(self.names, Names::Library(_))
    }

    /// Whether a plain value in a list can be sensitive: it may be that of any parameter.
    pub(super) fn contains_sensitive(&self) -> bool {
        match &self.names {
            Names::Tables(tables) => tables.iter().any(|table| table.contains_sensitive()),
            Names::Library(_) => self.is_embedded,
        }
    }

    /// What holds for the value of a name.
    pub(super) fn rule(&self, name: &str) -> Rule<'p> {
        match &self.names {
            Names::Tables(tables) => {
                let known = tables.iter().filter_map(|table| table.row(name));
                match known.min_by_key(|parameter| (!parameter.sensitive, !parameter.contains_sensitive())) {
                    Some(parameter) => self.rule_of(parameter),
                    None => Rule::Unknown,
                }
            }
            Names::Library(names) => match names.known.get(name) {
                Some(Known::Shown) => Rule::Shown(None),
                Some(Known::Described) => Rule::Shown(Some(self.undescribed())),
                Some(Known::Link) => Rule::Link,
                Some(Known::Address) => Rule::Address,
                Some(Known::Embeds) => Rule::Embeds(Self { is_embedded: true, ..self.clone() }),
                Some(Known::Sensitive) => Rule::Sensitive,
                None => Rule::Unknown,
            },
        }
    }

    /// Where the value of a name is a list of lists of values: the name of the parameter that names these values, and the policy
    /// for each of the lists.
    pub(super) fn columns(&self, name: &str) -> Option<(&str, Self)> {
        match &self.names {
            Names::Tables(tables) => {
                let parameter =
                    tables.iter().filter_map(|table| table.row(name)).find(|it| it.details.columns.is_some())?;
                let table = parameter.details.table.as_deref()?;
                let policy = Self { names: Names::Tables(vec![table]), ..*self };
                Some((parameter.details.columns.as_deref()?, policy))
            }
            Names::Library(names) => Some((names.columns.get(name)?, self.clone())),
        }
    }

    /// What holds for the value of a parameter.
    pub(super) fn rule_of(&self, parameter: &'p Parameter) -> Rule<'p> {
        if parameter.sensitive {
            return Rule::Sensitive;
        }
        if parameter.is_address() {
            return if self.hides_addresses { Rule::Address } else { Rule::Link };
        }
        let is_collection = parameter.value_type == ValueType::Map;
        let nested = parameter.details.table.as_deref();
        let nested = nested.map(|table| Self { is_collection, names: Names::Tables(vec![table]), ..*self });
        match nested {
            Some(nested) if nested.contains_sensitive() => Rule::Embeds(nested),
            nested => Rule::Shown(nested),
        }
    }

    /// Whether it knows any name.
    pub(super) fn is_described(&self) -> bool {
        match &self.names {
            Names::Tables(tables) => !tables.is_empty(),
            Names::Library(_) => false,
        }
    }

    /// For what is nested in a value that is shown and has no table.
    pub(super) fn undescribed(&self) -> Self {
        match self.names {
            Names::Tables(_) => Self { is_collection: false, names: Names::default(), ..*self },
            Names::Library(_) => Self { is_embedded: false, ..self.clone() },
        }
    }

    /// For JSON in a text that has no table: whatever its names are, they are those of somebody else.
    pub(super) fn of_foreign_json(&self) -> Self {
        Self { names: Names::default(), is_collection: false, is_embedded: false, ..*self }
    }
}

impl Policy<'static> {
    /// For any body: the names of all tables. A name that is sensitive in one of them is redacted everywhere.
    #[must_use]
    pub fn of_library(library: &Library) -> Self {
        let endpoints = || library.endpoints.iter().map(|endpoint| &endpoint.model);
        let requests = endpoints().map(|endpoint| endpoint.request.as_ref());
        let responses =
            endpoints().flat_map(|endpoint| endpoint.response.variants.iter()).map(|variant| variant.table.as_ref());
        let addresses = requests.clone().flat_map(|table| table.rows.iter()).filter(|parameter| parameter.is_address());
        let addresses: BTreeSet<&str> = addresses.map(|parameter| parameter.name.as_ref()).collect();
        let tables = requests.chain(responses).chain(library.tables.iter().map(|loaded| &loaded.model));
        let mut columns = BTreeMap::new();
        let mut names: BTreeMap<String, Known> = PROTOCOL.map(|name| (name.to_owned(), Known::Shown)).into();
        let mut sensitive = BTreeSet::new();
        for parameter in tables.flat_map(|table| table.rows.iter()) {
            if parameter.sensitive {
                sensitive.insert(parameter.name.as_ref());
            }
            if let Some(column) = &parameter.details.columns {
                columns.insert(parameter.name.to_string(), column.to_string());
            }
            let known = names.entry(parameter.name.to_string()).or_insert(Known::Shown);
            if parameter.contains_sensitive() {
                *known = Known::Embeds;
            } else if parameter.details.table.is_some() && *known == Known::Shown {
                *known = Known::Described;
            } else if parameter.is_address() && *known == Known::Shown {
                *known = Known::Link;
            }
        }
        names.extend(addresses.into_iter().map(|name| (name.to_owned(), Known::Address)));
        names.extend(sensitive.into_iter().map(|name| (name.to_owned(), Known::Sensitive)));
        Self { names: Names::Library(LibraryNames { known: names, columns }.into()), ..Self::default() }
    }
}

impl Default for Names<'_> {
    fn default() -> Self {
        Self::Tables(Vec::new())
    }
}
