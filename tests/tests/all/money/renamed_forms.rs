//! Signed forms whose parameters a payer renames: `paid` never results where the shop asked for something else.

use flitt_tests::mutation_tests::{Renames, forms};

#[test]
fn one_renamed_parameter() {
    let result = forms(Renames::Single);
    assert!(result.other >= 15 && result.paid >= 50, "{result}");
}

#[test]
fn random_renames() {
    let result = forms(Renames::Random(500));
    assert!(result.other >= 5 && result.paid >= 20, "{result}");
}

#[test]
fn two_renamed_parameters() {
    let result = forms(Renames::Paired);
    assert!(result.other >= 100 && result.paid >= 300, "{result}");
}
