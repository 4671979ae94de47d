//! The most memory that one input takes, of the kept inputs and of inputs of a mebibyte: `cargo run --release
//! --manifest-path fuzz/Cargo.toml --bin memory`. What the harness copies is counted too. Fails beyond 64 MiB for what
//! comes over a network, beyond 256 MiB for a schema file: only its own developer writes one of 80,000 rows.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use flitt_client::schema::{InMemory, Library};
use flitt_tests::hostile;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

const MEBIBYTE: usize = 1 << 20;

/// Each target of fuzzing whose inputs are bytes, by the folder of its inputs, and how many mebibytes one may take.
const TARGETS: [(&str, fn(&[u8]), usize); 6] = [
    ("answer", hostile::answer, 64),
    ("callback_json", hostile::callback_json, 64),
    ("callback_form", hostile::callback_form, 64),
    ("callback_data", hostile::callback_data, 64),
    ("request", hostile::request, 64),
    ("schema", schema, 256),
];

fn main() -> io::Result<ExitCode> {
    let mut within = true;
    println!("| input of | kept inputs | with those of 1 MiB | the most memory | may be |\n|---|---|---|---|---|");
    for (name, target, mebibytes) in TARGETS {
        let kept = kept(name)?;
        let number = kept.len();
        let inputs = kept.into_iter().chain(large());
        let (mut count, mut most) = (0, 0);
        for input in inputs {
            count += 1;
            most = most.max(peak(target, &input));
        }
        within &= most <= mebibytes * MEBIBYTE;
        let taken = most as f64 / MEBIBYTE as f64;
        println!("| `{name}` | {number} | {count} | {taken:.1} MiB | {mebibytes} MiB |");
    }
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads a text as a schema file of each kind, and draws the last fault: faults are drawn one at a time.
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

/// Inputs of a mebibyte, of the shapes that cost most; each as it is, and to be signed by the harness (`+`).
fn large() -> impl Iterator<Item = Vec<u8>> {
    let repeated = |part: &str| part.repeat(MEBIBYTE / part.len());
    let fields: String = (0..60_000).map(|number| format!("\"f{number}\":\"{number}\",")).collect();
    let pairs: String = (0..60_000).map(|number| format!("f{number}={number}&")).collect();
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
