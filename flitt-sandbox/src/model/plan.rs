//! The schedule of a subscription: `recurring_data` of an order (<https://docs.flitt.com/api/subscriptions/>).

use std::time::Duration;

use flitt_client::reference::ResponseCode;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::error::GatewayError;

/// The seconds of a day.
const DAY: u64 = 24 * 60 * 60;

/// The schedule of a subscription's charges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Plan {
    /// The amount of each charge, in minor units.
    pub amount: u64,
    /// The unit of `every`.
    pub period: Period,
    /// The number of periods between two charges; at least 1.
    pub every: u32,
    /// The number of charges; `None` is unlimited, except by `end`.
    pub quantity: Option<u64>,
    /// The time of the first charge, since 1970-01-01 UTC. Without it, charges are counted from the order's approval.
    pub start: Option<Duration>,
    /// When the charges end, since 1970-01-01 UTC.
    pub end: Option<Duration>,
    /// The trial before the first charge: a number of periods.
    pub trial: Option<(u32, Period)>,
    /// Whether the charges are active from the beginning.
    pub is_active: bool,
}

/// A calendar period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Period {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A month. In a shorter month, the 31st is replaced by its last day.
    Month,
    /// A year.
    Year,
}

impl Period {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "year" => Self::Year,
            _ => return None,
        })
    }

    fn span(self, count: i64) -> Option<Span> {
        match self {
            Self::Day => Span::new().try_days(count),
            Self::Week => Span::new().try_weeks(count),
            Self::Month => Span::new().try_months(count),
            Self::Year => Span::new().try_years(count),
        }
        .ok()
    }
}

impl Plan {
    /// Parses `recurring_data`, which was validated against its table before. Charges cannot start before today (`now`).
    pub(crate) fn parse(json: &str, now: Duration) -> Result<Self, GatewayError> {
        let data: Value = serde_json::from_str(json).map_err(|_| incorrect("recurring_data"))?;
        let text = |name: &str| match &data[name] {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let incorrect_field = |name: &str| incorrect(&format!("recurring_data.{name}"));
        let number =
            |name: &str| text(name).map(|text| text.parse::<u64>().map_err(|_| incorrect_field(name))).transpose();
        let time =
            |name: &str| text(name).map(|text| parse_time(&text).ok_or_else(|| incorrect_field(name))).transpose();
        let period =
            |name: &str| text(name).map(|text| Period::parse(&text).ok_or_else(|| incorrect_field(name))).transpose();
        let short = |name: &str| {
            number(name).and_then(|it| it.map(|it| u32::try_from(it).map_err(|_| incorrect_field(name))).transpose())
        };
        let trial = period("trial_period")?.map(|period| Ok((short("trial_quantity")?.unwrap_or(1), period)));
        let plan = Self {
            amount: number("amount")?.filter(|amount| *amount > 0).ok_or_else(|| incorrect_field("amount"))?,
            period: period("period")?.ok_or_else(|| incorrect_field("period"))?,
            every: short("every")?.filter(|every| *every > 0).ok_or_else(|| incorrect_field("every"))?,
            // The embedded checkout sends 0 for an unlimited number.
            quantity: number("quantity")?.filter(|quantity| *quantity > 0),
            start: time("start_time")?,
            end: time("end_time")?,
            trial: trial.transpose()?,
            is_active: !matches!(text("state").as_deref(), Some("N" | "n")),
        };
        let today = Duration::from_secs(now.as_secs() / DAY * DAY);
        if plan.start.is_some_and(|start| start < today) {
            return Err(incorrect_field("start_time").with_details("it must be today or in the future"));
        }
        match plan.start.zip(plan.end) {
            Some((start, end)) if end < start => Err(incorrect_field("end_time")),
            _ => Ok(plan),
        }
    }

    /// The time of a charge (counted from 0) of an order that was approved at this time. `None` after the last charge,
    /// and beyond the calendar.
    pub(crate) fn due(&self, approved: Duration, charge: u64) -> Option<Duration> {
        if self.quantity.is_some_and(|quantity| charge >= quantity) {
            return None;
        }
        let first = self.start.map_or(approved, |start| start.max(approved));
        let first = match self.trial {
            Some((count, period)) => later(first, period, u64::from(count))?,
            None => first,
        };
        // The order itself is the first payment, unless a start or a trial sets the time of the first charge.
        let offset = u64::from(self.start.is_none() && self.trial.is_none());
        let due = later(first, self.period, charge.checked_add(offset)?.checked_mul(u64::from(self.every))?)?;
        (self.end.is_none_or(|end| due <= end)).then_some(due)
    }
}

fn incorrect(name: &str) -> GatewayError {
    GatewayError::parameter(ResponseCode::ParameterIncorrect, name)
}

/// A number of periods later, in UTC. Months are counted from the first date, so that the 31st returns after February.
fn later(from: Duration, period: Period, count: u64) -> Option<Duration> {
    let seconds = i64::try_from(from.as_secs()).ok()?;
    let time = Timestamp::from_second(seconds).ok()?.to_zoned_datetime(TimeZone::UTC).datetime();
    let time = time.checked_add(period.span(i64::try_from(count).ok()?)?).ok()?;
    since_epoch(time).map(|it| it.saturating_add(Duration::from_nanos(u64::from(from.subsec_nanos()))))
}

/// A time, or the start of a day: the gateway's page documents the former, its examples contain the latter.
fn parse_time(text: &str) -> Option<Duration> {
    let time = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok();
    let day = || Date::strptime("%Y-%m-%d", text).ok().map(|day| day.at(0, 0, 0, 0));
    since_epoch(time.or_else(day)?)
}

fn since_epoch(time: DateTime) -> Option<Duration> {
    let second = time.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp().as_second();
    u64::try_from(second).ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Plan, parse_time};
    use crate::clock::date_time;

    /// 2020-01-01 12:00.
    const NOW: Duration = Duration::from_secs(438_300 * 60 * 60);

    fn due_times(json: &str, approved: &str) -> Vec<String> {
        let plan = Plan::parse(json, NOW).unwrap();
        let approved = parse_time(approved).unwrap();
        (0..40).map_while(|charge| plan.due(approved, charge)).map(date_time).collect()
    }

    #[test]
    fn the_31st_becomes_the_last_day_of_a_shorter_month() {
        let json = r#"{"amount":100,"period":"month","every":1,"quantity":4}"#;
        let expected = ["29.02.2028 10:00:00", "31.03.2028 10:00:00", "30.04.2028 10:00:00", "31.05.2028 10:00:00"];
        assert_eq!(due_times(json, "2028-01-31 10:00:00"), expected);
    }

    #[test]
    fn a_start_and_a_trial_set_the_first_charge() {
        let json = r#"{"amount":"100","period":"day","every":"5","end_time":"2026-03-11","start_time":"2026-03-01"}"#;
        let expected = ["01.03.2026 00:00:00", "06.03.2026 00:00:00", "11.03.2026 00:00:00"];
        assert_eq!(due_times(json, "2026-02-01"), expected);
        let json = r#"{"amount":1,"period":"week","every":1,"quantity":2,"trial_period":"month","trial_quantity":1}"#;
        assert_eq!(due_times(json, "2026-01-01"), ["01.02.2026 00:00:00", "08.02.2026 00:00:00"]);
        // A start before the approval is replaced by the approval.
        let json = r#"{"amount":1,"period":"year","every":2,"quantity":2,"start_time":"2020-01-01 00:00:00"}"#;
        assert_eq!(due_times(json, "2026-01-01"), ["01.01.2026 00:00:00", "01.01.2028 00:00:00"]);
    }

    #[test]
    fn an_invalid_plan_is_rejected_with_the_parameter() {
        let of = |more: &str| {
            let json = format!(r#"{{"amount":1,"period":"day","every":1{more}}}"#);
            Plan::parse(&json, NOW).unwrap_err().message().to_owned()
        };
        for (more, name) in [
            (r#","start_time":"tomorrow""#, "start_time"),
            (r#","start_time":"2019-12-31 23:59:59""#, "start_time"),
            (r#","end_time":"2026-13-01""#, "end_time"),
            (r#","start_time":"2026-02-02","end_time":"2026-02-01""#, "end_time"),
            (r#","trial_period":"hour""#, "trial_period"),
            (r#","trial_period":"day","trial_quantity":99999999999"#, "trial_quantity"),
        ] {
            assert!(of(more).starts_with(&format!("Parameter `recurring_data.{name}` is incorrect")), "{}", of(more));
        }
        assert!(Plan::parse(r#"{"amount":0,"period":"day","every":1}"#, NOW).is_err());
        assert!(Plan::parse(r#"{"amount":1,"period":"hour","every":1}"#, NOW).is_err());
    }

    #[test]
    fn charges_end_with_the_calendar() {
        let plan = Plan::parse(r#"{"amount":1,"period":"year","every":1}"#, NOW).unwrap();
        assert_eq!(plan.due(Duration::MAX, 0), None);
        assert_eq!(plan.due(Duration::ZERO, u64::MAX), None);
        assert!(plan.due(Duration::ZERO, 100).is_some());
    }
}
