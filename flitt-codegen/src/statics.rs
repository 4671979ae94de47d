//! The facts of a table as a `static`: the model's second life. See `flitt_schema::compiled`.

use flitt_schema::{
    Condition, Details, Endpoint, Group, KeyRule, Origin, Parameter, Response, Retry, Table, Text, Value, ValueType,
    compiled,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::paths::Scope;

/// A variant of an enumeration of the model.
macro_rules! word {
    ($kind:ident, $value:expr) => {{
        let variant = Ident::new($value.variant(), Span::call_site());
        quote!(__flitt::$kind::#variant)
    }};
}

/// An expression of type `Table`.
pub(crate) fn table(table: &Table, scope: Scope<'_>) -> TokenStream {
    let name = table.name.as_ref();
    let count = table.rows.len();
    let rows = table.rows.iter().map(|row| self::row(row, scope));
    let order = table.signature_order.iter();
    let groups = list(&quote!(Group), &table.groups.iter().map(group).collect::<Vec<_>>());
    let callback = list(&quote!(KeyRule), &table.callback.iter().map(key_rule).collect::<Vec<_>>());
    quote!({
        static ROWS: [__flitt::Parameter; #count] = __flitt::rows([#(#rows),*]);
        __flitt::table(#name, &ROWS, &[#(#order),*], #groups, #callback)
    })
}

/// A `static` list, since what functions return is not promoted to one.
fn list(kind: &TokenStream, items: &[TokenStream]) -> TokenStream {
    if items.is_empty() {
        return quote!(&[]);
    }
    let count = items.len();
    quote!({
        static LIST: [__flitt::#kind; #count] = [#(#items),*];
        &LIST
    })
}

fn row(row: &Parameter, scope: Scope<'_>) -> TokenStream {
    let name = row.name.as_ref();
    let limit = row.limit.unwrap_or(0);
    let flags = compiled::flags(row);
    let rare = rare(row, scope);
    let value_type = word!(ValueType, row.value_type);
    if row.origin == Origin::Caller && row.format.is_none() && row.unit.is_none() && rare.is_none() {
        return match row.value_type {
            ValueType::String => quote!(__flitt::string(#name, #limit, #flags)),
            _ => quote!(__flitt::plain(#name, #value_type, #limit, #flags)),
        };
    }
    let format = option(row.format.map(|format| word!(Format, format)));
    let unit = option(row.unit.map(|unit| word!(Unit, unit)));
    let origin = word!(Origin, row.origin);
    let rare = rare.unwrap_or_else(|| quote!(__flitt::NONE));
    quote!(__flitt::Row(#name, #value_type, #limit, #flags, #format, #unit, #origin, #rare))
}

/// The rarer facts that matter at run time; the values of an open list only where they tell an outcome.
fn rare(row: &Parameter, scope: Scope<'_>) -> Option<TokenStream> {
    let Details { default, fixed, values, smallest, largest, table, header, .. } = row.details.as_ref();
    let needed = row.closed || values.iter().any(|value| value.outcome.is_some());
    let values = if needed { values.as_ref() } else { &[] };
    // Only what the protocol sets is ever sent without being set.
    let default = default.as_deref().filter(|_| row.origin == Origin::Protocol).unwrap_or_default();
    let fixed = fixed.as_deref().unwrap_or_default();
    let is_bare = default.is_empty() && fixed.is_empty() && values.is_empty() && smallest.or(*largest).is_none();
    if is_bare && table.is_none() && header.is_none() {
        return None;
    }
    let values = values.iter().map(value);
    let smallest = option(smallest.map(|number| quote!(#number)));
    let largest = option(largest.map(|number| quote!(#number)));
    let table = option(table.as_ref().map(|nested| {
        let module = scope.table_module(&nested.name);
        quote!(&#module::TABLE)
    }));
    let header = option(header.as_ref().map(|header| {
        let (name, prefix) = (header.name.as_ref(), header.prefix.as_ref());
        quote!((#name, #prefix))
    }));
    Some(quote!(__flitt::Rare(#default, #fixed, &[#(#values),*], #smallest, #largest, #table, #header)))
}

fn value(value: &Value) -> TokenStream {
    let text = value.value.as_ref();
    let outcome = option(value.outcome.map(|outcome| word!(Outcome, outcome)));
    quote!(__flitt::Value {
        value: __flitt::Borrowed(#text),
        rust: __flitt::None,
        doc: __flitt::Borrowed(""),
        outcome: #outcome,
    })
}

fn group(group: &Group) -> TokenStream {
    let rule = word!(GroupRule, group.rule);
    let alternatives = group.of.iter().map(|names| {
        let names = texts(names);
        quote!(__flitt::Borrowed(#names))
    });
    let when = option(group.when.as_ref().map(condition));
    quote!(__flitt::group(#rule, &[#(#alternatives),*], #when))
}

fn key_rule(rule: &KeyRule) -> TokenStream {
    let key = word!(Key, rule.key);
    let when = option(rule.when.as_ref().map(condition));
    quote!(__flitt::key_rule(#key, #when))
}

fn condition(condition: &Condition) -> TokenStream {
    let parameter = condition.parameter.as_ref();
    let is = texts(&condition.is);
    quote!(__flitt::condition(#parameter, #is))
}

fn texts(texts: &[Text]) -> TokenStream {
    let texts = texts.iter().map(AsRef::<str>::as_ref);
    quote!(&[#(__flitt::Borrowed(#texts)),*])
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(__flitt::None), |value| quote!(__flitt::Some(#value)))
}

/// An expression of type `Endpoint`; the tables are given as paths of statics.
pub(crate) fn endpoint(endpoint: &Endpoint, request: &TokenStream, forms: &[TokenStream]) -> TokenStream {
    let (name, source, path) = (endpoint.name.as_ref(), endpoint.source.as_ref(), endpoint.path.as_ref());
    let host = endpoint.host.as_deref().unwrap_or_default();
    let confirm_with = endpoint.confirm_with.as_deref().unwrap_or_default();
    let protocol = word!(Protocol, endpoint.protocol);
    let data_when = texts(&endpoint.data_when);
    let body = word!(Body, endpoint.body);
    let key = word!(Key, endpoint.key);
    let digest = word!(Digest, endpoint.digest);
    let retry = match &endpoint.retry {
        Retry::Freely => quote!(__flitt::Retry::Freely),
        Retry::Never => quote!(__flitt::Retry::Never),
        Retry::With(name) => {
            let name = name.as_ref();
            quote!(__flitt::Retry::With(__flitt::Borrowed(#name)))
        }
    };
    let response = response(&endpoint.response, forms);
    quote!({
        static WIRE: __flitt::Wire = __flitt::Wire {
            host: #host,
            path: #path,
            protocol: #protocol,
            data_when: #data_when,
            body: #body,
            key: #key,
            digest: #digest,
            retry: #retry,
            confirm_with: #confirm_with,
        };
        __flitt::endpoint(#name, #source, &WIRE, &#request, #response)
    })
}

fn response(response: &Response, tables: &[TokenStream]) -> TokenStream {
    let forms = response.forms.iter().zip(tables).map(|(form, table)| {
        let when = form.when.as_deref().unwrap_or_default();
        quote!(__flitt::form(&#table, #when))
    });
    let forms = list(&quote!(Form), &forms.collect::<Vec<_>>());
    let shape = word!(Shape, response.shape);
    let signed = word!(Signed, response.signed);
    let failure = option(response.failure.as_ref().map(|failure| {
        let (message, code) = (failure.message.as_ref(), failure.code.as_deref().unwrap_or_default());
        quote!(__flitt::failure(#message, #code))
    }));
    quote!(__flitt::response(#forms, #shape, #signed, #failure))
}
