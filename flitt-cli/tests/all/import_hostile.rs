//! `import` and `diff` of pages that are made to exhaust the stack: each is read or refused.

use snapbox::cmd::OutputAssert;
use snapbox::str;

use crate::flitt::flitt;

/// The size of a hostile page, in bytes: for each kind of recursion, several times what overflows the stack.
const SIZE: usize = 24 * 1024;

/// What precedes a cell of a table in HTML and in Markdown.
const HTML_ROW: &str = "<table><tr><th>Parameter<th>Type<th>Description\n<tr><td>shop_note<td>string(5)<td>Note.\n<tr><td>other<td>string(5)";
const MARKDOWN_ROW: &str = "| Parameter | Type | Description |\n|---|---|---|\n| shop_note | string(5) | ";

/// Attributes that follow the name of a tag, as the tokenizer separates them.
const ATTRIBUTES: [&str; 16] = [
    "a=\"b\" ",
    "a=\"b\"\t",
    "a=\"b\"\n",
    "a=\"b\"\r\n",
    "a=\"b\"\x0c",
    "a=\"b\"/",
    "a=\"b\"",
    "a=\"\" ",
    "A=\"B\" ",
    "a = \"b\" ",
    "a=\"&amp;\" ",
    "a='b' ",
    "a=b ",
    "a ",
    "a/",
    "=/",
];

/// Before, the repeated part, and after: no tag of these has many attributes.
const HTML_PAGES: [(&str, &str, &str); 47] = [
    ("", "<", ""),
    ("", "</", ""),
    ("", "<!", ""),
    ("", "<?", ""),
    ("<html>", "<", ""),
    ("<html>", "</", ""),
    ("<html>", "</>", ""),
    ("<html>", "<a>", ""),
    ("<html>", "</a>", ""),
    ("<html>", "<!--", ""),
    ("<html>", "<!-->", ""),
    ("<html><!--", "-", ""),
    ("<html><!--", "--!", ""),
    ("<html><!--", "<!-", ""),
    ("<html><!--", "<!--", "-->"),
    ("<html><!", "-", ""),
    ("<html>", "<!->", ""),
    ("<html>", "<?>", ""),
    ("<html>", "<!doctype html>", ""),
    ("<!doctype ", "a", ""),
    ("<!doctype html public \"", "\" ", ""),
    ("<html>", "<![CDATA[", ""),
    ("<html>", "&", ""),
    ("<html>", "&amp;", ""),
    ("<html>", "&l", ""),
    ("<html>", "&#", ""),
    ("<html>", "&#x1", ""),
    ("<html>&#", "1", ""),
    ("<html>&", "a", ""),
    ("<html><td a=\"", "&", "\">"),
    ("<html><td a=\"", "&amp;", "\">"),
    ("<html><td a=", "\"", ">"),
    ("<html><td ", "/", ">"),
    ("<html><td ", " ", ">"),
    ("<html><script>", "<!--<script>", ""),
    ("<html><script>", "</script", ""),
    ("<html><script><!--", "-", ""),
    ("<html><style>", "</styl", ""),
    ("<html><title>", "</title", ""),
    ("<html>", "<textarea>", ""),
    ("<html>", "<pre>", ""),
    ("<html>", "<table>", ""),
    ("<html>", "<table><tr><td>", ""),
    ("<html>", "<dl><dt>a<dd>", ""),
    ("", "<dl></dl>", ""),
    ("", "<table></table>", ""),
    ("<html>", "\0", ""),
];

/// The same, of Markdown and of plain text.
const TEXT_PAGES: [(&str, &str, &str); 14] = [
    ("", "> ", ""),
    ("", "- ", ""),
    ("", "*", ""),
    ("", "_", ""),
    ("", "|", ""),
    (MARKDOWN_ROW, "*", " |\n"),
    (MARKDOWN_ROW, "_", " |\n"),
    (MARKDOWN_ROW, "`", " |\n"),
    (MARKDOWN_ROW, "\\", " |\n"),
    (MARKDOWN_ROW, "[", " |\n"),
    (MARKDOWN_ROW, "[](", " |\n"),
    (MARKDOWN_ROW, "<", " |\n"),
    (MARKDOWN_ROW, "&", " |\n"),
    (MARKDOWN_ROW, "|", "\n"),
];

fn repeated(before: &str, part: &str, after: &str) -> String {
    format!("{before}{}{after}", part.repeat(SIZE / part.len()))
}

fn import(page: &str) -> OutputAssert {
    flitt("import - --endpoint x").stdin(page.as_bytes()).assert()
}

/// Whether the page is refused because of the attributes of a tag. It is not left by a signal.
fn is_refused(page: &str) -> bool {
    let output = import(page).get_output().clone();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let shown: String = page.chars().take(80).collect();
    assert!(matches!(output.status.code(), Some(0..=2)), "{shown:?}: {:?} {stderr}", output.status);
    let is_refused = stderr.contains("a tag has more than 200 attributes");
    assert!(!is_refused || output.status.code() == Some(2), "{shown:?}: {stderr}");
    is_refused
}

#[test]
fn a_tag_with_very_many_attributes_is_refused() {
    for part in ATTRIBUTES {
        for (before, after) in [("<td ", ">"), ("<TD\t", ""), ("</td ", ">"), ("<script>x</script ", ">")] {
            let page = repeated(&format!("{HTML_ROW}{before}"), part, after);
            assert!(is_refused(&page), "{before:?} {part:?}");
        }
    }
}

fn assert_not_refused(pages: &[(&str, &str, &str)]) {
    for (before, part, after) in pages {
        assert!(!is_refused(&repeated(before, part, after)), "{before:?} {part:?}");
    }
}

#[test]
fn hostile_pages_of_html_are_read() {
    assert_not_refused(&HTML_PAGES);
}

#[test]
fn hostile_pages_of_text_are_read() {
    assert_not_refused(&TEXT_PAGES);
    let deep_list: Vec<String> = (0..300).map(|depth| format!("{}- a\n", " ".repeat(depth))).collect();
    assert!(!is_refused(&deep_list.concat()));
}

#[test]
fn the_refusal_names_the_line_of_the_tag() {
    let attributes = "\na=\"b\"".repeat(201);
    for page in [format!("<html>\r\n<p>\n<td{attributes}>"), format!("# Page\n\n<table><td {attributes}>\n")] {
        import(&page).code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot read stdin: line 3: a tag has more than 200 attributes
help: remove attributes from the tag; of a table, only `colspan` and `rowspan` matter

"#]]);
        flitt("diff order_status -").stdin(page.as_bytes()).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot read stdin: line 3: a tag has more than 200 attributes
help: remove attributes from the tag; of a table, only `colspan` and `rowspan` matter

"#]]);
    }
}

#[test]
fn up_to_two_hundred_attributes_are_allowed() {
    for (count, is_too_many) in [(200, false), (201, true)] {
        for part in ATTRIBUTES {
            let page = format!("{HTML_ROW}<td {}>Other.</table>", part.repeat(count));
            assert_eq!(is_refused(&page), is_too_many, "{count} times {part:?}");
        }
    }
}

#[test]
fn a_page_with_a_hundred_attributes_and_a_long_value_is_read() {
    let url = "<path d=%22M 1/2 L 3/4%22/> 'x' = ".repeat(3000);
    let attributes: Vec<String> = (0..100).map(|number| format!("data-{number}=\"{number}\" ")).collect();
    let attributes = attributes.concat();
    let page =
        format!("{HTML_ROW}<td {attributes}>Other <img src=\"data:image/svg+xml,{url}\" alt=\"text\">.</table>\n");
    let output = import(&page).code(0).get_output().clone();
    let schema = String::from_utf8(output.stdout).expect("a schema file is UTF-8");
    for expected in
        ["\"name\": \"shop_note\"", "\"doc\": \"Note.\"", "\"name\": \"other\"", "\"doc\": \"Other text .\""]
    {
        assert!(schema.contains(expected), "{expected} is not in {schema}");
    }
}

#[test]
fn a_cell_of_markdown_with_very_many_attributes_is_taken_as_text() {
    let page = repeated(&format!("{MARKDOWN_ROW}Note. <b "), "a=\"b\" ", ">bold</b> |\n");
    let output = import(&page).code(0).get_output().clone();
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"name\": \"shop_note\""));
}
