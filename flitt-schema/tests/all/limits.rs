//! Files and folders beyond every need: each costs little, and says what is too much.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use flitt_schema::{InMemory, Library, MAX_FILE_SIZE, canonical};

/// A guard against growth with the square of the size, for machines that do other work too.
const LONG: Duration = Duration::from_secs(30);

fn items(count: usize, item: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0..count {
        let separator = if number == 0 { "" } else { "," };
        if text.len() > MAX_FILE_SIZE - 4_000 {
            break;
        }
        let _ = write!(text, "{separator}{}", item(number));
    }
    text
}

/// An endpoint with rows, and other keys.
fn endpoint(rows: &str, others: &str) -> String {
    format!(
        "{{\"endpoint\":\"a\",\"path\":\"/a\",\"key\":\"none\",\"protocol\":\"plain\",{others}\"request\":[{rows}],\
         \"response\":{{\"rows\":[],\"signed\":\"never\"}}}}"
    )
}

/// Files of the maximum size whose checks could take the square of it.
#[expect(clippy::too_many_lines, reason = "one table of cases")]
fn large_files() -> Vec<(&'static str, String)> {
    let row = |number: usize| format!("{{\"name\":\"a{number}\",\"type\":\"string\"}}");
    let rows = items(1_900, row);
    let texts = |prefix: &'static str| items(19_000, move |number| format!("\"{prefix}{number}\""));
    let same = |text: &'static str| items(19_000, move |_| text.to_owned());
    vec![
        ("rows", endpoint(&items(20_000, row), "")),
        ("rows of one name", endpoint(&items(20_000, |_| "{\"name\":\"a\",\"type\":\"string\"}".to_owned()), "")),
        ("rows without anything", endpoint(&same("{}"), "")),
        ("rows that are none", endpoint(&same("1"), "")),
        (
            "names that are none, all of one proposed name",
            endpoint(
                &items(1_900, |number| {
                    let (before, after) = ("-".repeat(number % 40), ".".repeat(number / 40));
                    format!("{{\"name\":\"{before}a{after}\",\"type\":\"string\"}}")
                }),
                "",
            ),
        ),
        (
            "reserved names",
            endpoint(&items(1_900, |number| format!("{{\"name\":\"without_a{number}\",\"type\":\"string\"}}")), ""),
        ),
        (
            "values",
            endpoint(
                &format!("{{\"name\":\"a\",\"type\":\"string\",\"closed\":true,\"values\":[{}]}}", texts("v")),
                "",
            ),
        ),
        (
            "values of one name",
            endpoint(&format!("{{\"name\":\"a\",\"type\":\"string\",\"values\":[{}]}}", same("\"v\"")), ""),
        ),
        (
            "impossible conditions",
            endpoint(
                &format!(
                    "{{\"name\":\"a\",\"type\":\"string\",\"closed\":true,\"values\":[{}]}}",
                    items(9_000, |number| format!("\"v{number}\""))
                ),
                &format!(
                    "\"groups\":[{{\"rule\":\"requires\",\"of\":[\"a\"],\"when\":{{\"parameter\":\"a\",\"is\":[{}]}}}}],",
                    items(9_000, |number| format!("\"w{number}\""))
                ),
            ),
        ),
        (
            "a group of unknown names",
            endpoint(
                &rows,
                &format!(
                    "\"groups\":[{{\"rule\":\"excludes\",\"of\":[{}]}}],",
                    items(12_000, |number| format!("\"b{number}\""))
                ),
            ),
        ),
        (
            "a group of one name",
            endpoint(
                &rows,
                &format!("\"groups\":[{{\"rule\":\"excludes\",\"of\":[{}]}}],", items(12_000, |_| "\"a1\"".to_owned())),
            ),
        ),
        (
            "a group of names",
            endpoint(
                &rows,
                &format!(
                    "\"groups\":[{{\"rule\":\"at_least_one\",\"of\":[{}]}}],",
                    items(12_000, |number| format!("\"a{}\"", number % 1_900))
                ),
            ),
        ),
        (
            "groups",
            endpoint(
                &rows,
                &format!(
                    "\"groups\":[{}],",
                    items(2_000, |number| format!("{{\"rule\":\"excludes\",\"of\":[\"a1\",\"a{number}\"]}}"))
                ),
            ),
        ),
        (
            "data_when",
            endpoint(&rows, &format!("\"data_when\":[{}],", items(12_000, |number| format!("\"a{}\"", number * 7)))),
        ),
        (
            "zero_when",
            endpoint(
                &format!(
                    "{rows},{{\"name\":\"n\",\"type\":\"integer\",\"smallest\":1,\"zero_when\":[{}]}}",
                    items(3_000, |number| format!("{{\"parameter\":\"c{number}\"}}"))
                ),
                "",
            ),
        ),
        ("unknown keys", format!("{{{}}}", items(19_000, |number| format!("\"endpoin{number}\":1")))),
        ("duplicate keys", format!("{{{}}}", items(19_000, |_| "\"endpoint\":\"a\"".to_owned()))),
        (
            "error codes",
            endpoint(
                "{\"name\":\"id\",\"type\":\"string\"}",
                &format!(
                    "\"order\":\"id\",\"confirm_with\":{{\"endpoint\":\"a\",\"failures\":{{\"before\":[{}],\"exists\":[{}]}}}},",
                    items(9_000, |number| format!("\"{number}\"")),
                    items(9_000, |number| format!("\"{number}\""))
                ),
            ),
        ),
        (
            "compared parameters",
            endpoint(
                &rows,
                &format!(
                    "\"order\":\"a1\",\"confirm_with\":{{\"endpoint\":\"a\",\"compare\":[{}]}},",
                    items(12_000, |number| format!("\"b{number}\""))
                ),
            ),
        ),
        (
            "long names",
            endpoint(
                &items(100, |number| format!("{{\"name\":\"{}{number}\",\"type\":\"string\"}}", "x".repeat(2_000))),
                "",
            ),
        ),
        (
            "nested in place",
            endpoint(
                &items(1_500, |number| {
                    format!(
                        "{{\"name\":\"a{number}\",\"type\":\"object\",\"rows\":[{{\"name\":\"b\",\"type\":\"string\"}}]}}"
                    )
                }),
                "",
            ),
        ),
        ("one long line", endpoint("", &format!("\"doc\":\"{}\",\"x\":1,", "\u{10d0}".repeat(80_000)))),
        ("lists of lists", format!("{{\"endpoint\":[{}]}}", items(9_000, |_| "[0]".to_owned()))),
        ("escapes", format!("{{\"endpoint\":\"{}\"}}", "\\u0000".repeat(40_000))),
        ("open lists", "[".repeat(MAX_FILE_SIZE - 10)),
        ("quotes", "\"".repeat(MAX_FILE_SIZE - 10)),
        ("lines", format!("{{{}", "\n".repeat(MAX_FILE_SIZE - 10))),
    ]
}

#[test]
fn large_files_cost_little() {
    for (what, text) in large_files() {
        assert!(text.len() <= MAX_FILE_SIZE, "{what} has {} bytes", text.len());
        let started = Instant::now();
        let files = InMemory::from_iter([("a.json", text.clone())]);
        let library = Library::read_folder(&files);
        assert!(library.diagnostics.len() <= 6_100, "{what}: {}", library.diagnostics.len());
        let longest =
            library.diagnostics.iter().map(|found| found.message().len() + found.help().map_or(0, str::len)).max();
        assert!(longest.unwrap_or_default() < 2 * text.len() + 4_000, "{what}: a message of {longest:?} bytes");
        let help = library.diagnostics.iter().filter_map(|found| found.help()).map(str::len).max().unwrap_or_default();
        assert!(help < 8_000, "{what}: a help of {help} bytes");
        for diagnostic in library.diagnostics.iter().take(20) {
            assert!(!diagnostic.to_string().is_empty());
        }
        let _ = (library.warnings(), library.clone());
        let _ = canonical("a.json", &flitt_schema::Source::new("a.json", &text));
        assert!(started.elapsed() < LONG, "{what} takes {:?}", started.elapsed());
        println!("{what}: {:?}, {} diagnostics", started.elapsed(), library.diagnostics.len());
    }
}

fn read(files: Vec<(String, String)>) -> (Library, Vec<String>) {
    let started = Instant::now();
    let library = Library::read_folder(&files.into_iter().collect::<InMemory>());
    assert!(started.elapsed() < LONG, "it takes {:?}", started.elapsed());
    let messages = library.diagnostics.iter().map(|found| format!("{}: {}", found.path(), found.message())).collect();
    (library, messages)
}

#[test]
fn a_folder_has_so_many_files() {
    let table = |number: usize| (format!("tables/t{number}.json"), format!("{{\"table\":\"t{number}\",\"rows\":[]}}"));
    let (library, messages) = read((0..500).map(table).collect());
    assert_eq!((library.tables.len(), messages.len()), (500, 0));
    let (library, messages) = read((0..10_000).map(table).collect());
    assert_eq!(library.tables.len(), 500);
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].ends_with("the folder has more than 500 files: this file and those after it are not read"));
}

#[test]
fn a_folder_has_so_many_bytes_and_values() {
    let doc = "x".repeat(250_000);
    let table = |number: usize| {
        (format!("tables/t{number}.json"), format!("{{\"table\":\"t{number}\",\"doc\":\"{doc}\",\"rows\":[]}}"))
    };
    let (library, messages) = read((0..20).map(table).collect());
    assert_eq!((library.tables.len(), messages.len()), (8, 1), "{messages:?}");
    assert!(messages[0].contains("more than 2 MiB of files"), "{messages:?}");
    let values = items(6_000, |number| format!("{{\"value\":\"v{number}\"}}"));
    let list = |number: usize| {
        (format!("reference/l{number}.json"), format!("{{\"list\":\"l{number}\",\"values\":[{values}]}}"))
    };
    let (library, messages) = read((0..20).map(list).collect());
    assert_eq!((library.lists.len(), messages.len()), (4, 1), "{messages:?}");
    assert!(messages[0].contains("more than 50000 JSON values in its files"), "{messages:?}");
}

#[test]
fn a_file_has_so_many_values() {
    let values = items(30_000, |_| "0".to_owned());
    let (_, messages) = read(vec![("tables/t.json".to_owned(), format!("{{\"table\":\"t\",\"rows\":[{values}]}}"))]);
    assert_eq!(messages, ["tables/t.json: more than 20000 JSON values in a file"]);
}

/// A shared list and a shared table are shared by everything that names them.
#[test]
fn shared_files_are_shared() {
    let values = items(4_000, |number| format!("{{\"value\":\"v{number}\",\"doc\":\"A value of the list.\"}}"));
    let rows = items(900, |number| format!("{{\"name\":\"p{number}\",\"type\":\"string\",\"list\":\"many\"}}"));
    let mut files = vec![
        ("reference/many.json".to_owned(), format!("{{\"list\":\"many\",\"values\":[{values}]}}")),
        ("tables/wide.json".to_owned(), format!("{{\"table\":\"wide\",\"rows\":[{rows}]}}")),
    ];
    for number in 0..30 {
        let text = format!(
            "{{\"endpoint\":\"e{number}\",\"path\":\"/e{number}\",\"key\":\"none\",\"protocol\":\"plain\",\
             \"request\":{{\"table\":\"wide\"}},\"response\":{{\"rows\":[],\"signed\":\"never\"}}}}"
        );
        files.push((format!("e{number}.json"), text));
    }
    let (library, messages) = read(files);
    // 30 endpoints of 900 parameters are more than a folder may have.
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].ends_with("more than 20000 parameters in the endpoints of a folder"), "{messages:?}");
    let [first, .., last] = library.endpoints.as_slice() else { panic!("some endpoints are read") };
    assert!(first.model.request.is_same(&last.model.request));
    let rows = &first.model.request.rows;
    assert_eq!(rows[0].details.values.len(), 4_000);
    assert!(rows[0].details.values.is_same(&rows[899].details.values));
}

#[test]
fn a_table_has_so_many_mandatory_parameters() {
    let mandatory = |number: usize| format!("{{\"name\":\"a{number}\",\"type\":\"string\",\"mandatory\":true}}");
    for count in [1, 200, 201, 1_900] {
        let (_, messages) = read(vec![("a.json".to_owned(), endpoint(&items(count, mandatory), ""))]);
        let expected = (count > 200).then_some("a.json: more than 200 mandatory parameters in a table");
        assert_eq!(messages, expected.into_iter().collect::<Vec<_>>(), "{count}");
    }
}
