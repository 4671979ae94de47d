//! Names in Rust for parameters and values whose name on the wire is not valid or not unique there.

use flitt_schema::{Parameter, RustName, proposed_names, rust_type_name};

/// Names of generated functions and types.
const RESERVED: [&str; 5] = ["build", "request", "builder", "mandatory", "response"];

/// Sets `rust` where a parameter or value needs it.
pub(super) fn assign(parameters: &mut [Parameter]) {
    let mut used: Vec<String> = Vec::new();
    for parameter in parameters {
        let name = first_free(candidates(&parameter.name), |name| {
            RustName::of(name).is_usable()
                && !name.contains(|it: char| it.is_ascii_uppercase())
                && !RESERVED.contains(&name)
                && !["__", "without_"].iter().any(|prefix| name.starts_with(prefix))
                && !used.contains(&rust_type_name(name))
        });
        used.push(rust_type_name(&name));
        let differs = name != parameter.name;
        let details = &mut parameter.details;
        details.rust = differs.then(|| name.into());
        let mut variants: Vec<String> = Vec::new();
        for value in details.values.to_mut() {
            let own = rust_type_name(&value.value);
            let numbered = own.clone();
            let names = std::iter::once(own.clone())
                .chain(std::iter::once(format!("Value{own}")))
                .chain((2u32..).map(move |number| format!("{numbered}{number}")))
                .map(
                    |name| {
                        if name.starts_with(|it: char| it.is_ascii_alphabetic()) { name } else { format!("V{name}") }
                    },
                );
            let fits = |name: &str| RustName::of(name) == RustName::Plain && !variants.iter().any(|it| it == name);
            let variant =
                first_free(names.skip(usize::from(!own.starts_with(|it: char| it.is_ascii_uppercase()))), fits);
            value.rust = (variant != own).then(|| variant.clone().into());
            variants.push(variant);
        }
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
