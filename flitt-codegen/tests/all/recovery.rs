//! What is emitted beside faults, for every kind of fault that schema files can have: it is Rust, and has nothing twice.
//! So that one mistake gives one message of the compiler (`tests/compile/compile_fail` looks at some of them).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use flitt_codegen::{DeriveContext, File};
use flitt_schema::{Folder, Library};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{ImplItem, Item};

fn context() -> DeriveContext {
    DeriveContext {
        client: quote!(::flitt_client),
        visibility: quote!(pub),
        marker: Ident::new("Marker", Span::call_site()),
        status: None,
        is_documentation: false,
        names_deprecated: false,
    }
}

/// The folders with faults that the texts of diagnostics are tested with.
fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../flitt-schema/tests/diagnostics");
    let entries = fs::read_dir(root).expect("the cases").map(|entry| entry.expect("a case").path());
    entries.filter(|path| path.is_dir()).collect()
}

/// What stands twice in emitted code.
fn twice(code: TokenStream) -> Result<Vec<String>, syn::Error> {
    let mut found = Found::default();
    found.module("", &syn::parse2::<syn::File>(code)?.items);
    Ok(found.twice)
}

#[derive(Default)]
struct Found {
    names: BTreeSet<String>,
    twice: Vec<String>,
}

impl Found {
    fn name(&mut self, name: String) {
        if !self.names.insert(name.clone()) {
            self.twice.push(name);
        }
    }

    fn module(&mut self, way: &str, items: &[Item]) {
        let at = |name: &Ident| format!("{way}::{name}");
        for item in items {
            match item {
                Item::Struct(one) => self.name(at(&one.ident)),
                Item::Trait(one) => self.name(at(&one.ident)),
                Item::Type(one) => self.name(at(&one.ident)),
                Item::Static(one) => self.name(at(&one.ident)),
                Item::Mod(one) => {
                    self.name(at(&one.ident));
                    one.content.iter().for_each(|(_, items)| self.module(&at(&one.ident), items));
                }
                Item::Enum(one) => {
                    self.name(at(&one.ident));
                    one.variants.iter().for_each(|variant| self.name(format!("{}::{}", at(&one.ident), variant.ident)));
                }
                Item::Impl(one) if one.trait_.is_none() => {
                    let (of, generics) = (&one.self_ty, &one.generics);
                    let functions = one.items.iter().filter_map(|item| match item {
                        ImplItem::Fn(function) => Some(&function.sig.ident),
                        _ => None,
                    });
                    functions.for_each(|name| self.name(format!("{way}::{}::{name}", quote!(#generics #of))));
                }
                _ => {}
            }
        }
    }
}

#[test]
fn all_of_it_is_rust_and_nothing_stands_twice() {
    let cases = cases();
    assert!(cases.len() > 100, "only {} cases were found", cases.len());
    let mut failures = Vec::new();
    for case in cases {
        let files = Folder::new(&case, "");
        let library = Library::read_folder(&files);
        let names = || library.files.iter().map(|name| File { name: name.clone(), path: quote!(#name) });
        let whole = flitt_codegen::folder(&library, &names().collect::<Vec<_>>(), &context());
        let mut emitted = vec![("the folder".to_owned(), whole)];
        for name in library.files.iter().filter(|name| !name.contains('/')) {
            let one = flitt_codegen::endpoint(&Library::read_endpoint(&files, name), &[], &context());
            emitted.push((name.clone(), one));
        }
        for (of, code) in emitted {
            let text = code.to_string();
            match twice(code) {
                Ok(found) if found.is_empty() => {}
                Ok(found) => failures.push(format!("{}, {of}: twice {found:?}", case.display())),
                Err(error) => failures.push(format!("{}, {of}: {error} in\n{text}", case.display())),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_stands_twice_is_found() {
    let code = quote! {
        mod a { struct B; enum B { C, D, C } }
        impl E { fn f() {} }
        impl E { fn f() {} fn g() {} }
    };
    assert_eq!(twice(code).expect("it is Rust"), ["::a::B", "::a::B::C", "::E::f"]);
}
