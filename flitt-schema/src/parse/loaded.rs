use super::{ConfirmationSpans, Locations, Spans};
use crate::source::Source;

/// A model with the file it was read from and the locations of its parameters.
#[derive(Clone, Debug)]
pub struct Loaded<T> {
    /// The model.
    pub model: T,
    /// The file.
    pub source: Source,
    /// The locations of the parameters: of the request for an endpoint, of its own for a table.
    pub locations: Locations,
    /// Where the keys of the file are.
    pub(crate) keys: Spans,
    /// Where the parts of an endpoint's `confirm_with` are.
    pub(crate) confirmation: ConfirmationSpans,
}
