//! Tables for tests, made of the text of their rows.

use flitt_schema::{InMemory, Library, Table, Violation, check_values};

/// The table of a request with these rows and groups, of protocol `plain`, which allows every type.
pub(crate) fn table(rows: &str, groups: &str) -> Table {
    let text = format!(
        "{{ \"endpoint\": \"a\", \"path\": \"/a\", \"key\": \"none\", \"protocol\": \"plain\", \"request\": [{rows}], \
         \"groups\": [{groups}], \"response\": {{ \"rows\": [], \"signed\": \"never\" }} }}"
    );
    let library = Library::read_endpoint(&InMemory::from_iter([("a.json", text)]), "a.json");
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    Table::clone(&library.endpoints[0].model.request)
}

/// What is wrong when the rows have these values, by name.
pub(crate) fn check(table: &Table, values: &[(&str, &str)]) -> Vec<Violation> {
    let value = |position: usize| {
        let name = &table.rows[position].name;
        values.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    };
    check_values(table, value)
}
