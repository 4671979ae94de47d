//! The most memory that one input takes, of the kept inputs and of inputs of a mebibyte: `cargo run --release
//! --manifest-path fuzz/Cargo.toml --bin memory`. What the harness copies is counted too. Fails beyond 64 MiB.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use flitt_tests::hostile;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

const MEBIBYTE: usize = 1 << 20;
const MOST: usize = 64 * MEBIBYTE;

/// Each target of fuzzing that reads what comes over a network, by the folder of its inputs.
const TARGETS: [(&str, fn(&[u8])); 5] = [
    ("answer", hostile::answer),
    ("callback_json", hostile::callback_json),
    ("callback_form", hostile::callback_form),
    ("callback_data", hostile::callback_data),
    ("request", hostile::request),
];

fn main() -> io::Result<ExitCode> {
    let mut within = true;
    println!("| input of | kept inputs | with those of 1 MiB | the most memory |\n|---|---|---|---|");
    for (name, target) in TARGETS {
        let kept = kept(name)?;
        let number = kept.len();
        let inputs = kept.into_iter().chain(large());
        let (mut count, mut most) = (0, 0);
        for input in inputs {
            count += 1;
            most = most.max(peak(target, &input));
        }
        within &= most <= MOST;
        println!("| `{name}` | {number} | {count} | {:.1} MiB |", most as f64 / MEBIBYTE as f64);
    }
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
