//! The parameters that the sandbox fills in a response, by name.

use flitt_schema::{Origin, Table};

/// The parameters of a kind of response, each with the function that computes its value. `F` is the function's type: it
/// takes what the response is about, and returns `None` for a parameter without a value.
pub(crate) struct Parameters<F: 'static>(pub(super) &'static [(&'static str, F)]);

impl<F: Copy> Parameters<F> {
    /// The parameters with these names and functions.
    pub(crate) const fn new(parameters: &'static [(&'static str, F)]) -> Self {
        Self(parameters)
    }

    /// The function of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<F> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }
}

/// The names of some [`Parameters`], whatever their functions take.
pub(crate) trait ParameterNames: Sync {
    fn names(&self) -> Vec<&'static str>;
}

impl<F: Sync> ParameterNames for Parameters<F> {
    fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }
}

/// Compares the parameters of a table with those that the code fills. There is a message for each that only one of them
/// has. Signatures are left out: they are not filled by name.
pub(crate) fn compare(table: &Table, label: &str, filled: &dyn ParameterNames) -> Vec<String> {
    let parameters = table.rows.iter().filter(|parameter| parameter.origin != Origin::Signature);
    let expected: Vec<&str> = parameters.map(|parameter| parameter.name.as_ref()).collect();
    let filled = filled.names();
    let unfilled = expected.iter().filter(|name| !filled.contains(name));
    let unknown = filled.iter().filter(|name| !expected.contains(name));
    unfilled
        .map(|name| format!("the sandbox does not fill the parameter `{name}` of {label}"))
        .chain(unknown.map(|name| format!("the sandbox fills the parameter `{name}`, which is not in {label}")))
        .collect()
}
