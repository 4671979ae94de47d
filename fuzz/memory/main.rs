//! The most memory that one input takes, of the kept inputs and of the largest that are read: `cargo run --release
//! --manifest-path fuzz/Cargo.toml --bin memory`. What the harness copies is counted too. Fails beyond 64 MiB.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use flitt_schema::{InMemory, Library, MAX_FILE_SIZE};
use flitt_tests::hostile;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

const MEBIBYTE: usize = 1 << 20;

/// The most that an input may take, in bytes.
const MOST: usize = 64 * MEBIBYTE;

/// Each target of fuzzing whose inputs are bytes, by the folder of its inputs, and the size of its largest ones. (Of a
/// callback, the extractor reads less.)
const TARGETS: [(&str, fn(&[u8]), usize); 6] = [
    ("response", hostile::response, MEBIBYTE),
    ("callback_json", hostile::callback_json, MEBIBYTE),
    ("callback_form", hostile::callback_form, MEBIBYTE),
    ("callback_data", hostile::callback_data, MEBIBYTE),
    ("request", hostile::request, MEBIBYTE),
    ("schema", schema, MAX_FILE_SIZE),
];

fn main() -> io::Result<ExitCode> {
    let mut within = true;
    println!("| input of | kept inputs | with large ones | of, in KiB | the most memory |\n|---|---|---|---|---|");
    for (name, target, largest) in TARGETS {
        let kept = kept(name)?;
        let number = kept.len();
        let inputs = kept.into_iter().chain(large(largest));
        let (mut count, mut most) = (0, 0);
        for input in inputs {
            count += 1;
            most = most.max(peak(target, &input));
        }
        within &= most <= MOST;
        let taken = most as f64 / MEBIBYTE as f64;
        println!("| `{name}` | {number} | {count} | {} | {taken:.1} MiB |", largest / 1024);
    }
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads a text as a schema file of each kind, and renders the last diagnostic: diagnostics are rendered one at a time.
fn schema(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for name in ["endpoint_of_anybody.json", "tables/table_of_anybody.json", "reference/list_of_anybody.json"] {
        let library = Library::read_folder(&InMemory::from_iter([(name, text)]));
        let _ = library.diagnostics.last().map(ToString::to_string);
    }
}

/// The most bytes that are taken at once while a target looks at an input.
fn peak(target: fn(&[u8]), input: &[u8]) -> usize {
    let _profiler = dhat::Profiler::builder().testing().build();
    target(input);
    dhat::HeapStats::get().max_bytes
}

fn kept(name: &str) -> io::Result<Vec<Vec<u8>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    folder.read_dir()?.map(|entry| fs::read(entry?.path())).collect()
}

/// Inputs of a size, of the shapes that cost most; each as it is, and to be signed by the harness (`+`).
fn large(size: usize) -> impl Iterator<Item = Vec<u8>> {
    // The text around the repeated part, and the prefix of the harness.
    let size = size - 64;
    let repeated = |part: &str| part.repeat(size / part.len());
    // More than 65,535 fields are rejected before they are kept.
    let numbered = |part: fn(usize) -> String| {
        let mut text = String::new();
        for number in 0..65_000 {
            if text.len() + 32 > size {
                break;
            }
            text.push_str(&part(number));
        }
        text
    };
    let fields = numbered(|number| format!("\"f{number}\":\"{number}\","));
    let pairs = numbered(|number| format!("f{number}={number}&"));
    let shapes = [
        format!("{{\"response\":{{\"order_id\":\"{}\"}}}}", repeated("x")),
        format!("{{\"order_id\":\"{}\"}}", repeated("x")),
        format!("{{\"order_id\":\"{}\"}}", repeated("\\u0001")),
        format!("{{\"additional_info\":\"{}\"}}", repeated("\\\"")),
        format!("{{\"response\":{{{fields}\"last\":1}}}}"),
        format!("{{{fields}\"last\":1}}"),
        format!("{{\"request\":{{{fields}\"last\":1}}}}"),
        format!("{{\"a\":{}}}", repeated("[")),
        format!("{{\"a\":[{}0]}}", repeated("[0],")),
        format!("{{\"request\":[{}{{}}]}}", repeated("{\"name\":\"a\"},")),
        pairs,
        format!("order_id={}", repeated("%41")),
        repeated("\u{feff}"),
    ];
    shapes.into_iter().flat_map(|shape| [format!("+{shape}").into_bytes(), shape.into_bytes()])
}
