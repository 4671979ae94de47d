//! Tables and endpoints that are compiled into a program are those of the files, without the words of the documentation.

use flitt_schema::embedded::{LazyEndpoint, LazyTable};
use flitt_schema::{CowStr, Details, Endpoint, Folder, Library, Origin, Parameter, Table, Value};

fn shipped() -> Library {
    Library::read_folder(&Folder::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas"), "schemas"))
}

/// What a macro would emit: texts and tables that live as long as the program.
fn compiled(table: &Table) -> &'static LazyTable {
    let nested = table.rows.iter().filter_map(|row| row.details.table.as_deref()).map(compiled);
    let nested: &'static [&'static LazyTable] = nested.collect::<Vec<_>>().leak();
    Box::leak(Box::new(LazyTable::new(table.to_embedded().leak(), nested)))
}

fn compiled_endpoint(endpoint: &Endpoint) -> LazyEndpoint {
    let forms = endpoint.response.variants.iter().map(|form| compiled(&form.table));
    LazyEndpoint::new(endpoint.to_embedded().leak(), compiled(&endpoint.request), forms.collect::<Vec<_>>().leak())
}

/// Without what no program needs.
fn stripped(table: &Table) -> Table {
    let mut table = table.clone();
    (table.doc, table.source) = Default::default();
    table.rows.to_mut().iter_mut().for_each(strip);
    table.groups.to_mut().iter_mut().for_each(|group| group.doc = CowStr::default());
    table.callback.to_mut().iter_mut().for_each(|rule| rule.doc = CowStr::default());
    table
}

fn strip(row: &mut Parameter) {
    let details = row.details.as_ref();
    let needed = row.closed || details.values.iter().any(|value| value.outcome.is_some());
    let values = details.values.iter().filter(|_| needed).map(|value| Value {
        rust: None,
        doc: CowStr::default(),
        ..value.clone()
    });
    *row.details = Details {
        default: details.default.clone().filter(|_| row.origin == Origin::Protocol),
        fixed: details.fixed.clone(),
        values: values.collect(),
        smallest: details.smallest,
        largest: details.largest,
        zero_when: details.zero_when.clone(),
        informational: details.informational,
        table: details.table.as_ref().map(|table| stripped(table).into()),
        columns: details.columns.clone(),
        header: details.header.clone(),
        ..Details::NONE
    };
}

fn stripped_endpoint(endpoint: &Endpoint) -> Endpoint {
    let mut endpoint = endpoint.clone();
    endpoint.doc = CowStr::default();
    endpoint.rust = None;
    endpoint.request = stripped(&endpoint.request).into();
    for form in endpoint.response.variants.to_mut() {
        form.table = stripped(&form.table).into();
    }
    endpoint
}

#[test]
fn every_fact_that_a_program_needs_is_there() {
    let library = shipped();
    for read in &library.endpoints {
        assert_eq!(*compiled_endpoint(&read.model), stripped_endpoint(&read.model), "{}", read.model.name);
    }
    for read in &library.tables {
        assert_eq!(**compiled(&read.model), stripped(&read.model), "{}", read.model.name);
    }
    assert!(library.endpoints.len() >= 17 && library.tables.len() >= 17);
}

/// Texts come out of macros; still no text of any content ends a program.
#[test]
fn any_text_is_read() {
    let library = shipped();
    let texts = library.tables.iter().map(|read| read.model.to_embedded());
    let texts: Vec<String> = texts.chain(library.endpoints.iter().map(|read| read.model.to_embedded())).collect();
    for text in texts {
        for end in (0..text.len()).step_by(7).filter(|&end| text.is_char_boundary(end)) {
            let cut: &'static str = text[..end].to_owned().leak();
            assert_eq!(LazyTable::new(cut, &[]).rows.len(), 0);
        }
        let other: &'static str = text.replace("\"rows\"", "\"order\"").replace(':', ": [").leak();
        let table = LazyTable::new(other, &[]);
        assert!(table.row("order_id").is_none());
    }
    let beyond = LazyTable::new(r#"{"rows":[{"name":"a"}],"order":[7]}"#, &[]);
    assert!(beyond.row("a").is_some() && beyond.in_signature_order().next().is_none());
}
