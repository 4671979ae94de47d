//! The columns of a table, from its titles.

use std::ops::Range;

use crate::import::phrase::{End, Words};
use crate::import::wording::{LANGUAGES, MANDATORY_IN_SHORT};

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Column {
    Name,
    Type,
    Length,
    Mandatory,
    /// What may be left out: `yes` and `no` mean the opposite of those of [`Column::Mandatory`].
    Optional,
    Description,
    Default,
    Values,
    Example,
}

/// In this order, because a title such as `Example of the parameter` has words of several columns.
const PRECEDENCE: [Column; 9] = [
    Column::Example,
    Column::Default,
    Column::Values,
    Column::Mandatory,
    Column::Optional,
    Column::Description,
    Column::Type,
    Column::Length,
    Column::Name,
];

/// The columns of marks.
pub(in crate::import) const MARKED: [Column; 2] = [Column::Mandatory, Column::Optional];

/// The most words of a title, so that a sentence is none.
const MAX_WORDS: usize = 6;

/// The columns of a table in their order; `None` for those that say nothing about a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Columns(pub(in crate::import) Vec<Option<Column>>);

impl Columns {
    pub(in crate::import) fn has(&self, column: Column) -> bool {
        self.position(column).is_some()
    }

    /// Whether a column says what is mandatory, or what is optional.
    pub(in crate::import) fn has_marks(&self) -> bool {
        MARKED.into_iter().any(|column| self.has(column))
    }

    pub(in crate::import) fn position(&self, column: Column) -> Option<usize> {
        self.0.iter().position(|it| *it == Some(column))
    }
}

/// The columns of a table of parameters with these titles: it has names and types.
pub(in crate::import) fn header_columns<S: AsRef<str>>(titles: &[S]) -> Option<Columns> {
    let mut columns: Vec<Option<Column>> = Vec::new();
    for title in titles {
        let title = title.as_ref();
        // Text that is as long as a sentence, or has a length, is that of a row.
        if title.split_whitespace().count() > MAX_WORDS
            || title.contains(['(', '{']) && title.contains(|it: char| it.is_ascii_digit())
        {
            return None;
        }
        let column = column(title).filter(|column| !columns.contains(&Some(*column)));
        columns.push(column);
    }
    let columns = Columns(columns);
    let is_header = columns.has(Column::Name)
        && columns.has(Column::Type)
        && columns.position(Column::Name) < columns.position(Column::Type);
    is_header.then_some(columns)
}

/// The column that a line names, if it is a title and nothing else.
pub(in crate::import) fn title_column(line: &str) -> Option<Column> {
    let is_title = !line.contains(|it: char| it.is_ascii_digit() || "_:.({".contains(it));
    let words = line.split_whitespace().count();
    let column = (is_title && words <= MAX_WORDS).then(|| column(line))??;
    (column == Column::Example || words <= 3).then_some(column)
}

/// The column of a title.
fn column(title: &str) -> Option<Column> {
    let words = Words::of(title);
    let is_short = |column| column == Column::Mandatory && words.has(MANDATORY_IN_SHORT, End::Word);
    let ranges = |column| labels(column).flat_map(|label| words.find_all(label, End::Anywhere));
    let is_labelled = |column| match column {
        // `Not mandatory` is a title for what is optional; `Mandatory or optional` is not.
        Column::Mandatory => ranges(column).any(|range| !ranges(Column::Optional).any(|it| contains(&it, &range))),
        column => ranges(column).next().is_some(),
    };
    PRECEDENCE.into_iter().find(|column| is_labelled(*column) || is_short(*column))
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The titles of a column in all languages.
pub(in crate::import) fn labels(column: Column) -> impl Iterator<Item = &'static str> {
    LANGUAGES
        .iter()
        .flat_map(|it| it.columns)
        .filter(move |(it, _)| *it == column)
        .flat_map(|(_, labels)| *labels)
        .copied()
}
