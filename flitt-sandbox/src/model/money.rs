//! Amounts in major units.

use flitt_client::Currency;
use flitt_client::value::WireEnum;

/// An amount with its currency, for display: 1020 is 10.20 GEL.
pub(crate) fn display(amount: u64, currency: &str) -> String {
    match Currency::from_wire(currency) {
        None => format!("{amount} (minor units) {currency}"),
        Some(known) => format!("{} {currency}", known.format_minor(amount)),
    }
}

/// An amount as decimal text: 1020 is 10.20. A payer can be charged in a currency that the list does not have: it has two
/// decimals, as hryvnias in the documented example.
pub(crate) fn decimal(amount: u64, currency: &str) -> String {
    let unlisted = || format!("{}.{:02}", amount / 100, amount % 100);
    Currency::from_wire(currency).map_or_else(unlisted, |known| known.format_minor(amount))
}

/// An amount as a JSON number with the fewest decimals, but at least one: 100 is 1.0, as in the documented example.
pub(crate) fn number(amount: u64, currency: &str) -> String {
    let mut text = decimal(amount, currency);
    if !text.contains('.') {
        text.push_str(".0");
    }
    while text.ends_with('0') && !text.ends_with(".0") {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{display, number};

    #[test]
    fn amounts_are_written_in_major_units() {
        for (amount, text) in
            [(100, "1.0"), (1050, "10.5"), (1055, "10.55"), (1, "0.01"), (10, "0.1"), (100_000, "1000.0")]
        {
            assert_eq!(number(amount, "GEL"), text);
        }
        assert_eq!((display(5, "GEL"), display(1020, "GEL")), ("0.05 GEL".into(), "10.20 GEL".into()));
        assert_eq!((display(5, "XXX"), number(5, "XXX")), ("5 (minor units) XXX".into(), "0.05".into()));
    }
}
