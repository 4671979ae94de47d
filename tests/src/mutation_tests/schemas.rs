//! Changes of the shipped schema files.

use std::fmt;
use std::time::{Duration, Instant};

use flitt_client::Api as _;
use flitt_client::api::Flitt;

use super::random::Random;
use crate::hostile::Alongside;

/// What a mutation puts in the place of a token, in addition to tokens of the shipped files.
const STRANGE: [&str; 20] = [
    "null",
    "true",
    "[]",
    "{}",
    "-1",
    "0",
    "1e999",
    "1.5",
    "99999999999999999999",
    "\"\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "\"\u{202e}ქართული\"",
    "\"👩‍👩‍👧\"",
    "\"|\"",
    "\"../x\"",
    "\"self\"",
    "//",
    "\r\n\r\n",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

/// One in so many files is also read with the whole folder.
const FOLDERS: usize = 97;

/// How often a file is read that seems to be the slowest.
const TRIES: usize = 5;

/// What became of the files.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    /// How many were read without an error.
    pub clean: usize,
    /// How many gave diagnostics.
    pub faulty: usize,
    /// How many diagnostics these were, in all.
    pub diagnostics: usize,
    /// The longest time that one took, at the best of five tries: other programs on the machine take none of it.
    pub slowest: Duration,
}

/// Reads shipped files with one to three changes, together with those that they refer to.
///
/// # Panics
///
/// If a diagnostic is outside of the file that it names.
#[must_use]
pub fn schemas(count: usize) -> Schemas {
    let files = Flitt::FILES;
    let pool: Vec<&str> =
        files.iter().flat_map(|(_, text)| tokens(text).into_iter().map(|token| &text[token])).collect();
    let mut random = Random::new(0x5C4E);
    let mut result = Schemas::default();
    for (number, (name, text)) in files.iter().cycle().take(count).enumerate() {
        let bytes = mutant(text, &pool, &mut random);
        let started = Instant::now();
        let library = Alongside::new(name, &bytes).read();
        result.slowest = result.slowest.max(at_best(started.elapsed(), result.slowest, name, &bytes));
        *(if library.diagnostics.is_empty() { &mut result.clean } else { &mut result.faulty }) += 1;
        result.diagnostics += library.diagnostics.len();
        if number % FOLDERS == 0 {
            let _ = Alongside::new(name, &bytes).read_folder();
        }
    }
    result
}

/// The time that a file takes: where it seems to be the slowest, at the best of some tries.
fn at_best(first: Duration, slowest: Duration, name: &str, bytes: &[u8]) -> Duration {
    let again = || {
        let started = Instant::now();
        let _ = Alongside::new(name, bytes).read();
        started.elapsed()
    };
    if first <= slowest { first } else { (1..TRIES).map(|_| again()).fold(first, Duration::min) }
}

/// Positions of the strings, words, numbers and marks of a text.
fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let length = match bytes[start] {
            b'"' => 1 + text[start + 1..].find('"').map_or(0, |length| length + 1),
            byte if byte.is_ascii_alphanumeric() => {
                text[start..].find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(1)
            }
            _ => 1,
        };
        // Words of other scripts are within strings, which were taken whole.
        if !bytes[start].is_ascii_whitespace() {
            found.push(start..start + length);
        }
        start += length;
    }
    found
}

/// One to three changes of a text.
fn mutant(text: &str, pool: &[&str], random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let tokens = tokens(text);
    // Tokens keep their places: one change of a token at most, and it comes first.
    let token = random.of(&tokens).clone();
    let other = random.pick(pool).as_bytes().to_vec();
    let strange = random.pick(&STRANGE).as_bytes().to_vec();
    match random.below(8) {
        0 => drop(bytes.drain(token)),
        1 => drop(bytes.splice(token.end..token.end, text.as_bytes()[token].to_vec())),
        2 | 3 => drop(bytes.splice(token, other)),
        4 | 5 => drop(bytes.splice(token, strange)),
        _ => {}
    }
    for _ in 0..random.below(3) {
        let place = random.below(bytes.len());
        let end = (place + 1 + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(place..end)),
            1 => drop(bytes.splice(place..place, bytes[place..end].to_vec())),
            2 => bytes[place] = random.byte(),
            3 => bytes[place] = *random.of(b"{}[]\",:\\ \n"),
            4 => drop(bytes.remove(place)),
            _ => bytes.truncate(place),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

impl fmt::Display for Schemas {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { clean, faulty, diagnostics, slowest } = self;
        writeln!(
            formatter,
            "{} changed schema files: {clean} clean, {faulty} with {diagnostics} diagnostics",
            clean + faulty
        )?;
        writeln!(formatter, "  the slowest took {:.1} ms", slowest.as_secs_f64() * 1000.0)
    }
}
