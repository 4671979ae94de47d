//! Types of requests: a builder that the compiler lets build only when every mandatory parameter is set.

use flitt_schema::{Endpoint, Origin, Parameter, Place, Places, ValueType};
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
    place: Option<&'e Place>,
}

/// How a parameter is taken from the caller.
struct Input {
    /// The type of a setter's argument.
    argument: TokenStream,
    /// The type of a field.
    field: TokenStream,
    /// The function of `Values` that takes it.
    function: TokenStream,
    /// What turns the argument into what that function takes.
    conversion: TokenStream,
}

/// Emits `Request`, `Builder`, `Mandatory` and the traits of the mandatory parameters.
pub(crate) fn request(endpoint: &Endpoint, places: &Places, scope: Scope<'_>) -> TokenStream {
    let mandatory: Vec<Mandatory<'_>> = endpoint
        .request
        .mandatory_from_caller()
        .map(|position| {
            let row = &endpoint.request.rows[position];
            let set = names::type_of(row);
            Mandatory { row, state: format_ident!("Has{}", set), set, place: places.rows.get(position) }
        })
        .collect();
    let own = own_lists(endpoint, scope);
    let traits = traits(endpoint, &mandatory);
    let builder = builder(endpoint, &mandatory, &own, scope);
    let struct_door = struct_door(endpoint, &mandatory, &own, scope);
    let visibility = scope.visibility_of_marker();
    let name = endpoint.name.as_ref();
    let doc = docs::comment(&format!("A request to `{name}` that passed every check of its table."));
    quote! {
        #doc
        #[derive(__flitt::Clone, __flitt::PartialEq)]
        #visibility struct Request(__flitt::Values);

        impl Request {
            /// The texts that will be signed and sent.
            #[must_use]
            pub fn values(&self) -> &__flitt::Values { &self.0 }
        }

        impl __flitt::Debug for Request {
            fn fmt(&self, formatter: &mut __flitt::Formatter<'_>) -> __flitt::Shown {
                __flitt::debug_request(&self.0, &SCHEMA, formatter)
            }
        }

        #builder
        #struct_door
        #traits
    }
}

/// The module of the enumerations that the request's rows list.
fn own_lists(endpoint: &Endpoint, scope: Scope<'_>) -> TokenStream {
    if endpoint.request.name.is_empty() {
        return TokenStream::new();
    }
    let module = scope.table_module(&endpoint.request.name);
    quote!(#module::)
}

fn input(row: &Parameter, own: &TokenStream, scope: Scope<'_>) -> Input {
    let plain = |kind: TokenStream, function: TokenStream| Input {
        argument: kind.clone(),
        field: kind,
        function,
        conversion: TokenStream::new(),
    };
    let into = |kind: TokenStream, function: TokenStream| Input {
        argument: quote!(impl __flitt::Into<#kind>),
        field: kind,
        function,
        conversion: quote!(.into()),
    };
    let is_flag = row.format.is_some_and(|format| format.word() == "flag");
    match scope.list_type(row, own) {
        Some(list) if row.closed || is_flag => plain(list, quote!(closed)),
        Some(list) => into(quote!(__flitt::Open<#list>), quote!(open)),
        None => match row.value_type {
            ValueType::Integer if row.details.smallest.is_some_and(|smallest| smallest < 0) => {
                plain(quote!(i64), quote!(signed_number))
            }
            ValueType::Integer => plain(quote!(u64), quote!(number)),
            ValueType::Boolean => plain(quote!(bool), quote!(boolean)),
            _ => into(quote!(__flitt::String), quote!(text)),
        },
    }
}

fn builder(endpoint: &Endpoint, mandatory: &[Mandatory<'_>], own: &TokenStream, scope: Scope<'_>) -> TokenStream {
    let states: Vec<&Ident> = mandatory.iter().map(|one| &one.state).collect();
    let rows = endpoint.request.rows.len();
    let setters = endpoint.request.rows.iter().enumerate().filter(|(_, row)| row.is_set_by_caller());
    let setters = setters.map(|(position, row)| setter(row, position, mandatory, own, scope));
    let without = endpoint.request.rows.iter().filter(|row| row.origin == Origin::Protocol).map(without);
    let bounds = mandatory.iter().map(|Mandatory { state, set, .. }| quote!(#state: mandatory::#set,));
    let name = endpoint.name.as_ref();
    let doc = docs::comment(&format!(
        "Builds a request to `{name}`. What a type parameter says of a mandatory parameter is whether it is set."
    ));
    quote! {
        #doc
        #[must_use = "a builder does nothing before `build`"]
        pub struct Builder<#(#states = __flitt::Unset),*>(__flitt::Values, __flitt::PhantomData<(#(#states,)*)>);

        impl Builder {
            pub(super) fn new() -> Self { Self(__flitt::Values::new(#rows), __flitt::PhantomData) }
        }

        impl<#(#states),*> Builder<#(#states),*> {
            #(#setters)*
            #(#without)*

            /// Checks lengths, values and what holds between parameters. All faults come at once.
            pub fn build(self) -> __flitt::Result<Request, __flitt::Invalid>
            where #(#bounds)* {
                __flitt::check(&self.0, &SCHEMA)?;
                __flitt::Ok(Request(self.0))
            }
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
    let doc = docs::comment(&docs::parameter(row, true));
    let Input { argument, function, conversion, .. } = input(row, own, scope);
    let deprecated = row.details.deprecated.as_deref().map(|note| quote!(#[deprecated = #note]));
    let (result, state) = if row.mandatory {
        let states = mandatory.iter().map(|one| {
            let state = &one.state;
            if one.row.name == row.name { quote!(__flitt::Set) } else { quote!(#state) }
        });
        (quote!(Builder<#(#states),*>), quote!(__flitt::PhantomData))
    } else {
        (quote!(Self), quote!(self.1))
    };
    let (argument, values) = if takes_anything(row, own, scope) {
        (quote!(_: impl ::core::marker::Sized), quote!(self.0))
    } else {
        (quote!(#name: #argument), quote!(self.0.#function(#position, #name #conversion)))
    };
    quote! {
        #doc
        #deprecated
        pub fn #name(self, #argument) -> #result { Builder(#values, #state) }
    }
}

/// Beside a fault, a text can be anything whose type could not be read: a value of another type is no second fault.
fn takes_anything(row: &Parameter, own: &TokenStream, scope: Scope<'_>) -> bool {
    skeleton::is_needed(scope.library) && row.value_type == ValueType::String && scope.list_type(row, own).is_none()
}

fn without(row: &Parameter) -> TokenStream {
    let name = format_ident!("without_{}", names::function(row));
    let doc = docs::comment(&format!("Leaves `{}` out; the gateway then assumes its default.", row.name));
    quote! {
        #doc
        pub fn #name(self) -> Self { Builder(self.0.without_protocol(), self.1) }
    }
}

/// The second door: a struct whose fields are the mandatory parameters.
fn struct_door(endpoint: &Endpoint, mandatory: &[Mandatory<'_>], own: &TokenStream, scope: Scope<'_>) -> TokenStream {
    if mandatory.is_empty() {
        return TokenStream::new();
    }
    let name = endpoint.name.as_ref();
    let doc = docs::comment(&format!(
        "The mandatory parameters of `{name}` as a struct: another way to a builder, for those who like to see the \
         compiler list missing fields."
    ));
    let fields = mandatory.iter().map(|one| {
        let doc = docs::comment(&docs::parameter(one.row, true));
        let (name, Input { field, .. }) = (names::function(one.row), input(one.row, own, scope));
        quote!(#doc pub #name: #field,)
    });
    let set = mandatory.iter().map(|_| quote!(__flitt::Set));
    let calls = mandatory.iter().map(|one| {
        let name = names::function(one.row);
        quote!(.#name(self.#name))
    });
    quote! {
        #doc
        #[derive(__flitt::Clone)]
        pub struct Mandatory { #(#fields)* }

        impl Mandatory {
            /// A builder in which they are set.
            pub fn request(self) -> Builder<#(#set),*> { Builder::new()#(#calls)* }
        }
    }
}

/// One trait for each mandatory parameter. The compiler says their messages when `build` is called too early.
fn traits(endpoint: &Endpoint, mandatory: &[Mandatory<'_>]) -> TokenStream {
    if mandatory.is_empty() {
        return TokenStream::new();
    }
    let endpoint = endpoint.name.as_ref();
    let traits = mandatory.iter().map(|Mandatory { row, set, place, .. }| {
        let message = format!("mandatory parameter `{}` of `{endpoint}` is not set", row.name);
        let label = format!("call `.{}(..)` before `.build()`", names::function(row));
        let note = place.map(|place| {
            let note = format!("declared mandatory in {}:{}:{}", place.path, place.line, place.column);
            quote!(, note = #note)
        });
        let doc = docs::comment(&format!("`{}` is set.", row.name));
        quote! {
            #doc
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
