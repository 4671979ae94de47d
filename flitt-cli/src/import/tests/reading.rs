//! Single readings: words within sentences, values on one line, types and lengths.

use super::invariants::BUILT_IN;
use crate::import::{Imported, read_page};

fn request(rows: &str) -> Imported {
    read_page(&format!("Request parameters\n\nParameter Type Description\n{rows}\n"), &BUILT_IN)
}

/// Whether the only parameter of a request with this description is mandatory, and whether a warning names it.
fn mandatory(description: &str) -> (bool, bool) {
    let imported = request(&format!("shop_note string(10) {description}"));
    let parameter = &imported.request.as_deref().unwrap()[0];
    let is_warned = imported.warnings.iter().any(|warning| warning.message.contains("`shop_note`"));
    (parameter.mandatory, is_warned)
}

#[test]
fn the_word_for_mandatory_counts_apart_from_a_sentence() {
    let cases = [
        ("What it is. mandatory", true, false),
        ("What it is (mandatory)", true, false),
        ("What it is [required]", true, false),
        ("Mandatory. What it is", true, false),
        ("(required) What it is", true, false),
        ("What it is, обязательный", true, false),
        ("What it is. ОБОВʼЯЗКОВИЙ", true, false),
        ("What it is. სავალდებულო", true, false),
        ("The parameter is mandatory.", true, false),
        ("What it is. optional", false, false),
        ("What it is. Not mandatory", false, false),
        ("The parameter is not required", false, false),
        ("Параметр не является обязательным", false, false),
        ("Параметр не є обов’язковий", false, false),
        ("What it is. необов’язковий", false, false),
        ("What it is. არასავალდებულო", false, false),
        // A part of a sentence, or with a condition: it is not known.
        ("Required to find the shop", false, true),
        ("Mandatory if the card is new", false, true),
        ("Shown when a check is required", false, true),
        ("What it ismandatory", false, true),
        ("mandatory. And optional", true, false),
        ("What it is", false, false),
    ];
    for (text, is_mandatory, is_warned) in cases {
        assert_eq!(mandatory(text), (is_mandatory, is_warned), "{text}");
    }
}

/// The values and the default of the only parameter with this description.
fn listed(description: &str) -> (Vec<String>, Option<String>) {
    let imported = request(&format!("shop_note string(10) {description}"));
    let details = &imported.request.as_deref().unwrap()[0].details;
    let values = details.values.iter().map(|listed| listed.value.to_string()).collect();
    (values, details.default.as_deref().map(str::to_owned))
}

#[test]
fn values_and_defaults_are_read_in_their_forms() {
    let cases: [(&str, &[&str], Option<&str>); 20] = [
        ("Kind. Supported values: red, green, blue", &["red", "green", "blue"], None),
        ("Kind. Supported values (RED, BLUE)", &["RED", "BLUE"], None),
        ("Supported values > (purchase, reverse)", &["purchase", "reverse"], None),
        ("Kind. Possible values: red, green or blue", &["red", "green", "blue"], None),
        ("Kind. Допустимые значения: red или blue", &["red", "blue"], None),
        ("Kind. Allowed values: Y/N", &["Y", "N"], None),
        ("Kind. Supported values: EUR — Euro USD — US Dollar", &["EUR", "USD"], None),
        ("Kind. Supported values:\n- red\n- green", &["red", "green"], None),
        ("Kind. Supported values:\n• `red` – warm\n• `blue` – cold", &["red", "blue"], None),
        ("Kind. Supported values:\nred: warm\nblue: cold", &["red", "blue"], None),
        ("Kind. Supported values:\nY = yes\nN = no", &["Y", "N"], None),
        ("Kind of payment N — as usual Y — later", &["N", "Y"], None),
        ("Kind. Default value: red", &[], Some("red")),
        ("Kind. Default: `red`.", &[], Some("red")),
        ("Kind. Default value: 1.0.1 Version 1.0 is old", &[], Some("1.0.1")),
        ("Kind. За замовчуванням: red", &[], Some("red")),
        ("Kind. По-умолчанию - red", &[], Some("red")),
        ("Kind. ნაგულისხმევია: red", &[], Some("red")),
        ("Kind. Default value: none", &[], None),
        ("Kind, by default everywhere", &[], None),
    ];
    for (text, values, default) in cases {
        let expected = (values.iter().map(|it| (*it).to_owned()).collect(), default.map(str::to_owned));
        assert_eq!(listed(text), expected, "{text}");
    }
}

#[test]
fn types_are_read_in_their_forms() {
    let cases = [
        ("string(64)", Some(64)),
        ("String [64]", Some(64)),
        ("string, 64", Some(64)),
        ("string{64}", Some(64)),
        ("string (max. 64 characters)", Some(64)),
        ("string(1-64)", Some(64)),
        ("varchar(64)", Some(64)),
        ("рядок(64)", Some(64)),
        ("строка (до 64 символов)", Some(64)),
        ("სტრიქონი (მაქს. 64 სიმბოლო)", Some(64)),
        ("string", None),
    ];
    for (of_type, length) in cases {
        let page = format!("| Name | Type | Description |\n|---|---|---|\n| note | {of_type} | What it is |\n");
        let imported = read_page(&page, &BUILT_IN);
        let limit = imported.response.as_deref().map(|parameters| parameters[0].limit);
        assert_eq!(limit, Some(length), "{of_type}");
    }
    for of_type in
        ["string(1,024)", "string(64, 32)", "decimal(10,2)", "number", "string(ten)", "integer(64)", "boolean"]
    {
        let page = format!("| Name | Type | Description |\n|---|---|---|\n| note | {of_type} | What it is |\n");
        let imported = read_page(&page, &BUILT_IN);
        assert!(imported.is_empty(), "{of_type}");
        assert!(imported.warnings.iter().any(|it| it.line == 3 && it.message.contains("`note`")), "{of_type}");
    }
}

/// Pages that make an importer slow.
#[test]
fn large_pages_are_read_in_time() {
    const SIZE: usize = 16 * 1024;
    let units = [
        "a string(",
        "a|",
        "\n\n",
        "a\n",
        "| a ",
        "<td>",
        "<table>",
        "<table><tr><td>",
        "— ",
        "a — b ",
        "](",
        "mandatory ",
        "Default value: ",
        "+--+\n",
        "-- --\n",
        "a\tb\n",
        "\u{ad}",
        "&lt;",
        "<dl><dt>a<dd>",
        "Parameter Type Description\n",
    ];
    for unit in units {
        let page = format!("Parameter Type Description\na string(5) {}", unit.repeat(SIZE / unit.len()));
        let started = std::time::Instant::now();
        read_page(&page, &BUILT_IN);
        // A guard against quadratic time only; linear time is far below.
        assert!(started.elapsed().as_secs() < 60, "{unit:?}: {:?}", started.elapsed());
    }
}
