//! Short forms of what `examples/trust.rs` tries at length.

use flitt_tests::trust::{Class, callbacks, schemas, signatures};

#[test]
fn changes_of_callbacks() {
    let told = callbacks(20_000);
    println!("{told}");
    let refused: usize = told.refused.values().sum();
    let accepted: usize = told.accepted.values().sum();
    assert_eq!(refused + accepted, told.tried);
    assert_eq!(told.refused.len(), 13, "every kind of change is refused at times");
    let passed = |class| told.accepted.keys().any(|(other, _)| *other == class);
    for class in [Class::Nothing, Class::Absent, Class::AbsentTogether, Class::FreeText, Class::OtherRow] {
        assert!(passed(class), "the threat model tells of {class:?}, and no change is of it");
    }
}

#[test]
fn changes_of_schema_files() {
    let told = schemas(3_000);
    println!("{told}");
    assert_eq!(told.clean + told.faulty, 3_000);
    assert!(told.clean > 100 && told.faulty > 1_000, "the changes say little: {told}");
}

#[test]
fn signatures_of_models() {
    let told = signatures(5_000);
    println!("{told}");
    assert_eq!(told.in_rust, 5_000);
    assert!([0, 5_000].contains(&told.in_python), "{told}");
}
