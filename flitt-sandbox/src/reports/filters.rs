//! The filters of a report: conditions on its rows.

use std::time::Duration;

use jiff::civil::Date;
use serde_json::Value;

use super::rows::Row;
use super::text;
use crate::clock::report_time;

/// A condition on a column.
pub(super) struct Condition {
    column: String,
    test: Test,
}

/// A comparison of texts, of numbers if both values are numbers, or of days as `YYYY-MM-DD`.
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
    /// Parses `filters`: a list of objects, which the documented examples wrap in another list.
    pub(super) fn parse_all(filters: &Value, now: Duration) -> Result<Vec<Self>, String> {
        match filters {
            Value::Null => Ok(Vec::new()),
            Value::Array(list) => {
                let parsed: Result<Vec<Vec<Self>>, String> =
                    list.iter().map(|item| Self::parse_all(item, now)).collect();
                Ok(parsed?.into_iter().flatten().collect())
            }
            Value::Object(_) => Ok(vec![Self::parse(filters, now)?]),
            _ => Err("Parameter `filters` is not a list of objects".to_owned()),
        }
    }

    fn parse(filter: &Value, now: Duration) -> Result<Self, String> {
        let (column, operand) = (text(&filter["s"]), text(&filter["m"]));
        let value = match &filter["v"] {
            Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(","),
            other => text(other),
        };
        // One version of the documentation has the ends of a range as columns.
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
            _ => return Err(format!("unknown operand `{operand}` of a filter")),
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

/// The day, as `YYYY-MM-DD`, of a date, of a time, or of a number of days before today (`-7`).
fn day(text: &str, now: Duration) -> Result<String, String> {
    let text = text.trim();
    let days_ago = text.strip_prefix('-').and_then(|days| days.parse::<u32>().ok());
    if let Some(days) = days_ago {
        let age = Duration::from_secs(24 * 60 * 60).saturating_mul(days);
        return Ok(report_time(now.saturating_sub(age)).chars().take(10).collect());
    }
    let day = text.get(..10).and_then(|day| Date::strptime("%Y-%m-%d", day).ok());
    day.map(|day| day.to_string()).ok_or_else(|| "expected a date as YYYY-MM-DD".to_owned())
}
