//! The tables as the structs that one writes for serde and for the crates that derive builders.

use std::fmt::Write as _;

use super::records::{Field, Kind, List, Record, Records};

/// Whose derives the structs have.
#[derive(Clone, Copy, PartialEq)]
pub enum Flavour {
    /// Serialize and Deserialize alone.
    Serde,
    /// The same, but listed values are plain texts: less than our derive makes of them.
    SerdeTexts,
    /// Listed values, Serialize and Deserialize, and a builder by `bon` for what is sent.
    Bon,
    /// The same, and a builder by `typed-builder` for what is sent.
    TypedBuilder,
}

impl Flavour {
    /// The other crate that the structs need, as a line of a manifest.
    pub fn dependency(self) -> &'static str {
        match self {
            Self::Serde | Self::SerdeTexts => "",
            Self::Bon => "bon = \"3\"\n",
            Self::TypedBuilder => "typed-builder = \"0.23\"\n",
        }
    }

    fn derive(self) -> &'static str {
        match self {
            Self::Serde | Self::SerdeTexts => "",
            Self::Bon => "bon::Builder, ",
            Self::TypedBuilder => "typed_builder::TypedBuilder, ",
        }
    }
}

/// A source file with all of them.
pub fn source(tables: &Records, flavour: Flavour) -> String {
    let mut source = String::from("//! Structs with derives.\n\nuse serde::{Deserialize, Serialize};\n");
    if flavour != Flavour::SerdeTexts {
        tables.lists.iter().for_each(|list| enumeration(&mut source, list));
    }
    tables.records.iter().for_each(|record| structure(&mut source, record, flavour));
    source
}

fn structure(source: &mut String, record: &Record, flavour: Flavour) {
    let builds = if record.in_request { flavour.derive() } else { "" };
    comment(source, "", &record.doc);
    let _ = writeln!(source, "#[derive(Clone, Debug, PartialEq, {builds}Serialize, Deserialize)]");
    if flavour == Flavour::Bon && record.in_request {
        source.push_str("#[builder(on(String, into))]\n");
    }
    let _ = writeln!(source, "pub struct {} {{", record.name);
    for field in &record.fields {
        comment(source, "    ", &field.doc);
        attributes(source, field, flavour == Flavour::TypedBuilder && record.in_request);
        let kind = kind(&field.kind, flavour);
        let kind = if field.optional { format!("Option<{kind}>") } else { kind };
        let _ = writeln!(source, "    pub r#{}: {kind},", field.name);
    }
    source.push_str("}\n");
}

fn attributes(source: &mut String, field: &Field, is_typed: bool) {
    if field.wire != field.name {
        let _ = writeln!(source, "    #[serde(rename = {:?})]", field.wire);
    }
    if field.optional {
        source.push_str("    #[serde(default, skip_serializing_if = \"Option::is_none\")]\n");
    }
    if is_typed {
        let settings = if field.optional { "default, setter(strip_option, into)" } else { "setter(into)" };
        let _ = writeln!(source, "    #[builder({settings})]");
    }
}

fn enumeration(source: &mut String, list: &List) {
    comment(source, "", &list.doc);
    source.push_str("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]\n");
    let _ = writeln!(source, "#[non_exhaustive]\npub enum {} {{", list.name);
    for value in &list.values {
        comment(source, "    ", &value.doc);
        let _ = writeln!(source, "    #[serde(rename = {:?})]\n    {},", value.wire, value.name);
    }
    source.push_str("}\n");
}

fn comment(source: &mut String, indentation: &str, text: &str) {
    for line in text.lines() {
        let _ = writeln!(source, "{indentation}/// {line}");
    }
}

fn kind(kind: &Kind, flavour: Flavour) -> String {
    match kind {
        Kind::Listed(_) if flavour == Flavour::SerdeTexts => "String".to_owned(),
        Kind::Integer => "i64".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Text => "String".to_owned(),
        Kind::Texts => "Vec<String>".to_owned(),
        Kind::Listed(name) | Kind::Record(name) => name.clone(),
        Kind::ListOf(name) => format!("Vec<{name}>"),
        Kind::MapOf(name) => format!("std::collections::BTreeMap<String, {name}>"),
    }
}
