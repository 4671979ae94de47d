//! Names in the generated code.

use flitt_schema::{Endpoint, Parameter, RustName, rust_type_name};
use proc_macro2::{Ident, Span};

/// An identifier, raw if it is a keyword. Invalid names, which have a diagnostic, are replaced by valid ones, so that code
/// can be emitted alongside the error.
pub(crate) fn ident(text: &str) -> Ident {
    match RustName::of(text) {
        RustName::Plain => Ident::new(text, Span::call_site()),
        RustName::Raw => Ident::new_raw(text, Span::call_site()),
        RustName::Keyword | RustName::Invalid => {
            let letters = text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' });
            Ident::new(&format!("__{}", letters.collect::<String>()), Span::call_site())
        }
    }
}

/// The name of a parameter's function.
pub(crate) fn function(row: &Parameter) -> Ident {
    ident(row.rust_name())
}

/// The name of the enumeration of a parameter's values, and of the trait that is implemented when it is set.
pub(crate) fn type_of(row: &Parameter) -> Ident {
    ident(&rust_type_name(row.rust_name()))
}

/// The type of a table. That of a table `builder` is not the builder in its module, nor that of `parameters` the parameters.
pub(crate) fn type_name(name: &str) -> Ident {
    let name = rust_type_name(name);
    match name.as_str() {
        "Builder" => ident("BuilderTable"),
        "Parameters" => ident("ParametersTable"),
        _ => ident(&name),
    }
}

/// The marker type of an endpoint.
pub(crate) fn marker(endpoint: &Endpoint) -> Ident {
    ident(&endpoint.type_name())
}

/// The module of an endpoint.
pub(crate) fn module(endpoint: &Endpoint) -> Ident {
    ident(&endpoint.module_name())
}
