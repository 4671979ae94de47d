//! What folders of hostile schema files take: a process of its own, since the memory of a process is measured.
//! `examples/mutation_tests.rs` reads as many folders as one likes.

use std::time::Duration;

use flitt_tests::mutation_tests::graphs;

#[test]
fn any_graph_of_tables_takes_little_time_and_memory() {
    let result = graphs(100);
    println!("{result}");
    assert_eq!(result.clean + result.faulty, 100);
    assert!(result.clean > 10 && result.limited > 10, "the folders say little: {result}");
    assert!(result.parameters > 500 && result.parameters <= 2_000, "{result}");
    // A guard against exponential growth: one folder takes milliseconds.
    assert!(result.slowest < Duration::from_secs(20), "{result}");
    assert!(result.memory.is_none_or(|memory| memory < 16 * 1024), "{result}");
}
