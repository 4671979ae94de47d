//! Pages whose truth is known: a model of tables, written in a random layout and language, then damaged.

mod layouts;
mod mutation;
mod words;

use std::fmt::Write as _;

pub(super) use self::layouts::LAYOUTS;
pub(super) use self::mutation::{Damage, mutate};
use self::words::WORDS;
use super::Numbers;

/// What a parameter of a page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) is_integer: bool,
    pub(super) length: u32,
    pub(super) is_mandatory: bool,
    pub(super) default: Option<String>,
    /// The values, each with its meaning, which is empty for all or for none.
    pub(super) values: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) example: String,
}

/// A page: what it says, and the pieces in which it says so.
pub(super) struct ModelPage {
    pub(super) request: Vec<Row>,
    pub(super) response: Vec<Row>,
    pub(super) pieces: Vec<Piece>,
    pub(super) layouts: [&'static str; 2],
}

/// Facts of a row that a piece has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts")]
pub(super) struct Facts {
    /// The name or the type.
    pub(super) start: bool,
    pub(super) mandatory: bool,
    pub(super) default: bool,
    pub(super) values: bool,
}

/// A line or a cell of a page.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    /// The row to which it belongs: its table (0 is the request), and its position.
    pub(super) row: Option<(usize, usize)>,
    pub(super) facts: Facts,
    /// Whether it is a heading or titles, without which a table is another one.
    pub(super) is_title: bool,
}

const NAMES: [&str; 24] = [
    "order_id",
    "merchant_id",
    "amount",
    "currency",
    "signature",
    "version",
    "lifetime",
    "comment",
    "lang",
    "preauth",
    "response_url",
    "sender_email",
    "card_type",
    "order_status",
    "response_status",
    "fee",
    "rrn",
    "masked_card",
    "eci",
    "product_id",
    "payment_id",
    "quantity",
    "colour",
    "note_2",
];

const VALUES: [&[&str]; 5] = [
    &["GEL", "EUR", "USD", "AMD"],
    &["Y", "N"],
    &["created", "declined", "approved", "expired"],
    &["ka", "en", "uk"],
    &["1", "2", "3"],
];

const LENGTHS: [u32; 8] = [1, 2, 3, 6, 12, 40, 50, 1024];

impl Numbers {
    fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

/// A random page.
pub(super) fn page(numbers: &mut Numbers) -> ModelPage {
    let language = numbers.below(WORDS.len());
    let words = &WORDS[language];
    let mut tables = [table(numbers, words, true), table(numbers, words, false)];
    let first = *numbers.pick(&LAYOUTS);
    let second = if numbers.chance(4) { *numbers.pick(&LAYOUTS) } else { first };
    let mut pieces = vec![line("Shop API\n"), line("\n"), line("POST /api/shop/order\n"), line("\n")];
    for (index, layout) in [first, second].into_iter().enumerate() {
        layout.prepare(&mut tables[index]);
        let title = if index == 0 { words.request } else { words.response };
        pieces.extend(layout.write(index, title, &tables[index], words));
        pieces.push(line("\n"));
    }
    let [request, response] = tables;
    ModelPage { request, response, pieces, layouts: [first.name, second.name] }
}

fn line(text: &str) -> Piece {
    Piece { text: text.to_owned(), row: None, facts: Facts::default(), is_title: false }
}

fn table(numbers: &mut Numbers, words: &words::Words, is_request: bool) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..3 + numbers.below(6) {
        let name = *numbers.pick(&NAMES);
        if rows.iter().all(|row| row.name != name) {
            rows.push(row(name, numbers, words, is_request));
        }
    }
    if is_request && rows.iter().all(|row| !row.is_mandatory) {
        rows[0].is_mandatory = true;
        rows[0].default = None;
    }
    rows
}

fn row(name: &str, numbers: &mut Numbers, words: &words::Words, is_request: bool) -> Row {
    let listed = if numbers.chance(3) { Some(*numbers.pick(&VALUES)) } else { None };
    let is_integer = listed.map_or(numbers.chance(3), |listed| listed[0] == "1");
    let is_mandatory = is_request && numbers.chance(2);
    let mut length = *numbers.pick(&LENGTHS);
    let has_meanings = numbers.chance(2);
    let mut values = Vec::new();
    for value in listed.unwrap_or_default() {
        length = length.max(u32::try_from(value.len()).unwrap_or(1));
        let meaning = if has_meanings { (*numbers.pick(words.meanings)).to_owned() } else { String::new() };
        values.push(((*value).to_owned(), meaning));
    }
    let default = (!is_mandatory && is_request && numbers.chance(3)).then(|| match (values.first(), is_integer) {
        (Some((value, _)), _) => value.clone(),
        (None, true) => "7".to_owned(),
        (None, false) => if length >= 5 { "1.0.1" } else { "N" }.to_owned(),
    });
    let length = if is_integer { length.min(19) } else { length };
    let example = match values.last() {
        Some((value, _)) => value.clone(),
        None if is_integer => "1020".to_owned(),
        None => (*numbers.pick(&["ID1234", "1773cf135bd89656131134b98637894dad42f808", "“Too late”"])).to_owned(),
    };
    let text = (*numbers.pick(words.texts)).to_owned();
    Row { name: name.to_owned(), is_integer, length, is_mandatory, default, values, text, example }
}

impl Row {
    fn type_name(&self) -> &'static str {
        if self.is_integer { "integer" } else { "string" }
    }

    fn typed(&self) -> String {
        format!("{}({})", self.type_name(), self.length)
    }

    /// The lines of the description, each with its facts.
    fn lines(&self, words: &words::Words, with_word: bool) -> Vec<(String, Facts)> {
        let listed = Facts { values: true, ..Facts::default() };
        let mut lines = vec![(self.text.clone(), Facts::default())];
        if !self.values.is_empty() {
            let _ = write!(lines[0].0, " {}", words.values);
            lines[0].1 = listed;
            let has_meanings = self.values.iter().any(|(_, meaning)| !meaning.is_empty());
            if has_meanings {
                lines.extend(self.values.iter().map(|(value, meaning)| (format!("{value} — {meaning}"), listed)));
            } else {
                let values: Vec<&str> = self.values.iter().map(|(value, _)| value.as_str()).collect();
                lines.push((values.join(", "), listed));
            }
        }
        if let Some(default) = &self.default {
            lines.push((format!("{} {default}", words.default), Facts { default: true, ..Facts::default() }));
        }
        if with_word && self.is_mandatory {
            lines.push((words.mandatory.to_owned(), Facts { mandatory: true, ..Facts::default() }));
        }
        lines
    }
}
