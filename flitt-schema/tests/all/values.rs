//! Values against a table: every rule, at its limit and one beyond.

use std::collections::BTreeMap;

use crate::common::{check, table};
use flitt_schema::{
    Condition, CowSlice, CowStr, Format, Group, GroupRule, Parameter, Rule, Table, ValueType, Violation,
    check_received, check_value, check_values,
};

fn row(more: &str) -> Parameter {
    table(&format!("{{ \"name\": \"a\", {more} }}"), "").rows[0].clone()
}

fn string(limit: u32) -> Parameter {
    row(&format!("\"type\": \"string\", \"max_length\": {limit}"))
}

fn integer(more: &str) -> Parameter {
    row(&format!("\"type\": \"integer\"{more}"))
}

fn rules(table: &Table, values: &[(&str, &str)]) -> Vec<(String, Rule)> {
    check(table, values).into_iter().map(|violation| (violation.parameter.into_owned(), violation.rule)).collect()
}

#[track_caller]
fn passes(row: &Parameter, texts: &[&str]) {
    for text in texts {
        assert_eq!(check_value(row, text), [], "{text:?} of {row:?}");
    }
}

#[track_caller]
fn fails(row: &Parameter, texts: &[&str], rule: &Rule) {
    for text in texts {
        assert_eq!(check_value(row, text), std::slice::from_ref(rule), "{text:?} of {row:?}");
    }
}

#[test]
fn a_mandatory_value_is_set() {
    let table = table(r#"{ "name": "a", "type": "string", "mandatory": true }, { "name": "b", "type": "string" }"#, "");
    assert_eq!(rules(&table, &[("b", "x")]), [("a".to_owned(), Rule::Missing)]);
    assert_eq!(rules(&table, &[("a", "")]), [("a".to_owned(), Rule::Empty)]);
    assert_eq!(rules(&table, &[("a", " ")]), []);
}

#[test]
fn an_empty_text_is_absent() {
    let rows = r#"{ "name": "number", "type": "integer", "smallest": 1 },
        { "name": "flag", "type": "string", "format": "flag" },
        { "name": "kind", "type": "string", "values": ["x"], "closed": true }"#;
    let table = table(rows, "");
    assert_eq!(rules(&table, &[("number", ""), ("flag", ""), ("kind", "")]), []);
    assert_eq!(rules(&table, &[]), []);
}

#[test]
fn a_length_counts_scalar_values() {
    for (character, name) in [("x", "Latin"), ("ღ", "Georgian"), ("ж", "Cyrillic"), ("🍷", "an emoji"), ("-", "a sign")]
    {
        for limit in [1, 2, 10, 1024] {
            let row = string(limit);
            let at_the_limit = character.repeat(limit as usize);
            assert_eq!(check_value(&row, &at_the_limit), [], "{limit} of {name}");
            let too_long = Rule::TooLong { limit, length: limit as usize + 1, digits: false };
            assert_eq!(check_value(&row, &(at_the_limit + character)), [too_long], "{limit} of {name} and one more");
        }
    }
    // A family of three is five scalar values: three people and two joiners.
    let family = "👩‍👩‍👧";
    passes(&string(5), &[family]);
    fails(&string(4), &[family], &Rule::TooLong { limit: 4, length: 5, digits: false });
    passes(&row(r#""type": "string", "max_length": null"#), &[&"ღ".repeat(100_000)]);
}

#[test]
fn a_length_of_an_integer_counts_digits() {
    let row = integer(r#", "max_length": 3"#);
    passes(&row, &["0", "7", "999"]);
    fails(&row, &["1000"], &Rule::TooLong { limit: 3, length: 4, digits: true });
    let signed = integer(r#", "max_length": 3, "smallest": -2000"#);
    passes(&signed, &["-999", "-1", "0"]);
    fails(&signed, &["-1000"], &Rule::TooLong { limit: 3, length: 4, digits: true });
    let longest = integer(r#", "max_length": 19"#);
    passes(&longest, &["9223372036854775807"]);
    let too_long = Rule::TooLong { limit: 19, length: 20, digits: true };
    assert_eq!(check_value(&longest, "10000000000000000000"), [too_long, Rule::TooLarge { largest: i64::MAX }]);
}

#[test]
fn the_enforced_length_counts_and_not_the_documented_one() {
    let longer = row(r#""type": "string", "max_length": 2, "enforced_length": 3, "quirk": "An example has three.""#);
    passes(&longer, &["abc"]);
    fails(&longer, &["abcd"], &Rule::TooLong { limit: 3, length: 4, digits: false });
    let none = row(r#""type": "string", "max_length": 2, "enforced_length": null, "quirk": "Examples are longer.""#);
    passes(&none, &["abcd"]);
}

#[test]
fn an_integer_is_written_in_digits() {
    let row = integer("");
    passes(&row, &["0", "1", "10", "1234567890123456789"]);
    let strange =
        ["-0", "+1", "01", "00", "1.0", "1e3", "1 000", " 1", "1 ", "0x1", "١٢", "１２", "one", "-", "--1", "1-"];
    fails(&row, &strange, &Rule::NotAnInteger);
    fails(&row, &["-1", "-99999999999999999999"], &Rule::TooSmall { smallest: 0 });
    let signed = integer(r#", "smallest": -5"#);
    passes(&signed, &["-5", "-1", "0", "1"]);
    fails(&signed, &["-0", "-", "--1", "-01", "+1", "- 1"], &Rule::NotAnInteger);
    fails(&signed, &["-6"], &Rule::TooSmall { smallest: -5 });
}

#[test]
fn no_integer_is_beyond_64_bits() {
    let row = integer("");
    passes(&row, &["9223372036854775807"]);
    let beyond = ["9223372036854775808", "18446744073709551615", "18446744073709551616", "99999999999999999999"];
    fails(&row, &beyond, &Rule::TooLarge { largest: i64::MAX });
    fails(&row, &[&"9".repeat(5_000)], &Rule::TooLarge { largest: i64::MAX });
    fails(&integer(r#", "largest": 10"#), &beyond, &Rule::TooLarge { largest: 10 });
    let signed = integer(r#", "smallest": -9223372036854775808"#);
    passes(&signed, &["-9223372036854775808", "9223372036854775807"]);
    fails(&signed, &["-9223372036854775809", "-99999999999999999999"], &Rule::TooSmall { smallest: i64::MIN });
}

#[test]
fn a_number_is_within_its_bounds() {
    let row = integer(r#", "smallest": 1, "largest": 31"#);
    passes(&row, &["1", "2", "31"]);
    fails(&row, &["0"], &Rule::TooSmall { smallest: 1 });
    fails(&row, &["32", "100"], &Rule::TooLarge { largest: 31 });
}

#[test]
fn booleans_and_decimals() {
    let boolean = row(r#""type": "boolean""#);
    passes(&boolean, &["true", "false"]);
    fails(&boolean, &["True", "1", "Y", "null"], &Rule::NotABoolean);
    let decimal = row(r#""type": "decimal""#);
    passes(&decimal, &["0", "10.20", "-0.5", "12345678901234567890.123456789"]);
    fails(&decimal, &["1,5", ".5", "5.", "1.2.3", "01.5", "1e3", "-", "--1", "+1", "1.-5", "NaN"], &Rule::NotADecimal);
}

#[test]
fn closed_lists_refuse_other_values() {
    let closed = row(r#""type": "string", "values": ["card", "wallet"], "closed": true"#);
    passes(&closed, &["card", "wallet"]);
    let values: CowSlice<CowStr> = vec![CowStr::from("card"), CowStr::from("wallet")].into();
    fails(&closed, &["Card", "card ", "cash"], &Rule::NotListed { values });
    passes(&row(r#""type": "string", "values": ["card", "wallet"]"#), &["cash"]);
    let language = row(r#""type": "string", "list": "languages", "closed": true"#);
    passes(&language, &["ka", "en"]);
    assert!(matches!(check_value(&language, "xx")[..], [Rule::NotListed { .. }]));
}

fn of_format(format: Format) -> Parameter {
    row(&format!("\"type\": \"string\", \"format\": \"{}\"", format.as_str()))
}

#[test]
fn formats() {
    let refused: [(Format, &[&str], &[&str]); 3] = [
        (Format::Flag, &["Y", "N"], &["y", "n", "1", "YN", "Yes"]),
        (Format::Expiry, &["0129", "1299"], &["1329", "0029", "129", "01/29", "01 9", "+129", "ღ9"]),
        (Format::CardNumber, &["4444555566661111"], &["4444-5555", "4444 5555", "٤٤"]),
    ];
    for (format, good, bad) in refused {
        passes(&of_format(format), good);
        fails(&of_format(format), bad, &Rule::Format(format));
    }
    let in_table: BTreeMap<String, FormatCases> = format_cases();
    let is_checked =
        |format: &Format| refused.iter().any(|(known, ..)| known == format) || in_table.contains_key(format.as_str());
    for hint in Format::ALL.iter().filter(|format| !is_checked(format)) {
        passes(&of_format(*hint), &["...", "anything", "გამარჯობა"]);
    }
}

/// The texts of `tests/fixtures/formats.json` of one format.
#[derive(serde::Deserialize)]
struct FormatCases {
    accepted: Vec<String>,
    rejected: Vec<String>,
}

fn format_cases() -> BTreeMap<String, FormatCases> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/formats.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn formats_of_the_table() {
    let cases = format_cases();
    assert_eq!(cases.len(), 5);
    for (name, FormatCases { accepted, rejected }) in cases {
        let format = *Format::ALL.iter().find(|format| format.as_str() == name).expect("it is a format");
        let texts = |texts: &[String]| texts.iter().map(|text| text.replace('|', "")).collect::<Vec<_>>();
        for text in texts(&accepted) {
            assert_eq!(check_value(&of_format(format), &text), [], "{name}: {text:?}");
        }
        for text in texts(&rejected) {
            assert_eq!(check_value(&of_format(format), &text), [Rule::Format(format)], "{name}: {text:?}");
        }
    }
}

#[test]
fn json_with_a_table_is_no_plain_value() {
    for (format, objects, others) in [
        ("json", ["{}", "[]"], ["7", "\"text\"", "null"]),
        ("base64_json", ["e30=", "W10="], ["Nw==", "InRleHQi", "bnVsbA=="]),
    ] {
        let rows = r#""rows": [{ "name": "b", "type": "string" }]"#;
        let row = row(&format!("\"type\": \"string\", \"format\": \"{format}\", {rows}"));
        passes(&row, &objects);
        fails(&row, &others, &Rule::Format(row.format.unwrap()));
    }
}

#[test]
fn zero_is_accepted_under_all_of_its_conditions() {
    let rows = r#"{ "name": "amount", "type": "integer", "smallest": 1, "mandatory": true,
            "zero_when": [{ "parameter": "check", "is": ["Y"] }, { "parameter": "by", "is": ["amount", "sum"] }] },
        { "name": "check", "type": "string" }, { "name": "by", "type": "string" }"#;
    let table = table(rows, "");
    for (check_flag, by, is_accepted) in [
        ("Y", "amount", true),
        ("Y", "sum", true),
        ("Y", "code", false),
        ("Y", "", false),
        ("N", "amount", false),
        ("", "amount", false),
        ("", "", false),
    ] {
        let found = rules(&table, &[("amount", "0"), ("check", check_flag), ("by", by)]);
        let when = table.rows[0].details.zero_when.clone();
        let expected = if is_accepted { vec![] } else { vec![("amount".to_owned(), Rule::Zero { when })] };
        assert_eq!(found, expected, "{check_flag:?} {by:?}");
        assert_eq!(rules(&table, &[("amount", "1"), ("check", check_flag), ("by", by)]), []);
    }
    let all = [("check", "Y"), ("by", "amount")];
    assert_eq!(rules(&table, &[("amount", "00"), all[0], all[1]]), [("amount".to_owned(), Rule::NotAnInteger)]);
    assert_eq!(rules(&table, &[all[0], all[1]]), [("amount".to_owned(), Rule::Missing)]);
    // The conditions of a nested value are those of its own table.
    let nested = format!("{{ \"name\": \"a\", \"type\": \"object\", \"rows\": [{rows}] }}");
    let nested = crate::common::table(&nested, "");
    assert_eq!(rules(&nested, &[("a", r#"{"amount":0,"check":"Y","by":"amount"}"#)]), []);
    let found = rules(&nested, &[("a", r#"{"amount":0,"check":"Y"}"#)]);
    assert!(matches!(&found[..], [(name, Rule::Zero { .. })] if name == "a.amount"), "{found:?}");
}

#[test]
fn a_string_or_integer_is_any_text_or_integer() {
    passes(&row(r#""type": "string_or_integer""#), &["12", "50_0", "SHIPPING_001", "007", "-", "1.5"]);
    let nested = r#"{ "name": "a", "type": "object", "rows": [{ "name": "id", "type": "string_or_integer" }] }"#;
    let nested = table(nested, "");
    for accepted in [r#"{"id":12}"#, r#"{"id":"12"}"#, r#"{"id":"50_0"}"#, r#"{"id":""}"#, r#"{"id":null}"#] {
        assert_eq!(rules(&nested, &[("a", accepted)]), [], "{accepted}");
    }
    for rejected in [r#"{"id":1.5}"#, r#"{"id":true}"#, r#"{"id":[1]}"#, r#"{"id":{}}"#] {
        let found = rules(&nested, &[("a", rejected)]);
        assert_eq!(found, [("a.id".to_owned(), Rule::NotStringOrInteger)], "{rejected}");
    }
}

#[test]
fn the_separator_stands_in_no_value() {
    let row = string(10);
    fails(&row, &["|", "a|b", "ღ|"], &Rule::Separator);
    passes(&row, &["¦", "\\/", "a b"]);
    let signature = table(r#"{ "name": "signed_text", "type": "string", "from": "signature" }"#, "").rows[0].clone();
    passes(&signature, &["a|b"]);
}

#[test]
fn all_broken_rules_come_in_the_order_of_the_table() {
    let rows = r#"{ "name": "c", "type": "string", "mandatory": true },
        { "name": "a", "type": "integer", "max_length": 2 },
        { "name": "b", "type": "string", "max_length": 2, "format": "flag" }"#;
    let table = table(rows, r#"{ "rule": "excludes", "of": ["b", "a"] }"#);
    let found = check(&table, &[("a", "x|y"), ("b", "abc")]);
    let names: Vec<&str> = found.iter().map(|violation| violation.parameter.as_ref()).collect();
    assert_eq!(names, ["c", "a", "a", "a", "b", "b", "b"]);
    assert_eq!(found[0].rule, Rule::Missing);
    assert!(matches!(found[6].rule, Rule::Group(_)));
}

#[test]
fn the_caller_answers_for_the_rows_it_sets() {
    let rows = r#"{ "name": "version", "type": "string", "max_length": 3, "from": "protocol", "default": "1.0" },
        { "name": "merchant_id", "type": "integer", "mandatory": true, "from": "credentials" },
        { "name": "kind", "type": "string", "fixed": "x", "mandatory": true },
        { "name": "signature", "type": "string", "mandatory": true, "from": "signature" }"#;
    let table = table(rows, "");
    assert_eq!(check_values(&table, |_| None), []);
    let received: Vec<Rule> = check_received(&table, |_| None).into_iter().map(|violation| violation.rule).collect();
    assert_eq!(received, [Rule::Missing, Rule::Missing, Rule::Missing]);
    let too_long = check_received(&table, |position| Some(["1.0.1", "7", "x", "0a"][position]));
    assert_eq!(too_long.len(), 1, "{too_long:?}");
}

#[test]
fn a_violation_in_words() {
    let group = |rule: GroupRule, when: &str| {
        let rows: Vec<String> =
            "abc".chars().map(|name| format!("{{ \"name\": \"{name}\", \"type\": \"string\" }}")).collect();
        let group = format!("{{ \"rule\": \"{}\", \"of\": [[\"a\", \"b\"], \"c\"]{when} }}", rule.as_str());
        let group: Group = table(&rows.join(", "), &group).groups[0].clone();
        Rule::Group(group)
    };
    let is = r#", "when": { "parameter": "c", "is": ["x", "y"] }"#;
    let values: CowSlice<CowStr> = vec![CowStr::from("Y"), CowStr::from("N")].into();
    let condition = |parameter: &str, is: &[&str]| Condition {
        parameter: CowStr::Owned(parameter.to_owned()),
        is: is.iter().map(|value| CowStr::Owned((*value).to_owned())).collect(),
    };
    let conditions: CowSlice<Condition> = vec![condition("b", &["Y"]), condition("c", &[])].into();
    for (rule, words) in [
        (Rule::Missing, "`a` is mandatory and not set"),
        (Rule::Empty, "`a` is mandatory and empty"),
        (Rule::TooLong { limit: 3, length: 4, digits: false }, "`a` is 4 characters long; at most 3 are allowed"),
        (Rule::TooLong { limit: 3, length: 4, digits: true }, "`a` has 4 digits; at most 3 are allowed"),
        (Rule::NotAnInteger, "`a` is not an integer"),
        (Rule::NotABoolean, "`a` is not `true` or `false`"),
        (Rule::NotADecimal, "`a` is not a decimal number"),
        (Rule::TooSmall { smallest: 1 }, "`a` is below the minimum of 1"),
        (Rule::TooLarge { largest: 9 }, "`a` is above the maximum of 9"),
        (Rule::NotListed { values }, "`a` is not `Y` or `N`"),
        (Rule::Format(Format::Currency), "`a` is not a currency of three capital letters, such as GEL"),
        (
            Rule::Format(Format::CallbackUrl),
            "`a` is not an address to which the gateway can post: write an absolute http or https address with a host, \
             such as https://shop.example/callback",
        ),
        (
            Rule::Format(Format::ReturnUrl),
            "`a` is not an address to which a browser can return: write an absolute address, such as \
             https://shop.example/thanks or, of an application, myapp://paid",
        ),
        (Rule::Format(Format::Json), "`a` is not JSON, or not an object where a table describes one"),
        (
            Rule::Format(Format::Base64Json),
            "`a` is not JSON in base64: encode the text of the JSON in standard base64, with padding",
        ),
        (Rule::NotStringOrInteger, "`a` is not a string or an integer"),
        (Rule::Zero { when: conditions }, "`a` is 0, which is accepted only when `b` is `Y` and `c` is set"),
        (Rule::Format(Format::Flag), "`a` is not `Y` or `N`"),
        (Rule::Format(Format::Expiry), "`a` is not an expiry date MMYY"),
        (Rule::Format(Format::CardNumber), "`a` is not a card number of digits"),
        (Rule::Format(Format::Url), "`a` does not have the format `url`"),
        (Rule::NotNested(ValueType::Object), "`a` is not a JSON object"),
        (Rule::NotNested(ValueType::List), "`a` is not a JSON list of objects"),
        (Rule::NotNested(ValueType::Texts), "`a` is not a JSON list of strings"),
        (Rule::Duplicate, "`a` is a duplicate"),
        (Rule::Header, "`a` contains a character that is not allowed in a header"),
        (Rule::Separator, "`a` contains `|`, the separator of the signed text"),
        (Rule::Unknown { similar: None }, "`a` is not a parameter of this endpoint"),
        (
            Rule::Unknown { similar: Some(CowStr::from("b")) },
            "`a` is not a parameter of this endpoint; did you mean `b`?",
        ),
        (Rule::NotFromCaller, "`a` cannot be set: its value comes from the credentials, the signature or the protocol"),
        (group(GroupRule::ExactlyOne, ""), "exactly one of `a` with `b`, `c` must be set"),
        (group(GroupRule::AtLeastOne, ""), "at least one of `a` with `b`, `c` must be set"),
        (group(GroupRule::Excludes, ""), "only one of `a` with `b`, `c` may be set"),
        (group(GroupRule::Together, ""), "`a` with `b`, `c` must be set together or not at all"),
        (group(GroupRule::Requires, is), "`a` with `b`, `c` must be set when `c` is `x` or `y`"),
        (
            group(GroupRule::Requires, r#", "when": { "parameter": "c" }"#),
            "`a` with `b`, `c` must be set when `c` is set",
        ),
    ] {
        assert_eq!(Violation { parameter: CowStr::from("a"), rule }.to_string(), words);
    }
}

/// Whatever is wrong with a value, nothing that is printed holds it.
#[test]
fn no_value_is_shown() {
    let value = "4444555566661111|secret";
    for more in [
        r#""type": "string", "max_length": 3"#,
        r#""type": "integer", "max_length": 3, "smallest": 1, "largest": 9"#,
        r#""type": "boolean""#,
        r#""type": "decimal""#,
        r#""type": "string", "values": ["x"], "closed": true"#,
        r#""type": "string", "format": "flag""#,
        r#""type": "string", "format": "currency""#,
        r#""type": "string", "format": "expiry""#,
        r#""type": "string", "format": "card_number""#,
    ] {
        let rows = format!("{{ \"name\": \"a\", {more} }}, {{ \"name\": \"b\", \"type\": \"string\" }}");
        let table = table(&rows, r#"{ "rule": "excludes", "of": ["a", "b"] }"#);
        let found = check(&table, &[("a", value), ("b", value)]);
        assert!(found.len() > 2, "{found:?}");
        for violation in found {
            let shown = format!("{violation} {violation:?}");
            assert!(!shown.contains("4444") && !shown.contains("secret"), "{shown}");
        }
    }
}

/// A text of any kind is judged, never a reason to panic.
#[test]
fn strange_texts_are_judged() {
    let texts = ["", "-", "--", "\0", "\u{feff}", "\u{202e}", "-9", "- 9", "9".repeat(40).as_str(), "ღღ", "1\n"]
        .map(ToOwned::to_owned);
    for more in [
        r#""type": "string", "max_length": 1"#,
        r#""type": "integer", "max_length": 1"#,
        r#""type": "integer", "smallest": -5, "largest": 5"#,
        r#""type": "decimal""#,
        r#""type": "string", "format": "expiry""#,
    ] {
        let row = row(more);
        for text in &texts {
            let words: Vec<String> = check_value(&row, text).iter().map(ToString::to_string).collect();
            assert!(words.iter().all(|words| !words.is_empty()), "{text:?}");
        }
    }
}

/// A value can have any number of unknown members: each is reported, and only some thousands of names are compared.
#[test]
fn unknown_members_are_compared_within_a_limit() {
    let table = table(r#"{ "name": "inner", "type": "list", "rows": [{ "name": "amount", "type": "string" }] }"#, "");
    let members: Vec<String> = (0..20_000).map(|number| format!("\"a{number:05}\": 1")).collect();
    let value = format!("[{{ \"amont\": 1 }}, {{ {} }}, {{ \"amont\": 1 }}]", members.join(", "));
    let violations = check(&table, &[("inner", &value)]);
    assert_eq!(violations.len(), 20_002);
    let is_similar = |violation: &Violation| violation.rule == Rule::Unknown { similar: Some(CowStr::from("amount")) };
    assert!(is_similar(&violations[0]), "{:?}", violations[0]);
    assert_eq!(violations[20_001].rule, Rule::Unknown { similar: None });
}
