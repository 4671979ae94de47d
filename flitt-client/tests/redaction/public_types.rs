//! Which public types there are, and which variants of public enums, by the sources themselves: a new one has to be looked at.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What a crate declares.
#[derive(Default)]
pub(crate) struct Declared {
    /// The full names of public types.
    pub(crate) types: BTreeSet<String>,
    /// The full names of those variants of public enums that have fields: others show no text from outside.
    pub(crate) variants: BTreeSet<String>,
}

/// The public types of a crate of this workspace.
pub(crate) fn public(package: &str) -> Declared {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(package).join("src");
    let mut found = Declared::default();
    folder(&root, &package.replace('-', "_"), &mut found);
    assert!(found.types.len() > 10, "{package} has types");
    found
}

fn folder(path: &Path, module: &str, found: &mut Declared) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let inner = if matches!(name, "lib" | "mod") { module.to_owned() } else { format!("{module}::{name}") };
        if path.is_dir() {
            folder(&path, &inner, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            items(&inner, text.parse().unwrap(), found);
        }
    }
}

/// The public types among the items of a module, and of the modules within it.
fn items(module: &str, tokens: TokenStream, found: &mut Declared) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (place, token) in tokens.iter().enumerate() {
        let word = |ahead: usize| tokens.get(place + ahead).map(ToString::to_string).unwrap_or_default();
        match token.to_string().as_str() {
            "pub" if matches!(word(1).as_str(), "struct" | "union" | "enum") => {
                let name = format!("{module}::{}", word(2));
                if word(1) == "enum" {
                    found.variants.extend(variants(&tokens[place..]).map(|variant| format!("{name}::{variant}")));
                }
                found.types.insert(name);
            }
            "mod" => match tokens.get(place + 2) {
                Some(TokenTree::Group(group)) if word(1) != "tests" => {
                    items(&format!("{module}::{}", word(1)), group.stream(), found);
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// The names of the variants with fields of the enum that begins here: each is a first word, or one after a comma, with a
/// group after it.
fn variants(tokens: &[TokenTree]) -> impl Iterator<Item = String> + use<> {
    let body = tokens.iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    let mut names = Vec::new();
    let mut due = None;
    let mut is_first = true;
    for token in body.into_iter().flatten() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == ',' => (is_first, due) = (true, None),
            TokenTree::Ident(name) if is_first => (is_first, due) = (false, Some(name.to_string())),
            TokenTree::Group(_) => names.extend(due.take()),
            _ => {}
        }
    }
    names.into_iter()
}

#[test]
fn declarations_are_read() {
    let mut found = Declared::default();
    let source = "/// enum No\npub struct Exchange<'c, E = ()>(E); pub(crate) struct Inner; mod a { pub enum Kind {
        #[doc = \"x\"] One, Two { a: (u8, u8), b: u8 }, Three(u8, u8), Four = 4 } } mod tests { pub enum Not {} }";
    items("m", source.parse().unwrap(), &mut found);
    assert_eq!(found.types.iter().collect::<Vec<_>>(), ["m::Exchange", "m::a::Kind"]);
    let variants = ["m::a::Kind::Three", "m::a::Kind::Two"];
    assert_eq!(found.variants.iter().collect::<Vec<_>>(), variants);
}
