//! Mutated pages and the fuzzing corpus: no panic, no invented row, and a schema file without errors.

mod damage;
mod family;
mod invariants;
mod model;
mod mutated;
mod reading;

use flitt_schema::Library;

use self::invariants::assert_invariants;
use super::Imported;

const PAGES: [&str; 6] = [
    include_str!("../../../tests/fixtures/pages/loan.txt"),
    include_str!("../../../tests/fixtures/pages/malformed.txt"),
    include_str!("../../../tests/fixtures/pages/reversal.txt"),
    include_str!("../../../tests/fixtures/pages/reversal.html"),
    include_str!("../../../tests/fixtures/pages/family/broken.uk.md"),
    include_str!("../../../tests/fixtures/pages/family/grid.ru.rst"),
];

const MUTATIONS: u64 = 400;

/// Texts that a mutation inserts.
const FRAGMENTS: [&str; 31] = [
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
    "<td>",
    "</tr>",
    "<table>",
    "|",
    "\t",
    "+--+",
    "-- --",
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

/// Reads a page that is not refused.
fn read_page(text: &str, built_in: &Library) -> Imported {
    super::read_page(text, built_in).expect("the page can be read")
}

fn mutated(page: &str, numbers: &mut Numbers) -> String {
    let mut text: Vec<char> = page.chars().collect();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(text.len());
        let end = (at + numbers.below(12)).min(text.len());
        let inserted = FRAGMENTS[numbers.below(FRAGMENTS.len())];
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

#[test]
fn mutated_pages_keep_the_invariants() {
    let mut numbers = Numbers(1);
    for _ in 0..MUTATIONS {
        let page = PAGES[numbers.below(PAGES.len())];
        let page = mutated(page, &mut numbers);
        assert_invariants(&page);
    }
}

#[test]
fn the_fuzzing_corpus_keeps_the_invariants() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/import");
    let mut pages = 0;
    for entry in std::fs::read_dir(folder).expect("the corpus exists") {
        let bytes = std::fs::read(entry.expect("it is readable").path()).expect("it is readable");
        let Ok(page) = String::from_utf8(bytes) else { continue };
        assert_invariants(&page);
        pages += 1;
    }
    assert!(pages > 10, "only {pages} pages");
}
