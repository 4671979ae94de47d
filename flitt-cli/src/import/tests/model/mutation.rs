//! Damage to a page, and what it erases.

use std::collections::BTreeMap;

use super::{Facts, ModelPage, Numbers};

/// What damage erased: such facts cannot be read any more, and count as absent.
#[derive(Default)]
pub(in crate::import::tests) struct Damage {
    pub(in crate::import::tests) page: String,
    /// The facts of a row that are gone, at least in part.
    pub(in crate::import::tests) erased: BTreeMap<(usize, usize), Facts>,
    /// Rows above one whose beginning is gone: what is left of that one reads as theirs.
    pub(in crate::import::tests) inheriting: Vec<(usize, usize)>,
    /// Whether the heading or the titles of a table are gone.
    pub(in crate::import::tests) lost_titles: [bool; 2],
}

impl Damage {
    fn erase(&mut self, model: &ModelPage, index: usize) {
        let piece = &model.pieces[index];
        let Some((table, row)) = piece.row else { return };
        let facts = self.erased.entry((table, row)).or_default();
        facts.start |= piece.facts.start;
        facts.mandatory |= piece.facts.mandatory;
        facts.default |= piece.facts.default;
        facts.values |= piece.facts.values;
        if piece.facts.start && row > 0 {
            self.inheriting.push((table, row - 1));
        }
    }
}

/// Damages a page in one to three places, or not at all.
pub(in crate::import::tests) fn mutate(model: &ModelPage, numbers: &mut Numbers) -> Damage {
    let mut damage = Damage::default();
    let mut texts: Vec<String> = model.pieces.iter().map(|piece| piece.text.clone()).collect();
    let mut cut = None;
    for _ in 0..numbers.below(4) {
        let at = numbers.below(texts.len());
        if model.pieces[at].is_title {
            continue;
        }
        match numbers.below(9) {
            0 => {
                damage.erase(model, at);
                texts[at].clear();
            }
            1 => texts[at] = texts[at].repeat(2),
            2 => texts[at] = texts[at].trim_end_matches('\n').to_owned(),
            3 => texts[at] = format!("{} ", texts[at].trim_end_matches('\n')),
            4 => texts[at] = space_changed(&texts[at], numbers),
            5 => texts[at] = format!("\n{}", texts[at]),
            6 => texts[at] = format!("  \u{a0}{}", texts[at]),
            7 => texts[at] = format!("{}\n", texts[at]),
            _ => cut = Some(at),
        }
    }
    if let Some(at) = cut {
        let characters: Vec<char> = texts[at].chars().collect();
        texts[at] = characters[..numbers.below(characters.len() + 1)].iter().collect();
        for (index, text) in texts.iter_mut().enumerate().skip(at) {
            damage.erase(model, index);
            if model.pieces[index].is_title {
                damage.lost_titles[1] = true;
            }
            if index > at {
                text.clear();
            }
        }
    }
    damage.page = texts.concat();
    damage
}

/// Another white space, or none, in the place of one.
fn space_changed(text: &str, numbers: &mut Numbers) -> String {
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    if spaces.is_empty() {
        return text.to_owned();
    }
    let at = *numbers.pick(&spaces);
    let other = *numbers.pick(&["\n", "  ", "\t", "\u{a0}", ""]);
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}
