//! A program that uses everything that is generated from a folder: each type, function, variant and alias.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use flitt_codegen::DeriveContext;
use flitt_schema::{Library, Table};
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{Expr, FnArg, ImplItem, Item, ItemImpl, ReturnType, Stmt, UseTree, Visibility};

/// What the program needs besides the module `api` of the derive.
const HELPERS: &str = "
fn any<T>() -> T { unimplemented!() }
struct Own;
impl AsRef<str> for Own { fn as_ref(&self) -> &str { \"own\" } }
";

/// What every response has, with the types that programs rely on.
const OF_ALL_RESPONSES: &str = "
    let _: Option<&str> = it.get(\"x\");
    let _: String = it.to_json();
    let _: ::flitt_client::response::Outcome = it.outcome();
    let _: ::flitt_client::response::Verification = it.verification();
    let _: &::flitt_client::response::Fields = it.fields();
    let _ = it.decline().map(|one| one.code().to_owned());
    let _ = it.key().map(|key| key.as_str());
    let _: ::flitt_client::response::Source = it.source();
    let _ = it.clone() == *it;
";

/// The text of the program, for a module that has the derive in its module `api`.
pub(crate) fn caller(library: &Library) -> String {
    let marker = Ident::new("Api", Span::call_site());
    let client = "::flitt_client".parse().expect("it is a path");
    let context = DeriveContext {
        client,
        visibility: proc_macro2::TokenStream::new(),
        marker,
        status: None,
        is_documentation: false,
        names_deprecated: false,
    };
    let file: syn::File = syn::parse2(flitt_codegen::folder(library, &[], &context)).expect("it is Rust");
    let mut caller = Caller { library, entries: BTreeMap::new(), text: HELPERS.to_owned(), number: 0 };
    let root = file.items.into_iter().find_map(|item| if let Item::Mod(module) = item { module.content } else { None });
    let (_, items) = root.expect("all items are in one module");
    let items: Vec<&Item> = items.iter().collect();
    caller.find_entries(&items, &[]);
    caller.items(&items, &[]);
    caller.text
}

struct Caller<'l> {
    library: &'l Library,
    /// For the module of each builder, the expression that makes one.
    entries: BTreeMap<String, String>,
    text: String,
    number: usize,
}

impl Caller<'_> {
    fn find_entries(&mut self, items: &[&Item], module: &[String]) {
        for item in items {
            match item {
                Item::Mod(inner) => {
                    if let Some((_, items)) = &inner.content {
                        self.find_entries(&items.iter().collect::<Vec<_>>(), &deeper(module, &inner.ident));
                    }
                }
                Item::Const(item) => self.find_entries(&statements(&item.expr), module),
                Item::Impl(item) => {
                    let owner = resolved(&text(&item.self_ty), module);
                    for function in functions(item).filter(|function| function.sig.inputs.is_empty()) {
                        let ReturnType::Type(_, kind) = &function.sig.output else { continue };
                        let built = resolved(&text(kind), module);
                        if let Some(module) = built.strip_suffix(" :: Builder") {
                            self.entries.insert(module.to_owned(), format!("{owner}::{}()", function.sig.ident));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn items(&mut self, items: &[&Item], module: &[String]) {
        let path = |name: &Ident| resolved(&name.to_string(), module);
        for item in items {
            match item {
                Item::Mod(inner) if inner.ident != "mandatory" => {
                    if let Some((_, items)) = &inner.content {
                        self.items(&items.iter().collect::<Vec<_>>(), &deeper(module, &inner.ident));
                    }
                }
                Item::Const(item) => self.items(&statements(&item.expr), module),
                Item::Struct(item) if is_public(&item.vis) && item.ident != "__Marker" => {
                    self.function("_: Option<&{}>", &[path(&item.ident)], "");
                }
                Item::Static(item) if is_public(&item.vis) && item.ident != "ENDPOINTS" => {
                    let body = format!("let _: &{} = &{};", resolved(&text(&item.ty), module), path(&item.ident));
                    self.function("", &[], &body);
                }
                Item::Type(item) if is_public(&item.vis) => {
                    self.same(&path(&item.ident), &resolved(&text(&item.ty), module));
                }
                Item::Use(item) if is_public(&item.vis) => self.alias(&item.tree, "", module),
                Item::Enum(item) if is_public(&item.vis) => {
                    for variant in &item.variants {
                        let whole = format!("{}::{}", path(&item.ident), variant.ident);
                        let body = match variant.fields.iter().next() {
                            None => format!("let _ = {whole};"),
                            Some(field) => {
                                let kind = resolved(&text(&field.ty), module);
                                format!("if let {whole}(inner) = any() {{ let _: {kind} = inner; }}")
                            }
                        };
                        self.function("", &[], &body);
                    }
                }
                Item::Impl(item) if text(&item.self_ty) != "__Marker" => self.implementation(item, module),
                _ => {}
            }
        }
    }

    fn implementation(&mut self, item: &ItemImpl, module: &[String]) {
        let owner = resolved(text(&item.self_ty).split(" <").next().unwrap_or_default(), module);
        if let Some((name, _)) = &item.trait_ {
            let name = text(name);
            if name.ends_with(":: Deref") {
                self.function("it: &{}", &[owner], OF_ALL_RESPONSES);
            } else if name.ends_with(":: EndpointTrait") {
                for member in &item.items {
                    if let ImplItem::Type(kind) = member
                        && kind.ident == "Status"
                        && !text(&kind.ty).ends_with("NoStatus")
                    {
                        let status = format!("<{owner} as ::flitt_client::Endpoint>::Status");
                        self.same(&status, &resolved(&text(&kind.ty), module));
                    }
                }
            }
            return;
        }
        let is_builder = owner.ends_with(" :: Builder");
        for function in functions(item) {
            let name = &function.sig.ident;
            let mut arguments: Vec<String> = function.sig.inputs.iter().map(argument).collect();
            let receiver = (!arguments.is_empty()).then(|| arguments.remove(0));
            if is_builder {
                let entry = owner.strip_suffix(" :: Builder").and_then(|module| self.entries.get(module)).cloned();
                let Some(entry) = entry else { continue };
                if name == "build" {
                    self.build(&entry, item, module);
                } else {
                    let values = arguments.first().map_or_else(|| vec![String::new()], |kind| values(kind, module));
                    for value in values {
                        self.function("", &[], &format!("let _ = {entry}.{name}({value});"));
                    }
                }
                continue;
            }
            let ReturnType::Type(_, output) = &function.sig.output else { continue };
            let output = resolved(&text(output), module);
            match receiver.as_deref() {
                Some("& self") => {
                    let values: Vec<String> = arguments.iter().map(|_| "\"x\"".to_owned()).collect();
                    let body = format!("let _: {output} = it.{name}({});", values.join(", "));
                    self.function("it: &{}", std::slice::from_ref(&owner), &body);
                }
                _ => self.function("", &[], &format!("let _: {output} = {owner}::{name}();")),
            }
        }
    }

    /// All mandatory parameters, and then every parameter, before `build`.
    fn build(&mut self, entry: &str, item: &ItemImpl, module: &[String]) {
        let table = self.table(module);
        let mandatory: Vec<String> =
            table.mandatory_from_caller().map(|position| syn_name(table.rows[position].rust_name())).collect();
        // The states of a builder are public: functions return builders of which some, or all, parameters are set.
        let states = |set: usize| (0..mandatory.len()).map(move |number| if number < set { "Set" } else { "Unset" });
        let names = "::flitt_client::request";
        for set in (0..=mandatory.len()).filter(|_| !mandatory.is_empty()) {
            let states: Vec<String> = states(set).map(|state| format!("{names}::{state}")).collect();
            let calls: Vec<String> = mandatory[..set]
                .iter()
                .filter_map(|name| {
                    let function = functions(item).find(|function| function.sig.ident == name)?;
                    let kind = function.sig.inputs.iter().nth(1).map(argument)?;
                    Some(format!(".{name}({})", values(&kind, module).swap_remove(0)))
                })
                .collect();
            let kind = format!("{}::Builder<{}>", root(module), states.join(", "));
            self.function("", &[], &format!("let _: {kind} = {entry}{};", calls.concat()));
        }
        let mut least = entry.to_owned();
        let mut all = entry.to_owned();
        for function in functions(item) {
            let name = function.sig.ident.to_string();
            let arguments: Vec<String> = function.sig.inputs.iter().map(argument).collect();
            let Some(kind) = arguments.get(1) else { continue };
            let value = values(kind, module).swap_remove(0);
            let call = format!(".{name}({value})");
            all.push_str(&call);
            if mandatory.contains(&name) {
                least.push_str(&call);
            }
        }
        for chain in [least, all] {
            self.function("", &[], &format!("let _ = {chain}.build().unwrap();"));
        }
    }

    fn table(&self, module: &[String]) -> Table {
        let unraw = |name: &String| name.trim_start_matches("r#").to_owned();
        let names: Vec<String> = module.iter().map(unraw).collect();
        match names.as_slice() {
            [tables, name] if tables == "tables" => {
                let found = self.library.tables.iter().find(|loaded| loaded.model.name == *name);
                found.expect("it is a table").model.clone()
            }
            [name, ..] => {
                let found = self.library.endpoints.iter().find(|loaded| loaded.model.module_name() == *name);
                Table::clone(&found.expect("it is an endpoint").model.request)
            }
            [] => unreachable!("a builder is in a module"),
        }
    }

    fn alias(&mut self, tree: &UseTree, target: &str, module: &[String]) {
        match tree {
            UseTree::Path(inner) => self.alias(&inner.tree, &format!("{target}{} :: ", inner.ident), module),
            UseTree::Name(name) => {
                let target = resolved(&format!("{target}{}", name.ident), module);
                self.same(&resolved(&name.ident.to_string(), module), &target);
            }
            UseTree::Rename(name) => {
                let target = resolved(&format!("{target}{}", name.ident), module);
                self.same(&resolved(&name.rename.to_string(), module), &target);
            }
            _ => {}
        }
    }

    fn same(&mut self, one: &str, other: &str) {
        self.function(&format!("it: {one}"), &[], &format!("let _: {other} = it;"));
    }

    fn function(&mut self, parameters: &str, names: &[String], body: &str) {
        let parameters = names.iter().fold(parameters.to_owned(), |text, name| text.replacen("{}", name, 1));
        self.number += 1;
        writeln!(self.text, "fn f{}({parameters}) {{ {body} }}", self.number).expect("it is a `String`");
    }
}

fn functions(item: &ItemImpl) -> impl Iterator<Item = &syn::ImplItemFn> {
    item.items.iter().filter_map(|member| match member {
        ImplItem::Fn(function) if is_public(&function.vis) && !is_hidden(&function.attrs) => Some(function),
        _ => None,
    })
}

/// Whether an item is left out of the documentation: nobody is to use it.
fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| text(attribute).replace(' ', "").contains("doc(hidden)"))
}

fn argument(argument: &FnArg) -> String {
    match argument {
        FnArg::Receiver(receiver) => text(receiver),
        FnArg::Typed(typed) => text(&typed.ty),
    }
}

/// Expressions that a setter of this argument takes.
fn values(kind: &str, module: &[String]) -> Vec<String> {
    let Some(taken) = kind.strip_prefix("impl __flitt :: ") else {
        return vec![format!("any::<{}>()", resolved(kind, module))];
    };
    let any = |kind: &str| format!("any::<{}>()", resolved(kind, module));
    let (name, of) =
        taken.split_once(" < ").map_or((taken, ""), |(name, of)| (name, of.strip_suffix(" >").unwrap_or(of)));
    let texts = ["\"x\"", "String::new()", "&String::new()", "::std::borrow::Cow::Borrowed(\"x\")"];
    let texts = || texts.map(ToOwned::to_owned).to_vec();
    let numbers = ["1", "1_u8", "1_i64", "1_u64"];
    let numbers = || numbers.map(ToOwned::to_owned).to_vec();
    let plain = match name.strip_prefix("Optional").unwrap_or(name) {
        "" => vec![any(of)],
        "Text" => [texts(), vec!["&Own".to_owned()]].concat(),
        "Integer" => numbers(),
        "TextOrInteger" => [texts(), numbers()].concat(),
        "Switch" => vec!["true".to_owned(), "::flitt_client::value::Flag::Y".to_owned()],
        "Listed" => [vec![any(of), format!("&{}", any(of))], texts()].concat(),
        "Embedded" => [vec![any(of)], texts()].concat(),
        "IntoIterator" => {
            let item = of.strip_prefix("Item = ").unwrap_or(of);
            return match item.strip_prefix("(impl __flitt :: Text , ").and_then(|rest| rest.strip_suffix(')')) {
                Some(value) => vec![format!("any::<Vec<(String, {})>>()", resolved(value.trim(), module))],
                None if item.starts_with("impl") => vec!["[\"x\"]".to_owned(), "Vec::<String>::new()".to_owned()],
                None => vec![format!("any::<Vec<{}>>()", resolved(item, module))],
            };
        }
        other => panic!("what does `{other}` take?"),
    };
    if !name.starts_with("Optional") {
        return plain;
    }
    let options: Vec<String> = plain.iter().map(|value| format!("Some({value})")).collect();
    [plain, options].concat()
}

/// A type with paths that lead there from the module of the caller.
fn resolved(kind: &str, module: &[String]) -> String {
    const PLAIN: [&str; 10] = ["u64", "i64", "bool", "str", "impl", "Self", "mut", "dyn", "usize", "static"];
    let kind = kind.replace('(', "( ").replace(')', " )").replace(',', " , ");
    let words: Vec<&str> = kind.split_whitespace().collect();
    let is_name = |word: &str| word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let mut shown: Vec<String> = Vec::new();
    for (position, word) in words.iter().enumerate() {
        let begins = is_name(word) && (position == 0 || words[position - 1] != "::");
        if !begins || PLAIN.contains(word) || words.get(position + 1) == Some(&"=") {
            shown.push((*word).to_owned());
            continue;
        }
        match *word {
            "__flitt" => shown.push(":: flitt_client :: __private :: v1".to_owned()),
            "super" => {
                let up = words[position..].iter().step_by(2).take_while(|word| **word == "super").count();
                shown.push(root(&module[..module.len() - up]));
            }
            "self" => shown.push(root(module)),
            name => shown.push(format!("{} :: {name}", root(module))),
        }
    }
    // The other `super`s of a path are part of what the first one was replaced by.
    shown.join(" ").replace(":: super", "")
}

fn root(module: &[String]) -> String {
    std::iter::once("api").chain(module.iter().map(String::as_str)).collect::<Vec<&str>>().join(" :: ")
}

fn deeper(module: &[String], name: &Ident) -> Vec<String> {
    module.iter().cloned().chain([name.to_string()]).collect()
}

fn statements(expression: &Expr) -> Vec<&Item> {
    let Expr::Block(block) = expression else { return Vec::new() };
    block.block.stmts.iter().filter_map(item).collect()
}

fn item(statement: &Stmt) -> Option<&Item> {
    if let Stmt::Item(item) = statement { Some(item) } else { None }
}

fn syn_name(name: &str) -> String {
    syn::parse_str::<Ident>(name).map_or_else(|_| format!("r#{name}"), |name| name.to_string())
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
