//! How similar two words are.

/// The number of edits that make one word the other: a character inserted, removed, replaced, or swapped with the next one.
/// Takes time of the product of the lengths.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // Distances of the beginnings of `one` to those of `other`: two rows ago, one row ago, and in the current row.
    let mut older = vec![0; other.len() + 1];
    let mut previous: Vec<usize> = (0..=other.len()).collect();
    let mut current = older.clone();
    for (row, character) in one.iter().enumerate() {
        current[0] = row + 1;
        for (column, opposite) in other.iter().enumerate() {
            let replaced = previous[column] + usize::from(character != opposite);
            let mut least = replaced.min(previous[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *character == other[column - 1] && one[row - 1] == *opposite {
                least = least.min(older[column - 1] + 1);
            }
            current[column + 1] = least;
        }
        (older, previous, current) = (previous, current, older);
    }
    previous[other.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn edits_are_counted() {
        for (one, other, expected) in [
            ("", "", 0),
            ("", "type", 4),
            ("type", "type", 0),
            ("strng", "string", 1),
            ("stringg", "string", 1),
            ("strung", "string", 1),
            ("strnig", "string", 1),
            ("tpye", "type", 1),
            ("abcdef", "badcfe", 3),
            ("kitten", "sitting", 3),
            ("თანხა", "თახნა", 1),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }
}
