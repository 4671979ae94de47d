//! The places of a text that are replaced by names.

use std::borrow::Cow;

/// What was found in a text, with the name that replaces it.
#[derive(Default)]
pub(super) struct Hits<'n>(Vec<Hit<'n>>);

struct Hit<'n> {
    start: usize,
    end: usize,
    /// The length of the one that has the name.
    longest: usize,
    name: &'n str,
}

impl<'n> Hits<'n> {
    /// Adds a place in the text.
    pub(super) fn add(&mut self, (start, end): (usize, usize), name: &'n str) {
        self.0.push(Hit { start, end, longest: end - start, name });
    }

    /// The text with each place replaced by its name; what overlaps, by the name of the longest.
    pub(super) fn replaced(mut self, text: &str) -> Cow<'_, str> {
        if self.0.is_empty() {
            return Cow::Borrowed(text);
        }
        self.0.sort_by_key(|hit| hit.start);
        let mut merged: Vec<Hit<'n>> = Vec::with_capacity(self.0.len());
        for hit in self.0 {
            match merged.last_mut().filter(|last| hit.start < last.end) {
                Some(last) => {
                    last.end = last.end.max(hit.end);
                    if hit.longest > last.longest {
                        (last.name, last.longest) = (hit.name, hit.longest);
                    }
                }
                None => merged.push(hit),
            }
        }
        // No growth: it would leave a copy of what is not secret here, and may be elsewhere.
        let names: usize = merged.iter().map(|hit| hit.name.len()).sum();
        let mut replaced = String::with_capacity(text.len() + names);
        let mut done = 0;
        for hit in &merged {
            replaced.push_str(text.get(done..hit.start).unwrap_or_default());
            replaced.push_str(hit.name);
            done = hit.end;
        }
        replaced.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(replaced)
    }
}
