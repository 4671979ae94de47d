//! Builders whose `build` compiles only if every mandatory parameter is set.

use flitt_schema::{Format, Location, Locations, Origin, Parameter, Table, ValueType, rust_type_name};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::library::recovery;
use crate::markdown::code;
use crate::scope::Scope;
use crate::{docs, names};

/// A mandatory parameter in the types of the builder.
struct Mandatory<'e> {
    row: &'e Parameter,
    /// The type parameter of the builder: `Set` or `Unset`.
    state: Ident,
    location: Option<Location>,
}

/// How a setter takes its argument.
struct Input {
    /// The type of the argument.
    argument: TokenStream,
    /// The function of `Values` that stores it.
    function: &'static str,
}

/// What a builder builds: the request of an endpoint, or a nested value.
pub(crate) struct BuilderSpec<'t> {
    pub(crate) table: &'t Table,
    /// The path of the `static` of that table.
    pub(crate) path: TokenStream,
    /// The locations of its parameters.
    pub(crate) locations: &'t Locations,
    /// The module of the enumerations of its parameters, followed by `::`.
    pub(crate) own: TokenStream,
    /// The type that is built.
    pub(crate) type_name: Ident,
    /// An expression that validates the builder's values, `self.0`, and makes the type of them.
    pub(crate) validated: TokenStream,
    /// Its name in messages: that of the endpoint or table.
    pub(crate) label: &'t str,
}

/// Emits `Builder` and the bound of its `build`.
pub(crate) fn emit(built: &BuilderSpec<'_>, scope: Scope<'_>) -> TokenStream {
    let mandatory: Vec<Mandatory<'_>> = built
        .table
        .mandatory_from_caller()
        .map(|position| {
            let row = &built.table.rows[position];
            let state = format_ident!("Has{}", rust_type_name(row.rust_name()));
            Mandatory { row, state, location: built.locations.row(position) }
        })
        .collect();
    let bound = bound_of_build(built.label, &mandatory);
    let builder = builder(built, &mandatory, scope);
    quote! {
        #builder
        #bound
    }
}

/// A mandatory parameter takes a value, an optional one also an `Option` of it.
fn input(row: &Parameter, own: &TokenStream, scope: Scope<'_>) -> Input {
    let any_of = |mandatory: TokenStream, optional: TokenStream, function| {
        let taken = if row.mandatory { mandatory } else { optional };
        Input { argument: quote!(impl __flitt::#taken), function }
    };
    let exactly = |kind: TokenStream, function| Input {
        argument: if row.mandatory { kind } else { quote!(impl __flitt::Optional<#kind>) },
        function,
    };
    if let Some(nested) = &row.details.table {
        return nested_input(row, &scope.value_type(nested));
    }
    if row.format == Some(Format::Flag) {
        return any_of(quote!(Switch), quote!(OptionalSwitch), "set_switch");
    }
    match scope.list_type(row, own) {
        Some(list) if row.closed => exactly(list, "set_closed"),
        Some(list) => {
            let function = if row.mandatory { "set_listed" } else { "set_optional_listed" };
            any_of(quote!(Listed<#list>), quote!(OptionalListed<#list>), function)
        }
        None => match row.value_type {
            ValueType::Integer => any_of(quote!(Integer), quote!(OptionalInteger), "set_integer"),
            ValueType::Boolean => exactly(quote!(bool), "set_boolean"),
            ValueType::StringOrInteger => {
                any_of(quote!(TextOrInteger), quote!(OptionalTextOrInteger), "set_text_or_integer")
            }
            ValueType::Texts => Input {
                argument: quote!(impl __flitt::IntoIterator<Item = impl __flitt::Text>),
                function: if row.mandatory { "set_texts" } else { "set_optional_texts" },
            },
            _ => any_of(quote!(Text), quote!(OptionalText), "set_text"),
        },
    }
}

/// A nested value is taken as the type of its table; JSON in a string also as its text.
fn nested_input(row: &Parameter, kind: &TokenStream) -> Input {
    let each =
        |item: TokenStream, function| Input { argument: quote!(impl __flitt::IntoIterator<Item = #item>), function };
    match (row.value_type, row.format) {
        (ValueType::List, _) if row.mandatory => each(kind.clone(), "set_nested_list"),
        (ValueType::List, _) => each(kind.clone(), "set_optional_nested_list"),
        (ValueType::Map, _) if row.mandatory => each(quote!((impl __flitt::Text, #kind)), "set_nested_map"),
        (ValueType::Map, _) => each(quote!((impl __flitt::Text, #kind)), "set_optional_nested_map"),
        (ValueType::Object, _) if row.mandatory => Input { argument: kind.clone(), function: "set_nested" },
        (ValueType::Object, _) => Input { argument: quote!(impl __flitt::Optional<#kind>), function: "set_nested" },
        (_, format) => {
            let is_base64 = format == Some(Format::Base64Json);
            let (taken, function) = match (row.mandatory, is_base64) {
                (true, true) => (quote!(Embedded), "set_base64"),
                (true, false) => (quote!(Embedded), "set_json"),
                (false, true) => (quote!(OptionalEmbedded), "set_optional_base64"),
                (false, false) => (quote!(OptionalEmbedded), "set_optional_json"),
            };
            Input { argument: quote!(impl __flitt::#taken<#kind>), function }
        }
    }
}

/// The builder of a request in which every mandatory parameter is set.
pub(crate) fn complete(table: &Table) -> TokenStream {
    let set = table.mandatory_from_caller().map(|_| quote!(__flitt::Set));
    let set: Vec<TokenStream> = set.collect();
    if set.is_empty() { quote!(Builder) } else { quote!(Builder<#(#set),*>) }
}

/// A builder in which nothing is set. No function of `Builder` makes it: its name would be taken from the setters.
pub(crate) fn empty(table: &Table) -> TokenStream {
    let rows = table.rows.len();
    quote!(Builder(__flitt::Values::new(#rows), __flitt::PhantomData))
}

fn builder(built: &BuilderSpec<'_>, mandatory: &[Mandatory<'_>], scope: Scope<'_>) -> TokenStream {
    let BuilderSpec { table, path, own, type_name, validated, label, .. } = built;
    let states: Vec<&Ident> = mandatory.iter().map(|one| &one.state).collect();
    let set = mandatory.iter().map(|_| quote!(Set));
    let setters = table.rows.iter().enumerate().filter(|(_, row)| row.is_set_by_caller());
    let setters: TokenStream = setters.map(|(position, row)| setter(row, position, mandatory, own, scope)).collect();
    let without = table.rows.iter().filter(|row| row.origin == Origin::Protocol).map(without_setter);
    let rejected = table.rows.iter().filter_map(rejected_setter);
    let bound = (!mandatory.is_empty()).then(|| quote!(where (): complete::Complete<#(#states),*>));
    let doc = format!("Builds {}. Its type parameters track which mandatory parameters are set.", code(label));
    quote! {
        #[doc = #doc]
        #[must_use = "a builder does nothing before `build`"]
        pub struct Builder<#(#states = __flitt::Unset),*>(__flitt::Values, __flitt::PhantomData<(#(#states,)*)>);

        impl<#(#states),*> Builder<#(#states),*> {
            #setters
            #(#without)*
            #(#rejected)*

            /// Checks lengths, values and the rules between parameters. All violations are reported together.
            #[inline]
            pub fn build(self) -> __flitt::Result<#type_name, __flitt::ValidationError>
            #bound { #validated }
        }

        __flitt::builder!(Builder, #path, #label, [#(#states)*], [#(#set)*]);
    }
}

fn setter(
    row: &Parameter,
    position: usize,
    mandatory: &[Mandatory<'_>],
    own: &TokenStream,
    scope: Scope<'_>,
) -> TokenStream {
    let name = names::function(row);
    let doc = docs::parameter(row, docs::Side::Request);
    let deprecated = row.details.deprecated.as_deref().map(docs::note).map(|note| quote!(#[deprecated = #note]));
    let Input { argument, function } = input(row, own, scope);
    let function = format_ident!("{function}");
    let takes_anything = takes_anything(row, own, scope);
    if !row.mandatory && !takes_anything {
        return quote! {
            #[doc = #doc]
            #deprecated
            #[inline]
            pub fn #name(self, value: #argument) -> Self {
                Builder(self.0.#function(#position, value), self.1)
            }
        };
    }
    let states = mandatory.iter().map(|one| {
        let state = &one.state;
        if one.row.name == row.name { quote!(__flitt::Set) } else { quote!(#state) }
    });
    let (argument, values) = if takes_anything {
        (quote!(_: impl ::core::marker::Sized), quote!(self.0))
    } else {
        (quote!(value: #argument), quote!(self.0.#function(#position, value)))
    };
    quote! {
        #[doc = #doc]
        #deprecated
        #[inline]
        pub fn #name(self, #argument) -> Builder<#(#states),*> { Builder(#values, __flitt::PhantomData) }
    }
}

/// Whether a setter takes any type. If a schema file has an error, the type of a string may be wrong: a value of another
/// type is no second error.
fn takes_anything(row: &Parameter, own: &TokenStream, scope: Scope<'_>) -> bool {
    recovery::is_needed(scope.library) && row.value_type == ValueType::String && scope.list_type(row, own).is_none()
}

fn without_setter(row: &Parameter) -> TokenStream {
    let name = format_ident!("without_{}", names::function(row));
    let doc = format!("Omits {}; the gateway then uses its default.", code(&row.name));
    quote! {
        #[doc = #doc]
        #[inline]
        pub fn #name(self) -> Self { Builder(self.0.without_protocol(), self.1) }
    }
}

/// A setter that does not compile. Its message says what sets the parameter. Callers look for it by its name.
fn rejected_setter(row: &Parameter) -> Option<TokenStream> {
    let name = names::function(row);
    let never = match row.origin {
        Origin::Credentials => quote!(SetByCredentials),
        Origin::Signature => quote!(SetBySigning),
        Origin::Protocol | Origin::Caller => return None,
    };
    Some(quote! {
        #[doc(hidden)]
        pub fn #name(self, _: impl __flitt::#never) -> Self { self }
    })
}

/// The bound of `build`: a trait that is implemented for the states in which every mandatory parameter is set. One trait
/// for all of them gives one message, however many are missing.
fn bound_of_build(label: &str, mandatory: &[Mandatory<'_>]) -> Option<TokenStream> {
    let states: Vec<&Ident> = mandatory.iter().map(|one| &one.state).collect();
    let label = literal(label);
    let (message, hint) = match mandatory {
        [] => return None,
        [only] => (
            format!("mandatory parameter `{}` of `{label}` is not set", literal(&only.row.name)),
            format!("call `.{}(..)` before `.build()`", names::function(only.row)),
        ),
        several => {
            let states = several.iter().map(|one| format!("`{}` is {{{}}}", literal(&one.row.name), one.state));
            let states = states.collect::<Vec<_>>().join(", ");
            let message = format!("not all mandatory parameters of `{label}` are set: {states}");
            (message, "call the setters of those that are `Unset` before `.build()`".to_owned())
        }
    };
    let note = declared(mandatory).map(|note| quote!(, note = #note));
    let set = mandatory.iter().map(|_| quote!(super::__flitt::Set));
    Some(quote! {
        #[doc(hidden)]
        pub mod complete {
            #[diagnostic::on_unimplemented(message = #message, label = #hint #note)]
            pub trait Complete<#(#states),*> {}
            #[diagnostic::do_not_recommend]
            impl<T> Complete<#(#set),*> for T {}
        }
    })
}

/// Where the parameters are declared. All are of one table, so the path is written once.
fn declared(mandatory: &[Mandatory<'_>]) -> Option<String> {
    let locations: Vec<&Location> = mandatory.iter().filter_map(|one| one.location.as_ref()).collect();
    let positions: Vec<String> = locations.iter().map(|at| format!(":{}:{}", at.line, at.column)).collect();
    let note = format!("declared mandatory in {}{}", locations.first()?.path, positions.join(", "));
    Some(literal(&note))
}

/// A text of a message of the compiler, in which braces are placeholders and line ends would break the message.
fn literal(text: &str) -> String {
    let text: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    text.replace('{', "{{").replace('}', "}}")
}
