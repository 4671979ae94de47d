//! Compares the generated code of two folders, and finds the change in the files behind each difference.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::change::{Change, Class, Judgement, Verdict};
use super::surface::{Signature, Surface};

/// Functions that a response has besides its getters: a getter of this name is called instead.
pub(super) const FUNCTIONS_OF_RESPONSES: [&str; 21] = [
    "source",
    "http_response",
    "request_id",
    "key",
    "verification",
    "fields",
    "get",
    "outcome",
    "decline",
    "to_json",
    "clone",
    "clone_from",
    "eq",
    "ne",
    "fmt",
    "deref",
    "borrow",
    "into",
    "try_into",
    "to_owned",
    "type_id",
];

/// One difference of the generated code.
struct Difference {
    path: String,
    verdict: Verdict,
    /// What happened to the item.
    what: String,
}

/// For each change of the files, by its position, what it means for source. The position is `None` for a difference that no
/// change explains.
pub(super) fn judged(old: &Surface, new: &Surface, changes: &[Change]) -> BTreeMap<Option<usize>, Judgement> {
    let mut by_change: BTreeMap<Option<usize>, Vec<Difference>> = BTreeMap::new();
    let mut causes = Causes::of(changes);
    for difference in differences(old, new) {
        let states = states(old.0.get(&difference.path), new.0.get(&difference.path));
        by_change.entry(causes.cause(&difference.path, &states)).or_default().push(difference);
    }
    by_change.into_iter().map(|(change, differences)| (change, judgement(&differences))).collect()
}

fn judgement(differences: &[Difference]) -> Judgement {
    let verdict = differences.iter().map(|difference| difference.verdict).max().unwrap_or(Verdict::Patch);
    let shown: Vec<&Difference> = differences.iter().filter(|difference| difference.verdict == verdict).collect();
    let first = shown.first().map(|first| format!("`{}` {}", first.path, first.what)).unwrap_or_default();
    let consequence = match shown.len() {
        0 | 1 => first,
        2 => format!("{first}, and 1 other item of the generated code"),
        number => format!("{first}, and {} other items of the generated code", number - 1),
    };
    Judgement { class: Class::Source, verdict, consequence }
}

fn differences(old: &Surface, new: &Surface) -> Vec<Difference> {
    let mut found = Vec::new();
    for (path, before) in &old.0 {
        let what = match new.0.get(path) {
            None => "is gone".to_owned(),
            Some(now) if now == before => continue,
            Some(now) => {
                if is_compatible(before, now) {
                    let what = "takes more types".to_owned();
                    found.push(Difference { path: path.clone(), verdict: Verdict::Minor, what });
                    continue;
                }
                changed(before, now)
            }
        };
        found.push(Difference { path: path.clone(), verdict: Verdict::Major, what });
    }
    for (path, now) in new.0.iter().filter(|(path, _)| !old.0.contains_key(*path)) {
        let (hides, what) = match hidden_function(path, now, new) {
            Some(name) => (true, format!("is called where `{name}` of all responses was")),
            None => (false, "is new".to_owned()),
        };
        let verdict = if hides { Verdict::Major } else { Verdict::Minor };
        found.push(Difference { path: path.clone(), verdict, what });
    }
    found
}

fn changed(before: &Signature, now: &Signature) -> String {
    let shown = |text: &str| {
        text.replace("__flitt :: ", "").replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace("& ", "&")
    };
    match (before, now) {
        (
            Signature::Function { arguments: old, output: old_output },
            Signature::Function { arguments: new, output: new_output },
        ) => {
            if old_output == new_output {
                let last = |arguments: &[String]| shown(arguments.last().map(String::as_str).unwrap_or_default());
                format!("takes `{}` instead of `{}`", last(new), last(old))
            } else {
                format!("returns `{}` instead of `{}`", shown(new_output), shown(old_output))
            }
        }
        (Signature::Item(old), Signature::Item(_)) if old.starts_with("struct") => {
            "has other type parameters: code that names its state does not compile".to_owned()
        }
        (Signature::Item(old), Signature::Item(new)) => format!("is `{}` instead of `{}`", shown(new), shown(old)),
        _ => "is another kind of item".to_owned(),
    }
}

/// Whether every call of the old function compiles with the new one.
fn is_compatible(before: &Signature, now: &Signature) -> bool {
    let (
        Signature::Function { arguments: old, output: old_output },
        Signature::Function { arguments: new, output: new_output },
    ) = (before, now)
    else {
        // A status endpoint where there was none.
        return matches!(before, Signature::Item(kind) if kind.ends_with("NoStatus"));
    };
    old_output == new_output && old.len() == new.len() && old.iter().zip(new).all(|(old, new)| takes(old, new))
}

/// Whether an argument takes all that another one took.
fn takes(old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    let (Some(old_trait), Some(new_trait)) = (old.strip_prefix(ARGUMENT), new.strip_prefix(ARGUMENT)) else {
        // A type, and then an `Option` of it, or the listed values that it was.
        let of_type = |name: &str| new == format!("{ARGUMENT}{name} < {old} >");
        return ["Optional", "Listed", "OptionalListed", "Embedded", "OptionalEmbedded"].into_iter().any(of_type)
            || (old == "bool" && matches!(new.strip_prefix(ARGUMENT), Some("Switch" | "OptionalSwitch")));
    };
    let wider = |old: &str, new: &str| old == new || (new == "TextOrInteger" && matches!(old, "Text" | "Integer"));
    // An `Option` of a type, which the other one takes, too.
    let of_type = |old: &str, new: &str| {
        let of = new.strip_prefix("Listed").or_else(|| new.strip_prefix("Embedded"));
        of == Some(old) || (old == " < bool >" && new == "Switch")
    };
    match (old_trait.strip_prefix("Optional"), new_trait.strip_prefix("Optional")) {
        (Some(old), Some(new)) => wider(old, new) || of_type(old, new),
        (None, Some(new)) => wider(old_trait, new),
        (None, None) => wider(old_trait, new_trait),
        (Some(_), None) => false,
    }
}

/// The beginning of an argument that is a trait of the runtime.
const ARGUMENT: &str = "impl __flitt :: ";

/// The function of all responses that a new getter hides.
fn hidden_function<'n>(path: &'n str, item: &Signature, surface: &Surface) -> Option<&'n str> {
    let Signature::Function { arguments, .. } = item else { return None };
    let (owner, name) = path.rsplit_once("::")?;
    // Builders, values and parameters of requests have none of these functions.
    let is_response = !owner.ends_with("Builder")
        && !owner.ends_with("Parameters")
        && !surface.0.contains_key(&format!("{owner}::builder"));
    let is_getter = arguments.first().is_some_and(|receiver| receiver == "& self");
    (is_response && is_getter && FUNCTIONS_OF_RESPONSES.contains(&name)).then_some(name)
}

/// The type parameters that only one of two builders has, as the names of their parameters.
fn states(old: Option<&Signature>, new: Option<&Signature>) -> Vec<String> {
    let names = |item: Option<&Signature>| -> Vec<String> {
        let Some(Signature::Item(kind)) = item else { return Vec::new() };
        kind.split_whitespace().filter_map(|word| word.strip_prefix("Has")).map(ToOwned::to_owned).collect()
    };
    let (old, new) = (names(old), names(new));
    let differs = |name: &&String| old.contains(name) != new.contains(name);
    old.iter().chain(&new).filter(differs).cloned().collect()
}

/// The changes that generated code can depend on, by the names that they can concern.
struct Causes<'c> {
    changes: &'c [Change],
    /// Positions of changes, in their order.
    by_name: HashMap<&'c str, Vec<usize>>,
    /// The first change of all, for an item that no change names.
    first: Option<usize>,
    /// What was found for the known names of an item.
    found: HashMap<Vec<&'c str>, Option<usize>>,
}

impl<'c> Causes<'c> {
    fn of(changes: &'c [Change]) -> Self {
        let in_code = || changes.iter().enumerate().filter(|(_, change)| change.is_in_code());
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (position, change) in in_code() {
            for name in change.names.iter().map(String::as_str).collect::<BTreeSet<&str>>() {
                by_name.entry(name).or_default().push(position);
            }
        }
        let first = in_code().next().map(|(position, _)| position);
        Self { changes, by_name, first, found: HashMap::new() }
    }

    /// The change that the most names of an item point to. Of equals, the first one.
    fn cause(&mut self, path: &str, states: &[String]) -> Option<usize> {
        let segments = path.split("::").map(|segment| segment.trim_start_matches("r#"));
        let segments = segments.chain(states.iter().map(String::as_str));
        let known: Vec<&'c str> =
            segments.filter_map(|name| self.by_name.get_key_value(name)).map(|(name, _)| *name).collect();
        if let Some(found) = self.found.get(&known) {
            return *found;
        }
        let cause = self.search(&known);
        self.found.insert(known, cause);
        cause
    }

    /// Looks first at the changes that have the rarest of the names: most often one of them has all names.
    fn search(&self, names: &[&str]) -> Option<usize> {
        let score = |position: usize| {
            let has = |name: &&&str| self.changes[position].names.iter().any(|known| known == **name);
            names.iter().filter(has).count()
        };
        let mut lists: Vec<&[usize]> = names.iter().map(|name| self.by_name[name].as_slice()).collect();
        lists.sort_by_key(|list| list.len());
        let mut best: Option<(usize, Reverse<usize>)> = None;
        for (index, list) in lists.iter().enumerate() {
            // A change that is in none of the lists before has at most the names of the others.
            if best.is_some_and(|(score, _)| score > names.len() - index) {
                break;
            }
            best = best.max(list.iter().map(|position| (score(*position), Reverse(*position))).max());
        }
        best.map(|(_, Reverse(position))| position).or(self.first)
    }
}
