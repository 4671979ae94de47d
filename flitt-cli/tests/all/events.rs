//! `events`: what a shop would learn.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use flitt_client::signature::sign;
use serde_json::{Map, Value, json};
use snapbox::cmd::Command;
use snapbox::str;

use crate::flitt::flitt;

/// A folder for the files of one case.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("events").join(name.replace('/', "-"));
        fs::create_dir_all(&folder).expect("the folder can be made");
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).expect("the file can be written");
        path.to_str().expect("a path in UTF-8").to_owned()
    }
}

fn values(base: &Value, changes: &Value) -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, String> = serde_json::from_value(base.clone()).expect("texts");
    for (name, value) in changes.as_object().expect("an object") {
        match value.as_str() {
            Some(text) => values.insert(name.clone(), text.to_owned()),
            None => values.remove(name),
        };
    }
    values
}

/// A signed message as the gateway sends it.
fn message(base: &Value, update: &Value) -> Option<String> {
    let key = match update["key"].as_str() {
        None => "test",
        Some("payout") => "testcredit",
        Some(other) => other,
    };
    let (changes, is_status) = match (&update["callback"], &update["status"]) {
        (Value::Null, Value::Null) => return None,
        (Value::Null, changes) => (changes, true),
        (changes, _) => (changes, false),
    };
    let mut values = values(base, changes);
    let signature = sign(key, values.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    values.insert("signature".to_owned(), signature);
    Some(if is_status { json!({ "response": values }) } else { json!(values) }.to_string())
}

/// An event in the notation of the cases, without its file.
fn event_text(event: &Value) -> String {
    let text = |name: &str| match &event[name] {
        Value::String(text) => text.clone(),
        Value::Null => "?".to_owned(),
        other => other.to_string(),
    };
    let name = text("event");
    match name.as_str() {
        "paid" if !["?", "0", "0.0"].contains(&text("client_fee").as_str()) => {
            format!("paid {} {} fee {}", text("amount"), text("currency"), text("client_fee"))
        }
        "paid" | "held" | "paid_out" | "settled" => format!("{name} {} {}", text("amount"), text("currency")),
        "captured" if event["total"].is_null() => format!("captured ? {}", text("currency")),
        "captured" => format!("captured +{} ={} {}", text("amount"), text("total"), text("currency")),
        "declined" if !event["code"].is_null() => format!("declined {}", text("code")),
        "reversed" => {
            let extent = match event["in_full"].as_bool() {
                Some(true) => "full",
                Some(false) => "part",
                None => "unknown",
            };
            format!("reversed +{} ={} {} {extent}", text("amount"), text("total"), text("currency"))
        }
        "unexpected" => format!("unexpected {}", text("what")),
        "rejected" => format!("rejected {}", text("reason")),
        _ => name,
    }
}

fn state_text(state: &Value) -> String {
    let captured = state["captured"].as_u64().map_or_else(|| "?".to_owned(), |sum| sum.to_string());
    let is_paid = if state["is_paid"] == true { " is_paid" } else { "" };
    format!(
        "{} paid={} held={} captured={captured} reversed={}{is_paid}",
        state["stage"].as_str().expect("a text"),
        state["paid"],
        state["held"],
        state["reversed"]
    )
}

fn is_expected(actual: &str, expected: &Value) -> bool {
    let expected = expected.as_str().expect("a text");
    match (actual.strip_prefix("rejected "), expected.strip_prefix("rejected ")) {
        (Some(reason), Some(part)) => reason.contains(part),
        _ => actual == expected,
    }
}

/// The command of a case, and the names of its update files; `None` where a browser brings an update, which no file says.
fn command(cases: &Value, case: &Value) -> Option<(Command, Vec<String>)> {
    let folder = Folder::new(case["name"].as_str().expect("a name"));
    let mut parameters: Map<String, Value> = cases["base_request"].as_object().expect("an object").clone();
    parameters.extend(case["request"].as_object().cloned().unwrap_or_default());
    let request = folder.write("request.json", &Value::Object(parameters).to_string());
    let updates = case["updates"].as_array().expect("a list");
    let messages: Option<Vec<String>> = updates.iter().map(|update| message(&cases["base_update"], update)).collect();
    let files: Vec<String> = messages?
        .iter()
        .enumerate()
        .map(|(number, message)| folder.write(&format!("{number}.json"), message))
        .collect();
    let options = &case["options"];
    let keys = [("FLITT_MERCHANT_ID", "1549901"), ("FLITT_PAYMENT_KEY", "test"), ("FLITT_PAYOUT_KEY", "testcredit")];
    let command = keys.into_iter().fold(flitt("events"), |command, (name, value)| command.env(name, value));
    let mut command = command.arg(case["endpoint"].as_str().expect("a name")).arg(request).args(&files);
    if options["browser"] == true {
        command = command.arg("--browser");
    }
    for currency in options["accept_currency"].as_array().into_iter().flatten() {
        command = command.arg("--accept-currency").arg(currency.as_str().expect("a text"));
    }
    for total in options["captured"].as_array().into_iter().flatten() {
        command = command.arg("--captured").arg(total.to_string());
    }
    if !options["reversed"].is_null() {
        command = command.arg("--reversed").arg(options["reversed"].to_string());
    }
    if let Some(accepted) = options["accept_test"].as_bool() {
        command = command.env("FLITT_ACCEPT_TEST", if accepted { "1" } else { "0" });
    }
    Some((command, files))
}

/// The same cases that the library is tested with.
#[test]
fn every_case_has_its_events_and_its_state() {
    let cases: Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/money_cases.json")).expect("the cases can be read");
    let mut tried = 0;
    for case in cases["cases"].as_array().expect("a list") {
        let Some((command, files)) = command(&cases, case) else { continue };
        let output = command.output().expect("it runs");
        let stdout = String::from_utf8(output.stdout).expect("UTF-8");
        let mut lines: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let state = lines.pop().unwrap_or_else(|| panic!("{case}: {}", String::from_utf8_lossy(&output.stderr)));
        assert_eq!(state_text(&state["state"]), case["state"].as_str().expect("a text"), "{case}\n{stdout}");
        for (file, expected) in files.iter().zip(case["events"].as_array().expect("a list")) {
            let events: Vec<String> = lines.iter().filter(|line| line["update"] == **file).map(event_text).collect();
            let expected = expected.as_array().expect("a list");
            let is_same = events.len() == expected.len()
                && events.iter().zip(expected).all(|(actual, expected)| is_expected(actual, expected));
            assert!(is_same, "{case}\n{stdout}");
        }
        let is_rejected = lines.iter().any(|line| line["event"] == "rejected");
        assert_eq!(output.status.code(), Some(i32::from(is_rejected)), "{case}");
        tried += 1;
    }
    assert!(tried >= 170, "{tried} cases");
}

#[test]
fn each_event_is_a_line_and_the_state_is_the_last() {
    let folder = Folder::new("lines");
    let request =
        folder.write("request.json", r#"{"order_id":"o1","order_desc":"Tea","amount":2500,"currency":"GEL"}"#);
    let base = json!({
        "order_id": "o1", "merchant_id": "1549901", "amount": "2500", "currency": "GEL", "order_status": "approved",
        "response_status": "success", "tran_type": "purchase", "actual_amount": "2500", "actual_currency": "GEL",
    });
    let paid = folder.write("paid.json", &message(&base, &json!({ "callback": {} })).expect("a callback"));
    let part = json!({ "status": { "reversal_amount": "500" } });
    let part = folder.write("part.json", &message(&base, &part).expect("a status"));
    let forged =
        folder.write("forged.json", &message(&base, &json!({ "callback": {}, "key": "x" })).expect("a callback"));
    flitt("events --test checkout_url").arg(&request).args([&paid, &part]).assert().code(0).stderr_eq("").stdout_eq(
        str![[r#"
{"event":"paid","update":"[..]/paid.json","amount":2500,"currency":"GEL"}
{"event":"reversed","update":"[..]/part.json","amount":500,"total":500,"currency":"GEL","in_full":false}
{"event":"unexpected","update":"[..]/part.json","what":"reversal"}
{"state":{"stage":"approved","paid":2500,"held":0,"captured":0,"reversed":500,"is_paid":true}}

"#]],
    );
    // The request as an argument, which no sensitive value may be.
    let object = r#"{"order_id": "o1", "order_desc": "Tea", "amount": 2500, "currency": "GEL"}"#;
    flitt("events --test checkout_url").arg(object).assert().code(0).stderr_eq("").stdout_eq(str![[r#"
{"state":{"stage":"pending","paid":0,"held":0,"captured":0,"reversed":0,"is_paid":false}}

"#]]);
    let token = r#"{"order_id": "o1", "order_desc": "Tea", "amount": 2500, "currency": "GEL", "rectoken": "canary"}"#;
    flitt("events --test recurring").arg(token).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `rectoken` is sensitive: every user of the machine can see the arguments of a process
help: put {"rectoken": ".."} into a file and write @FILE, or pipe it and write -

"#]]);
    flitt("events --test checkout_url").arg(&request).arg(&forged).assert().code(1).stderr_eq("").stdout_eq(str![[
        r#"
{"event":"rejected","update":"[..]/forged.json","reason":"callback rejected: wrong signature: the message was changed on the way, or signed with another key"}
{"state":{"stage":"pending","paid":0,"held":0,"captured":0,"reversed":0,"is_paid":false}}

"#
    ]]);
    flitt("events --test order_status").arg(&request).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid request to `order_status`:
  `order_desc` is not a parameter of this endpoint
  `amount` is not a parameter of this endpoint
  `currency` is not a parameter of this endpoint
help: `flitt show order_status` describes the parameters

"#]]);
    let status = folder.write("status.json", r#"{"order_id":"o1"}"#);
    flitt("events --test order_status").arg(status).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: a request to `order_status` creates no order: its schema file has no `creates`
help: name the endpoint that creates the order, such as checkout_url

"#]]);
    flitt("events --test checkout_url").arg(&request).arg("nowhere.json").assert().code(2).stdout_eq("").stderr_eq(
        str![[r#"
error: cannot read `nowhere.json`: No such file or directory (os error 2)
help: check the path and the permissions of the file

"#]],
    );
}
