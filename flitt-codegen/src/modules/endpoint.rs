//! The module, the marker and the traits of one endpoint.

use flitt_schema::{Endpoint, Library, Loaded};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::folder::{self, File};
use super::tables;
use crate::library::used_tables;
use crate::markdown::{code, link};
use crate::scope::Scope;
use crate::types::{builder, enums, parameters, request, response};
use crate::{DeriveContext, docs, examples, names, statics};

/// Everything in the module of an endpoint.
pub(crate) fn module(loaded: &Loaded<Endpoint>, scope: Scope<'_>) -> TokenStream {
    let endpoint = &loaded.model;
    let import = scope.import();
    let (request_items, request_table) = request_table(endpoint, scope);
    let request = request::request(endpoint, &loaded.locations, &request_table, scope);
    let response = response::of_endpoint(endpoint, scope);
    let schema = statics::endpoint(endpoint, &request_table, &response.tables);
    let response_items = response.items;
    quote! {
        #import

        /// The embedded endpoint.
        pub static SCHEMA: __flitt::LazyEndpoint = #schema;

        #request_items
        #request
        #response_items
    }
}

/// The `static` of the request's table, and the enumerations of its parameters.
fn request_table(endpoint: &Endpoint, scope: Scope<'_>) -> (TokenStream, TokenStream) {
    let table = &endpoint.request;
    if table.name.is_empty() {
        let facts = statics::table(table, scope);
        let lists = enums::of_rows(table.rows.iter());
        let parameters = parameters::parameters(table, scope);
        let items = quote! {
            static REQUEST: __flitt::LazyTable = #facts;
            #parameters
            #lists
        };
        return (items, quote!(REQUEST));
    }
    let module = scope.table_module(&table.name);
    let lists = table.rows.iter().filter(|row| row.has_own_type()).map(names::type_of);
    (quote!(pub use #module::Parameters; #(pub use #module::#lists;)*), quote!(#module::TABLE))
}

/// The traits and functions of an endpoint's marker, for the module of the endpoint.
pub(crate) fn marker_impls(endpoint: &Endpoint, status: &TokenStream, scope: Scope<'_>) -> TokenStream {
    let marker = scope.marker(endpoint);
    let (doc, empty) = (doc_of_request(endpoint), builder::empty(&endpoint.request));
    let endpoint_impl = endpoint_impl(endpoint, status, scope);
    quote! {
        impl #marker {
            #[doc = #doc]
            #[inline]
            pub fn request() -> Builder { #empty }
        }
        #endpoint_impl
    }
}

/// `Endpoint` for the marker that the module of the endpoint can name.
fn endpoint_impl(endpoint: &Endpoint, status: &TokenStream, scope: Scope<'_>) -> TokenStream {
    let (marker, allow) = (scope.marker(endpoint), scope.allow_deprecated());
    let builder = builder::complete(&endpoint.request);
    quote! {
        #allow
        impl __flitt::EndpointTrait for #marker {
            type Response = Response;
            type Status = #status;
            type Parameters = Parameters;
            type Builder = #builder;
            const SCHEMA: &'static __flitt::LazyEndpoint = &SCHEMA;
        }
    }
}

/// The same for the marker of a derive over one file, which can be inside a function, where no module can name it.
fn outer_marker_impls(
    endpoint: &Endpoint,
    marker: &Ident,
    status: &TokenStream,
    module: &Ident,
    files: &[File],
    scope: Scope<'_>,
) -> TokenStream {
    let (import, allow) = (scope.import(), scope.allow_deprecated());
    let builder = builder::complete(&endpoint.request);
    let doc = doc_of_request(endpoint);
    let files = (!files.is_empty()).then(|| folder::texts(files));
    let files = files.map(|texts| quote!(const FILES: &'static [(&'static str, &'static str)] = #texts;));
    quote! {
        #allow
        const _: () = {
            #import

            impl #marker {
                #[doc = #doc]
                #[inline]
                pub fn request() -> #module::Builder { #module::builder() }
            }

            impl __flitt::EndpointTrait for #marker {
                type Response = #module::Response;
                type Status = #status;
                type Parameters = #module::Parameters;
                type Builder = #module::#builder;
                const SCHEMA: &'static __flitt::LazyEndpoint = &#module::SCHEMA;
                #files
            }
        };
    }
}

fn doc_of_request(endpoint: &Endpoint) -> String {
    format!("A builder of requests to {}.", code(&endpoint.name))
}

/// The documentation of an endpoint.
pub(crate) fn doc(loaded: &Loaded<Endpoint>, context: &DeriveContext) -> String {
    let endpoint = &loaded.model;
    let what = docs::or_else(&endpoint.doc, &format!("The endpoint {}.", code(&endpoint.name)));
    let host = endpoint.host.as_deref().unwrap_or_default();
    let source = match endpoint.source.as_ref() {
        "" => String::new(),
        address => format!(", documented at {}", link(address)),
    };
    let examples = if context.is_documentation { examples::documentation(loaded) } else { String::new() };
    format!("{what}\n\n{}{source}{examples}", code(&format!("POST {host}{}", endpoint.path)))
}

/// The path of an endpoint as a name under which the documentation finds it: `p2pcredit`, `checkout/url`.
pub(crate) fn alias(endpoint: &Endpoint, context: &DeriveContext) -> Option<TokenStream> {
    let path = endpoint.path.trim_matches('/');
    let path = path.strip_prefix("api/").unwrap_or(path);
    (context.is_documentation && !path.is_empty()).then(|| quote!(#[doc(alias = #path)]))
}

/// The enumerations of reference lists.
pub(crate) fn reference(library: &Library, scope: Scope<'_>) -> TokenStream {
    let lists: Vec<TokenStream> = library.lists.iter().filter_map(|loaded| enums::of_list(&loaded.model)).collect();
    if lists.is_empty() {
        return TokenStream::new();
    }
    let import = scope.import();
    quote! {
        /// Values that several parameters share.
        pub mod reference { #import #(#lists)* }
    }
}

/// The Rust of a derive over one file.
pub(crate) fn single(library: &Library, files: &[File], context: &DeriveContext) -> TokenStream {
    let marker = &context.marker;
    let Some(loaded) = library.endpoints.first() else { return folder::watched(files) };
    let module_name = if loaded.model.name.is_empty() {
        names::ident(&flitt_schema::snake_case(&marker.to_string()))
    } else {
        names::module(&loaded.model)
    };
    let used = used_tables(library);
    let scope = Scope { library, used: &used, context, depth: 0 };
    let module = module(loaded, scope);
    let tables = tables::modules(Scope { depth: 2, ..scope });
    let reference = reference(library, scope);
    let status = context.status.clone().unwrap_or_else(|| quote!(__flitt::NoStatus));
    let marker_impls = outer_marker_impls(&loaded.model, marker, &status, &module_name, files, scope);
    let endpoint_impl = endpoint_impl(&loaded.model, &status, scope);
    let empty = builder::empty(&loaded.model.request);
    let visibility = &context.visibility;
    let doc = format!("Request and response of [`{marker}`].\n\n{}", doc(loaded, context));
    quote! {
        #[doc = #doc]
        #visibility mod #module_name {
            #module
            #tables
            #reference

            // A function of the module: one of the type would take its name from the setters.
            #[inline]
            pub(super) fn builder() -> Builder { #empty }

            #[doc(hidden)]
            pub struct __Marker;
            __flitt::marker!(__Marker);
            #endpoint_impl
        }
        #marker_impls
    }
}
