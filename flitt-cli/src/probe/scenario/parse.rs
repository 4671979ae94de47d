//! Reads a scenario file, and checks what its keys cannot say.

use super::model::{OtherStep, Scenario, SendOrder, Signing, Step};

/// The most callbacks of one step, and the most steps.
const MAX_TIMES: u32 = 100;
const MAX_STEPS: usize = 100;
/// The longest wait of one step, in milliseconds.
const MAX_WAIT: u64 = 60_000;

/// What is wrong with a scenario file, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ScenarioError {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) message: String,
}

/// The scenario of a file.
pub(crate) fn parse(text: &str) -> Result<Scenario, ScenarioError> {
    let scenario: Scenario = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let message = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message);
        let message = if error.is_data() { without_values(message) } else { message.to_owned() };
        ScenarioError { line, column, message }
    })?;
    match problem(&scenario) {
        None => Ok(scenario),
        Some((place, message)) => {
            let (line, column) = position(text, place);
            Err(ScenarioError { line, column, message })
        }
    }
}

/// What a message about a value says without the value, and without a name of the file, which can be any file.
fn without_values(message: &str) -> String {
    // Only these quote the file. What is expected is at their end, and is a text of this program without that word.
    let kinds = [
        ("unknown field", "unknown key"),
        ("unknown variant", "unknown word"),
        ("invalid type", "a value of the wrong type"),
        ("invalid value", "an invalid value"),
        ("invalid length", "the wrong number of values"),
    ];
    match kinds.iter().find(|(kind, _)| message.starts_with(kind)) {
        Some((_, plain)) => match message.rsplit_once(", expected ") {
            Some((_, expected)) => format!("{plain}, expected {expected}"),
            None => (*plain).to_owned(),
        },
        None => message.to_owned(),
    }
}

/// What is wrong, and the key near which it is: its name, and how many of that name are before it.
fn problem(scenario: &Scenario) -> Option<((&'static str, usize), String)> {
    let top = |key| (key, 0);
    if scenario.number == 0 {
        return Some((top("number"), "numbers begin with 1".to_owned()));
    }
    if scenario.name.is_empty() {
        return Some((top("name"), "the name is empty".to_owned()));
    }
    if !matches!(scenario.steps.last(), Some(Step::Expect(_))) {
        return Some((top("steps"), "the last step is `expect`".to_owned()));
    }
    if scenario.steps.len() > MAX_STEPS {
        return Some((top("steps"), format!("at most {MAX_STEPS} steps")));
    }
    let (mut kept, mut sends, mut waits, mut has_other) = (Vec::new(), 0, 0, false);
    for step in &scenario.steps {
        match step {
            Step::Keep(name) => kept.push(name),
            Step::Other(steps) => {
                has_other = true;
                kept.extend(steps.iter().filter_map(|step| match step {
                    OtherStep::Keep(name) => Some(name),
                    _ => None,
                }));
            }
            Step::Wait(time) => {
                if *time > MAX_WAIT {
                    return Some((("wait", waits), format!("at most {MAX_WAIT} milliseconds")));
                }
                waits += 1;
            }
            Step::Send(send) => {
                let place = ("send", sends);
                sends += 1;
                if !(1..=MAX_TIMES).contains(&send.times) {
                    return Some((place, format!("`times` is 1 to {MAX_TIMES}")));
                }
                if send.message.as_ref().is_some_and(|name| !kept.contains(&name)) {
                    return Some((place, "no `keep` before it has the name of its `message`".to_owned()));
                }
                if send.order == SendOrder::Other && !has_other {
                    return Some((place, "there is no `other` before it".to_owned()));
                }
                if send.sign == Some(Signing::None) && send.change.contains_key("signature") {
                    return Some((place, "`sign` is `none`, and `change` has a signature".to_owned()));
                }
            }
            _ => {}
        }
    }
    None
}

/// The line and the column of the key, from 1.
fn position(text: &str, (key, number): (&str, usize)) -> (usize, usize) {
    let quoted = format!("\"{key}\"");
    let is_key = |end: usize| text[end..].trim_start().starts_with(':');
    let keys = text.match_indices(&quoted).filter(|(at, _)| is_key(at + quoted.len()));
    let at = keys.map(|(at, _)| at).nth(number).unwrap_or(0);
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::{ScenarioError, parse};

    fn error(steps: &str) -> ScenarioError {
        let head = "{ \"number\": 1, \"name\": \"a\", \"proves\": \"b\", \"why\": \"c\",\n  \"steps\": [";
        parse(&format!("{head}\n{steps}] }}")).unwrap_err()
    }

    #[test]
    fn errors_have_a_position() {
        let cases = [
            ("{ \"pay\": \"later\" }", 3, "unknown word, expected one of `approved`, `declined`, `expired`"),
            ("{ \"sned\": {} }", 3, "unknown word, expected one of `set`"),
            ("{ \"send\": { \"time\": 2 } }", 3, "unknown key, expected one of `message`"),
            ("{ \"pay\": \"approved\" }", 2, "the last step is `expect`"),
            ("{ \"expect\": { \"refunded\": \"some\" } }", 3, "a number, \"part\", \"all\" or \"any\""),
            ("{ \"send\": {} },\n{ \"send\": { \"times\": 0 } },\n{ \"expect\": {} }", 4, "`times` is 1 to 100"),
            (
                "{ \"send\": { \"message\": \"x\" } },\n{ \"expect\": {} }",
                3,
                "no `keep` before it has the name of its `message`",
            ),
            ("{ \"send\": { \"order\": \"other\" } },\n{ \"expect\": {} }", 3, "there is no `other` before it"),
            ("{ \"wait\": 60001 },\n{ \"expect\": {} }", 3, "at most 60000 milliseconds"),
        ];
        for (steps, line, message) in cases {
            let error = error(steps);
            assert!(error.line == line && error.message.contains(message), "{steps}: {error:?}");
            assert!(error.column > 1, "{error:?}");
        }
    }

    /// Whatever file is read for a scenario, nothing that it says is in the message.
    #[test]
    fn errors_show_nothing_of_the_file() {
        let steps = [
            r#""CANARY""#,
            "1147",
            r#"{ "CANARY": 1 }"#,
            r#"{ "CANARY, expected one of `1147": 1 }"#,
            r#"{ "pay": "CANARY, expected 1147" }"#,
            r#"{ "pay": { "CANARY": 1147 } }"#,
            r#"{ "pay": 1147 }"#,
            r#"{ "pay": "approved", "CANARY": 1147 }"#,
            r#"{ "wait": "CANARY" }"#,
            r#"{ "wait": -1147 }"#,
            r#"{ "wait": 1147.5 }"#,
            r#"{ "keep": [1147, "CANARY"] }"#,
            r#"{ "set": { "CANARY": 1147 } }"#,
            r#"{ "set": ["CANARY"] }"#,
            r#"{ "send": { "message": "CANARY" } }, { "expect": {} }"#,
            r#"{ "send": { "change": { "CANARY": 1147 } } }"#,
            r#"{ "expect": { "refunded": "CANARY" } }"#,
            r#"{ "expect": "CANARY" }"#,
            r#"{ "other": [{ "CANARY": 1147 }] }"#,
            "CANARY 1147",
        ];
        let within = steps.map(error);
        let alone =
            ["CANARY=1147", "\"CANARY\"", "1147", "[1147]", "{ \"CANARY\": 1147 }", "{ \"number\": \"CANARY\" }"]
                .map(|text| parse(text).unwrap_err());
        for ScenarioError { message, .. } in within.into_iter().chain(alone) {
            assert!(!message.contains("CANARY") && !message.contains("1147"), "{message}");
        }
    }
}
