//! The line that a diagnostic is about, cut where it is very long.

use std::borrow::Cow;

use super::Span;
use super::printable::{columns, visible};

/// How many characters of a line are shown.
const MAX_SHOWN: usize = 140;

/// How many characters of the marked range are shown.
const MAX_MARKED: usize = 100;

/// What stands where a line is cut.
const CUT: &str = "...";

/// A line as it is shown, and the part of it that is marked, in columns of a terminal.
pub(super) struct Excerpt {
    pub(super) text: String,
    pub(super) start: usize,
    /// At least 1.
    pub(super) width: usize,
}

impl Excerpt {
    /// The line around a range that is within one line; of what is hidden, each character is an asterisk. Time and memory do not
    /// grow with what is cut.
    pub(super) fn new(text: &str, range: &Span, hidden: &[Span]) -> Self {
        let (before, rest) = text.split_at_checked(range.start).unwrap_or((text, ""));
        let (marked, after) = rest.split_at_checked(range.len()).unwrap_or(("", rest));
        let before = before.rsplit('\n').next().unwrap_or_default();
        let after = after.lines().next().unwrap_or_default();

        let (marked, marked_is_cut) = first(marked, MAX_MARKED);
        let after = if marked_is_cut { "" } else { after };
        // Half of the rest is for each side, and what one side does not need is for the other.
        let rest = MAX_SHOWN - marked.chars().count();
        let (before, before_is_cut) = last(before, (rest / 2).max(rest - after.chars().take(rest).count()));
        let (after, after_is_cut) = first(after, rest - before.chars().count());
        // Half of a card number or a key is not found by those who redact what is shown.
        let before =
            if before_is_cut { before.trim_start_matches(is_of_word).trim_start_matches(is_of_number) } else { before };
        let after =
            if after_is_cut { after.trim_end_matches(is_of_word).trim_end_matches(is_of_number) } else { after };

        let end = range.start + range.len();
        let begin = range.start.saturating_sub(before.len());
        let hidden = Hidden::new(hidden, begin..end + after.len());
        let mut shown = visible(&hidden.masked(before, begin));
        if before_is_cut {
            shown.insert_str(0, CUT);
        }
        let start = columns(&shown);
        let marked = visible(&hidden.masked(marked, range.start));
        shown.push_str(&marked);
        shown.push_str(&visible(&hidden.masked(after, end)));
        shown.truncate(shown.trim_end().len());
        if marked_is_cut || after_is_cut {
            shown.push_str(CUT);
        }
        Self { text: shown, start, width: columns(&marked).max(1) }
    }
}

/// The ranges that are not shown of a line.
struct Hidden<'s>(Vec<&'s Span>);

impl<'s> Hidden<'s> {
    fn new(all: &'s [Span], line: Span) -> Self {
        Self(all.iter().filter(|span| span.start < line.end && line.start < span.end).collect())
    }

    /// A part of the line that begins at this byte of the file.
    fn masked<'t>(&self, part: &'t str, begin: usize) -> Cow<'t, str> {
        if self.0.is_empty() {
            return part.into();
        }
        let is_hidden = |at: usize| self.0.iter().any(|span| span.contains(&(begin + at)));
        part.char_indices().map(|(at, character)| if is_hidden(at) { '*' } else { character }).collect()
    }
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric()
}

/// Whether a character can be in a number that is written in groups.
fn is_of_number(character: char) -> bool {
    character.is_numeric() || matches!(character, ' ' | '-' | '.' | '_')
}

/// The first characters of a text, and whether it has more.
fn first(text: &str, count: usize) -> (&str, bool) {
    match text.char_indices().nth(count) {
        Some((end, _)) => (&text[..end], true),
        None => (text, false),
    }
}

/// The last characters of a text, and whether it has more.
fn last(text: &str, count: usize) -> (&str, bool) {
    match text.char_indices().rev().nth(count) {
        Some((before, character)) => (&text[before + character.len_utf8()..], true),
        None => (text, false),
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpt;

    fn marked(text: &str, part: &str) -> Excerpt {
        let start = text.find(part).expect("the text has the part");
        Excerpt::new(text, &(start..start + part.len()), &[])
    }

    #[test]
    fn a_short_line_is_whole() {
        let excerpt = marked("one\n  two = 3  \r\nfour", "two");
        assert_eq!((excerpt.text.as_str(), excerpt.start, excerpt.width), ("  two = 3", 2, 3));
    }

    #[test]
    fn what_is_hidden_keeps_its_columns() {
        let text = "first\n\"a\": \"წამი\", \"b\": 12\nlast";
        let spans = |parts: &[&str]| {
            let begin = |part: &&str| text.find(part).expect("the text has the part");
            parts.iter().map(|part| begin(part)..begin(part) + part.len()).collect::<Vec<_>>()
        };
        for (mark, hidden, expected, start) in [
            ("\"b\"", spans(&["წამი", "12"]), "\"a\": \"****\", \"b\": **", 13),
            ("\"a\"", spans(&["first", "12", "last"]), "\"a\": \"წამი\", \"b\": **", 0),
            ("12", spans(&["12"]), "\"a\": \"წამი\", \"b\": **", 18),
        ] {
            let excerpt = Excerpt::new(text, &spans(&[mark])[0], &hidden);
            assert_eq!((excerpt.text.as_str(), excerpt.start), (expected, start), "{mark}");
        }
    }

    #[test]
    fn a_long_line_is_cut_on_each_side_and_the_marked_part_stays() {
        let dots = "~".repeat(1_000);
        for (text, is_cut) in [
            (format!("{dots}HERE{dots}"), (true, true)),
            (format!("{dots}HERE"), (true, false)),
            (format!("HERE{dots}"), (false, true)),
        ] {
            let Excerpt { text, start, width } = marked(&text, "HERE");
            assert_eq!(&text[start..start + width], "HERE");
            assert_eq!(text.trim_matches(['.', '~']), "HERE");
            let expected = 140 + 3 * usize::from(is_cut.0) + 3 * usize::from(is_cut.1);
            assert_eq!(text.len(), expected, "{text}");
        }
    }

    /// Whoever redacts what is shown finds whole numbers and words only.
    #[test]
    fn no_number_and_no_word_is_cut() {
        for secret in ["4444555566661111", "4444 5555 6666 1111", "4444-5555-6666-1111", "S3cr3tK3yOfMine99"] {
            for distance in 0..200 {
                let rest = ",".repeat(distance);
                for text in [format!("{secret}{rest}HERE"), format!("HERE{rest}{secret}")] {
                    let text = format!("{}{text}{}", "~".repeat(200), "~".repeat(200));
                    let shown = marked(&text, "HERE").text;
                    let others = shown.replace(secret, "").replace("HERE", "");
                    assert_eq!(others.trim_matches(['.', '~', ',']), "", "{shown}");
                }
            }
        }
    }

    #[test]
    fn a_long_marked_part_is_cut() {
        let excerpt = marked(&format!("{{ \"{}\": 1 }}", "x".repeat(10_000)), &"x".repeat(10_000));
        assert_eq!(excerpt.width, 100);
        assert_eq!(excerpt.text, format!("{{ \"{}...", "x".repeat(100)));
    }

    #[test]
    fn a_range_outside_of_the_text_marks_its_end() {
        for range in [9..20, 6..6, 1..3] {
            let excerpt = Excerpt::new("აბ", &range, &[]);
            assert_eq!((excerpt.text.as_str(), excerpt.start, excerpt.width), ("აბ", 2, 1), "{range:?}");
        }
    }
}
