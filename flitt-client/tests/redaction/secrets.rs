//! The secrets that must not be seen, and every way to write them.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

pub(crate) const PAYMENT_KEY: &str = "canary-payment-key-5f3a";
pub(crate) const PAYOUT_KEY: &str = "canary-payout-key-0b77";
pub(crate) const COMPANY_KEY: &str = "canary-company-key-e210";
/// None of the sandbox's test cards, which its pages name.
pub(crate) const CARD: &str = "5105109876543218";
/// No port begins with 0, no year is so small, and clocks write a colon: nothing else writes this where it stands alone.
pub(crate) const CVV: &str = "0847";
pub(crate) const TOKEN: &str = "canary-token-91c2";
pub(crate) const IBAN: &str = "GE29NB0000000101904917";
/// `{"canary":"in a container"}`
pub(crate) const CONTAINER: &str = "eyJjYW5hcnkiOiJpbiBhIGNvbnRhaW5lciJ9";

pub(crate) const ALL: [&str; 8] = [PAYMENT_KEY, PAYOUT_KEY, COMPANY_KEY, CARD, CVV, TOKEN, IBAN, CONTAINER];

/// A secret shorter than this, in bytes, is looked for only where it stands alone.
const SHORT: usize = 8;

/// Every way to write a secret that is looked for, the plain one first.
pub(crate) fn encodings(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let each = |write: fn(u8) -> String| bytes.iter().copied().map(write).collect::<String>();
    let mut found = vec![
        secret.to_owned(),
        each(|byte| format!("{byte:02x}")),
        each(|byte| format!("{byte:02X}")),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("%{byte:02X}")),
        each(|byte| format!("\\u{byte:04x}")),
        each(|byte| format!("\\u{byte:04X}")),
    ];
    for engine in [STANDARD, URL_SAFE] {
        found.extend((0..3).map(|place| in_base64(&engine, bytes, place)));
    }
    found.dedup();
    found
}

/// What of a secret is certain to stand in base64, where it begins at this place of three bytes.
fn in_base64(engine: &base64::engine::GeneralPurpose, secret: &[u8], place: usize) -> String {
    let text = engine.encode([&vec![0; place], secret].concat());
    let whole = (place + secret.len()) / 3 * 4;
    let (first, more) = ([0, 2, 3][place], [0, 1, 2][(place + secret.len()) % 3]);
    text[first..whole + more].to_owned()
}

/// The ways in which people and forms write a card number in groups.
pub(crate) fn groupings(card: &str) -> Vec<String> {
    let groups: Vec<&str> = (0..card.len()).step_by(4).map(|start| &card[start..(start + 4).min(card.len())]).collect();
    [" ", "-", "+", "%20", ".", "\u{a0}", "\n"].map(|separator| groups.join(separator)).to_vec()
}

static WRITTEN: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let written = |secret| encodings(secret).into_iter().map(move |it| (secret, it));
    ALL.into_iter().flat_map(written).chain(groupings(CARD).into_iter().map(|it| (CARD, it))).collect()
});

/// The first secret that stands in a text, as it is written there.
pub(crate) fn found_in(text: &str) -> Option<(&'static str, String)> {
    WRITTEN.iter().find(|(_, written)| occurs_in(written, text)).cloned()
}

fn occurs_in(written: &str, text: &str) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    text.match_indices(written).any(|(start, _)| {
        let (before, after) = (&text.as_bytes()[..start], &text.as_bytes()[start + written.len()..]);
        written.len() >= SHORT || !(is_part(before.last()) || is_part(after.first()))
    })
}

#[test]
fn every_encoding_is_found() {
    for secret in ALL {
        for written in encodings(secret) {
            assert_eq!(found_in(&format!("<{written}>")).map(|(secret, _)| secret), Some(secret), "{written}");
        }
        assert!(groupings(CARD).iter().all(|written| found_in(written).is_some()));
        for place in ["", "a", "ab", "abc"].into_iter().filter(|_| secret.len() >= SHORT) {
            let text = STANDARD.encode(format!("{place}{secret}, and more"));
            assert!(found_in(&text).is_some(), "{secret} in {text}");
        }
    }
    assert_eq!(found_in("canary-token, order 108470, 444455XXXXXX1111"), None);
}
