//! Which key made a signature, when the signed text is not in doubt. No key is shown.

mod look_alikes;
mod surroundings;
mod variants;

use self::variants::{variants, whole_variants};
use super::cause::Cause;
use super::hash::Hashes;

/// Why a signature over these values is not that of the key; `others` are the keys of other purposes. `None` where no key
/// that this one is confused with made it.
pub(super) fn cause<'k>(
    hashes: &mut Hashes<'_>,
    values: &[&str],
    key: &str,
    others: impl IntoIterator<Item = &'k str>,
) -> Option<Cause> {
    let others: Vec<&str> = others.into_iter().filter(|other| *other != key && !other.is_empty()).collect();
    if others.iter().any(|other| hashes.is_made_by(other, values)) {
        return Some(Cause::KeyOfOtherPurpose);
    }
    let mut other_variants = others.iter().flat_map(|other| whole_variants(other));
    if other_variants.any(|(_, text)| hashes.is_made_by(&text, values)) {
        return Some(Cause::KeyOfOtherPurpose);
    }
    variants(key).find(|(_, text)| hashes.is_made_by(text, values)).map(|(cause, _)| cause)
}

/// How the key that the gateway masked differs from ours.
pub(super) fn difference(ours: &str, theirs: &str) -> Cause {
    let between = |one: &str, other: &str| variants(one).find(|(_, text)| text.as_str() == other);
    between(ours, theirs).or_else(|| between(theirs, ours)).map_or(Cause::OtherKey, |(cause, _)| cause)
}
