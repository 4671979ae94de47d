//! Two lists of texts side by side, with the least that must have happened between them.

use super::relation;

/// So many texts after the first difference are looked at; the gateway's longest table has some forty rows.
const MOST: usize = 100;

/// What happened to one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Positions on both sides; the texts may differ.
    Both(usize, usize),
    /// Only the left side has it.
    Left(usize),
    /// Only the right side has it.
    Right(usize),
}

/// What a pair of different texts costs where nothing explains it, and where something does; what one side alone costs.
const UNEXPLAINED: u32 = 3;
const EXPLAINED: u32 = 1;
const ALONE: u32 = 2;

/// Aligns two lists, from the beginning to well after their first difference.
pub(super) fn align(left: &[&str], right: &[&str]) -> Vec<Step> {
    let same = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let rest = |texts: &'_ [&str]| same..texts.len().min(same + MOST);
    let steps = weighed(&left[rest(left)], &right[rest(right)]).into_iter().map(|step| match step {
        Step::Both(one, other) => Step::Both(one + same, other + same),
        Step::Left(one) => Step::Left(one + same),
        Step::Right(other) => Step::Right(other + same),
    });
    (0..same).map(|position| Step::Both(position, position)).chain(steps).collect()
}

fn weighed(left: &[&str], right: &[&str]) -> Vec<Step> {
    let width = right.len() + 1;
    let pair = |row: usize, column: usize| match (left[row], right[column]) {
        (one, other) if one == other => 0,
        (one, other) if relation::between(one, other).is_some() => EXPLAINED,
        _ => UNEXPLAINED,
    };
    // From the ends to the beginnings, so that the steps come out in order.
    let mut costs = vec![0_u32; (left.len() + 1) * width];
    let mut pairs = vec![0_u32; left.len() * width];
    for row in (0..=left.len()).rev() {
        for column in (0..=right.len()).rev() {
            let below = (row < left.len()).then(|| costs[(row + 1) * width + column] + ALONE);
            let beside = (column < right.len()).then(|| costs[row * width + column + 1] + ALONE);
            let both = (row < left.len() && column < right.len()).then(|| {
                let cost = pair(row, column);
                pairs[row * width + column] = cost;
                costs[(row + 1) * width + column + 1] + cost
            });
            costs[row * width + column] = [both, below, beside].into_iter().flatten().min().unwrap_or_default();
        }
    }
    let (mut row, mut column, mut steps) = (0, 0, Vec::new());
    while row < left.len() || column < right.len() {
        let cost = costs[row * width + column];
        let both = row < left.len() && column < right.len();
        if both && costs[(row + 1) * width + column + 1] + pairs[row * width + column] == cost {
            steps.push(Step::Both(row, column));
            (row, column) = (row + 1, column + 1);
        } else if row < left.len() && costs[(row + 1) * width + column] + ALONE == cost {
            steps.push(Step::Left(row));
            row += 1;
        } else {
            steps.push(Step::Right(column));
            column += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::{Step, align};

    #[test]
    fn what_is_missing_and_what_is_encoded_are_distinguished() {
        let (left, right) = (["100", "GEL", "Test payment", "7"], ["100", "Test+payment", "8", "7"]);
        let steps = align(&left, &right);
        let expected = [Step::Both(0, 0), Step::Left(1), Step::Both(2, 1), Step::Right(2), Step::Both(3, 3)];
        assert_eq!(steps, expected);
    }

    #[test]
    fn long_lists_are_looked_at_where_they_differ() {
        let (mut left, right) = (vec!["a"; 3000], vec!["a"; 2000]);
        left[1500] = "b";
        let steps = align(&left, &right);
        assert_eq!((steps[1499], steps.len()), (Step::Both(1499, 1499), 1600));
    }
}
