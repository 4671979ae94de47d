//! Where the parts of a model stand in their file. Kept beside the model, so that the model stays plain data.

use crate::json::Span;
use crate::source::Source;

/// Where the values of an object's keys stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    /// The first character of the object: where to look when a key is missing.
    pub(crate) begin: Span,
    keys: Vec<(&'static str, Span)>,
}

impl Spans {
    pub(crate) fn new(whole: &Span, keys: Vec<(&'static str, Span)>) -> Self {
        Self { begin: whole.start..whole.start + 1, keys }
    }

    /// The place of a key's value; the beginning of the object, where the key is absent.
    pub(crate) fn of(&self, key: &str) -> &Span {
        self.keys.iter().find(|(name, _)| *name == key).map_or(&self.begin, |(_, span)| span)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|(name, _)| *name == key)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct RowSpans {
    pub(crate) keys: Spans,
    pub(crate) values: Vec<Spans>,
    /// Keys whose values could not be read. That is told already; rules over them are left out.
    pub(crate) unread: Vec<&'static str>,
}

impl RowSpans {
    /// Whether the value of a key is there and could be read, or is absent by right.
    pub(crate) fn knows(&self, key: &str) -> bool {
        !self.unread.contains(&key)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct GroupSpans {
    pub(crate) keys: Spans,
    /// One for each alternative, one for each of its names.
    pub(crate) of: Vec<Vec<Span>>,
    pub(crate) when: Spans,
    pub(crate) is: Vec<Span>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct TableSpans {
    pub(crate) keys: Spans,
    /// The beginning of the list of rows.
    pub(crate) rows_begin: Span,
    /// Rows are left out because they could not be read. That is told already; who names them is right for now.
    pub(crate) incomplete: bool,
    pub(crate) rows: Vec<RowSpans>,
    pub(crate) groups: Vec<GroupSpans>,
    /// Conditions of the callback's keys.
    pub(crate) callback: Vec<(Spans, Vec<Span>)>,
}

impl TableSpans {
    /// Whether every row is there, with the one who sets it.
    pub(crate) fn is_complete(&self) -> bool {
        !self.incomplete && self.rows.iter().all(|row| row.knows("from"))
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointSpans {
    pub(crate) keys: Spans,
    /// Whether the key and the protocol could be read.
    pub(crate) knows_signing: bool,
    pub(crate) data_when: Vec<Span>,
    pub(crate) retry_with: Span,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ListSpans {
    pub(crate) keys: Spans,
    pub(crate) values: Vec<Spans>,
}

/// A place in a file, counted from 1; columns in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name as it was given.
    pub path: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Where the rows of a table stand, in the order of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    source: Source,
    /// The first character of each row.
    rows: Vec<Span>,
}

impl Places {
    pub(crate) fn of(source: &Source, spans: &TableSpans) -> Self {
        Self { source: source.clone(), rows: spans.rows.iter().map(|row| row.keys.begin.clone()).collect() }
    }

    /// The place of a row.
    #[must_use]
    pub fn row(&self, position: usize) -> Option<Place> {
        let (line, column) = self.source.line_and_column(self.rows.get(position)?.start);
        Some(Place { path: self.source.path().to_owned(), line, column })
    }

    /// Forgets the rows that are not kept: one answer for each, in their order.
    pub fn keep(&mut self, kept: &[bool]) {
        let mut kept = kept.iter();
        self.rows.retain(|_| kept.next().copied().unwrap_or_default());
    }
}
