//! The names of values.

/// The longest name, in bytes.
pub(super) const LONGEST: usize = 40;

/// The longest tag that can have a name, with its attributes, in bytes.
const LONGEST_TAG: usize = 200;

/// The name that ends before a sign: a text in quotes or brackets, the name of a tag, or a word.
pub(super) fn name_before(text: &[u8], sign: usize) -> Option<&[u8]> {
    let is_arrow = text[sign] == b'>' && text[..sign].ends_with(b"=");
    if text[sign] == b'>' && !is_arrow {
        return name_of_tag(&text[..sign]);
    }
    // `=>` is one sign.
    let before = text[..sign - usize::from(is_arrow)].trim_ascii_end();
    let last = *before.last()?;
    match last {
        b'"' | b'\'' => within(before, last),
        // Serialized values of PHP part names from values so.
        _ if text[sign] == b';' => None,
        b'`' if text[sign] == b'=' => within(before, last),
        b']' => match within(before, b'[')? {
            b"" => Some(word(&before[..before.len() - 2])),
            inner => Some(inner.trim_ascii()),
        },
        _ => {
            let name = word(before);
            let is_of_tag = before[..before.len() - name.len()].ends_with(b"<");
            (!is_of_tag).then_some(name)
        }
    }
}

/// What is between the last byte and the nearest sign before it.
fn within(text: &[u8], sign: u8) -> Option<&[u8]> {
    let inner = &text[text.len().saturating_sub(LONGEST)..text.len() - 1];
    inner.iter().rposition(|byte| *byte == sign).map(|at| &inner[at + 1..])
}

fn word(text: &[u8]) -> &[u8] {
    let near = &text[text.len().saturating_sub(LONGEST)..];
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    &near[near.iter().rposition(|byte| !is_of_word(byte)).map_or(0, |at| at + 1)..]
}

/// The name of an opening tag without its end, and without the prefix of a namespace.
fn name_of_tag(text: &[u8]) -> Option<&[u8]> {
    let near = &text[text.len().saturating_sub(LONGEST_TAG)..];
    let begin = near.iter().rposition(|byte| *byte == b'<')? + 1;
    let name = near[begin..].split(u8::is_ascii_whitespace).next()?;
    let is_opening = name.first().is_some_and(u8::is_ascii_alphabetic) && !near.ends_with(b"/");
    name.rsplit(|byte| *byte == b':').next().filter(|_| is_opening)
}
