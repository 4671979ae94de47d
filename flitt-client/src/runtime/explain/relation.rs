//! How one text became another.

use super::cause::Cause;
use super::nested_variants::is_same_value;
use crate::runtime::signature::MASK;

/// An encoding makes a text at most this many times longer.
const MOST_GROWTH: usize = 8;

/// What turned what was signed into what was hashed, where it is one of the known ways.
pub(super) fn between(signed: &str, hashed: &str) -> Option<Cause> {
    let (shorter, longer) = (signed.len().min(hashed.len()), signed.len().max(hashed.len()));
    if longer > (shorter + 1) * MOST_GROWTH {
        return None;
    }
    let rules: [fn(&str, &str) -> Option<Cause>; 14] = [
        dict,
        line_ends,
        spaces,
        number,
        boolean,
        null,
        html,
        json,
        encoded,
        composed,
        charset,
        case,
        minor_units,
        cut_off,
    ];
    rules.into_iter().find_map(|rule| rule(signed, hashed))
}

fn when(holds: bool, cause: Cause) -> Option<Cause> {
    holds.then_some(cause)
}

/// Whether a change of either text gives the other.
fn either(signed: &str, hashed: &str, change: impl Fn(&str) -> Option<String>) -> bool {
    change(signed).is_some_and(|text| text == hashed) || change(hashed).is_some_and(|text| text == signed)
}

fn dict(signed: &str, hashed: &str) -> Option<Cause> {
    when(is_same_value(signed, hashed), Cause::DictText)
}

fn line_ends(signed: &str, hashed: &str) -> Option<Cause> {
    let without = |text: &str| text.replace(['\r', '\n'], "");
    let has = |text: &str| text.contains(['\r', '\n']);
    when((has(signed) || has(hashed)) && without(signed) == without(hashed), Cause::LineEnds)
}

fn spaces(signed: &str, hashed: &str) -> Option<Cause> {
    let without = |text: &str| text.split_whitespace().collect::<String>();
    when(without(signed) == without(hashed), Cause::Spaces)
}

/// Digits, with a fraction or an exponent; no other words that a float can be.
fn as_number(text: &str) -> Option<f64> {
    let is_number = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    if text.is_empty() || !text.bytes().all(is_number) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[expect(clippy::float_cmp, reason = "two spellings of one number are the same float")]
fn number(signed: &str, hashed: &str) -> Option<Cause> {
    // Separators of thousands and quotes do not make another number.
    let plain = |text: &str| text.replace([',', '_', '\'', '"'], "");
    when(as_number(&plain(signed))? == as_number(&plain(hashed))?, Cause::Number)
}

#[expect(clippy::float_cmp, reason = "a product that is not exact is another sum")]
fn minor_units(signed: &str, hashed: &str) -> Option<Cause> {
    let (signed, hashed) = (as_number(signed)?, as_number(hashed)?);
    let is_hundredfold = |more: f64, less: f64| less != 0.0 && more == (less * 100.0).round();
    when(is_hundredfold(signed, hashed) || is_hundredfold(hashed, signed), Cause::MinorUnits)
}

fn boolean(signed: &str, hashed: &str) -> Option<Cause> {
    let truth = |text: &str| match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "y" | "yes" => Some(true),
        "false" | "0" | "n" | "no" => Some(false),
        _ => None,
    };
    when(truth(signed)? == truth(hashed)?, Cause::Boolean)
}

fn null(signed: &str, hashed: &str) -> Option<Cause> {
    when(is_null(signed) != is_null(hashed), Cause::NullText)
}

/// What languages write for a value that is none.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "null" | "None" | "nil" | "undefined" | "NULL" | "NaN")
}

fn html(signed: &str, hashed: &str) -> Option<Cause> {
    let plain = |text: &str| {
        let names = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\"")];
        let quotes = [("&#39;", "'"), ("&#x27;", "'"), ("&#039;", "'"), ("&apos;", "'"), ("&amp;", "&")];
        let all = names.into_iter().chain(quotes);
        text.contains('&').then(|| all.fold(text.to_owned(), |text, (name, character)| text.replace(name, character)))
    };
    when(either(signed, hashed, plain), Cause::HtmlEscaped)
}

fn json(signed: &str, hashed: &str) -> Option<Cause> {
    let plain = |text: &str| {
        let is_escaped = text.contains('\\');
        is_escaped.then(|| serde_json::from_str(&format!("\"{text}\"")).ok()).flatten()
    };
    when(either(signed, hashed, plain), Cause::JsonEscaped)
}

fn encoded(signed: &str, hashed: &str) -> Option<Cause> {
    if decoded(hashed).is_some_and(|plain| plain == signed) {
        Some(Cause::Encoded)
    } else {
        when(decoded(signed).is_some_and(|plain| plain == hashed), Cause::SignedEncoded)
    }
}

/// A text whose `+` and `%20` are decoded; nothing where there is nothing to decode.
fn decoded(text: &str) -> Option<String> {
    if !text.contains(['+', '%']) {
        return None;
    }
    // One pair of a form: what would begin another one is encoded first.
    let pair = format!("v={}", text.replace('&', "%26"));
    form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
}

/// One letter on one side stands for a letter and its accents on the other.
fn composed(signed: &str, hashed: &str) -> Option<Cause> {
    let is_accent = |character: char| ('\u{300}'..='\u{36f}').contains(&character);
    let (mut left, mut right) = (signed.chars().peekable(), hashed.chars().peekable());
    let mut found = false;
    loop {
        let (one, other) = match (left.next(), right.next()) {
            (None, None) => return when(found, Cause::Normalization),
            (Some(one), Some(other)) => (one, other),
            _ => return None,
        };
        let mut accents = 0;
        while left.next_if(|character| is_accent(*character)).is_some() {
            accents += 1;
        }
        let mut others = 0;
        while right.next_if(|character| is_accent(*character)).is_some() {
            others += 1;
        }
        match (one == other, accents, others) {
            (true, accents, others) if accents == others => {}
            (false, 0, 1..) if !one.is_ascii() => found = true,
            (false, 1.., 0) if !other.is_ascii() => found = true,
            _ => return None,
        }
    }
}

/// UTF-8 read as Latin-1, or what could not be written replaced by question marks.
fn charset(signed: &str, hashed: &str) -> Option<Cause> {
    if signed.is_ascii() && hashed.is_ascii() {
        return None;
    }
    let misread = |text: &str| Some(text.bytes().map(char::from).collect());
    let replaced = |mark: char| {
        let lost = move |text: &str| -> String {
            text.chars().map(|character| if character.is_ascii() { character } else { mark }).collect()
        };
        lost(signed) == hashed || lost(hashed) == signed
    };
    when(either(signed, hashed, misread) || replaced('?') || replaced('\u{fffd}'), Cause::Charset)
}

fn case(signed: &str, hashed: &str) -> Option<Cause> {
    when(signed.to_lowercase() == hashed.to_lowercase(), Cause::Case)
}

/// A beginning of some length is no chance.
fn cut_off(signed: &str, hashed: &str) -> Option<Cause> {
    const LONG_ENOUGH: usize = 8;
    let begins = |whole: &str, part: &str| part.chars().count() >= LONG_ENOUGH && whole.starts_with(part);
    when(begins(signed, hashed) || begins(hashed, signed), Cause::CutOff)
}

/// What the gateway masked in a text: the key that it knows. Nothing where the texts do not fit.
pub(super) fn masked_in<'t>(text: &'t str, masked: &str) -> Option<&'t str> {
    let literals: Vec<&str> = masked.split(MASK).collect();
    let masks = literals.len().checked_sub(1).filter(|masks| *masks > 0)?;
    let length = text.len().checked_sub(literals.iter().map(|literal| literal.len()).sum())? / masks;
    let start = literals.first()?.len();
    let key = text.get(start..start + length).filter(|key| !key.is_empty())?;
    (text.replace(key, MASK) == masked).then_some(key)
}
