//! Packages with the same API: ours, and those of the crates with which it is compared.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::documents::{graphql_query, graphql_schema, json_schema, openapi};
use super::packages::{Package, project};
use super::records::Records;
use super::structs::{Flavour, source};
use crate::Outcome;

const SERDE: &str = "serde = { version = \"1\", features = [\"derive\"] }\n";

/// Our derive over a folder of schema files, which is copied.
pub fn ours(name: &str, schemas: &Path) -> Outcome<Package> {
    let client = project().join("flitt-client");
    let dependency = format!("flitt-client = {{ path = {client:?}, default-features = false }}\n");
    let source =
        "//! Ours.\n\n/// The API.\n#[derive(flitt_client::Api)]\n#[flitt(schemas = \"schemas\")]\npub struct Flitt;\n";
    let package = Package::library(name, &dependency, source)?;
    copy(schemas, &package.folder().join("schemas"))?;
    Ok(package)
}

/// Structs of equal tables.
pub fn structs(name: &str, tables: &Records, flavour: Flavour) -> Outcome<Package> {
    Package::library(name, &format!("{SERDE}{}", flavour.dependency()), &source(tables, flavour))
}

/// Types that `typify` makes of a JSON Schema.
pub fn typify(tables: &Records) -> Outcome<Package> {
    let dependencies = format!("{SERDE}serde_json = \"1\"\ntypify = \"0.8\"\n");
    let source = "//! Made of a JSON Schema.\n\ntypify::import_types!(schema = \"tables.json\");\n";
    let package = Package::library("typify-types", &dependencies, source)?;
    package.file("tables.json", &json_schema(tables))?;
    Ok(package)
}

/// A client that `progenitor` makes of an `OpenAPI` document.
pub fn progenitor(tables: &Records) -> Outcome<Package> {
    let dependencies = format!(
        "{SERDE}serde_json = \"1\"\nprogenitor = \"0.15\"\n\
         reqwest = {{ version = \"0.13\", default-features = false, features = [\"json\", \"stream\"] }}\n"
    );
    let source = "//! Made of an OpenAPI document.\n\nprogenitor::generate_api!(spec = \"openapi.json\");\n";
    let package = Package::library("progenitor-client-of", &dependencies, source)?;
    package.file("openapi.json", &openapi(tables))?;
    Ok(package)
}

/// Types that `graphql_client` makes of a schema and of queries.
pub fn graphql(tables: &Records) -> Outcome<Package> {
    let mut source = String::from("//! Made of GraphQL.\n\nuse graphql_client::GraphQLQuery;\n");
    for call in &tables.calls {
        let name = &call.name;
        write!(
            source,
            "\n/// {}\n#[derive(GraphQLQuery)]\n#[graphql(schema_path = \"schema.graphql\", query_path = \
             \"queries/{name}.graphql\", response_derives = \"Clone, Debug, PartialEq\", variables_derives = \"Clone, \
             Debug, PartialEq\")]\npub struct {name};\n",
            call.doc
        )?;
    }
    let dependencies = format!("{SERDE}graphql_client = \"0.16\"\n");
    let package = Package::library("graphql-types", &dependencies, &source)?;
    package.file("schema.graphql", &graphql_schema(tables))?;
    for call in &tables.calls {
        package.file(&format!("queries/{}.graphql", call.name), &graphql_query(tables, call))?;
    }
    Ok(package)
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
