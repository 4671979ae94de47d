//! Names in Rust for parameters and values whose name on the wire is not valid or not unique there.

use std::collections::{HashMap, HashSet};

use flitt_schema::{Parameter, RustName, proposed_names, rust_type_name};

/// Names of generated functions and types.
const RESERVED: [&str; 5] = ["build", "request", "builder", "mandatory", "response"];

/// Sets `rust` where a parameter or value needs it.
pub(super) fn assign(parameters: &mut [Parameter]) {
    let mut used: HashSet<String> = HashSet::new();
    for parameter in parameters {
        let name = first_free(candidates(&parameter.name), |name| {
            RustName::of(name).is_usable()
                && !name.contains(|it: char| it.is_ascii_uppercase())
                && !RESERVED.contains(&name)
                && !["__", "without_"].iter().any(|prefix| name.starts_with(prefix))
                && !used.contains(&rust_type_name(name))
        });
        used.insert(rust_type_name(&name));
        let differs = name != parameter.name;
        let details = &mut parameter.details;
        details.rust = differs.then(|| name.into());
        let mut variants = Variants::default();
        for value in details.values.to_mut() {
            let own = rust_type_name(&value.value);
            let variant = variants.free(&own);
            value.rust = (variant != own).then(|| variant.into());
        }
    }
}

/// The variants of one parameter.
#[derive(Default)]
struct Variants {
    used: HashSet<String>,
    /// The numbers from which on a name is free; a page can have any number of values with one name in Rust.
    next: HashMap<String, u32>,
}

impl Variants {
    /// A name for a value whose own name in Rust is this one.
    fn free(&mut self, own: &str) -> String {
        let begins_variant = |name: String| {
            if name.starts_with(|it: char| it.is_ascii_alphabetic()) { name } else { format!("V{name}") }
        };
        let first = self.next.get(own).copied().unwrap_or(2);
        let numbered = (first..).map(|number| (number + 1, format!("{own}{number}")));
        let is_upper = own.starts_with(|it: char| it.is_ascii_uppercase());
        let plain = [own.to_owned(), format!("Value{own}")].into_iter().skip(usize::from(!is_upper));
        let mut names =
            plain.map(|name| (first, name)).chain(numbered).map(|(next, name)| (next, begins_variant(name)));
        let fits = |name: &str| RustName::of(name) == RustName::Plain && !self.used.contains(name);
        let (next, variant) = names.find(|(_, name)| fits(name)).unwrap_or_default();
        self.next.insert(own.to_owned(), next);
        self.used.insert(variant.clone());
        variant
    }
}

/// Names for a parameter, the best first.
fn candidates(name: &str) -> impl Iterator<Item = String> + use<> {
    let unnamed = std::iter::once("field".to_owned()).chain((2u32..).map(|number| format!("field_{number}")));
    std::iter::once(name.to_owned()).chain(proposed_names(name)).chain(unnamed)
}

fn first_free(names: impl Iterator<Item = String>, is_free: impl Fn(&str) -> bool) -> String {
    let mut names = names;
    names.find(|name| is_free(name)).unwrap_or_default()
}
