//! What a statement becomes without one of its guards: a condition that always holds, a value that is not written or is another one,
//! no uniqueness, no lock, another order.

use std::fmt;
use std::ops::Range;

use super::sql::{Token, Tokens, clause, inner, is_at, span, split, tokens};
use crate::support::Edit;

/// A guard that is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Missing {
    pub(super) edit: Edit,
    /// What is missing: `holds always: done_at IS NULL`.
    pub(super) what: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statement: Vec<&str> = self.edit.statement.split_whitespace().collect();
        write!(formatter, "{} [{}]", self.what, statement.join(" "))
    }
}

/// All edits of a statement.
pub(super) fn edits(statement: &str) -> Vec<Missing> {
    let tokens = tokens(statement);
    let mut edits = Edits { statement, edits: Vec::new() };
    if is_at(&tokens, 0, &["CREATE"]) {
        edits.table(&tokens);
        return edits.edits;
    }
    if statement.contains("pg_advisory_xact_lock") {
        edits.replace("no lock", 0..statement.len(), "SELECT 'no lock'");
    }
    for (position, token) in tokens.iter().enumerate() {
        match token.text {
            "WHERE" => edits.conditions(clause(&tokens, position, &["ORDER", "LIMIT", "FOR", "RETURNING"])),
            "JOIN" => edits.join(clause(&tokens, position, &["WHERE"])),
            "SET" => edits.assignments(&tokens, clause(&tokens, position, &["WHERE", "RETURNING"])),
            "VALUES" => edits.values("written", inner(clause(&tokens, position, &["ON", "RETURNING"]))),
            "SELECT" if token.depth == 0 => edits.values("read", clause(&tokens, position, &["FROM"])),
            "RETURNING" => edits.values("read", clause(&tokens, position, &[])),
            "ON" if is_at(&tokens, position, &["ON", "CONFLICT"]) => edits.conflict(&tokens, position),
            "ORDER" => edits.order(clause(&tokens, position, &["LIMIT", "FOR"])),
            "LIMIT" | "OFFSET" => edits.number(&tokens[position + 1]),
            "FOR" => edits.lock(&tokens[position..]),
            _ => {}
        }
    }
    if let Some(position) = tokens.iter().position(|token| token.text == "WHERE" && token.depth == 0)
        && ["UPDATE", "DELETE"].contains(&tokens[0].text)
    {
        let condition = span(clause(&tokens, position, &["RETURNING"]));
        edits.replace("does nothing", condition.clone(), &format!("({}) AND 0 = 1", &statement[condition]));
    }
    edits.edits
}

struct Edits<'s> {
    statement: &'s str,
    edits: Vec<Missing>,
}

impl Edits<'_> {
    fn replace(&mut self, what: &str, range: Range<usize>, text: &str) {
        let statement = self.statement;
        let edited = format!("{}{text}{}", &statement[..range.start], &statement[range.end..]);
        let what = format!("{what}: {}", statement[range].split_whitespace().collect::<Vec<_>>().join(" "));
        let edit = Edit { statement: statement.to_owned(), edited };
        self.edits.push(Missing { edit, what });
    }

    /// Each condition always holds, each alternative never does, each limit is one off, and each value of a list is missing.
    fn conditions(&mut self, condition: Tokens<'_, '_>) {
        for part in split(condition, "AND") {
            let range = span(part);
            self.replace("holds always", range.clone(), &format!("({} OR 0 = 0)", &self.statement[range]));
            if part[0].text == "(" {
                for alternative in split(inner(part), "OR") {
                    let range = span(alternative);
                    self.replace("holds never", range.clone(), &format!("({} AND 0 = 1)", &self.statement[range]));
                }
            }
        }
        let depth = condition.first().map_or(0, |token| token.depth);
        for (position, token) in condition.iter().enumerate().filter(|(_, token)| token.depth <= depth + 1) {
            match token.text {
                "<=" => self.replace("limit", token.at.clone(), "<"),
                "<" => self.replace("limit", token.at.clone(), "<="),
                "IN" => {
                    for item in split(inner(&condition[position + 1..]), ",") {
                        self.item(item);
                    }
                }
                _ => {}
            }
        }
    }

    fn item(&mut self, item: Tokens<'_, '_>) {
        if item.len() == 1 && item[0].text.starts_with('\'') {
            self.replace("not in the list", span(item), "''");
        }
    }

    /// Rows are joined with all others.
    fn join(&mut self, join: Tokens<'_, '_>) {
        if let Some(on) = join.iter().position(|token| token.text == "ON") {
            let range = span(&join[on + 1..]);
            self.replace("joined with all", range.clone(), &format!("({} OR 0 = 0)", &self.statement[range]));
        }
    }

    /// Each column keeps its value.
    fn assignments(&mut self, tokens: Tokens<'_, '_>, clause: Tokens<'_, '_>) {
        let table = tokens.iter().find(|token| !["UPDATE", "INSERT", "INTO"].contains(&token.text));
        let Some(table) = table.map(|token| token.text) else { return };
        for assignment in split(clause, ",") {
            let (column, value) = (assignment[0].text, span(&assignment[2..]));
            let kept = format!("{column} = CASE WHEN 0 = 0 THEN {table}.{column} ELSE {} END", &self.statement[value]);
            self.replace("not written", span(assignment), &kept);
        }
    }

    /// Each value is another one. Its type is asked for in the words of SQLite. Nothing stays nothing.
    fn values(&mut self, what: &str, values: Tokens<'_, '_>) {
        for (number, value) in split(values, ",").into_iter().enumerate().filter(|(_, value)| value[0].text != "NULL") {
            let (range, text) = (span(value), &self.statement[span(value)]);
            let other =
                format!("CASE typeof({text}) WHEN 'text' THEN 'x' || ({text}) WHEN 'integer' THEN ({text}) = 0 END");
            self.replace(&format!("another value {what}, {number}"), range, &other);
        }
    }

    /// A row that exists is an error, is overwritten, or is left as it is.
    fn conflict(&mut self, tokens: Tokens<'_, '_>, position: usize) {
        let range = tokens[position].at.start..span(clause(tokens, position, &["RETURNING"])).end;
        self.replace("an error", range.clone(), "");
        let Some(action) = tokens.iter().position(|token| token.text == "DO") else { return };
        let names = |tokens| split(inner(tokens), ",").into_iter().map(|name| name[0].text).collect::<Vec<_>>();
        let (columns, key) = (names(&tokens[3..]), names(&tokens[position + 2..]));
        let written = columns.into_iter().filter(|column| !key.contains(column));
        let written: Vec<String> = written.map(|column| format!("{column} = excluded.{column}")).collect();
        let other = match tokens[action + 1].text {
            "NOTHING" => format!("DO UPDATE SET {}", written.join(", ")),
            _ => "DO NOTHING".to_owned(),
        };
        self.replace("another action", tokens[action].at.start..range.end, &other);
    }

    /// The other way round.
    fn order(&mut self, order: Tokens<'_, '_>) {
        let Some(last) = order.last().filter(|_| order[0].text == "BY") else { return };
        match last.text {
            "DESC" => self.replace("the other way round", last.at.clone(), ""),
            _ => self.replace("the other way round", last.at.clone(), &format!("{} DESC", last.text)),
        }
    }

    /// A limit that is never reached, an offset behind everything.
    fn number(&mut self, number: &Token<'_>) {
        self.replace("a large number", number.at.clone(), &format!("{} + 1000000", number.text));
    }

    fn lock(&mut self, lock: Tokens<'_, '_>) {
        self.replace("no lock", span(lock), "");
        if let [.., skip, locked] = lock
            && skip.text == "SKIP"
        {
            self.replace("waits", skip.at.start..locked.at.end, "");
        }
    }

    /// A column that can be null, rows that are there twice or belong to nothing, numbers that are given again.
    fn table(&mut self, tokens: Tokens<'_, '_>) {
        if is_at(tokens, 1, &["INDEX"]) {
            self.replace("no index", 0..self.statement.len(), "SELECT 1");
        }
        for (position, token) in tokens.iter().enumerate() {
            let words = |count: usize| token.at.start..tokens[position + count - 1].at.end;
            match token.text {
                "NOT" if is_at(tokens, position, &["NOT", "NULL"]) && tokens[1].text == "TABLE" => {
                    self.replace(&format!("without, {}", tokens[position - 2].text), words(2), "");
                }
                "IF" => self.replace("without", words(3), ""),
                "PRIMARY" => self.replace("without", words(2), ""),
                "AUTOINCREMENT" => self.replace("without", words(1), ""),
                "REFERENCES" => self.replace("without", words(5), ""),
                "UNIQUE" => {
                    let end = clause(tokens, position, &[","]).last().map_or(token.at.end, |last| last.at.end);
                    self.replace("without", tokens[position - 1].at.start..end, "");
                }
                _ => {}
            }
        }
    }
}
