//! Whatever a page holds: no panic, no row that is not in the text, and a schema file that the parser takes.

use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_client::schema::{InMemory, Library, Parameter};

use super::{Heading, Imported, read, write};

const PAGES: [&str; 2] =
    [include_str!("../../tests/fixtures/pages/loan.txt"), include_str!("../../tests/fixtures/pages/ragged.txt")];

const MUTANTS: u64 = 1_500;

/// What a mutation puts in.
const STRANGE: [&str; 24] = [
    "\n",
    "\n\n",
    " ",
    "(",
    ")",
    "()",
    "(99999999999)",
    "—",
    " – ",
    " - ",
    ":",
    ",",
    "Y",
    "Self",
    "build",
    "3ds",
    "_",
    "Default value:",
    "Maximum allowed value: -1",
    "Supported values: 1, 2, a",
    "request string(5) optional ",
    "Parameters Type Description",
    "\u{202e}ქართული",
    "{",
];

/// Pseudo-random numbers that are the same each time (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % end.max(1)
    }
}

fn mutated(page: &str, numbers: &mut Numbers) -> String {
    let mut text: Vec<char> = page.chars().collect();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(text.len());
        let end = (at + numbers.below(12)).min(text.len());
        let inserted = STRANGE[numbers.below(STRANGE.len())];
        match numbers.below(4) {
            0 => drop(text.splice(at..end, std::iter::empty())),
            1 => drop(text.splice(at..end, inserted.chars())),
            2 => {
                let copied: Vec<char> = text[at..end].to_vec();
                let to = numbers.below(text.len());
                drop(text.splice(to..to, copied));
            }
            _ => drop(text.splice(at..at, inserted.chars())),
        }
    }
    text.into_iter().collect()
}

/// Whether one line begins with the row, and has its length.
fn stands_in(row: &Parameter, page: &str) -> bool {
    let begin = format!("{} {}", row.name, row.value_type.word()).to_lowercase();
    let length = row.limit.map(|limit| limit.to_string()).unwrap_or_default();
    page.lines().any(|line| {
        let line = line.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ");
        line.to_lowercase().starts_with(&begin) && line[begin.len()..].contains(&length)
    })
}

fn assert_holds(imported: &Imported, page: &str) {
    let rows = || [&imported.request, &imported.answer].into_iter().flatten().flatten();
    let words = page.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ");
    for row in rows() {
        assert!(stands_in(row, page), "`{}` is not in\n{page}", row.name);
        for value in row.details.values.iter() {
            assert!(words.contains(value.value.as_ref()), "the value `{}` is not in\n{page}", value.value);
        }
    }
    let heading = Heading { endpoint: "imported".to_owned(), path: "/api/imported".to_owned() };
    let files: InMemory = [("imported.json", write(&heading, imported))].into_iter().collect();
    let found = Library::read_endpoint(&files, "imported.json").diagnostics;
    assert!(found.is_empty(), "{}\n{page}", found[0]);
}

#[test]
fn no_page_gives_a_panic_or_a_row_that_is_not_in_it() {
    let known = Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>());
    let mut numbers = Numbers(1);
    for number in 0..MUTANTS {
        let page = mutated(PAGES[usize::from(number % 2 == 1)], &mut numbers);
        assert_holds(&read(&page, &known), &page);
    }
}
