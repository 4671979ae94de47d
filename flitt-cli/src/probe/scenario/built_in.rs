//! The scenarios of this program, one file each.

use super::model::Scenario;
use super::parse::{ScenarioError, parse};

/// The files, in the order of their numbers.
const FILES: [&str; 29] = [
    include_str!("../scenarios/01-once.json"),
    include_str!("../scenarios/02-as-a-form.json"),
    include_str!("../scenarios/03-twice.json"),
    include_str!("../scenarios/04-eight-at-once.json"),
    include_str!("../scenarios/05-response-lost.json"),
    include_str!("../scenarios/06-slow.json"),
    include_str!("../scenarios/07-late.json"),
    include_str!("../scenarios/08-declined.json"),
    include_str!("../scenarios/09-declined-then-approved.json"),
    include_str!("../scenarios/10-out-of-order.json"),
    include_str!("../scenarios/11-not-paid-yet.json"),
    include_str!("../scenarios/12-another-amount.json"),
    include_str!("../scenarios/13-paid-in-part.json"),
    include_str!("../scenarios/14-another-currency.json"),
    include_str!("../scenarios/15-another-order.json"),
    include_str!("../scenarios/16-another-merchant.json"),
    include_str!("../scenarios/17-another-key.json"),
    include_str!("../scenarios/18-forged.json"),
    include_str!("../scenarios/19-unsigned.json"),
    include_str!("../scenarios/20-moved-separators.json"),
    include_str!("../scenarios/21-renamed-parameters.json"),
    include_str!("../scenarios/22-hold-instead-of-sale.json"),
    include_str!("../scenarios/23-test-payment.json"),
    include_str!("../scenarios/24-reversed-in-full.json"),
    include_str!("../scenarios/25-reversed-in-part.json"),
    include_str!("../scenarios/26-reversed-in-parts.json"),
    include_str!("../scenarios/27-approved-after-reversed.json"),
    include_str!("../scenarios/28-card-check-instead-of-sale.json"),
    include_str!("../scenarios/29-expired.json"),
];

/// The scenarios, in the order of their numbers.
pub(crate) fn built_in() -> Result<Vec<Scenario>, ScenarioError> {
    FILES.into_iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::built_in;

    #[test]
    fn the_files_are_valid_and_numbered_from_one() {
        let scenarios = built_in().unwrap();
        let numbers: Vec<usize> = scenarios.iter().map(|scenario| scenario.number as usize).collect();
        assert_eq!(numbers, (1..=scenarios.len()).collect::<Vec<_>>());
    }
}
