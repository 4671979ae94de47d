//! What programs can use of the code that is generated from a folder: its public items with their types.
//!
//! The items are read from the generated code itself, so that what breaks is what really differs in it. Hidden items are
//! left out.

use std::collections::BTreeMap;

use flitt_codegen::DeriveContext;
use flitt_schema::Library;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::{Attribute, Expr, FnArg, ImplItem, Item, ReturnType, Stmt, Type, UseTree, Visibility};

/// The public items of generated code, by their paths.
#[derive(Default)]
pub(super) struct Surface(pub(super) BTreeMap<String, Signature>);

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Signature {
    /// A type, a static, an alias: its kind and its definition.
    Item(String),
    /// A function: the types of its arguments and of its result.
    Function { arguments: Vec<String>, output: String },
}

impl Surface {
    /// The surface of a folder without errors.
    pub(super) fn of(library: &Library) -> Result<Self, String> {
        let client: TokenStream = "::flitt_client".parse().map_err(|error: proc_macro2::LexError| error.to_string())?;
        let marker = Ident::new("Api", Span::call_site());
        let context = DeriveContext {
            client,
            visibility: TokenStream::new(),
            marker,
            status: None,
            is_documentation: false,
            names_deprecated: false,
        };
        let code = flitt_codegen::folder(library, &[], &context);
        let file = syn::parse2::<syn::File>(code).map_err(|error| error.to_string())?;
        let mut surface = Self::default();
        // All items are in one hidden module, from which they are exported.
        for item in file.items {
            if let Item::Mod(module) = item {
                surface.items(module.content.map(|(_, items)| items).unwrap_or_default(), "");
            }
        }
        Ok(surface)
    }

    fn items(&mut self, items: Vec<Item>, path: &str) {
        for item in items {
            self.item(item, path);
        }
    }

    fn item(&mut self, item: Item, path: &str) {
        match item {
            Item::Mod(module) if is_public(&module.vis, &module.attrs) => {
                let inner = join(path, &module.ident);
                self.items(module.content.map(|(_, items)| items).unwrap_or_default(), &inner);
            }
            Item::Struct(item) if is_public(&item.vis, &item.attrs) => {
                self.named(path, &item.ident, format!("struct {}", text(&item.generics.params)));
            }
            Item::Static(item) if is_public(&item.vis, &item.attrs) => {
                self.named(path, &item.ident, "static".to_owned());
            }
            Item::Type(item) if is_public(&item.vis, &item.attrs) => self.named(path, &item.ident, text(&item.ty)),
            Item::Enum(item) if is_public(&item.vis, &item.attrs) => {
                self.named(path, &item.ident, "enum".to_owned());
                let inner = join(path, &item.ident);
                for variant in item.variants {
                    self.named(&inner, &variant.ident, format!("variant{}", text(&variant.fields)));
                }
            }
            Item::Use(item) if is_public(&item.vis, &item.attrs) => self.alias(path, &item.tree, ""),
            Item::Impl(item) => self.implementation(item, path),
            // The traits of markers are in anonymous constants.
            Item::Const(item) if item.ident == "_" => {
                if let Expr::Block(block) = *item.expr {
                    let items = block.block.stmts.into_iter().filter_map(|statement| match statement {
                        Stmt::Item(item) => Some(item),
                        _ => None,
                    });
                    self.items(items.collect(), path);
                }
            }
            _ => {}
        }
    }

    fn named(&mut self, path: &str, name: &Ident, what: String) {
        self.0.insert(join(path, name), Signature::Item(what));
    }

    fn alias(&mut self, path: &str, tree: &UseTree, target: &str) {
        match tree {
            UseTree::Path(inner) => self.alias(path, &inner.tree, &format!("{target}{}::", inner.ident)),
            UseTree::Name(name) => self.named(path, &name.ident, format!("{target}{}", name.ident)),
            UseTree::Rename(name) => self.named(path, &name.rename, format!("{target}{}", name.ident)),
            _ => {}
        }
    }

    fn implementation(&mut self, item: syn::ItemImpl, path: &str) {
        let Type::Path(own) = item.self_ty.as_ref() else { return };
        let Some(name) = own.path.segments.last().map(|segment| segment.ident.clone()) else { return };
        if name == "__Marker" {
            return;
        }
        let inner = join(path, &name);
        for member in item.items {
            match member {
                ImplItem::Fn(function) if item.trait_.is_none() && is_public(&function.vis, &function.attrs) => {
                    let generics = text(&function.sig.generics.params);
                    let arguments = function.sig.inputs.iter().map(|argument| match argument {
                        FnArg::Receiver(receiver) => text(receiver),
                        FnArg::Typed(typed) => text(&typed.ty),
                    });
                    let arguments = arguments.chain((!generics.is_empty()).then_some(generics)).collect();
                    let output = match &function.sig.output {
                        ReturnType::Default => String::new(),
                        ReturnType::Type(_, kind) => output(kind),
                    };
                    let path = join(&inner, &function.sig.ident);
                    self.0.insert(path, Signature::Function { arguments, output });
                }
                ImplItem::Type(kind) if kind.ident == "Status" => self.named(&inner, &kind.ident, text(&kind.ty)),
                _ => {}
            }
        }
    }
}

/// The result of a function. The state of a builder is left out: it has the builder's own type parameters.
fn output(kind: &Type) -> String {
    let is_builder =
        matches!(kind, Type::Path(path) if path.path.segments.first().is_some_and(|one| one.ident == "Builder"));
    if is_builder { "Self".to_owned() } else { text(kind) }
}

fn is_public(visibility: &Visibility, attributes: &[Attribute]) -> bool {
    let is_hidden = attributes.iter().any(|attribute| text(attribute).replace(' ', "").contains("doc(hidden)"));
    matches!(visibility, Visibility::Public(_)) && !is_hidden
}

fn join(path: &str, name: &Ident) -> String {
    if path.is_empty() { name.to_string() } else { format!("{path}::{name}") }
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
