//! Builders: the compiler lets one build only when every mandatory parameter is set.

use flitt_schema::{Format, Origin, Parameter, Place, Places, Table, ValueType};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::paths::Scope;
use crate::{docs, names, skeleton};

/// One mandatory parameter, as it appears in types.
struct Mandatory<'e> {
    row: &'e Parameter,
    /// The builder's type parameter.
    state: Ident,
    /// The trait that says that it is set.
    set: Ident,
    place: Option<Place>,
}

/// How a parameter is taken from the caller.
struct Input {
    /// The type of a setter's argument.
    argument: TokenStream,
    /// The type of a field.
    field: TokenStream,
    /// The function of `Values` that takes it.
    function: &'static str,
    /// What turns the argument into what that function takes.
    conversion: Option<TokenStream>,
}

/// What a builder is of: the request of an endpoint, or a nested value.
pub(crate) struct Built<'t> {
    pub(crate) table: &'t Table,
    /// Where its rows stand.
    pub(crate) places: &'t Places,
    /// The module of the enumerations that its rows list, followed by `::`.
    pub(crate) own: TokenStream,
    /// The type that comes out.
    pub(crate) type_name: Ident,
    /// What makes it of the builder's values, `self.0`, or says what is wrong with them.
    pub(crate) checked: TokenStream,
    /// How messages call it: the name of the endpoint or of the table.
    pub(crate) shown: &'t str,
}

/// Emits `Builder`, `Mandatory` and the traits of the mandatory parameters.
pub(crate) fn emit(built: &Built<'_>, scope: Scope<'_>) -> TokenStream {
    let mandatory: Vec<Mandatory<'_>> = built
        .table
        .mandatory_from_caller()
        .map(|position| {
            let row = &built.table.rows[position];
            let set = names::type_of(row);
            Mandatory { row, state: format_ident!("Has{}", set), set, place: built.places.row(position) }
        })
        .collect();
    let traits = traits(built.shown, &mandatory);
    let builder = builder(built, &mandatory, scope);
    let struct_door = struct_door(built, &mandatory, scope);
    quote! {
        #builder
        #struct_door
        #traits
    }
}

fn input(row: &Parameter, own: &TokenStream, scope: Scope<'_>) -> Input {
    let plain = |kind: TokenStream, function| Input { argument: kind.clone(), field: kind, function, conversion: None };
    if let Some(nested) = &row.details.table {
        return nested_input(row, &scope.value_type(nested));
    }
    let is_flag = row.format.is_some_and(|format| format.word() == "flag");
    match scope.list_type(row, own) {
        Some(list) if row.closed || is_flag => plain(list, "closed"),
        Some(list) => Input {
            argument: quote!(impl __flitt::Into<__flitt::Open<#list>>),
            field: quote!(__flitt::Open<#list>),
            function: "open",
            conversion: Some(quote!(.into())),
        },
        None => match row.value_type {
            ValueType::Integer if row.details.smallest.is_some_and(|smallest| smallest < 0) => {
                plain(quote!(i64), "signed_number")
            }
            ValueType::Integer => plain(quote!(u64), "number"),
            ValueType::Boolean => plain(quote!(bool), "boolean"),
            ValueType::Texts => Input {
                argument: quote!(impl __flitt::IntoIterator<Item = impl __flitt::Into<__flitt::String>>),
                field: quote!(__flitt::Vec<__flitt::String>),
                function: "texts",
                conversion: None,
            },
            // The text is copied behind those of the other rows: one that is borrowed need not be made a `String`.
            _ => Input {
                argument: quote!(impl __flitt::AsRef<str>),
                field: quote!(__flitt::String),
                function: "text",
                conversion: None,
            },
        },
    }
}

/// A nested value is taken as the type of its table; one that travels as text, as its text too.
fn nested_input(row: &Parameter, kind: &TokenStream) -> Input {
    let (argument, field, function) = match (row.value_type, row.format) {
        (ValueType::List, _) => {
            (quote!(impl __flitt::IntoIterator<Item = #kind>), quote!(__flitt::Vec<#kind>), "nested_list")
        }
        (ValueType::Map, _) => {
            let item = quote!((__flitt::String, #kind));
            (quote!(impl __flitt::IntoIterator<Item = #item>), quote!(__flitt::Vec<#item>), "nested_map")
        }
        (ValueType::Object, _) => (kind.clone(), kind.clone(), "nested"),
        (_, format) => {
            let packed = quote!(__flitt::Packed<#kind>);
            let is_base64 = format == Some(Format::Base64Json);
            return Input {
                argument: quote!(impl __flitt::Into<#packed>),
                field: packed,
                function: if is_base64 { "packed_base64" } else { "packed_json" },
                conversion: Some(quote!(.into())),
            };
        }
    };
    Input { argument, field, function, conversion: None }
}

fn builder(built: &Built<'_>, mandatory: &[Mandatory<'_>], scope: Scope<'_>) -> TokenStream {
    let Built { table, own, type_name, checked, shown, .. } = built;
    let states: Vec<&Ident> = mandatory.iter().map(|one| &one.state).collect();
    let rows = table.rows.len();
    let setters = table.rows.iter().enumerate().filter(|(_, row)| row.is_set_by_caller());
    let setters: TokenStream = setters.map(|(position, row)| setter(row, position, mandatory, own, scope)).collect();
    let without = table.rows.iter().filter(|row| row.origin == Origin::Protocol).map(without);
    let bounds = mandatory.iter().map(|Mandatory { state, set, .. }| quote!(#state: mandatory::#set,));
    let doc = format!("Builds `{shown}`. What a type parameter says of a mandatory parameter is whether it is set.");
    quote! {
        #[doc = #doc]
        #[must_use = "a builder does nothing before `build`"]
        pub struct Builder<#(#states = __flitt::Unset),*>(__flitt::Values, __flitt::PhantomData<(#(#states,)*)>);

        impl Builder {
            #[inline]
            pub(super) fn new() -> Self { Self(__flitt::Values::new(#rows), __flitt::PhantomData) }
        }

        impl<#(#states),*> Builder<#(#states),*> {
            #setters
            #(#without)*

            /// Checks lengths, values and what holds between parameters. All faults come at once.
            #[inline]
            pub fn build(self) -> __flitt::Result<#type_name, __flitt::Invalid>
            where #(#bounds)* { #checked }
        }
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
    let doc = docs::parameter(row, true);
    let deprecated = row.details.deprecated.as_deref().map(|note| quote!(#[deprecated = #note]));
    let Input { argument, function, conversion, .. } = input(row, own, scope);
    let function = format_ident!("{function}");
    let (values, set) = (names::field(0), names::field(1));
    let takes_anything = takes_anything(row, own, scope);
    if !row.mandatory && !takes_anything {
        return quote! {
            #[doc = #doc]
            #deprecated
            #[inline]
            pub fn #name(self, #name: #argument) -> Self {
                Builder(self.#values.#function(#position, #name #conversion), self.#set)
            }
        };
    }
    let states = mandatory.iter().map(|one| {
        let state = &one.state;
        if one.row.name == row.name { quote!(__flitt::Set) } else { quote!(#state) }
    });
    let (argument, values) = if takes_anything {
        (quote!(_: impl ::core::marker::Sized), quote!(self.#values))
    } else {
        (quote!(#name: #argument), quote!(self.#values.#function(#position, #name #conversion)))
    };
    quote! {
        #[doc = #doc]
        #deprecated
        #[inline]
        pub fn #name(self, #argument) -> Builder<#(#states),*> { Builder(#values, __flitt::PhantomData) }
    }
}

/// Beside a fault, a text can be anything whose type could not be read: a value of another type is no second fault.
fn takes_anything(row: &Parameter, own: &TokenStream, scope: Scope<'_>) -> bool {
    skeleton::is_needed(scope.library) && row.value_type == ValueType::String && scope.list_type(row, own).is_none()
}

fn without(row: &Parameter) -> TokenStream {
    let name = format_ident!("without_{}", names::function(row));
    let doc = format!("Leaves `{}` out; the gateway then assumes its default.", row.name);
    quote! {
        #[doc = #doc]
        #[inline]
        pub fn #name(self) -> Self { Builder(self.0.without_protocol(), self.1) }
    }
}

/// The second door: a struct whose fields are the mandatory parameters.
fn struct_door(built: &Built<'_>, mandatory: &[Mandatory<'_>], scope: Scope<'_>) -> TokenStream {
    if mandatory.is_empty() {
        return TokenStream::new();
    }
    let Built { own, shown, .. } = built;
    let doc = format!(
        "The mandatory parameters of `{shown}` as a struct: another way to a builder, for those who like to see the \
         compiler list missing fields."
    );
    let fields = mandatory.iter().map(|one| {
        let doc = docs::parameter(one.row, true);
        let (name, Input { field, .. }) = (names::function(one.row), input(one.row, own, scope));
        quote!(#[doc = #doc] pub #name: #field,)
    });
    let door = if built.type_name == "Request" { quote!(request) } else { quote!(builder) };
    let set = mandatory.iter().map(|_| quote!(__flitt::Set));
    let calls = mandatory.iter().map(|one| {
        let name = names::function(one.row);
        quote!(.#name(self.#name))
    });
    quote! {
        #[doc = #doc]
        pub struct Mandatory { #(#fields)* }

        impl Mandatory {
            /// A builder in which they are set.
            #[inline]
            pub fn #door(self) -> Builder<#(#set),*> { Builder::new()#(#calls)* }
        }
    }
}

/// One trait for each mandatory parameter. The compiler says their messages when `build` is called too early.
fn traits(shown: &str, mandatory: &[Mandatory<'_>]) -> TokenStream {
    if mandatory.is_empty() {
        return TokenStream::new();
    }
    let traits = mandatory.iter().map(|Mandatory { row, set, place, .. }| {
        let message = format!("mandatory parameter `{}` of `{shown}` is not set", row.name);
        let label = format!("call `.{}(..)` before `.build()`", names::function(row));
        let note = place.as_ref().map(|place| {
            let note = format!("declared mandatory in {}:{}:{}", place.path, place.line, place.column);
            quote!(, note = #note)
        });
        let doc = format!("`{}` is set.", row.name);
        quote! {
            #[doc = #doc]
            #[diagnostic::on_unimplemented(message = #message, label = #label #note)]
            pub trait #set {}
            #[diagnostic::do_not_recommend]
            impl #set for super::__flitt::Set {}
        }
    });
    quote! {
        /// What the compiler asks for before it lets a builder build.
        pub mod mandatory { #(#traits)* }
    }
}
