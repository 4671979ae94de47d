//! Names in the emitted code.

use flitt_schema::{Parameter, RustName, rust_type_name};
use proc_macro2::{Ident, Literal, Span};

/// A name, written raw where it is a keyword. The schema's checks have refused what is no name; where code is emitted
/// beside an error all the same, it becomes one.
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

/// The function of a parameter.
pub(crate) fn function(row: &Parameter) -> Ident {
    ident(row.rust_name())
}

/// The type of the values that a parameter lists, and the trait that says that it is set.
pub(crate) fn type_of(row: &Parameter) -> Ident {
    ident(&rust_type_name(row.rust_name()))
}

/// The marker or type of an endpoint or table.
pub(crate) fn type_name(name: &str) -> Ident {
    ident(&rust_type_name(name))
}

/// A field of a tuple struct, for what is emitted for each row: digits that stand in `quote!` itself are read from their
/// text each time.
pub(crate) fn field(position: usize) -> Literal {
    Literal::usize_unsuffixed(position)
}
