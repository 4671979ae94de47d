//! Sums in major units.

use flitt_client::schema::List;

use crate::cards::column;

/// Decimal places of a currency; nothing where the list does not know it.
fn exponent(currencies: &List, currency: &str) -> Option<usize> {
    column(currencies, currencies.find(currency)?, "exponent").parse().ok()
}

/// A sum with its currency, for people: 1020 is 10.20 GEL.
pub(crate) fn shown(currencies: &List, amount: u64, currency: &str) -> String {
    match exponent(currencies, currency) {
        None => format!("{amount} (minor units) {currency}"),
        Some(places) => format!("{} {currency}", major(amount, places)),
    }
}

/// A sum as a decimal text: 1020 is 10.20.
pub(crate) fn decimal(currencies: &List, amount: u64, currency: &str) -> String {
    major(amount, exponent(currencies, currency).unwrap_or(2))
}

/// A sum as a JSON number, with as few decimals as it needs, yet one: 100 is 1.0, as in the documented example.
pub(crate) fn number(currencies: &List, amount: u64, currency: &str) -> String {
    let mut text = major(amount, exponent(currencies, currency).unwrap_or(2));
    if !text.contains('.') {
        text.push_str(".0");
    }
    while text.ends_with('0') && !text.ends_with(".0") {
        text.pop();
    }
    text
}

fn major(amount: u64, places: usize) -> String {
    if places == 0 {
        return amount.to_string();
    }
    let padded = format!("{amount:0>width$}", width = places + 1);
    let (major, minor) = padded.split_at(padded.len() - places);
    format!("{major}.{minor}")
}

#[cfg(test)]
mod tests {
    use flitt_client::schema::List;

    use super::{number, shown};
    use crate::rules::Rules;

    fn currencies() -> List {
        Rules::shared().unwrap().currencies.clone()
    }

    #[test]
    fn sums_are_written_in_major_units() {
        let list = currencies();
        for (amount, text) in
            [(100, "1.0"), (1050, "10.5"), (1055, "10.55"), (1, "0.01"), (10, "0.1"), (100_000, "1000.0")]
        {
            assert_eq!(number(&list, amount, "GEL"), text);
        }
        assert_eq!((shown(&list, 5, "GEL"), shown(&list, 1020, "GEL")), ("0.05 GEL".into(), "10.20 GEL".into()));
        assert_eq!((shown(&list, 5, "XXX"), number(&list, 5, "XXX")), ("5 (minor units) XXX".into(), "0.05".into()));
    }
}
