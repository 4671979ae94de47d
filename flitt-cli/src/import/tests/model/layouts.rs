//! The layouts of the model, as documentation of the family and its converters have them.

use super::words::Words;
use super::{Facts, Piece, Row, line};

/// A layout.
#[derive(Clone, Copy)]
pub(in crate::import::tests) struct Layout {
    pub(in crate::import::tests) name: &'static str,
    /// Whether a response has what the layout marks as mandatory too.
    columns: Columns,
    style: Style,
}

/// Where a layout says what is mandatory.
#[derive(Clone, Copy, PartialEq)]
enum Columns {
    /// In a column, which only requests have.
    Mandatory,
    /// In the description, before a column of examples.
    Example,
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Text,
    Glued,
    Stacked,
    Tabs,
    Pipes,
    Broken,
    Grid,
    Simple,
    Html,
    Soup,
}

const fn layout(name: &'static str, columns: Columns, style: Style) -> Layout {
    Layout { name, columns, style }
}

pub(in crate::import::tests) const LAYOUTS: [Layout; 16] = [
    layout("text with a column", Columns::Mandatory, Style::Text),
    layout("text with examples", Columns::Example, Style::Text),
    layout("joined text", Columns::Example, Style::Glued),
    layout("one cell a line", Columns::Mandatory, Style::Stacked),
    layout("tabs with a column", Columns::Mandatory, Style::Tabs),
    layout("tabs with examples", Columns::Example, Style::Tabs),
    layout("Markdown with a column", Columns::Mandatory, Style::Pipes),
    layout("Markdown with examples", Columns::Example, Style::Pipes),
    layout("broken Markdown with a column", Columns::Mandatory, Style::Broken),
    layout("broken Markdown with examples", Columns::Example, Style::Broken),
    layout("grid", Columns::Mandatory, Style::Grid),
    layout("simple table", Columns::Mandatory, Style::Simple),
    layout("HTML with a column", Columns::Mandatory, Style::Html),
    layout("HTML with examples", Columns::Example, Style::Html),
    layout("HTML without end tags, with a column", Columns::Mandatory, Style::Soup),
    layout("HTML without end tags, with examples", Columns::Example, Style::Soup),
];

const START: Facts = Facts { start: true, mandatory: false, default: false, values: false };
const MARK: Facts = Facts { start: false, mandatory: true, default: false, values: false };

impl Layout {
    /// Changes what the layout cannot say.
    pub(super) fn prepare(&self, rows: &mut [Row]) {
        // Joined without a space, a short example is part of the last word.
        if self.style == Style::Glued {
            for row in rows {
                "“Too late”".clone_into(&mut row.example);
            }
        }
    }

    /// The pieces of a table with its heading.
    pub(super) fn write(&self, table: usize, title: &str, rows: &[Row], words: &Words) -> Vec<Piece> {
        let has_mark = self.columns == Columns::Mandatory && table == 0;
        let has_example = self.columns == Columns::Example;
        let heading = match self.style {
            Style::Html | Style::Soup => format!("<h2>{title}</h2>\n"),
            Style::Pipes | Style::Broken => format!("## {title}\n"),
            _ => format!("{title}\n"),
        };
        let mut pieces = vec![Piece { is_title: true, ..line(&heading) }, line("\n")];
        let [name, of_type, mandatory, description, example] = words.titles;
        let mut titles = vec![name, of_type];
        titles.extend(has_mark.then_some(mandatory));
        titles.push(description);
        titles.extend(has_example.then_some(example));
        pieces.extend(self.titles(&titles));
        for (index, row) in rows.iter().enumerate() {
            let word = if row.is_mandatory { words.mandatory } else { words.optional };
            let cells = Cells {
                name: row.name.clone(),
                of_type: row.typed(),
                mark: has_mark.then(|| word.to_owned()),
                lines: row.lines(words, has_example && table == 0),
                example: has_example.then(|| row.example.clone()),
            };
            let of_row = self.row(&cells);
            pieces.extend(of_row.into_iter().map(|piece| Piece { row: Some((table, index)), ..piece }));
        }
        pieces.extend(self.end(titles.len()));
        pieces
    }

    fn titles(&self, titles: &[&str]) -> Vec<Piece> {
        let columns = titles.len();
        let text = match self.style {
            Style::Text => format!("{}\n", titles.join(" ")),
            Style::Glued => format!("{}\n", titles.concat()),
            Style::Stacked => format!("{}\n", titles.join("\n")),
            Style::Tabs => format!("{}\n", titles.join("\t")),
            Style::Pipes => format!("| {} |\n|{}\n", titles.join(" | "), "---|".repeat(columns)),
            Style::Broken => format!("{} |\n{}\n", titles.join(" | "), "---|".repeat(columns)),
            Style::Grid => format!("{}{}{}", border(columns, '-'), drawn(&texts(titles), '|'), border(columns, '=')),
            Style::Simple => format!("{}{}{}", ruler(columns), drawn(&texts(titles), ' '), ruler(columns)),
            Style::Html => format!("<table>\n<tr><th>{}</th></tr>\n", titles.join("</th><th>")),
            Style::Soup => format!("<table><tr><th>{}\n", titles.join("<th>")),
        };
        vec![Piece { is_title: true, ..line(&text) }]
    }

    fn row(&self, cells: &Cells) -> Vec<Piece> {
        match self.style {
            Style::Text => cells.text(" "),
            Style::Glued => cells.text(""),
            Style::Stacked => cells.stacked(),
            Style::Tabs => cells.tabs(),
            Style::Pipes => cells.pipes(),
            Style::Broken => cells.broken(),
            Style::Grid => cells.drawn('|', &border(cells.columns(), '-')),
            Style::Simple => cells.drawn(' ', ""),
            Style::Html => cells.html("<tr>\n", "<td>", "</td>\n", "</tr>\n"),
            Style::Soup => cells.html("<tr>", "<td>", "", "\n"),
        }
    }

    fn end(&self, columns: usize) -> Vec<Piece> {
        match self.style {
            Style::Html | Style::Soup => vec![line("</table>\n")],
            Style::Simple => vec![line(&ruler(columns))],
            _ => Vec::new(),
        }
    }
}

/// The contents of a row.
struct Cells {
    name: String,
    of_type: String,
    mark: Option<String>,
    lines: Vec<(String, Facts)>,
    example: Option<String>,
}

impl Cells {
    fn columns(&self) -> usize {
        3 + usize::from(self.mark.is_some()) + usize::from(self.example.is_some())
    }

    fn text(&self, space: &str) -> Vec<Piece> {
        let mark = self.mark.as_ref().map(|mark| format!("{mark}{space}")).unwrap_or_default();
        let (first, facts) = &self.lines[0];
        let facts = Facts { start: true, mandatory: !mark.is_empty(), ..*facts };
        let begin = format!("{}{space}{}{space}{mark}{first}", self.name, self.of_type);
        let is_one_line = self.lines.len() == 1;
        let example = self.example.clone().unwrap_or_default();
        if is_one_line && self.example.is_some() {
            return vec![piece(format!("{begin}{space}{example}\n"), facts)];
        }
        let mut pieces = vec![piece(format!("{begin}\n"), facts)];
        for (text, facts) in &self.lines[1..] {
            if facts.mandatory {
                pieces.push(line("\n"));
            }
            pieces.push(piece(format!("{text}\n"), *facts));
        }
        if !example.is_empty() {
            pieces.push(line(&format!("{example}\n")));
        }
        pieces
    }

    fn stacked(&self) -> Vec<Piece> {
        let mut pieces = vec![piece(format!("{}\n", self.name), START), piece(format!("{}\n", self.of_type), START)];
        pieces.extend(self.mark.iter().map(|mark| piece(format!("{mark}\n"), MARK)));
        pieces.extend(self.lines.iter().map(|(text, facts)| piece(format!("{text}\n"), *facts)));
        pieces
    }

    fn tabs(&self) -> Vec<Piece> {
        let mut pieces = vec![piece(format!("{}\t", self.name), START), piece(format!("{}\t", self.of_type), START)];
        pieces.extend(self.mark.iter().map(|mark| piece(format!("{mark}\t"), MARK)));
        let last = self.lines.len() - 1;
        for (index, (text, facts)) in self.lines.iter().enumerate() {
            // A browser has no line end after the last cell's text.
            let end = if index == last && self.example.is_some() { "\t" } else { "\n" };
            pieces.push(piece(format!("{text}{end}"), *facts));
        }
        pieces.extend(self.example.iter().map(|example| line(&format!("{example}\n"))));
        pieces
    }

    fn pipes(&self) -> Vec<Piece> {
        let mut pieces = vec![piece(format!("| {} ", self.name), START), piece(format!("| {} ", self.of_type), START)];
        pieces.extend(self.mark.iter().map(|mark| piece(format!("| {mark} "), MARK)));
        pieces.push(piece(format!("| {} ", self.joined("<br>")), self.facts()));
        pieces.extend(self.example.iter().map(|example| line(&format!("| {example} "))));
        pieces.push(line("|\n"));
        pieces
    }

    fn broken(&self) -> Vec<Piece> {
        let mut pieces = vec![piece(format!("{} |\n", self.name), START), piece(format!("{} | ", self.of_type), START)];
        pieces.extend(self.mark.iter().map(|mark| piece(format!("{mark} | "), MARK)));
        for (index, (text, facts)) in self.lines.iter().enumerate() {
            let end = if index + 1 == self.lines.len() { " |\n" } else { "\n" };
            pieces.push(piece(format!("{text}{end}"), *facts));
        }
        pieces.extend(self.example.iter().map(|example| line(&format!("{example} |\n"))));
        pieces
    }

    fn drawn(&self, edge: char, end: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (index, (text, facts)) in self.lines.iter().enumerate() {
            let first = index == 0;
            let of_first = |text: &str| if first { text.to_owned() } else { String::new() };
            let mut cells = vec![of_first(&self.name), of_first(&self.of_type)];
            cells.extend(self.mark.iter().map(|mark| of_first(mark)));
            cells.push(text.clone());
            cells.extend(self.example.iter().map(|example| of_first(example)));
            let facts = Facts { start: first, mandatory: facts.mandatory || (first && self.mark.is_some()), ..*facts };
            pieces.push(piece(drawn(&cells, edge), facts));
        }
        if !end.is_empty() {
            pieces.push(line(end));
        }
        pieces
    }

    fn html(&self, begin: &str, open: &str, close: &str, end: &str) -> Vec<Piece> {
        let cell = |text: &str, facts: Facts| piece(format!("{open}{text}{close}"), facts);
        let mut pieces = vec![line(begin), cell(&self.name, START), cell(&self.of_type, START)];
        pieces.extend(self.mark.iter().map(|mark| cell(mark, MARK)));
        pieces.push(cell(&self.joined("<br>"), self.facts()));
        pieces.extend(self.example.iter().map(|example| cell(example, Facts::default())));
        pieces.push(line(end));
        pieces
    }

    fn joined(&self, separator: &str) -> String {
        self.lines.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(separator)
    }

    /// The facts of the whole description.
    fn facts(&self) -> Facts {
        let any = |fact: fn(&Facts) -> bool| self.lines.iter().any(|(_, facts)| fact(facts));
        Facts {
            start: false,
            mandatory: any(|facts| facts.mandatory),
            default: any(|facts| facts.default),
            values: any(|facts| facts.values),
        }
    }
}

fn piece(text: String, facts: Facts) -> Piece {
    Piece { text, row: None, facts, is_title: false }
}

/// The widths of drawn columns: the last is the widest.
fn width(index: usize, columns: usize) -> usize {
    if index + 1 == columns { 60 } else { 18 }
}

fn border(columns: usize, mark: char) -> String {
    let parts = (0..columns).map(|index| mark.to_string().repeat(width(index, columns) + 2));
    format!("+{}+\n", parts.collect::<Vec<_>>().join("+"))
}

fn ruler(columns: usize) -> String {
    format!("{}\n", (0..columns).map(|index| "=".repeat(width(index, columns))).collect::<Vec<_>>().join(" "))
}

fn texts(titles: &[&str]) -> Vec<String> {
    titles.iter().map(|title| (*title).to_owned()).collect()
}

fn drawn(cells: &[String], edge: char) -> String {
    let pad = |index: usize, text: &str| {
        let missing = width(index, cells.len()).saturating_sub(text.chars().count());
        format!("{text}{}", " ".repeat(missing))
    };
    let cells: Vec<String> = cells.iter().enumerate().map(|(index, text)| pad(index, text)).collect();
    if edge == ' ' { format!("{}\n", cells.join(" ").trim_end()) } else { format!("| {} |\n", cells.join(" | ")) }
}
