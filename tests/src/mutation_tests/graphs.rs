//! Folders of tables that name each other in every way: chains, ladders, stars, cycles, wide tables, large lists, many uses.

use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

use flitt_client::Api as _;
use flitt_client::api::Flitt;
use flitt_schema::{InMemory, Library, Source, canonical};

use super::random::Random;

/// What reading the folders took.
#[derive(Clone, Debug, Default)]
pub struct Graphs {
    /// How many were read without a diagnostic.
    pub clean: usize,
    /// How many gave diagnostics.
    pub faulty: usize,
    /// How many exceeded a limit.
    pub limited: usize,
    /// The largest number of parameters of a table with those of its nested tables.
    pub parameters: usize,
    /// The longest time that one took.
    pub slowest: Duration,
    /// The most resident memory that one took beyond what the shipped folder takes, in KiB; `None` where the operating
    /// system does not say.
    pub memory: Option<usize>,
}

/// Reads folders that are made at random, walks everything that was read, and shows every diagnostic.
#[must_use]
pub fn graphs(count: usize) -> Graphs {
    let shipped: InMemory = Flitt::FILES.iter().copied().collect();
    let shipped_peak = peak(|| read(&shipped));
    let mut result = Graphs { memory: shipped_peak.map(|_| 0), ..Graphs::default() };
    for number in 0..count {
        let folder = folder(&mut Random::new(number as u64));
        let files: InMemory = folder.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let started = Instant::now();
        let mut read_one = Read::default();
        let taken = peak(|| read_one = read(&files));
        result.slowest = result.slowest.max(started.elapsed());
        result.clean += usize::from(read_one.diagnostics == 0);
        result.faulty += usize::from(read_one.diagnostics > 0);
        result.limited += usize::from(read_one.is_limited);
        result.parameters = result.parameters.max(read_one.parameters);
        let more = taken.zip(shipped_peak).map(|(taken, shipped)| taken.saturating_sub(shipped));
        result.memory = result.memory.zip(more).map(|(most, more)| most.max(more));
    }
    result
}

/// What was found in a folder.
#[derive(Default)]
struct Read {
    diagnostics: usize,
    is_limited: bool,
    parameters: usize,
}

fn read(files: &InMemory) -> Read {
    let library = Library::read_folder(files);
    let mut found = Read { diagnostics: library.diagnostics.len(), ..Read::default() };
    for diagnostic in library.diagnostics.iter().take(100) {
        found.is_limited |= diagnostic.message().contains("more than ");
        assert!(!diagnostic.to_string().is_empty());
    }
    let copy = library.clone();
    for (loaded, copied) in library.tables.iter().zip(&copy.tables) {
        found.parameters = found.parameters.max(expanded(&loaded.model));
        assert!(loaded.model == copied.model && loaded.model.to_embedded() == copied.model.to_embedded());
        let _ = loaded.model.contains_sensitive();
        let source = &loaded.source;
        assert!(canonical("tables/a.json", &Source::new(source.path(), source.text())).is_ok());
    }
    assert!(library.warnings().len() <= 10_000);
    found
}

/// The number of parameters with those of nested tables, as a reader who walks the model counts them.
fn expanded(table: &flitt_schema::Table) -> usize {
    let nested = table.rows.iter().filter_map(|row| row.details.table.as_deref());
    table.rows.len() + nested.map(expanded).sum::<usize>()
}

/// A folder of up to 40 tables and some endpoints.
fn folder(random: &mut Random) -> Vec<(String, String)> {
    let tables = 1 + random.below(40);
    let shape = random.below(7);
    let mut files = Vec::new();
    for number in 0..tables {
        let next = |distance: usize| (number + distance) % tables;
        let last = number + 1 >= tables;
        let names: Vec<usize> = match shape {
            // A chain, a ladder (each names the next twice or more), and the same as a cycle.
            0 | 1 | 4 if last => Vec::new(),
            0 => vec![next(1)],
            1 => vec![next(1); 2 + random.below(3)],
            2 => vec![next(1); 1 + random.below(2)],
            // Stars.
            3 if number == 0 => (1..tables).collect(),
            3 => Vec::new(),
            4 => vec![tables - 1; 50 + random.below(100)],
            // Each names some of those after it, or any.
            5 => {
                (0..random.below(6)).filter(|_| !last).map(|_| number + 1 + random.below(tables - number - 1)).collect()
            }
            _ => (0..random.below(4)).map(|_| random.below(tables)).collect(),
        };
        files.push((format!("tables/t{number}.json"), table(random, number, &names)));
    }
    let endpoints = 1 + random.below(5);
    for number in 0..endpoints {
        let request = random.below(tables);
        files.push((
            format!("e{number}.json"),
            format!(
                "{{ \"endpoint\": \"e{number}\", \"path\": \"/e{number}\", \"key\": \"none\", \"protocol\": \"plain\", \
                 \"request\": {{ \"table\": \"t{request}\" }}, \"response\": {{ \"table\": \"t{}\", \"signed\": \"never\" }} }}",
                random.below(tables)
            ),
        ));
    }
    files.push(("reference/many.json".to_owned(), list(random.below(3_000))));
    files
}

fn table(random: &mut Random, number: usize, nested: &[usize]) -> String {
    let mut rows: Vec<String> = nested
        .iter()
        .enumerate()
        .map(|(position, other)| {
            let kind = random.pick(&["object", "list", "map"]);
            if random.one_in(20) {
                // In place, with the shared table within.
                return format!(
                    "{{ \"name\": \"n{position}\", \"type\": \"object\", \"rows\": [{{ \"name\": \"m\", \"type\": \"{kind}\", \"table\": \"t{other}\" }}] }}"
                );
            }
            format!("{{ \"name\": \"n{position}\", \"type\": \"{kind}\", \"table\": \"t{other}\" }}")
        })
        .collect();
    let plain = if random.one_in(30) { 2 + random.below(1_500) } else { 2 + random.below(3) };
    for position in 0..plain {
        let list = if random.one_in(3) { ", \"list\": \"many\"" } else { "" };
        let sensitive = if random.one_in(5) { ", \"sensitive\": true" } else { "" };
        rows.push(format!("{{ \"name\": \"p{position}\", \"type\": \"string\"{list}{sensitive} }}"));
    }
    let groups =
        (0..random.below(3)).map(|_| "{ \"rule\": \"excludes\", \"of\": [\"p0\", \"p1\"] }").collect::<Vec<_>>();
    format!("{{ \"table\": \"t{number}\", \"rows\": [{}], \"groups\": [{}] }}", rows.join(", "), groups.join(", "))
}

fn list(values: usize) -> String {
    let values: Vec<String> = (0..values).map(|value| format!("{{ \"value\": \"v{value}\" }}")).collect();
    format!("{{ \"list\": \"many\", \"values\": [{}] }}", values.join(", "))
}

/// The most resident memory while something runs, in KiB. Linux says it, and forgets it on request.
fn peak<T>(run: impl FnOnce() -> T) -> Option<usize> {
    let _ = fs::write("/proc/self/clear_refs", "5");
    let _ = run();
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

impl fmt::Display for Graphs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { clean, faulty, limited, parameters, slowest, memory } = self;
        writeln!(formatter, "{} folders: {clean} clean, {faulty} with diagnostics", clean + faulty)?;
        writeln!(formatter, "  beyond a limit: {limited}; the largest table has {parameters} parameters")?;
        writeln!(formatter, "  the slowest took {:.0} ms", slowest.as_secs_f64() * 1000.0)?;
        match memory {
            Some(memory) => {
                writeln!(formatter, "  at most {memory} KiB beyond the shipped folder")
            }
            None => writeln!(formatter, "  the memory is not known on this system"),
        }
    }
}
