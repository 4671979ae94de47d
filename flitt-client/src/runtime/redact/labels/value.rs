//! The values that have a name.

/// The longest name of a type before a value, such as of `Some(` and `string(3) `, in bytes.
const LONGEST_TYPE: usize = 20;

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
    match rest[0] {
        _ if is_tag => {
            let end = if text[..begin].ends_with(b"[") { b']' } else { b'<' };
            place(begin, &rest[..until(&|byte| byte == end)])
        }
        quote if is_quote(quote) => place(begin + 1, quoted(&rest[1..], quote)),
        open @ (b'[' | b'(' | b'{') => nested(&rest[1..], open).and_then(|inner| place(begin + 1, inner)),
        b'<' => None,
        // The words of a sentence have no digits.
        _ if sign_byte == b';' => None,
        _ if is_line => place(begin, &rest[..until(&|byte| is_quote(byte) || b"\r\n}".contains(&byte))]),
        _ => {
            let is_end = |byte: u8| byte.is_ascii_whitespace() || is_quote(byte) || b",;&<>)}]|".contains(&byte);
            let value = &rest[..until(&is_end)];
            let is_due = sign_byte != b':' || value.iter().any(u8::is_ascii_digit);
            place(begin, value).filter(|_| is_due && !matches!(value, b"null" | b"true" | b"false" | b"None"))
        }
    }
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
    let is_word = inner.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    let is_name = is_word || [b" key".as_slice(), b" code", b" bytes"].iter().any(|end| inner.ends_with(end));
    (open != b'[' || !is_name).then_some(inner)
}

/// The place of a value, unless it is the name of one, such as `[token]`, or nothing but signs, such as a mask.
fn place(begin: usize, value: &[u8]) -> Option<(usize, usize)> {
    let is_redacted = (value.starts_with(b"[") && value.ends_with(b"]")) || value.iter().all(u8::is_ascii_punctuation);
    (!is_redacted).then_some((begin, begin + value.len()))
}
