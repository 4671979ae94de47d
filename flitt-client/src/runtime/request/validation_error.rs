use std::fmt;

use flitt_schema::Violation;

/// A request that does not conform to its table. Nothing was sent.
///
/// `Display` lists every violation, one a line. It contains no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationError {
    endpoint: String,
    violations: Vec<Violation>,
}

impl ValidationError {
    pub(crate) fn new(endpoint: &str, violations: Vec<Violation>) -> Self {
        Self { endpoint: endpoint.to_owned(), violations }
    }

    /// The endpoint of the request.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub(crate) fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// The violations, in the order of the table; at least one.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "invalid request to `{}`:", self.endpoint)?;
        self.violations.iter().try_for_each(|violation| write!(formatter, "\n  {violation}"))
    }
}

impl std::error::Error for ValidationError {}
