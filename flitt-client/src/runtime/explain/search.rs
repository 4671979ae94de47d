//! What a signature was made from, where the text or the key is not the expected one.

use super::cause::Cause;
use super::compare::Difference;
use super::hash::Hashes;
use super::key;
use super::signed_text::{Part, SignedText, Unsigned};
use super::text_variants::{of_text, of_values};
use flitt_schema::Key;

/// So many further values are tried.
const MOST_FURTHER: usize = 40;

impl SignedText {
    /// Finds out what a signature was made from that is not that of this text: another form of the key, parameters that were
    /// left out or added, values that were written in another way, the other protocol. The work is bounded.
    ///
    /// `None` where it is the signature of this text.
    #[must_use]
    pub fn explain_signature(&self, signature: &str) -> Option<Difference> {
        let lower = signature.trim().to_ascii_lowercase();
        let key = self.credentials.key(self.key).unwrap_or_default();
        let Some(mut hashes) = Hashes::of(&lower) else { return Some(self.difference(Cause::NotASignature)) };
        let values: Vec<&str> = self.parts.iter().map(|part| part.value.as_str()).collect();
        if hashes.is_made_by(key, &values) {
            return (lower != signature).then(|| self.difference(Cause::CaseOfSignature));
        }
        Some(self.search(&mut hashes).unwrap_or_else(|| self.difference(Cause::Unexplained)))
    }

    /// What made the signature; `None` where nothing is found.
    pub(super) fn search(&self, hashes: &mut Hashes<'_>) -> Option<Difference> {
        let values: Vec<&str> = self.parts.iter().map(|part| part.value.as_str()).collect();
        let key = self.credentials.key(self.key).unwrap_or_default();
        self.parameters_left_out(hashes.begin(), key)
            .or_else(|| of_text(self, hashes.begin(), key).map(|cause| self.difference(cause)))
            .or_else(|| {
                let (name, cause) = of_values(self, hashes.begin(), key)?;
                Some(Difference { parameters: vec![name], ..self.difference(cause) })
            })
            .or_else(|| key::cause(hashes.begin(), &values, key, self.other_keys()).map(|cause| self.difference(cause)))
    }

    /// The keys of other purposes.
    pub(super) fn other_keys(&self) -> impl Iterator<Item = &str> {
        let others = [Key::Payment, Key::Payout, Key::Company].into_iter().filter(|key| *key != self.key);
        others.filter_map(|key| self.credentials.key(key))
    }

    /// A difference that is not at one place of the text.
    pub(super) fn difference(&self, cause: Cause) -> Difference {
        Difference {
            place: None,
            ours: None,
            gateways: None,
            cause,
            parameters: Vec::new(),
            is_response: self.is_response,
        }
    }

    /// Leaves out one or two parameters, adds one or two, or both.
    fn parameters_left_out(&self, hashes: &mut Hashes<'_>, key: &str) -> Option<Difference> {
        let further = || 0..self.unsigned.len().min(MOST_FURTHER);
        let mut is_it = |left_out: &[usize], added: &[usize]| {
            if hashes.is_spent() {
                return false;
            }
            let kept = self.parts.iter().enumerate().filter(|(place, _)| !left_out.contains(place));
            let kept = kept.map(|(_, part)| (part.name.as_str(), part.value.as_str()));
            let added = added.iter().map(|place| &self.unsigned[*place]);
            let mut signed: Vec<_> = kept.chain(added.map(|it| (it.name.as_str(), it.value.as_str()))).collect();
            signed.sort_by_key(|(name, _)| *name);
            hashes.is_made_by(key, &signed.into_iter().map(|(_, text)| text).collect::<Vec<_>>())
        };
        let all = 0..self.parts.len();
        let pairs =
            |count: usize| (0..count).flat_map(move |first| (first + 1..count).map(move |other| [first, other]));
        let one_each = || further().flat_map(|added| (0..self.parts.len()).map(move |left_out| (left_out, added)));
        if let Some(left_out) = all.clone().find(|place| is_it(&[*place], &[])) {
            return Some(self.other_parameters(&[left_out], &[]));
        }
        if let Some(added) = further().find(|place| is_it(&[], &[*place])) {
            return Some(self.other_parameters(&[], &[added]));
        }
        if let Some((left_out, added)) = one_each().find(|(left_out, added)| is_it(&[*left_out], &[*added])) {
            return Some(self.other_parameters(&[left_out], &[added]));
        }
        if let Some(left_out) = pairs(all.len()).find(|places| is_it(places, &[])) {
            return Some(self.other_parameters(&left_out, &[]));
        }
        let added = pairs(further().len()).find(|places| is_it(&[], places))?;
        Some(self.other_parameters(&[], &added))
    }

    /// What it means that these parameters were not signed, and those were.
    fn other_parameters(&self, left_out: &[usize], added: &[usize]) -> Difference {
        if self.is_data() {
            return self.difference(Cause::OtherProtocol);
        }
        let left_out: Vec<&Part> = left_out.iter().map(|place| &self.parts[*place]).collect();
        let added: Vec<&Unsigned> = added.iter().map(|place| &self.unsigned[*place]).collect();
        let cause = match (left_out.as_slice(), added.as_slice()) {
            ([part], [other]) if part.name == other.name => Cause::OtherValue,
            (_, []) => Cause::Extra,
            ([], added) if added.iter().all(|it| it.is_sent) => Cause::NotInTable,
            ([], added) if added.iter().all(|it| !it.is_sent) => Cause::Missing,
            _ => Cause::OtherParameters,
        };
        let mut parameters: Vec<String> = left_out.iter().map(|part| part.label.clone()).collect();
        parameters.extend(added.into_iter().map(|it| it.label.clone()));
        parameters.dedup();
        Difference { parameters, ..self.difference(cause) }
    }
}
