//! Conditions on the rows of a report.

use std::time::Duration;

use jiff::civil::Date;
use serde_json::Value;

use super::rows::Row;
use super::text;
use crate::clock::report_time;

/// The columns of which a report needs one to be filtered.
pub(super) fn needed(report: &str) -> &'static [&'static str] {
    match report {
        "500" => &["tran_id", "chargeback_createtime"],
        "528" => &["tran_id", "tran_timestart"],
        "745" => &["order_timestart", "order_timeend", "payment_id", "order_id"],
        _ => &["settlement_date", "tran_timeend", "payment_id", "order_id"],
    }
}

/// A condition on a column.
pub(super) struct Condition {
    column: String,
    test: Test,
}

/// Compared are texts, numbers where both are, and days as `YYYY-MM-DD`.
enum Test {
    Equal(String),
    Greater(f64),
    Less(f64),
    IsNull,
    Any(Vec<String>),
    Like(String),
    Start(String),
    IsTrue,
    Days(String, String),
    Not(Box<Test>),
}

impl Condition {
    /// Reads `filters`: a list of objects, which the documented examples wrap in one more list.
    pub(super) fn read_all(filters: &Value, now: Duration) -> Result<Vec<Self>, String> {
        match filters {
            Value::Null => Ok(Vec::new()),
            Value::Array(list) => {
                let read: Result<Vec<Vec<Self>>, String> = list.iter().map(|item| Self::read_all(item, now)).collect();
                Ok(read?.into_iter().flatten().collect())
            }
            Value::Object(_) => Ok(vec![Self::read(filters, now)?]),
            _ => Err("Parameter `filters` is not a list of objects".to_owned()),
        }
    }

    fn read(filter: &Value, now: Duration) -> Result<Self, String> {
        let (column, operand) = (text(&filter["s"]), text(&filter["m"]));
        let value = match &filter["v"] {
            Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(","),
            other => text(other),
        };
        // One copy of the page has the ends of a range as columns.
        if let Some(base) = column.strip_suffix("_from") {
            return Ok(Self { column: base.to_owned(), test: Test::Days(day(&value, now)?, String::new()) });
        }
        if let Some(base) = column.strip_suffix("_to") {
            return Ok(Self { column: base.to_owned(), test: Test::Days(String::new(), day(&value, now)?) });
        }
        let number = || value.parse().map_err(|_| format!("`{operand}` compares `{column}` with numbers"));
        let list = || value.split(',').map(|item| item.trim().to_owned()).collect();
        let test = match operand.as_str() {
            "=" if value.contains(',') => Test::Any(list()),
            "=" => Test::Equal(value),
            "!=" => Test::Not(Test::Equal(value).into()),
            ">" => Test::Greater(number()?),
            "<" => Test::Less(number()?),
            "isnull" | "empty" => Test::IsNull,
            "notnull" => Test::Not(Test::IsNull.into()),
            "any" | "in_array" => Test::Any(list()),
            "like" => Test::Like(value),
            "!like" => Test::Not(Test::Like(value).into()),
            "start" => Test::Start(value),
            "istrue" => Test::IsTrue,
            "dateis" => Test::Days(day(&value, now)?, day(&value, now)?),
            "notdate" => Test::Not(Test::Days(day(&value, now)?, day(&value, now)?).into()),
            "from" => Test::Days(day(&value, now)?, String::new()),
            "to" => Test::Days(String::new(), day(&value, now)?),
            "daterange" => {
                let (from, to) =
                    value.split_once(',').ok_or("`daterange` needs two dates with a comma between them")?;
                Test::Days(day(from, now)?, day(to, now)?)
            }
            _ => return Err(format!("`{operand}` is no operand of a filter")),
        };
        Ok(Self { column, test })
    }

    pub(super) fn column(&self) -> &str {
        &self.column
    }

    pub(super) fn holds(&self, row: &Row) -> bool {
        self.test.holds(&row.get(self.column.as_str()).map(text).unwrap_or_default())
    }
}

impl Test {
    fn holds(&self, value: &str) -> bool {
        let number = || value.parse::<f64>().ok();
        let equal = |other: &str| {
            let numbers = number().zip(other.parse::<f64>().ok());
            value == other || numbers.is_some_and(|(one, other)| one.total_cmp(&other).is_eq())
        };
        match self {
            Self::Equal(other) => equal(other),
            Self::Greater(bound) => number().is_some_and(|number| number > *bound),
            Self::Less(bound) => number().is_some_and(|number| number < *bound),
            Self::IsNull => value.is_empty(),
            Self::Any(list) => list.iter().any(|other| equal(other)),
            Self::Like(part) => value.contains(part.as_str()),
            Self::Start(part) => value.starts_with(part.as_str()),
            Self::IsTrue => value == "true",
            Self::Days(from, to) => value
                .get(..10)
                .is_some_and(|day| (from.is_empty() || day >= from.as_str()) && (to.is_empty() || day <= to.as_str())),
            Self::Not(test) => !test.holds(value),
        }
    }
}

/// A day as `YYYY-MM-DD`, of a date, a time, or a negative number of days before today.
fn day(text: &str, now: Duration) -> Result<String, String> {
    let text = text.trim();
    let back = text.strip_prefix('-').and_then(|days| days.parse::<u32>().ok());
    if let Some(days) = back {
        let back = Duration::from_hours(24).saturating_mul(days);
        return Ok(report_time(now.saturating_sub(back)).chars().take(10).collect());
    }
    let day = text.get(..10).and_then(|day| Date::strptime("%Y-%m-%d", day).ok());
    day.map(|day| day.to_string()).ok_or_else(|| "a date is written YYYY-MM-DD".to_owned())
}
