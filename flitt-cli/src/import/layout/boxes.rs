//! Tables that are drawn with the characters for boxes, as text browsers print them.

use std::borrow::Cow;

/// The page with the lines of boxes drawn as `+--+` and `|`.
pub(super) fn in_ascii(page: &str) -> Cow<'_, str> {
    if !page.contains(is_of_box) {
        return Cow::Borrowed(page);
    }
    let lines = page.split_inclusive('\n').map(|line| {
        let begins_box = line.trim_start().starts_with(is_of_box);
        if begins_box { line.chars().map(ascii).collect() } else { line.to_owned() }
    });
    Cow::Owned(lines.collect())
}

fn is_of_box(character: char) -> bool {
    ('\u{2500}'..='\u{257f}').contains(&character)
}

fn ascii(character: char) -> char {
    match character {
        '│' | '┃' | '║' | '╎' | '╏' | '┆' | '┇' | '┊' | '┋' => '|',
        '─' | '━' | '═' | '╌' | '╍' | '┄' | '┅' | '┈' | '┉' => '-',
        other if is_of_box(other) => '+',
        other => other,
    }
}
