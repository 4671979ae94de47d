//! Several writes that are executed together.

use super::Value;

/// A statement that writes, with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Write {
    pub(crate) statement: String,
    pub(crate) values: Vec<Value>,
}

/// One statement of PostgreSQL that does what these do: each but the last is a part of a `WITH`. PostgreSQL executes the parts in any
/// order, and none sees what another has written. So no two of them may write the same row, and none may read what another writes.
pub(super) fn joined(writes: Vec<Write>) -> Option<Write> {
    let mut parts = Vec::new();
    let mut values = Vec::new();
    for write in writes {
        parts.push(renumbered(&write.statement, values.len()));
        values.extend(write.values);
    }
    let last = parts.pop()?;
    let named = parts.iter().enumerate().map(|(number, part)| format!("part_{number} AS ({part})"));
    let named: Vec<String> = named.collect();
    let statement = if named.is_empty() { last } else { format!("WITH {} {last}", named.join(", ")) };
    Some(Write { statement, values })
}

/// The statement with its `$1` and so on counted from after this number of values.
fn renumbered(statement: &str, offset: usize) -> String {
    let mut pieces = statement.split('$');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|character: char| !character.is_ascii_digit()).unwrap_or(piece.len());
        let (number, rest) = piece.split_at(end);
        let number = number.parse::<usize>().map_or_else(|_| number.to_owned(), |number| (number + offset).to_string());
        text.push('$');
        text.push_str(&number);
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Write, joined};

    fn write(statement: &str, values: &[i64]) -> Write {
        Write { statement: statement.to_owned(), values: values.iter().map(|value| (*value).into()).collect() }
    }

    #[test]
    fn values_are_counted_on() {
        let insert = write("INSERT INTO a (b, c) VALUES ($1, $2)", &[1, 2]);
        let update = write("UPDATE d SET e = $2 WHERE f = $1", &[3, 4]);
        let both = write(
            "WITH part_0 AS (INSERT INTO a (b, c) VALUES ($1, $2)) UPDATE d SET e = $4 WHERE f = $3",
            &[1, 2, 3, 4],
        );
        assert_eq!(joined(vec![insert.clone(), update.clone()]), Some(both));
        let three = joined(vec![insert.clone(), insert, update.clone()]).expect("a statement");
        assert_eq!(
            three.statement,
            "WITH part_0 AS (INSERT INTO a (b, c) VALUES ($1, $2)), part_1 AS (INSERT INTO a (b, c) VALUES ($3, $4)) \
             UPDATE d SET e = $6 WHERE f = $5"
        );
        assert_eq!(joined(vec![update.clone()]), Some(update));
        assert_eq!(joined(Vec::new()), None);
    }
}
