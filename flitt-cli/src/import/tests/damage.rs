//! Damage by which a page once gave a wrong parameter: it is read as it was meant, or a warning names the parameter.

use super::invariants::BUILT_IN;
use super::read_page;
use crate::import::Imported;

const PLAIN: &str = "Response parameters\n\nParameter Type Description\n";
const WITH_EXAMPLE: &str = "Response parameters\n\nParameter Type Description Example\n";
const TABS: &str = "Response parameters\n\nParameter\tType\tDescription\n";

fn read(titles: &str, rows: &str) -> Imported {
    read_page(&format!("{titles}{rows}"), &BUILT_IN)
}

fn names(imported: &Imported) -> Vec<&str> {
    imported.response.iter().flatten().map(|parameter| parameter.name.as_ref()).collect()
}

/// The values of the first parameter.
fn values(imported: &Imported) -> Vec<&str> {
    let first = imported.response.iter().flatten().next();
    first.into_iter().flat_map(|it| it.details.values.iter()).map(|listed| listed.value.as_ref()).collect()
}

/// Whether a warning about this line of the page names the parameter.
fn is_warned(imported: &Imported, line: usize, name: &str) -> bool {
    imported.warnings.iter().any(|it| it.line == line && it.message.contains(&format!("`{name}`")))
}

#[test]
fn a_meaning_on_the_line_after_the_first_value_belongs_to_it() {
    for list in [
        "Supported values:GEL\n— it is not paid yet\nEUR — the bank said no",
        "Supported values: GEL\n– it is not paid yet\nEUR — the bank said no",
        "Допустимые значения:GEL\n— банк отказал\nEUR — ещё не оплачено",
    ] {
        let imported = read(PLAIN, &format!("shop_currency string(3) Which one. {list}\n"));
        assert_eq!(values(&imported), ["GEL", "EUR"], "{list}");
        assert!(imported.warnings.is_empty(), "{list}: {:?}", imported.warnings);
    }
}

#[test]
fn a_line_that_begins_with_a_dash_gives_a_warning_where_its_value_is_unknown() {
    let cases = [
        // The value is joined to the meaning above.
        ("ka — money is on its way\nen — used in shopsuk\n— it is not paid yet", 7),
        ("ka, en\n— it is not paid yet", 6),
    ];
    for (list, line) in cases {
        let imported = read(PLAIN, &format!("shop_language string(2) Which one. Supported values:\n{list}\n"));
        assert!(is_warned(&imported, line, "shop_language"), "{list}: {:?}", imported.warnings);
    }
    // An item, or the meaning of the only value.
    let imported = read(PLAIN, "shop_kind string(9) Which one. Supported values: red\n— green\n— blue\n");
    assert!(is_warned(&imported, 5, "shop_kind"), "{:?}", imported.warnings);
    // Items with a dash in the place of a bullet are values.
    let imported = read(PLAIN, "shop_kind string(9) Which one. Supported values:\n— red\n— green\n- blue\n");
    assert_eq!(values(&imported), ["red", "green", "blue"]);
    assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
}

#[test]
fn statements_are_read_without_their_spaces() {
    let cases = [
        "Допустимыезначения:Y — банк отказал\nN — ещё не оплачено",
        "Supportedvalues: Y — the bank said no\nN — it is not paid yet",
        "დასაშვებიმნიშვნელობები:\nY — ფული გზაშია\nN — ბანკმა უარი თქვა",
    ];
    for list in cases {
        let imported = read(PLAIN, &format!("shop_flag string(1) Whether it is. {list}\n"));
        assert_eq!(values(&imported), ["Y", "N"], "{list}");
    }
    let imported = read(PLAIN, "shop_version string(9) Which one. Defaultvalue: 1.0.1\n");
    let parameters = imported.response.unwrap_or_default();
    assert_eq!(parameters[0].details.default.as_deref(), Some("1.0.1"));
}

#[test]
fn a_malformed_row_that_may_belong_to_the_row_above_names_it() {
    let imported = read(
        WITH_EXAMPLE,
        "shop_id string(10) Which shop.\n\nmandatory versionstring(5)What it is.\nshop_fee integer(3) What it costs.\n",
    );
    assert!(is_warned(&imported, 6, "shop_id"), "{:?}", imported.warnings);
}

#[test]
fn a_value_in_the_first_column_belongs_to_the_row_above() {
    let simple = "\
Response parameters

================== ================== ==============================
Parameter          Type               Description
================== ================== ==============================
shop_kind          string(3)          Which one. Supported values:
                                      GEL — used in shops
     
               AMD — used in shops
shop_fee           float              What it costs.
================== ================== ==============================
";
    let imported = read_page(simple, &BUILT_IN);
    assert!(is_warned(&imported, 9, "shop_kind"), "{:?}", imported.warnings);
    // A row of its own says nothing about the one above.
    assert!(!is_warned(&imported, 10, "shop_kind"), "{:?}", imported.warnings);
    let pipes = "## Response parameters\n\n| Parameter | Type | Description |\n|---|---|---|\n";
    let imported = read(pipes, "| shop_kind | string(3) | Which one. |\n| shop_fee | - | What it costs. |\n");
    assert!(is_warned(&imported, 6, "shop_fee") && !is_warned(&imported, 6, "shop_kind"), "{:?}", imported.warnings);
}

#[test]
fn a_row_named_like_the_word_for_mandatory_is_doubtful() {
    let imported = read(WITH_EXAMPLE, "shop_id string(10) Which shop.\nmandatory string(5) What it is.\n");
    assert!(is_warned(&imported, 5, "mandatory"), "{:?}", imported.warnings);
}

#[test]
fn text_after_a_table_is_reported_where_the_last_row_lacks_it() {
    let texts = ["How it is. Supported values:\nGEL, EUR", "How it is.\nDefault value: 7", "How it is. mandatory"];
    for text in texts {
        for (titles, row) in [(TABS, "shop_kind\tstring(3)\t"), (PLAIN, "shop_kind string(3)")] {
            let imported = read(titles, &format!("shop_id\tstring(9)\tWhich shop.\n{row}\n\n{text}\n"));
            assert!(is_warned(&imported, 7, "shop_kind"), "{text}: {:?}", imported.warnings);
            let imported = read(titles, &format!("{row} Which one.\n\n{text}\n"));
            assert!(imported.warnings.iter().all(|it| it.line != 6), "{text}: {:?}", imported.warnings);
        }
    }
    let imported = read(TABS, "shop_kind\tstring(3)\t\n\nThe shop sends it.\n");
    assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
}

#[test]
fn a_page_that_ends_in_a_list_or_a_default_may_be_cut_off() {
    let simple = "Response parameters\n\n--------- --------- --------------------\nParameter Type      Description\n";
    for text in ["Which one. Supported values:\ncreated, appr", "Which one.\nDefault value: 1."] {
        let row = format!("shop_id\tstring(9)\t{text}");
        let imported = read(TABS, &row);
        assert!(is_warned(&imported, 5, "shop_id"), "{text}: {:?}", imported.warnings);
        let imported = read(TABS, &format!("{row}\n"));
        assert!(imported.warnings.is_empty(), "{text}: {:?}", imported.warnings);
    }
    let imported = read(TABS, "shop_id\tstring(9)\tWhich shop.");
    assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
    // The end of the row is on the page.
    let pipes = "## Response parameters\n\n| Parameter | Type | Description |\n|---|---|---|\n";
    let imported = read(pipes, "| shop_id | string(9) | Which one. Default value: 1.0 |");
    assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
    let simple = format!(
        "{}{}",
        simple.replacen("--------- --------- --------------------\n", "", 1),
        "\
--------- --------- --------------------
shop_id   string(9) Which one.
                    Default value: 1."
    );
    let imported = read_page(&simple, &BUILT_IN);
    assert!(is_warned(&imported, 6, "shop_id"), "{:?}", imported.warnings);
}

#[test]
fn a_value_of_the_row_above_is_no_name() {
    let titles = "## Response parameters\n\nParameter | Type | Description | Example |\n---|---|---|---|\n";
    let end = "string(40) | What it is. |\nID1 |\nshop_fee |\ninteger(3) | What it costs. |\n7 |\n";
    // The type of the first row and the name of the second are gone.
    let of_list =
        "Which one. Supported values:\ncreated — money is on its way\nexpired — it is not paid yet |\nexpired |\n";
    let imported = read(titles, &format!("shop_state |\n{of_list}{end}"));
    assert_eq!(names(&imported), ["shop_fee"], "{:?}", imported.warnings);
    assert!(is_warned(&imported, 9, "expired"), "{:?}", imported.warnings);
    // What no list has may be a name.
    let imported = read(titles, &format!("shop_state |\nWhich one. |\nblue |\n{end}"));
    assert_eq!(names(&imported), ["blue", "shop_fee"]);
    assert!(is_warned(&imported, 7, "blue"), "{:?}", imported.warnings);
    // Whole rows on a line of their own leave no doubt.
    let rows =
        "| shop_state | string(9) | Which one: blue |\n| shop_fee | blue |\n| blue | integer(3) | Its sum | 7 |\n";
    let titles = "## Response parameters\n\n| Parameter | Type | Description | Example |\n|---|---|---|---|\n";
    let imported = read(titles, rows);
    assert!(!is_warned(&imported, 7, "blue"), "{:?}", imported.warnings);
}

#[test]
fn the_word_for_mandatory_can_be_joined_to_the_next_name() {
    for (titles, text) in [
        (
            "Request parameters\n\nParameterTypeDescriptionExample\n",
            "How it is.\n\nmandatoryshop_feeinteger(6)What it costs.“7”",
        ),
        (
            "Request parameters\n\nParameter Type Description Example\n",
            "How it is.\n\nmandatoryshop_fee integer(6) What it costs. 7",
        ),
        (
            "Параметры запроса\n\nПараметр Тип Описание Пример\n",
            "Что это.\n\nобязательныйshop_fee integer(6) Что это. 7",
        ),
    ] {
        let imported = read(titles, &format!("shop_id string(9) {text}\n"));
        assert!(is_warned(&imported, 6, "shop_id"), "{text}: {:?}", imported.warnings);
        let names: Vec<&str> = imported.request.iter().flatten().map(|it| it.name.as_ref()).collect();
        assert!(!names.contains(&"mandatoryshop_fee") || is_warned(&imported, 6, "mandatoryshop_fee"), "{names:?}");
    }
}

#[test]
fn a_ruler_may_have_other_spaces() {
    let simple = "\
Request parameters

========= ========= =========== ====================
Parameter Type      Mandatory   Description
========= ========= =========== ====================
shop_id   string(9) mandatory   Which shop.
=========\t========= ===========\u{a0}====================

Response parameters

========= ========= ====================
Parameter Type      Description
========= ========= ====================
shop_id   string(2) Which one.
========= ========= ====================
";
    let imported = read_page(simple, &BUILT_IN);
    assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
    assert_eq!(names(&imported), ["shop_id"]);
}

#[test]
fn values_after_an_empty_line_are_reported() {
    let simple = "\
Response parameters

Parameter Type      Description
--------- --------- ------------------------------
shop_kind string(3) Which one. Supported values:
                    GEL — used in shops

                    AMD — used in shops
";
    let imported = read_page(simple, &BUILT_IN);
    assert!(is_warned(&imported, 8, "shop_kind"), "{:?}", imported.warnings);
    let imported = read(PLAIN, "shop_kind string(3) Which one. Supported values:\nGEL\n— in use\n\nAMD — in use\n");
    assert_eq!(values(&imported), ["GEL", "AMD"], "{:?}", imported.warnings);
}

#[test]
fn the_word_for_mandatory_is_reported_also_after_other_text() {
    let titles = "Request parameters\n\nParameter Type Description Example\n";
    for text in [
        "What it is. It can be long.\n\nThe shop decides.\n\nmandatory\n1020",
        "What it is.\n\nThe shop decides.\n\nDefault value: 7\n7",
    ] {
        let imported = read(titles, &format!("shop_id string(9) {text}\n\nResponse parameters\n"));
        let warned = imported.warnings.iter().any(|it| it.message.contains("`shop_id`"));
        assert!(warned, "{text}: {:?}", imported.warnings);
    }
}

#[test]
fn a_value_that_leaves_the_column_of_descriptions_is_reported() {
    let simple = "\
Параметры запроса

================== ================== ================== ==============================
Параметр           Тип                Обязательность     Описание
================== ================== ================== ==============================
shop_kind          string(3)          обязательный       Что это. Допустимые значения:
                                                         GEL — банк отказал

                                            USD — ещё не оплачено
                                                         AMD — банк отказал
================== ================== ================== ==============================
";
    let imported = read_page(simple, &BUILT_IN);
    assert!(is_warned(&imported, 9, "shop_kind"), "{:?}", imported.warnings);
}

#[test]
fn what_another_column_has_of_a_default_is_reported() {
    let simple = "\
Response parameters

================== ================== ==============================
Parameter          Type               Description
================== ================== ==============================
shop_kind          string(3)          Which one.

           Default value: N
shop_fee           string(3)          What it costs.
================== ================== ==============================
";
    let imported = read_page(simple, &BUILT_IN);
    assert!(is_warned(&imported, 8, "shop_kind"), "{:?}", imported.warnings);
}

#[test]
fn an_example_that_is_joined_to_a_name_in_a_cell_is_reported() {
    for joined in ["1773cf135bd89656131134b98637894dad42f808shop_fee", "1020shop_fee", "mandatoryshop_fee"] {
        let imported = read(TABS, &format!("shop_id\tstring(9)\tWhich shop.\n{joined}\tstring(3)\tWhat it costs.\n"));
        assert!(is_warned(&imported, 5, joined), "{:?}", imported.warnings);
    }
    let imported = read(TABS, "3ds\tstring(9)\tWhether it is.\noptional_fee\tstring(3)\tWhat it costs.\n");
    assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
}

#[test]
fn a_list_whose_first_value_follows_its_title_goes_on_after_an_empty_line() {
    let imported = read(PLAIN, "shop_flag string(9) Whether. Supported values: Y — it is\n\nN — it is not\n");
    assert_eq!(values(&imported), ["Y", "N"], "{:?}", imported.warnings);
}

#[test]
fn a_statement_can_be_broken_over_two_lines() {
    let titles = "Request parameters\n\nParameter Type Description Example\n";
    for text in [
        "Which one. Supported values:\nred — a colour\nblue — a colour\nDefault\nvalue: red\nred",
        "Which one. Supported\nvalues:\nred, blue\nDefault value:\nred\nred",
        "Which one. Supported values:\nred — a colour\nblue — a colour\nValue by\ndefault: red\nred",
    ] {
        let imported = read(titles, &format!("shop_colour string(9) {text}\nshop_id string(9) Which shop. “7”\n"));
        let parameters = imported.request.clone().unwrap_or_default();
        assert_eq!(parameters[0].details.default.as_deref(), Some("red"), "{text}: {:?}", imported.warnings);
        assert_eq!(parameters[0].details.values.len(), 2, "{text}");
    }
}

#[test]
fn an_example_in_quotes_that_is_joined_to_a_default_is_no_part_of_it() {
    for example in ["“Too late”", "\"Too late\"", "«Too late»"] {
        let titles = "Request parameters\n\nParameter Type Description Example\n";
        let rows = format!("shop_version string(9) Which one.\nDefault value: 1.0.1{example}\n“7”\n");
        let imported = read(titles, &rows);
        let parameters = imported.request.clone().unwrap_or_default();
        assert_eq!(parameters[0].details.default.as_deref(), Some("1.0.1"), "{:?}", imported.warnings);
    }
}
