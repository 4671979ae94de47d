//! HTML: the cells of its tables and definition lists, and the lines between them.

use html5gum::{EndTag, HtmlString, StartTag, Token};

use super::{Cell, Grid, GridRow, inline, is_header, tokens};
use crate::import::row::parse_type;
use crate::import::unreadable::UnreadablePageError;

/// The largest number of columns and of rows that one cell spans.
const MAX_SPAN: usize = 40;

/// A part of a page.
pub(super) enum Part {
    /// A line outside tables, with its number.
    Line(usize, String),
    Table(Grid),
}

/// Splits a page: all of it, if it is a document or a part of one; else only its tables are HTML.
pub(super) fn split(page: &str) -> Result<Vec<Part>, UnreadablePageError> {
    let lower = page.to_ascii_lowercase();
    let mut walker = Walker::default();
    if is_document(&lower) {
        walker.read(page, 1)?;
        walker.finish();
        return Ok(walker.parts);
    }
    let mut at = 0;
    let mut line = 1;
    while let Some(start) = next_table(&lower, at) {
        // A table inside a line takes the rest of the line with it.
        let end = table_end(&lower, start);
        walker.raw_lines(&page[at..start], line);
        line += page[at..start].matches('\n').count();
        walker.read(&page[start..end], line)?;
        walker.finish();
        line += page[start..end].matches('\n').count();
        at = end;
    }
    walker.raw_lines(&page[at..], line);
    Ok(walker.parts)
}

/// Whether a page in lower case is HTML from its beginning to its end, and not Markdown with some tags.
fn is_document(page: &str) -> bool {
    let has = |tags: &[&str]| tags.iter().any(|tag| page.contains(tag));
    let is_part = page.trim_start().starts_with('<') && page.trim_end().ends_with('>');
    has(&["<html", "<body", "<!doctype", "<head"])
        || (is_part && has(&["</p>", "</h"]) && !has(&["|--", "| --", "\n#"]))
}

fn next_table(lower: &str, from: usize) -> Option<usize> {
    let begins = |at: &usize| ["<table", "<dl", "<tr", "<td"].iter().any(|tag| lower[*at..].starts_with(tag));
    tag_starts(lower, from).find(begins)
}

/// Where the table that begins at `start` ends, with the tables in it.
fn table_end(lower: &str, start: usize) -> usize {
    let (open, close) = if lower[start..].starts_with("<dl") { ("<dl", "</dl>") } else { ("<table", "</table>") };
    let mut depth = 0usize;
    for at in tag_starts(lower, start) {
        if lower[at..].starts_with(open) {
            depth += 1;
        } else if lower[at..].starts_with(close) {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at + close.len();
            }
        }
    }
    lower.len()
}

/// The offsets of each `<` from another offset on. A page is passed through once, however many tables it has.
fn tag_starts(page: &str, from: usize) -> impl Iterator<Item = usize> {
    page[from..].match_indices('<').map(move |(at, _)| from + at)
}

/// Follows the tags of a document.
#[derive(Default)]
struct Walker {
    parts: Vec<Part>,
    /// The text outside tables since the last line end, with its line.
    text: Option<(usize, String)>,
    /// The open tables, the outermost first.
    tables: Vec<OpenTable>,
    /// How many elements are open whose text is not shown.
    hidden: usize,
    /// How many elements are open that keep their line ends.
    preformatted: usize,
}

#[derive(Default)]
struct OpenTable {
    grid: Grid,
    is_list: bool,
    row: Option<GridRow>,
    cell: Option<OpenCell>,
    /// Cells that span further rows: by column, how many, and their contents.
    spanning: Vec<Option<(usize, Cell)>>,
    /// Text outside cells after the first row, which belongs behind the table.
    after: Vec<(usize, String)>,
}

struct OpenCell {
    cell: Cell,
    /// The line of the text that is not yet in the cell.
    line: usize,
    text: String,
    columns: usize,
    rows: usize,
}

impl Walker {
    fn read(&mut self, html: &str, first_line: usize) -> Result<(), UnreadablePageError> {
        let mut counted = 0;
        let mut line = first_line;
        for token in tokens::of_page(html) {
            let token =
                token.map_err(|error| UnreadablePageError { line: first_line + line_ends(html, error.tag_start) })?;
            let start = match &token {
                Token::StartTag(tag) => tag.span.start,
                Token::EndTag(tag) => tag.span.start,
                Token::String(text) => text.span.start,
                _ => continue,
            };
            let start = start.min(html.len());
            if start > counted {
                line += html.get(counted..start).map_or(0, |text| text.matches('\n').count());
                counted = start;
            }
            match token {
                Token::StartTag(tag) => self.start_tag(&tag, line),
                Token::EndTag(tag) => self.end_tag(&tag, line),
                Token::String(text) => self.add_text(&String::from_utf8_lossy(&text), line),
                _ => {}
            }
        }
        Ok(())
    }

    /// Lines that are not HTML.
    fn raw_lines(&mut self, text: &str, first_line: usize) {
        let lines = text.lines().enumerate();
        self.parts.extend(lines.map(|(index, line)| Part::Line(first_line + index, line.to_owned())));
    }

    fn start_tag(&mut self, tag: &StartTag<usize>, line: usize) {
        match tag.name.as_slice() {
            b"script" | b"style" | b"svg" | b"template" | b"noscript" => self.hidden += usize::from(!tag.self_closing),
            b"pre" | b"textarea" => {
                self.preformatted += 1;
                self.break_line(line);
            }
            b"table" => self.open_table(line, false),
            b"dl" => self.open_table(line, true),
            b"tr" => self.open_row(line),
            b"dt" => {
                self.open_row(line);
                self.open_cell(tag, line);
            }
            b"td" | b"th" | b"dd" => self.open_cell(tag, line),
            b"img" => {
                if let Some(alt) = attribute(tag, b"alt") {
                    self.add_text(&format!(" {alt} "), line);
                }
            }
            b"input" if attribute(tag, b"checked").is_some() => self.add_text(" ✓ ", line),
            name if is_block(name) => self.break_line(line),
            _ => {}
        }
    }

    fn end_tag(&mut self, tag: &EndTag<usize>, line: usize) {
        match tag.name.as_slice() {
            b"script" | b"style" | b"svg" | b"template" | b"noscript" => self.hidden = self.hidden.saturating_sub(1),
            b"pre" | b"textarea" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.break_line(line);
            }
            b"table" | b"dl" => self.close_table(line, false),
            b"tr" => self.close_row(),
            b"td" | b"th" | b"dt" | b"dd" => self.close_cell(),
            name if is_block(name) => self.break_line(line),
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str, line: usize) {
        if self.hidden > 0 {
            return;
        }
        let keeps_lines = self.preformatted > 0 || !self.is_in_cell();
        let last = text.matches('\n').count();
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 && keeps_lines {
                self.break_line(line + index);
            }
            match self.open_cell_mut() {
                Some(cell) => {
                    if cell.text.trim().is_empty() {
                        cell.line = line + index;
                    }
                    cell.text.push_str(part);
                    if index < last && !keeps_lines {
                        cell.text.push(' ');
                    }
                }
                None => {
                    let (_, text) = self.text.get_or_insert_with(|| (line + index, String::new()));
                    text.push_str(part);
                }
            }
        }
    }

    fn open_cell_mut(&mut self) -> Option<&mut OpenCell> {
        self.tables.last_mut().and_then(|table| table.cell.as_mut())
    }

    fn is_in_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| table.cell.is_some())
    }

    /// Ends a line of a cell or of the page.
    fn break_line(&mut self, line: usize) {
        match self.open_cell_mut() {
            Some(cell) => cell.break_line(line),
            None => {
                let (number, text) = self.text.take().unwrap_or((line, String::new()));
                match self.tables.last_mut().filter(|table| !table.grid.rows.is_empty()) {
                    Some(table) => table.after.push((number, text)),
                    None => self.parts.push(Part::Line(number, text)),
                }
            }
        }
    }

    /// A table in a table of parameters belongs to its row; any other outer table only arranges the page.
    fn open_table(&mut self, line: usize, is_list: bool) {
        self.break_line(line);
        // A table directly in a table: the end of the outer one is missing.
        if self.tables.last().is_some_and(|outer| outer.cell.is_none() && outer.has_header()) {
            self.close_table(line, true);
        }
        if let Some(outer) = self.tables.last_mut()
            && !outer.has_header()
        {
            let lines = outer.take_lines();
            self.parts.extend(lines.into_iter().map(|(number, text)| Part::Line(number, text)));
        }
        let grid = Grid { line, ..Grid::default() };
        self.tables.push(OpenTable { grid, is_list, ..OpenTable::default() });
    }

    fn open_row(&mut self, line: usize) {
        // Rows without a table are what is left of a page that was cut.
        if self.tables.is_empty() {
            self.open_table(line, false);
        }
        self.close_row();
        if let Some(table) = self.tables.last_mut() {
            table.row = Some(GridRow { line, ..GridRow::default() });
        }
    }

    fn open_cell(&mut self, tag: &StartTag<usize>, line: usize) {
        self.close_cell();
        if self.tables.last().is_none_or(|table| table.row.is_none()) {
            self.open_row(line);
        }
        let span =
            |name: &[u8]| attribute(tag, name).and_then(|it| it.trim().parse().ok()).unwrap_or(1).clamp(1, MAX_SPAN);
        let (columns, rows) = (span(b"colspan"), span(b"rowspan"));
        if let Some(table) = self.tables.last_mut() {
            table.cell = Some(OpenCell { cell: Cell::default(), line, text: String::new(), columns, rows });
        }
    }

    fn close_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.close_cell();
        }
    }

    fn close_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.close_row();
        }
    }

    fn close_table(&mut self, line: usize, is_cut: bool) {
        let Some(mut table) = self.tables.pop() else { return };
        table.close_row();
        table.grid.is_cut = is_cut;
        let outer_is_header = self.tables.last().is_some_and(OpenTable::has_header);
        if outer_is_header {
            let rows = table.grid.rows;
            if let Some(cell) = self.open_cell_mut() {
                cell.break_line(line);
                for row in rows {
                    let texts: Vec<String> = row.cells.iter().map(Cell::text).filter(|it| !it.is_empty()).collect();
                    let separator = if texts.len() == 2 { " — " } else { " " };
                    cell.cell.0.push((row.line, texts.join(separator)));
                }
            }
            return;
        }
        let grid = if table.is_list { definitions(table.grid) } else { Ok(table.grid) };
        let text = self.text.take();
        let lines = |lines: Vec<(usize, String)>| lines.into_iter().map(|(number, text)| Part::Line(number, text));
        match grid {
            Ok(grid) if !grid.rows.is_empty() => self.parts.push(Part::Table(grid)),
            Ok(_) => {}
            Err(definitions) => self.parts.extend(lines(definitions)),
        }
        self.parts.extend(lines(table.after));
        self.parts.extend(lines(text.into_iter().collect()));
    }

    /// Closes what the page leaves open.
    fn finish(&mut self) {
        while !self.tables.is_empty() {
            let line = self.tables.last().map_or(1, |table| table.grid.line);
            self.close_table(line, true);
        }
        if let Some((number, text)) = self.text.take() {
            self.parts.push(Part::Line(number, text));
        }
        (self.hidden, self.preformatted) = (0, 0);
    }
}

impl OpenTable {
    fn has_header(&self) -> bool {
        let titles = |row: &GridRow| row.cells.iter().map(Cell::text).collect::<Vec<_>>();
        self.grid.rows.first().is_some_and(|row| is_header(&titles(row)))
    }

    /// Takes the text of all cells.
    fn take_lines(&mut self) -> Vec<(usize, String)> {
        if let Some(cell) = &mut self.cell {
            cell.break_line(cell.line);
        }
        let open = self.cell.iter_mut().map(|cell| std::mem::take(&mut cell.cell));
        let row = self.row.iter_mut().flat_map(|row| std::mem::take(&mut row.cells));
        let rows = std::mem::take(&mut self.grid.rows).into_iter().flat_map(|row| row.cells);
        rows.chain(row).chain(open).flat_map(|cell| cell.0).collect()
    }

    fn close_cell(&mut self) {
        let Some(mut open) = self.cell.take() else { return };
        open.break_line(open.line);
        let line = open.line;
        self.fill_spanned();
        let row = self.row.get_or_insert_with(|| GridRow { line, ..GridRow::default() });
        for index in 0..open.columns.min(MAX_SPAN.saturating_sub(row.cells.len())) {
            let at = row.cells.len();
            let contents = if index == 0 { open.cell.clone() } else { Cell::default() };
            if open.rows > 1 {
                self.spanning.resize((at + 1).max(self.spanning.len()), None);
                self.spanning[at] = Some((open.rows - 1, contents.clone()));
            }
            row.cells.push(contents);
        }
    }

    /// Adds the cells of rows above that span the next columns of this row.
    fn fill_spanned(&mut self) {
        let Some(row) = &mut self.row else { return };
        while let Some(Some((rows, cell))) = self.spanning.get(row.cells.len()).cloned() {
            let at = row.cells.len();
            self.spanning[at] = (rows > 1).then(|| (rows - 1, cell.clone()));
            row.continues |= at == 0;
            row.cells.push(cell);
        }
    }

    fn close_row(&mut self) {
        self.close_cell();
        self.fill_spanned();
        if let Some(row) = self.row.take().filter(|row| !row.cells.is_empty()) {
            self.grid.rows.push(row);
        }
    }
}

impl OpenCell {
    fn break_line(&mut self, line: usize) {
        let text = inline::one_line(&std::mem::take(&mut self.text));
        if !text.is_empty() {
            self.cell.0.push((self.line, text));
        }
        self.line = line;
    }
}

/// How many lines end before an offset.
fn line_ends(html: &str, offset: usize) -> usize {
    html.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

fn attribute(tag: &StartTag<usize>, name: &[u8]) -> Option<String> {
    let name: HtmlString = name.to_vec().into();
    tag.attributes.get(&name).map(|value| String::from_utf8_lossy(value).into_owned())
}

fn is_block(name: &[u8]) -> bool {
    const BLOCKS: [&[u8]; 18] = [
        b"br",
        b"p",
        b"div",
        b"li",
        b"ul",
        b"ol",
        b"h1",
        b"h2",
        b"h3",
        b"h4",
        b"h5",
        b"h6",
        b"hr",
        b"section",
        b"article",
        b"blockquote",
        b"details",
        b"summary",
    ];
    BLOCKS.contains(&name)
}

/// A list of definitions as a table of parameters, if the most of its terms have a type; else its lines.
fn definitions(list: Grid) -> Result<Grid, Vec<(usize, String)>> {
    let mut typed = 0;
    let mut rows = Vec::new();
    for row in &list.rows {
        let mut cells = row.cells.iter().cloned();
        let term = cells.next().unwrap_or_default();
        let mut text = Cell(cells.flat_map(|cell| cell.0).collect());
        let words = term.text();
        let (name, mut of_type) = words.split_once(' ').map_or((words.as_str(), ""), |(name, rest)| (name, rest));
        let first = text.0.first().map(|(_, line)| line.clone()).unwrap_or_default();
        if of_type.is_empty() && parse_type(&first).is_some() {
            text.0.remove(0);
            of_type = &first;
        }
        typed += usize::from(parse_type(of_type).is_some());
        let cell = |text: &str| Cell(vec![(row.line, text.to_owned())]);
        rows.push(GridRow { line: row.line, cells: vec![cell(name), cell(of_type), text], ..GridRow::default() });
    }
    if typed * 2 <= list.rows.len() {
        return Err(list.rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.0).collect());
    }
    let title = |text: &str| Cell(vec![(list.line, text.to_owned())]);
    let cells = vec![title("parameter"), title("type"), title("description")];
    rows.insert(0, GridRow { line: list.line, cells, ..GridRow::default() });
    Ok(Grid { rows, ..list })
}
