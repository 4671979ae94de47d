//! Which key made a signature, when the signed text is not in doubt.

use secrecy::zeroize::Zeroizing;

use super::cause::Cause;
use crate::runtime::signature::Signer;

/// Why a signature over these values is not that of the key; `others` are the keys of other purposes.
pub(super) fn cause<'k>(
    values: &[&str],
    signature: Option<&str>,
    key: &str,
    others: impl IntoIterator<Item = &'k str>,
) -> Cause {
    let Some(signature) = signature.map(str::to_ascii_lowercase) else { return Cause::OtherKey };
    let made_by = |key: &str| {
        let mut signer: Signer = Signer::new(key);
        for value in values {
            signer.add(value);
        }
        signer.finish().as_bytes() == signature.as_bytes()
    };
    let spaced =
        [format!("{key}\n"), format!("{key}\r\n"), format!("{key} "), format!(" {key}"), key.trim().to_owned()]
            .map(Zeroizing::new);
    let cased = [key.to_lowercase(), key.to_uppercase()].map(Zeroizing::new);
    let is_made_by_other =
        |keys: &[Zeroizing<String>]| keys.iter().any(|other| other.as_str() != key && made_by(other));
    if is_made_by_other(&spaced) {
        Cause::SpaceAroundKey
    } else if is_made_by_other(&cased) {
        Cause::CaseOfKey
    } else if others.into_iter().any(|other| other != key && made_by(other)) {
        Cause::KeyOfOtherPurpose
    } else {
        Cause::OtherKey
    }
}

/// How the key that the gateway masked differs from ours.
pub(super) fn difference(ours: &str, theirs: &str) -> Cause {
    if ours.trim() == theirs.trim() {
        Cause::SpaceAroundKey
    } else if ours.to_lowercase() == theirs.to_lowercase() {
        Cause::CaseOfKey
    } else {
        Cause::OtherKey
    }
}
