//! What an edit of schema files breaks.
//!
//! Data flow: two folders (`contract`) -> trees (`node`) -> paired by name (`walk`, with `uses` and `values`) -> changes (`change`) ->
//! judged by the rule of each key (`object`, `rules`), and by the generated code (`surface`, `source`) -> findings.

mod change;
mod contract;
mod node;
mod object;
mod rules;
mod source;
mod surface;
mod uses;
mod values;
mod walk;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use flitt_schema::Source;
use serde_json::Value;

use self::change::{Change, Judgement};
pub(crate) use self::change::{Class, Finding, Place, Verdict};
pub(crate) use self::contract::Contract;
use self::surface::Surface;

/// The maximum length of a value in a message, in characters. The excerpt has longer ones.
const MAX_SHOWN: usize = 40;

/// What is said of a file whose text is not shown.
const HIDDEN: &str =
    "a link out of the folder, or another git repository, leads to one of the files: nothing of it is shown";

/// Everything that a version with the new files has to say about the old ones, by file and position.
///
/// # Errors
///
/// If the generated code cannot be parsed, which is an error of the generator.
pub(crate) fn compare(old: &Contract, new: &Contract) -> Result<Vec<Finding>, String> {
    // What is sensitive on one side is hidden on both.
    let sensitive = &old.sensitive_names() | &new.sensitive_names();
    let (old_trees, new_trees) = (old.trees(&sensitive), new.trees(&sensitive));
    let changes = walk::changes(&old_trees, &new_trees);
    let mut source = source::judged(&Surface::of(&old.library)?, &Surface::of(&new.library)?, &changes);
    let mut findings = Vec::new();
    if let (Some(judgement), Some(file)) = (source.remove(&None), new_trees.first()) {
        let place = Place { source: file.clone(), span: 0..0 };
        let Judgement { class, verdict, consequence } = judgement;
        let what = "the generated code has changed".to_owned();
        let is_hidden = old.is_linked() || new.is_linked();
        let consequence = if is_hidden { HIDDEN.to_owned() } else { consequence };
        findings.push(Finding { class, verdict, what, consequence, place, before: None });
    }
    for (position, change) in changes.iter().enumerate() {
        let mut judged = change.judged();
        judged.extend(source.remove(&Some(position)));
        // Of two judgements of one class, the stricter one says enough.
        judged.sort_by_key(|judgement| (judgement.class, Reverse(judgement.verdict)));
        judged.dedup_by_key(|judgement| judgement.class);
        if judged.is_empty() {
            let consequence = "no program sees a difference".to_owned();
            judged.push(Judgement { class: Class::Source, verdict: Verdict::Patch, consequence });
        }
        findings.extend(judged.into_iter().map(|judgement| finding(change, judgement)));
    }
    let order = |finding: &Finding| (finding.place.source.path().to_owned(), finding.place.span.start);
    findings.sort_by_key(order);
    Ok(findings)
}

fn finding(change: &Change, judgement: Judgement) -> Finding {
    let Judgement { class, verdict, consequence } = judgement;
    let (place, before) = (change.place.clone(), change.before.clone());
    let finding = Finding { class, verdict, what: describe(change), consequence, place, before };
    if finding.is_linked() { finding.hidden() } else { finding }
}

impl Finding {
    /// Whether it is about a file that is reached by a link.
    fn is_linked(&self) -> bool {
        let before = self.before.iter().map(|before| &before.source);
        before.chain([&self.place.source]).any(Source::is_linked)
    }

    /// The same without anything that a file says.
    fn hidden(self) -> Self {
        let what = "the file has changed".to_owned();
        let span = if self.place.source.is_linked() { 0..0 } else { self.place.span };
        let place = Place { span, ..self.place };
        Self { what, consequence: HIDDEN.to_owned(), place, before: None, ..self }
    }
}

/// What changed, as a clause: "`max_length` of `amount` of the endpoint `charge` was 8 and is 6".
fn describe(change: &Change) -> String {
    let subject = &change.subject;
    let key = &change.key;
    if key.is_empty() {
        return format!("{subject} {}", if change.old.is_none() { "is new" } else { "is gone" });
    }
    if change.old.is_none() && change.new.is_none() {
        return format!("{subject} has changed");
    }
    if change.may_be_secret() {
        return format!("`{key}` of {subject} has changed");
    }
    let shown = |value: &Option<Value>| match value {
        None => Some("absent".to_owned()),
        Some(value) => {
            let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            (text.chars().count() <= MAX_SHOWN).then(|| format!("`{text}`"))
        }
    };
    match (shown(&change.old), shown(&change.new)) {
        (Some(old), Some(new)) => format!("`{key}` of {subject} was {old} and is {new}"),
        _ => format!("`{key}` of {subject} has changed"),
    }
}
