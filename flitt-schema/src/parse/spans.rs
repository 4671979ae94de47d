//! The ranges of a model's parts in their file, kept apart from the model, which is plain data.

use crate::source::Source;
use crate::source::Span;

/// The ranges of the values of an object's keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    /// The first character of the object, where a missing key is reported.
    pub(crate) begin: Span,
    keys: Vec<(&'static str, Span)>,
}

impl Spans {
    pub(crate) fn new(whole: &Span, keys: Vec<(&'static str, Span)>) -> Self {
        Self { begin: whole.start..whole.start + 1, keys }
    }

    /// The range of a key's value; the first character of the object if the key is absent.
    pub(crate) fn of(&self, key: &str) -> &Span {
        self.keys.iter().find(|(name, _)| *name == key).map_or(&self.begin, |(_, span)| span)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|(name, _)| *name == key)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ParameterSpans {
    pub(crate) keys: Spans,
    pub(crate) values: Vec<Spans>,
    /// The conditions of `zero_when`, each with the ranges of its values.
    pub(crate) zero_when: Vec<(Spans, Vec<Span>)>,
    /// Keys whose values could not be read, which is reported. Rules over them are skipped.
    pub(crate) unreadable: Vec<&'static str>,
}

impl ParameterSpans {
    /// Whether the value of a key could be read, or is absent and optional.
    pub(crate) fn is_readable(&self, key: &str) -> bool {
        !self.unreadable.contains(&key)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct GroupSpans {
    pub(crate) keys: Spans,
    /// For each alternative, the ranges of its names.
    pub(crate) of: Vec<Vec<Span>>,
    pub(crate) when: Spans,
    pub(crate) is: Vec<Span>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct TableSpans {
    pub(crate) keys: Spans,
    /// The first character of the list of parameters.
    pub(crate) rows_begin: Span,
    /// Whether parameters are left out because they could not be read, which is reported. References to them are not.
    pub(crate) incomplete: bool,
    pub(crate) rows: Vec<ParameterSpans>,
    pub(crate) groups: Vec<GroupSpans>,
    pub(crate) decline: Spans,
    /// The conditions of the callback's keys.
    pub(crate) callback: Vec<(Spans, Vec<Span>)>,
}

impl TableSpans {
    /// Whether every parameter could be read, including its `from`.
    pub(crate) fn is_complete(&self) -> bool {
        !self.incomplete && self.rows.iter().all(|row| row.is_readable("from"))
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointSpans {
    pub(crate) keys: Spans,
    /// Whether `key` and `protocol` could be read.
    pub(crate) signing_is_readable: bool,
    pub(crate) data_when: Vec<Span>,
    pub(crate) retry_with: Span,
    pub(crate) confirmation: ConfirmationSpans,
}

/// The ranges of the parts of an endpoint's `confirm_with`.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConfirmationSpans {
    pub(crate) keys: Spans,
    pub(crate) failures: Spans,
    pub(crate) before: Vec<Span>,
    pub(crate) exists: Vec<Span>,
    /// For each compared parameter, where it is named, in the request and in the status.
    pub(crate) compare: Vec<(Span, Span)>,
    pub(crate) contradicted_by: Vec<ContradictionSpans>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ContradictionSpans {
    pub(crate) keys: Spans,
    pub(crate) when: Vec<Spans>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ListSpans {
    pub(crate) keys: Spans,
    pub(crate) values: Vec<Spans>,
}

/// A position in a file. Lines and columns count from 1, columns in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The name of the file, as it was given.
    pub path: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// The locations of a table's parameters, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locations {
    source: Source,
    /// The first character of each parameter.
    rows: Vec<Span>,
}

impl Locations {
    pub(crate) fn new(source: &Source, spans: &TableSpans) -> Self {
        Self { source: source.clone(), rows: spans.rows.iter().map(|row| row.keys.begin.clone()).collect() }
    }

    /// The location of a parameter by its position.
    #[must_use]
    pub fn row(&self, position: usize) -> Option<Location> {
        let (line, column) = self.source.line_and_column(self.rows.get(position)?.start);
        Some(Location { path: self.source.path().to_owned(), line, column })
    }

    /// Removes the parameters for which `kept` is `false`.
    pub fn keep(&mut self, kept: &[bool]) {
        let mut kept = kept.iter();
        self.rows.retain(|_| kept.next().copied().unwrap_or_default());
    }
}
