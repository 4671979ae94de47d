//! Single readings: words within sentences, values on one line, types and lengths.

use super::invariants::BUILT_IN;
use super::read_page;
use crate::import::Imported;

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
        // The negation of the word for optional.
        ("This parameter is not optional.", true, false),
        ("The parameter isn't optional", true, false),
        ("The parameter is never optional", true, false),
        ("The parameter cannot be optional", true, false),
        ("The parameter is no longer optional", true, false),
        ("What it is. Not optional", true, false),
        ("What it is (non-optional)", true, false),
        ("Not optional. What it is", true, false),
        ("Non-optional. What it is", true, false),
        ("Not mandatory. What it is", false, false),
        ("Параметр не опціональний", true, false),
        ("Параметр не є необов’язковим", true, false),
        ("Не необязательный. Что это", true, false),
        ("პარამეტრი არ არის არასავალდებულო", true, false),
        ("A non-optional parameter of the shop", false, true),
        ("Shown when it is not optional", false, true),
        ("Параметр не может быть необязательным", false, true),
        ("Параметр не может быть обязательным", false, true),
        ("It is not an optional parameter", false, true),
        ("პარამეტრი არასავალდებულო არ არის", false, true),
        ("An optional note. It is not shown", false, false),
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
    for of_type in [
        "string[]",
        "integer[]",
        "string [ ]",
        "string(64)[]",
        "string{}",
        "string(1,024)",
        "string(64, 32)",
        "decimal(10,2)",
        "number",
        "string(ten)",
        "integer(64)",
        "boolean",
    ] {
        let page = format!("| Name | Type | Description |\n|---|---|---|\n| note | {of_type} | What it is |\n");
        let imported = read_page(&page, &BUILT_IN);
        assert!(imported.is_empty(), "{of_type}");
        assert!(imported.warnings.iter().any(|it| it.line == 3 && it.message.contains("`note`")), "{of_type}");
    }
}

/// Pages that make an importer slow.
#[test]
fn large_pages_are_read_in_time() {
    const SIZE: usize = 8 * 1024;
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

/// Rows of a request with a title for what is mandatory.
fn with_title(title: &str, cells: [&str; 2]) -> Vec<bool> {
    let [first, second] = cells;
    let page = format!(
        "## Request\n\n| Name | Type | {title} | Description |\n|---|---|---|---|\n| shop_id | string(9) | {first} | It. |\n\
         | shop_fee | string(9) | {second} | It. |\n"
    );
    let imported = read_page(&page, &BUILT_IN);
    imported.request.iter().flatten().map(|parameter| parameter.mandatory).collect()
}

#[test]
fn short_titles_say_what_is_mandatory() {
    let cases = [
        ("Req", ["M", "O"]),
        ("Reqd.", ["yes", "no"]),
        ("Mand.", ["+", "-"]),
        ("Обяз.", ["Да", "Нет"]),
        ("Обов.", ["Так", "Ні"]),
        ("Обов’язк.", ["так", "ні"]),
        ("Потрібно", ["так", "ні"]),
        ("Требуется", ["да", "нет"]),
        ("სავალდ.", ["კი", "არა"]),
    ];
    for (title, cells) in cases {
        assert_eq!(with_title(title, cells), [true, false], "{title}");
    }
    let of_optional = [
        ("Optional", ["no", "yes"]),
        ("Optional?", ["false", "true"]),
        ("Optional", ["-", "+"]),
        ("Optional", ["✗", "✓"]),
        ("Optional", ["", "x"]),
        ("Not mandatory", ["N", "Y"]),
        ("Non-required", ["no", "yes"]),
        ("Необовʼязковий", ["ні", "так"]),
        ("Необязательный", ["нет", "да"]),
        ("არასავალდებულო", ["არა", "კი"]),
        // The words themselves, and their initials, mean the same under each title.
        ("Optional", ["M", "O"]),
        ("Optional", ["mandatory", "optional"]),
        ("Optional", ["not optional", "optional"]),
        ("Optional / mandatory", ["yes", "no"]),
        ("Mandatory or optional", ["mandatory", "optional"]),
    ];
    for (title, cells) in of_optional {
        assert_eq!(with_title(title, cells), [true, false], "{title}: {cells:?}");
    }
    let page = "| Request parameter | Type | Required | Description |\n|---|---|---|---|\n| shop_id | string(9) | yes | It. |\n";
    let imported = read_page(page, &BUILT_IN);
    assert_eq!(imported.request.map(|parameters| parameters.len()), Some(1));
}

/// The same in a table whose cells nothing but spaces separates.
#[test]
fn titles_of_plain_text_say_what_is_optional() {
    let cases = [
        ("Parameter Type Optional Description", ["no", "yes"]),
        ("ParameterTypeOptionalDescription", ["-", "+"]),
        ("Parameter Type Not mandatory Description", ["No", "Yes"]),
        ("Параметр Тип Необязательный Описание", ["нет", "да"]),
        ("Parameter Type Optional Description", ["M", "O"]),
        ("Parameter Type Optional/Mandatory Description", ["yes", "no"]),
        ("Parameter Type Mandatory Description", ["yes", "no"]),
    ];
    for (titles, [first, second]) in cases {
        let page = format!("Request\n\n{titles}\nshop_id string(9) {first} It.\nshop_fee string(9) {second} It.\n");
        let imported = read_page(&page, &BUILT_IN);
        let found: Vec<bool> = imported.request.iter().flatten().map(|parameter| parameter.mandatory).collect();
        assert_eq!(found, [true, false], "{page}");
    }
}

/// Two columns of signs.
#[test]
fn a_column_for_mandatory_and_one_for_optional() {
    let page = "## Request\n\n| Name | Type | Required | Optional | Description |\n|---|---|---|---|---|\n\
                | shop_id | string(9) | x | | It. |\n| shop_fee | string(9) | | x | It. |\n";
    let imported = read_page(page, &BUILT_IN);
    let found: Vec<bool> = imported.request.iter().flatten().map(|parameter| parameter.mandatory).collect();
    assert_eq!(found, [true, false]);
}

/// A list of strings is no string.
#[test]
fn lists_in_plain_text_are_reported() {
    for of_type in ["string[]", "integer[]", "string[](9)", "string(9)[]"] {
        let imported = request(&format!("shop_ids {of_type} What it is\nshop_id string(9) It."));
        let names: Vec<&str> = imported.request.iter().flatten().map(|parameter| parameter.name.as_ref()).collect();
        assert_eq!(names, ["shop_id"], "{of_type}");
        let is_reported =
            imported.warnings.iter().any(|it| it.message.contains("[]` of `shop_ids` is neither string nor"));
        assert!(is_reported, "{of_type}: {:?}", imported.warnings.iter().map(|it| &it.message).collect::<Vec<_>>());
    }
}

#[test]
fn statements_without_a_colon_end_with_their_sentence() {
    for text in [
        "Language. Default value en. Supported values:\nka — Georgian\nen — English",
        "Language, by default en; supported values: ka, en",
        "Мова. Одне з: ka, en. Типово en",
        "Язык, один из ka, en\nПо умолчанию en",
        "ენა. ერთ-ერთი: ka, en\nსტანდარტულად: en",
        "Language, one of ka, en\nDefault value: en",
    ] {
        let (mut values, default) = listed(text);
        values.sort();
        assert_eq!((values, default.as_deref()), (vec!["en".to_owned(), "ka".to_owned()], Some("en")), "{text}");
    }
    // A sentence is none.
    for text in ["Kind. One of our partners, or another one", "Kind, by default the one of the shop. It is rare"] {
        assert_eq!(listed(text), (Vec::new(), None), "{text}");
    }
}

#[test]
fn a_description_ends_before_its_statement() {
    for text in ["Kind (default red1)", "Kind, one of ka, en", "Kind; default: red1"] {
        let imported = request(&format!("shop_note string(10) {text}"));
        assert_eq!(imported.request.as_deref().unwrap()[0].details.doc, "Kind.", "{text}");
    }
}

#[test]
fn codes_with_meanings_are_values_also_without_a_title() {
    let (values, _) = listed("Currency\nGEL - Lari\nEUR - Euro");
    assert_eq!(values, ["GEL", "EUR"]);
    // Names of nested values are none.
    let (values, _) = listed("Who gets what\namount - Sum\ncurrency - Its currency");
    assert!(values.is_empty(), "{values:?}");
    let (values, _) = listed("Currency\nGEL - Lari\nof the country");
    assert!(values.is_empty(), "{values:?}");
}

#[test]
fn boxes_and_grids_without_borders_between_rows_are_read() {
    let page = "\
POST /api/shop/order

Request parameters

┌───────────┬────────────┬───────────┬──────────────────────────────┐
│ Parameter │ Type       │ Mandatory │ Description                  │
├───────────┼────────────┼───────────┼──────────────────────────────┤
│ shop_id   │ string(64) │ yes       │ Order of the shop.           │
│ shop_kind │ string(3)  │ yes       │ Currency. Allowed values:    │
│           │            │           │ GEL, EUR, USD                │
│ shop_fee  │ integer(6) │ no        │ Seconds. Default value: 3600 │
└───────────┴────────────┴───────────┴──────────────────────────────┘
";
    let ascii: String = page
        .chars()
        .map(|it| match it {
            '│' => '|',
            '─' => '-',
            '┌' | '┬' | '┐' | '├' | '┼' | '┤' | '└' | '┴' | '┘' => '+',
            other => other,
        })
        .collect();
    for page in [page, &ascii] {
        let imported = read_page(page, &BUILT_IN);
        assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
        let parameters = imported.request.unwrap_or_default();
        let read: Vec<(&str, bool, usize, Option<&str>)> = parameters
            .iter()
            .map(|it| (&*it.name, it.mandatory, it.details.values.len(), it.details.default.as_deref()))
            .collect();
        let expected = [("shop_id", true, 0, None), ("shop_kind", true, 3, None), ("shop_fee", false, 0, Some("3600"))];
        assert_eq!(read, expected);
    }
}

#[test]
fn a_part_of_a_document_is_html_too() {
    let page = "<h3>Request parameters</h3><p>POST https://pay.example/api/shop/order</p>\n<table>\
        <tr><td><p><strong>Parameter</strong></p></td><td>Type</td><td>Description</td></tr>\
        <tr><td>shop_id <span>*</span></td><td>string(64)</td><td>It.</td></tr></table>\n";
    let imported = read_page(page, &BUILT_IN);
    assert_eq!(imported.path.as_deref(), Some("/api/shop/order"));
    let imported = read_page("POST /api/shop/order</p>\n", &BUILT_IN);
    assert_eq!(imported.path.as_deref(), Some("/api/shop/order"));
}
