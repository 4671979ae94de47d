//! The values that have a name.

/// How much of a line is looked at for signs that a value closes, in bytes.
const LONGEST_LINE: usize = 200;

/// The longest name of a type before a value, such as of `Some(` and `string(3) `, in bytes.
const LONGEST_TYPE: usize = 20;

/// The longest word of a sentence, mask, or name of a value that was redacted, in bytes. What is longer is a value, so that no byte is
/// looked at for many names.
const LONGEST_WORD: usize = 60;

/// How far behind its beginning the value of a tag can end, if other tags are in it, in bytes.
const LONGEST_NESTED: usize = 400;

/// The positions of the value behind a sign. One that is empty, or redacted already, is none.
pub(super) fn value_behind(text: &[u8], sign: usize, is_line: bool) -> Option<(usize, usize)> {
    let sign_byte = text[sign];
    let is_arrow = text[..sign].ends_with(b"=");
    let is_tag = sign_byte == b'>' && !is_arrow;
    let is_space = |byte: &&u8| b" \t".contains(byte) || (is_arrow && byte.is_ascii_whitespace());
    let begin = sign + 1 + text[sign + 1..].iter().take_while(is_space).count();
    let begin = if is_tag { begin + data_of_tag(&text[begin..]) } else { begin + type_of(&text[begin..]) };
    let rest = text.get(begin..).filter(|rest| !rest.is_empty())?;
    let until = |is_end: &dyn Fn(u8) -> bool| rest.iter().position(|byte| is_end(*byte)).unwrap_or(rest.len());
    let is_quote = |byte: u8| b"\"'`".contains(&byte);
    // A sign that was not opened before on the line is a part of the value.
    let line = line_before(text, sign);
    let closes = |byte: u8| closes(line, byte);
    match rest[0] {
        _ if is_tag && text[..begin].ends_with(b"[") => place(begin, &rest[..until(&|byte| byte == b']')]),
        _ if is_tag => place(begin, of_tag(rest)),
        quote if is_quote(quote) => place(begin + 1, quoted(&rest[1..], quote)),
        open @ (b'[' | b'(' | b'{') => nested(&rest[1..], open).and_then(|inner| place(begin + 1, inner)),
        b'<' => None,
        // The words of a sentence have no digits.
        _ if sign_byte == b';' => None,
        _ if is_line => place(begin, &rest[..until(&|byte| closes(byte) || b"\r\n".contains(&byte))]),
        _ => {
            let is_end = |byte: u8| byte.is_ascii_whitespace() || closes(byte) || b",;&<>|".contains(&byte);
            let value = &rest[..until(&is_end)];
            let is_due = sign_byte != b':' || value.len() > LONGEST_WORD || value.iter().any(u8::is_ascii_digit);
            place(begin, value).filter(|_| is_due && !matches!(value, b"null" | b"true" | b"false" | b"None"))
        }
    }
}

/// What is on the line before a sign.
fn line_before(text: &[u8], sign: usize) -> &[u8] {
    let near = &text[sign.saturating_sub(LONGEST_LINE)..sign];
    &near[near.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)..]
}

/// Whether a byte ends what was opened on the line: a quote that is there an odd number of times, or a bracket with one that opens
/// it more often than not.
fn closes(line: &[u8], byte: u8) -> bool {
    let is_open = |open: u8, close: u8| {
        let depth = |depth: i32, it: &u8| depth + i32::from(*it == open) - i32::from(*it == close);
        line.iter().fold(0, depth) > 0
    };
    match byte {
        b'"' | b'\'' | b'`' => line.iter().fold(false, |is_odd, it| is_odd != (*it == byte)),
        b')' => is_open(b'(', b')'),
        b']' => is_open(b'[', b']'),
        b'}' => is_open(b'{', b'}'),
        _ => false,
    }
}

/// The value between tags, and what is in tags within it.
fn of_tag(rest: &[u8]) -> &[u8] {
    let near = &rest[..rest.len().min(LONGEST_NESTED)];
    let end = near.windows(2).position(|part| part == b"</");
    &rest[..end.or_else(|| rest.iter().position(|byte| *byte == b'<')).unwrap_or(rest.len())]
}

/// The length of what begins character data within a tag.
fn data_of_tag(text: &[u8]) -> usize {
    const DATA: &[u8] = b"<![CDATA[";
    if text.starts_with(DATA) { DATA.len() } else { 0 }
}

/// The length of the type that is before a value in quotes: `Some(`, `String(`, `b`, `string(3) `, `s:3:`.
fn type_of(text: &[u8]) -> usize {
    let near = &text[..text.len().min(LONGEST_TYPE)];
    let Some(quote) = near.iter().position(|byte| b"\"'".contains(byte)) else { return 0 };
    let name = &near[..quote];
    let is_name = name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_():".contains(byte) || *byte == b' ')
        && (name.len() == 1 || name.ends_with(b"(") || name.ends_with(b") ") || name.ends_with(b":"));
    if is_name { quote } else { 0 }
}

/// A text up to a quote that no `\` escapes and that is not there twice, or to its end: it can be cut off.
fn quoted(text: &[u8], quote: u8) -> &[u8] {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let is_doubled = at > 0 && text.get(at + 1) == Some(&quote);
        match byte {
            b'\\' => at += 2,
            _ if byte == quote && is_doubled => at += 2,
            _ if byte == quote => break,
            _ => at += 1,
        }
    }
    &text[..at.min(text.len())]
}

/// What is within brackets, up to the one that closes them, or to the end; nothing, where it is the name of a value that was redacted.
fn nested(text: &[u8], open: u8) -> Option<&[u8]> {
    let (close, mut depth) = (
        match open {
            b'[' => b']',
            b'(' => b')',
            _ => b'}',
        },
        1,
    );
    let end = text.iter().position(|byte| {
        depth += i32::from(*byte == open) - i32::from(*byte == close);
        depth == 0
    });
    let inner = &text[..end.unwrap_or(text.len())];
    let is_short = inner.len() <= LONGEST_WORD;
    let is_word = is_short && inner.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    let is_name =
        is_word || is_short && [b" key".as_slice(), b" code", b" bytes"].iter().any(|end| inner.ends_with(end));
    (open != b'[' || !is_name).then_some(inner)
}

/// The place of a value, unless it is the name of one, such as `[token]`, or nothing but signs, such as a mask.
fn place(begin: usize, value: &[u8]) -> Option<(usize, usize)> {
    let is_short = value.len() <= LONGEST_WORD;
    let is_name = value.starts_with(b"[") && value.ends_with(b"]");
    let is_redacted = is_short && (is_name || value.iter().all(u8::is_ascii_punctuation));
    (!is_redacted).then_some((begin, begin + value.len()))
}
