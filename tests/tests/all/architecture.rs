//! ARCHITECTURE.md is a map: what it names is there.

use std::fs;

use flitt_tests::workspace;

/// The rows of a table of ARCHITECTURE.md, by its heading: what is between backticks in each.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(workspace().join("ARCHITECTURE.md")).expect("the file");
    let (_, section) = text.split_once(heading).expect("the heading");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|row| row.split('`').skip(1).step_by(2).map(str::to_owned).collect()).collect()
}

#[test]
fn each_question_has_the_module_that_answers_it() {
    let rows = rows("## Where is ...?");
    assert_eq!(rows.len(), 19);
    for row in rows {
        let [module, item] = row.as_slice() else { panic!("a module and an item: {row:?}") };
        let code = fs::read_to_string(workspace().join(module)).unwrap_or_default();
        let is_item = |line: &str| {
            line.split_once(item.as_str()).is_some_and(|(_, rest)| rest.starts_with(['(', '<', ';', ':', ' ']))
        };
        assert!(code.lines().any(is_item), "{module} has no `{item}`");
    }
}

#[test]
fn each_invariant_has_its_test() {
    let rows = rows("## Invariants");
    assert_eq!(rows.len(), 37);
    for row in rows {
        let path = row.last().expect("a test");
        let test = fs::read_to_string(workspace().join(path)).unwrap_or_default();
        assert!(
            ["#[test]", "#[tokio::test", "mod ", "on_each_database!"].iter().any(|mark| test.contains(mark)),
            "{path} has no test"
        );
    }
}

/// Names that stay at the root of the client; everything else is in the module where a reader would look for it.
#[test]
fn the_root_of_the_client_is_small() {
    let text = fs::read_to_string(workspace().join("flitt-client/src/lib.rs")).expect("the file");
    let root = text.lines().take_while(|line| !line.starts_with("pub mod callback")).collect::<Vec<_>>().join("\n");
    let uses = root.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let names: usize = uses.map(|path| path.split("::").last().unwrap_or_default().split(',').count()).sum();
    assert!((8..=18).contains(&names), "{names} names at the root");
}
