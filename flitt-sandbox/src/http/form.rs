//! The fields of a form or of a query.

/// The decoded fields of an `application/x-www-form-urlencoded` text, in their order.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Decodes a body or a query.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// The value of the first field of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of the first field of this name; empty without one.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }
}
