//! Texts of a limited length.

/// A text of about this length at most, in bytes: the beginning and the end of a longer one, and how much is left out between
/// them. Secrets are redacted before: a part of one is not recognized.
pub(super) fn excerpt(text: String, max: usize) -> String {
    if text.len() <= max {
        return text;
    }
    let end = max / 4;
    let head = &text[..boundary_before(&text, max - end)];
    let tail = &text[boundary_behind(&text, text.len() - end)..];
    let omitted = text.len() - head.len() - tail.len();
    format!("{head}\n… {omitted} bytes are not shown …\n{tail}")
}

/// The last offset up to this one that is not within a character.
pub(super) fn boundary_before(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

/// The first offset from this one on that is not within a character.
fn boundary_behind(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn the_beginning_and_the_end_are_left() {
        assert_eq!(excerpt("abcdefgh".to_owned(), 8), "abcdefgh");
        assert_eq!(excerpt("abcdefghi".to_owned(), 8), "abcdef\n… 1 bytes are not shown …\nhi");
        assert_eq!(excerpt("გელა".repeat(3), 8), "გე\n… 30 bytes are not shown …\n");
    }
}
