//! Secrets that a text names: `"cvv2": "123"`, `password=x`, `<token>x</token>`, `Authorization: Bearer x`.
//!
//! Nobody gave these values, and nothing but their names says what they are: what a shop or a bank logged, or sent as the message of an
//! error. A value without quotes behind a colon is one only with a digit in it: `token: expired` is a sentence.

use super::hits::Hits;
use super::layers::Layer;

/// What the name of a secret contains, in lower case, without signs between its words, and what replaces the value.
const WORDS: [(&[u8], &str); 13] = [
    (b"password", "[password]"),
    (b"passwd", "[password]"),
    (b"passphrase", "[password]"),
    (b"secret", "[secret]"),
    (b"token", "[token]"),
    (b"cvv", "[cvv]"),
    (b"cvc", "[cvc]"),
    (b"securitycode", "[security code]"),
    (b"apikey", "[key]"),
    (b"privatekey", "[key]"),
    (b"paymentkey", "[key]"),
    (b"authorization", AUTHORIZATION),
    (b"cookie", AUTHORIZATION),
];

/// Of a header whose value is more than a word.
const AUTHORIZATION: &str = "[authorization]";

/// The longest name, in bytes.
const LONGEST_NAME: usize = 40;

/// Whether a text may name a secret: whether it has the sign of a value behind a name, as it is or encoded.
pub(super) fn may_contain(text: &str) -> bool {
    text.contains([':', '=', '>', '：', '＝', '＞', '\\', '%', '&'])
}

/// Adds the values that have the name of a secret.
pub(super) fn find(layer: &Layer, hits: &mut Hits<'_>) {
    let text = layer.bytes();
    for at in (0..text.len()).filter(|at| b":=>".contains(&text[*at])) {
        let Some(shown) = name_before(text, at).and_then(word_in) else { continue };
        if let Some((begin, end)) = value_behind(text, at, shown == AUTHORIZATION).filter(|(begin, end)| begin < end) {
            hits.add(layer.place(begin, end - 1), shown);
        }
    }
}

/// What replaces the value of a name, if that is the name of a secret.
fn word_in(name: &[u8]) -> Option<&'static str> {
    let letters = name.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase);
    let letters: Vec<u8> = letters.collect();
    let is_in = |word: &[u8]| letters.windows(word.len()).any(|part| part == word);
    WORDS.iter().find(|(word, _)| is_in(word)).map(|(_, shown)| *shown)
}

/// The name that ends before a sign: a text in quotes, the name of a tag, or a word.
fn name_before(text: &[u8], sign: usize) -> Option<&[u8]> {
    // `=>` is one sign.
    let sign = if text[sign] == b'>' && text[..sign].ends_with(b"=") { sign - 1 } else { sign };
    let before = text[..sign].trim_ascii_end();
    let nearest = before.len().saturating_sub(LONGEST_NAME);
    match *before.last()? {
        quote @ (b'"' | b'\'') => {
            let inner = &before[nearest..before.len() - 1];
            inner.iter().rposition(|byte| *byte == quote).map(|at| &inner[at + 1..])
        }
        _ => {
            let near = &before[nearest..];
            let begin = near.iter().rposition(|byte| !is_of_word(*byte)).map_or(0, |at| at + 1);
            let is_tag = begin > 0 && near[begin - 1] == b'<';
            (is_tag == (text[sign] == b'>')).then(|| &near[begin..])
        }
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-".contains(&byte)
}

/// The positions of the value behind a sign. One that is empty, nested, or redacted already is none.
fn value_behind(text: &[u8], sign: usize, is_line: bool) -> Option<(usize, usize)> {
    let is_tag = text[sign] == b'>' && !text[..sign].ends_with(b"=");
    let begin = sign + 1 + text[sign + 1..].iter().take_while(|byte| b" \t".contains(byte)).count();
    let first = *text.get(begin)?;
    let rest = &text[begin..];
    let until = |is_end: &dyn Fn(u8) -> bool| rest.iter().position(|byte| is_end(*byte)).unwrap_or(rest.len());
    let length = match first {
        _ if is_tag => until(&|byte| byte == b'<'),
        b'[' | b'{' | b'(' | b'<' => return None,
        b'"' | b'\'' => {
            let value = quoted(&rest[1..], first);
            return (!is_redacted(value)).then_some((begin + 1, begin + 1 + value.len()));
        }
        _ if is_line && text[sign] == b':' => until(&|byte| b"\r\n\"'".contains(&byte)),
        _ => until(&|byte| byte.is_ascii_whitespace() || b",;&\"'<>)}]|`".contains(&byte)),
    };
    let value = &rest[..length];
    let is_due = text[sign] != b':' || is_line || value.iter().any(u8::is_ascii_digit);
    let is_word = matches!(value, b"null" | b"true" | b"false" | b"None");
    (is_due && !is_word && !is_redacted(value)).then_some((begin, begin + length))
}

/// A text up to a quote that no `\` escapes, or to its end: it can be cut off.
fn quoted(text: &[u8], quote: u8) -> &[u8] {
    let mut is_escaped = false;
    let end = text.iter().position(|byte| {
        let is_end = *byte == quote && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    });
    &text[..end.unwrap_or(text.len())]
}

/// Whether a value is the name of one, such as `[token]`, or nothing but signs, such as a mask.
fn is_redacted(value: &[u8]) -> bool {
    (value.starts_with(b"[") && value.ends_with(b"]")) || value.iter().all(u8::is_ascii_punctuation)
}

#[cfg(test)]
mod tests {
    use super::super::shown_text;

    #[test]
    fn values_with_the_name_of_a_secret_are_replaced() {
        for (text, expected) in [
            (r#"{"cvv2":"111","order":5}"#, r#"{"cvv2":"[cvv]","order":5}"#),
            (r#"{"cvv2": 111}"#, r#"{"cvv2": [cvv]}"#),
            (r#"{"CVV2 code": "111"}"#, r#"{"CVV2 code": "[cvv]"}"#),
            (r#"{"recToken" : "a\"b c", "x": 1}"#, r#"{"recToken" : "[token]", "x": 1}"#),
            (r#"{\"password\":\"hunter\"}"#, r#"{\"password\":\"[password]\"}"#),
            ("{&quot;password&quot;:&quot;hunter&quot;}", "{&quot;password&quot;:&quot;[password]&quot;}"),
            (r#"{"password":"cut o"#, r#"{"password":"[password]"#),
            ("array('cvc' => '123')", "array('cvc' => '[cvc]')"),
            ("password=hunter two", "password=[password] two"),
            ("a=1&API-Key=k3y&b=2", "a=1&API-Key=[key]&b=2"),
            ("a%3D1%26secret%3Dhunter", "a%3D1%26secret%3D[secret]"),
            ("<Password>hunter</Password>", "<Password>[password]</Password>"),
            ("wrong cvv: 987!", "wrong cvv: [cvv]"),
            ("Card { cvv: \"987\" }", "Card { cvv: \"[cvv]\" }"),
            ("Authorization: Bearer abc def\nHost: a", "Authorization: [authorization]\nHost: a"),
            ("set-cookie: id=abc; Path=/", "set-cookie: [authorization]"),
            ("eyJwYXNzd29yZCI6Imh1bnRlciJ9", "eyJwYXNzd29yZCI6I[password]J9"),
            ("password＝hunter", "password＝[password]"),
            ("card.cvv = 123", "card.cvv = [cvv]"),
        ] {
            assert_eq!(shown_text(text), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "token: expired",
            "the `token`: at most 40 characters",
            r#"{"token":""}"#,
            r#"{"token":null,"is_token":true}"#,
            r#"{"rectoken":"[rectoken]","cvv2":"[3 bytes]"}"#,
            "secret_key=****",
            r#"put {"rectoken": ".."} into a file"#,
            r#"{"order":"password"}"#,
            "password",
            "a > b, token > 3",
            "response_status: 5",
            "secret.json:1:1: expected an object",
        ] {
            assert_eq!(shown_text(text), text);
        }
    }
}
