//! Short forms of what `examples/mutation_tests.rs` tries at length.

use flitt_tests::mutation_tests::{Class, callbacks, orders, schemas, signatures};

#[test]
fn changes_of_callbacks() {
    let result = callbacks(20_000);
    println!("{result}");
    let rejected: usize = result.rejected.values().sum();
    let accepted: usize = result.accepted.values().sum();
    assert_eq!(rejected + accepted, result.tried);
    assert_eq!(result.rejected.len(), 13, "every kind of change is rejected at times");
    let passed = |class| result.accepted.keys().any(|(other, _)| *other == class);
    for class in [Class::Nothing, Class::Absent, Class::AbsentTogether, Class::FreeText, Class::OtherRow] {
        assert!(passed(class), "the threat model names {class:?}, and no change is of it");
    }
}

#[test]
fn updates_in_any_order() {
    let result = orders(3_000);
    println!("{result}");
    assert!(result.succeeded > 100 && result.rejected > 10, "the sets say little: {result}");
}

#[test]
fn changes_of_schema_files() {
    let result = schemas(3_000);
    println!("{result}");
    assert_eq!(result.clean + result.faulty, 3_000);
    assert!(result.clean > 100 && result.faulty > 1_000, "the changes say little: {result}");
}

#[test]
fn signatures_of_models() {
    let result = signatures(5_000);
    println!("{result}");
    assert_eq!(result.in_rust, 5_000);
    assert!([0, 5_000].contains(&result.in_python), "{result}");
}
