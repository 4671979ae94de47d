//! What a key is confused with, the likeliest first.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::zeroize::Zeroizing;

use super::look_alikes::{ascii, look_alikes, pairs};
use super::surroundings::{added, removed};
use crate::runtime::explain::cause::Cause;

/// Keys of more characters than this are not varied character by character. The gateway's have 32.
const MOST_CHARACTERS: usize = 128;

/// Of longer keys than this, in bytes, only what is around them is varied.
const MOST_BYTES: usize = 1024;

/// Of longer keys than this, two characters are not varied at once.
const MOST_CHARACTERS_FOR_TWO: usize = 64;

/// A key that could have been used in the place of another, and the cause. It is cleared when it is dropped.
pub(super) type Variant = (Cause, Zeroizing<String>);

/// Variants of the characters of a key, of one kind.
type Kind = fn(&[char]) -> Vec<Variant>;

/// The keys that this one is confused with as a whole.
pub(super) fn whole_variants(key: &str) -> impl Iterator<Item = Variant> {
    let kinds: [fn(&str) -> Vec<Variant>; 5] = [removed, added, other_case, alike, encoded];
    let count = if key.len() > MOST_BYTES { 1 } else { kinds.len() };
    kinds.into_iter().take(count).flat_map(move |kind| kind(key))
}

/// The keys that this one is confused with, as a whole or in some of its characters.
pub(super) fn variants(key: &str) -> impl Iterator<Item = Variant> {
    let mut letters: Zeroizing<Vec<char>> = Zeroizing::new(Vec::with_capacity(MOST_CHARACTERS + 1));
    letters.extend(key.chars().take(MOST_CHARACTERS + 1));
    let is_short = letters.len() <= MOST_CHARACTERS;
    let each: [Kind; 9] = [one_other_case, one_alike, swapped, shorter, doubled, cut_off, two_alike, longer, one_other];
    let each = each.into_iter().filter(move |_| is_short).flat_map(move |kind| kind(&letters));
    whole_variants(key).chain(each)
}

pub(super) fn variant(cause: Cause, text: impl Into<String>) -> Variant {
    (cause, Zeroizing::new(text.into()))
}

/// A key of these characters. It does not grow: that would leave copies in memory.
pub(super) fn of_letters(letters: impl Iterator<Item = char> + Clone) -> String {
    let mut key = String::with_capacity(letters.clone().map(char::len_utf8).sum());
    key.extend(letters);
    key
}

fn other_case(key: &str) -> Vec<Variant> {
    let swapped = key.chars().map(|letter| if letter.is_lowercase() { upper(letter) } else { lower(letter) });
    let capital = key.chars().enumerate().map(|(place, letter)| if place == 0 { upper(letter) } else { lower(letter) });
    let cased = [key.to_lowercase(), key.to_uppercase(), of_letters(swapped), of_letters(capital)];
    cased.map(|text| variant(Cause::CaseOfKey, text)).into()
}

fn upper(letter: char) -> char {
    letter.to_ascii_uppercase()
}

fn lower(letter: char) -> char {
    letter.to_ascii_lowercase()
}

/// Several characters that look alike: all those outside ASCII, and letters that look like two.
fn alike(key: &str) -> Vec<Variant> {
    let plain = of_letters(key.chars().map(|letter| ascii(letter).unwrap_or(letter)));
    let joined = pairs().flat_map(|(from, to)| {
        let places = key.match_indices(from);
        places.map(move |(place, _)| [&key[..place], to, &key[place + from.len()..]].concat())
    });
    joined.chain([plain]).map(|text| variant(Cause::LookAlikeInKey, text)).collect()
}

fn encoded(key: &str) -> Vec<Variant> {
    let text_of = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let escaped = Zeroizing::new(key.split('&').collect::<Vec<_>>().join("%26"));
    let pair = Zeroizing::new(["k=", &escaped].concat());
    let decoded = form_urlencoded::parse(pair.as_bytes()).next().map(|(_, text)| text.into_owned());
    let decoded = [text_of(STANDARD.decode(key).ok()), text_of(hex::decode(key).ok()), decoded];
    let percent: Vec<&str> = form_urlencoded::byte_serialize(key.as_bytes()).collect();
    let encoded = [STANDARD.encode(key), hex::encode(key), hex::encode_upper(key), percent.concat()];
    let half = key.get(..key.len() / 2).filter(|half| key == half.repeat(2)).map(str::to_owned);
    let repeated = half.into_iter().chain([key.repeat(2)]).map(|text| variant(Cause::RepeatedKey, text));
    let encoded = decoded.into_iter().flatten().chain(encoded).map(|text| variant(Cause::EncodedKey, text));
    repeated.chain(encoded).filter(|(_, text)| !text.is_empty()).collect()
}

/// A key whose characters from one place to another are replaced.
fn with(cause: Cause, letters: &[char], range: std::ops::Range<usize>, others: &[char]) -> Variant {
    let (before, after) = (&letters[..range.start], &letters[range.end..]);
    variant(cause, of_letters(before.iter().chain(others).chain(after).copied()))
}

fn one_other_case(letters: &[char]) -> Vec<Variant> {
    let other = |letter: char| if letter.is_lowercase() { upper(letter) } else { lower(letter) };
    let places = letters.iter().enumerate().filter(|(_, letter)| letter.is_ascii_alphabetic());
    places.map(|(place, letter)| with(Cause::CaseOfKey, letters, place..place + 1, &[other(*letter)])).collect()
}

fn one_alike(letters: &[char]) -> Vec<Variant> {
    let of = |(place, letter): (usize, &char)| {
        let others: Vec<char> = look_alikes(*letter).collect();
        others.into_iter().map(move |other| with(Cause::LookAlikeInKey, letters, place..place + 1, &[other]))
    };
    letters.iter().enumerate().flat_map(of).collect()
}

/// Two characters that look like others of ASCII.
fn two_alike(letters: &[char]) -> Vec<Variant> {
    let others = |place: usize| look_alikes(letters[place]).filter(char::is_ascii_alphanumeric).collect::<Vec<char>>();
    let mut variants = Vec::new();
    let count = if letters.len() > MOST_CHARACTERS_FOR_TWO { 0 } else { letters.len() };
    for first in 0..count {
        for one in others(first) {
            let mut changed = Zeroizing::new(letters.to_vec());
            changed[first] = one;
            for second in first + 1..letters.len() {
                let all = others(second).into_iter();
                variants.extend(all.map(|other| with(Cause::LookAlikeInKey, &changed, second..second + 1, &[other])));
            }
        }
    }
    variants
}

fn swapped(letters: &[char]) -> Vec<Variant> {
    let pairs = letters.windows(2).enumerate().filter(|(_, pair)| pair[0] != pair[1]);
    pairs.map(|(place, pair)| with(Cause::SwappedInKey, letters, place..place + 2, &[pair[1], pair[0]])).collect()
}

fn shorter(letters: &[char]) -> Vec<Variant> {
    let cause = |place: usize| {
        let is_doubled = place > 0 && letters[place - 1] == letters[place];
        if is_doubled { Cause::DoubledInKey } else { Cause::LostInKey }
    };
    // Of a doubled character the second is left out, so that it is called doubled.
    let places = (0..letters.len()).rev();
    places
        .map(|place| with(cause(place), letters, place..place + 1, &[]))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

fn doubled(letters: &[char]) -> Vec<Variant> {
    let places = letters.iter().enumerate();
    places.map(|(place, letter)| with(Cause::DoubledInKey, letters, place..place, &[*letter])).collect()
}

fn cut_off(letters: &[char]) -> Vec<Variant> {
    let parts = (1..letters.len()).flat_map(|place| [0..place, place..letters.len()]);
    parts.map(|range| variant(Cause::CutOffKey, of_letters(letters[range].iter().copied()))).collect()
}

/// What the gateway's keys are made of, and `-` and `_` for others.
fn of_keys() -> impl Iterator<Item = char> {
    ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(['-', '_'])
}

fn longer(letters: &[char]) -> Vec<Variant> {
    // Most characters are lost at the end.
    let places = (0..=letters.len()).rev();
    places
        .flat_map(|place| of_keys().map(move |other| with(Cause::LostInKey, letters, place..place, &[other])))
        .collect()
}

fn one_other(letters: &[char]) -> Vec<Variant> {
    let places = 0..letters.len();
    let of = |place: usize| of_keys().map(move |other| with(Cause::TypoInKey, letters, place..place + 1, &[other]));
    places.flat_map(of).collect()
}
