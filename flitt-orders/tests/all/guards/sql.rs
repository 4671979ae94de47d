//! The words of a statement, with where they are and how deep in parentheses.

use std::ops::Range;

/// A word, a text in quotation marks, or a sign.
#[derive(Clone, Debug)]
pub(super) struct Token<'s> {
    pub(super) text: &'s str,
    pub(super) at: Range<usize>,
    /// In how many parentheses. Those themselves count as outside.
    pub(super) depth: usize,
}

/// A clause or a part of one: tokens of a statement that follow each other.
pub(super) type Tokens<'t, 's> = &'t [Token<'s>];

pub(super) fn tokens(statement: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    while let Some(first) = statement[start..].chars().next() {
        let rest = &statement[start..];
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || "_$.".contains(letter);
        let length = match first {
            '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
            '<' | '>' | '!' if rest[1..].starts_with(['=', '>']) => 2,
            _ if is_word(first) => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        if first == ')' {
            depth -= 1;
        }
        if !first.is_whitespace() {
            tokens.push(Token { text: &rest[..length], at: start..start + length, depth });
        }
        if first == '(' {
            depth += 1;
        }
        start += length;
    }
    tokens
}

/// From the first to the last of these tokens.
pub(super) fn span(tokens: Tokens<'_, '_>) -> Range<usize> {
    let start = tokens.first().map_or(0, |token| token.at.start);
    start..tokens.last().map_or(start, |token| token.at.end)
}

/// The tokens after the one at `position`, up to one of these words or the end of its parentheses.
pub(super) fn clause<'t, 's>(tokens: Tokens<'t, 's>, position: usize, ends: &[&str]) -> Tokens<'t, 's> {
    let depth = tokens[position].depth;
    let rest = &tokens[position + 1..];
    let is_end = |token: &Token<'_>| token.depth < depth || (token.depth == depth && ends.contains(&token.text));
    &rest[..rest.iter().position(is_end).unwrap_or(rest.len())]
}

/// The parts between these words or signs, of the depth of the first token.
pub(super) fn split<'t, 's>(tokens: Tokens<'t, 's>, separator: &str) -> Vec<Tokens<'t, 's>> {
    let depth = tokens.first().map_or(0, |token| token.depth);
    tokens.split(|token| token.depth == depth && token.text == separator).filter(|part| !part.is_empty()).collect()
}

/// Whether these words begin here.
pub(super) fn is_at(tokens: Tokens<'_, '_>, position: usize, words: &[&str]) -> bool {
    words
        .iter()
        .enumerate()
        .all(|(offset, word)| tokens.get(position + offset).is_some_and(|token| token.text == *word))
}

/// What is in the parentheses that begin here.
pub(super) fn inner<'t, 's>(tokens: Tokens<'t, 's>) -> Tokens<'t, 's> {
    let depth = tokens.first().map_or(0, |token| token.depth);
    let rest = tokens.get(1..).unwrap_or_default();
    &rest[..rest.iter().position(|token| token.depth <= depth).unwrap_or(rest.len())]
}
