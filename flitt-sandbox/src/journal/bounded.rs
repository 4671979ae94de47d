//! Lists that are bounded in number and in bytes.

use std::collections::VecDeque;

/// The size of an entry in memory, in bytes.
pub(super) trait Size {
    fn size(&self) -> usize;
}

/// A list from which the oldest entries are removed when there are too many, or when they are too large together.
pub(super) struct Bounded<T> {
    list: VecDeque<T>,
    bytes: usize,
    max_count: usize,
    max_bytes: usize,
}

impl<T: Size> Bounded<T> {
    pub(super) fn new(max_count: usize, max_bytes: usize) -> Self {
        Self { list: VecDeque::new(), bytes: 0, max_count, max_bytes }
    }

    pub(super) fn push(&mut self, item: T) {
        self.bytes += item.size();
        self.list.push_back(item);
        self.trim();
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.list.iter()
    }

    /// Changes the latest entries, at most so many.
    pub(super) fn update_latest(&mut self, count: usize, mut update: impl FnMut(&mut T)) {
        for item in self.list.iter_mut().rev().take(count) {
            let before = item.size();
            update(item);
            self.bytes = self.bytes + item.size() - before;
        }
        self.trim();
    }

    fn trim(&mut self) {
        while self.list.len() > self.max_count || self.bytes > self.max_bytes {
            let Some(oldest) = self.list.pop_front() else { return };
            self.bytes -= oldest.size();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bounded, Size};

    impl Size for String {
        fn size(&self) -> usize {
            self.len()
        }
    }

    fn list(max_count: usize, max_bytes: usize, items: &[&str]) -> Bounded<String> {
        let mut list = Bounded::new(max_count, max_bytes);
        for item in items {
            list.push((*item).to_owned());
        }
        list
    }

    #[test]
    fn the_oldest_are_removed_first() {
        assert_eq!(list(2, 9, &["a", "b", "c"]).iter().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(list(9, 4, &["aa", "bb", "c"]).iter().collect::<Vec<_>>(), ["bb", "c"]);
        assert_eq!(list(9, 4, &["aa", "bbbbb"]).iter().count(), 0, "one that is too large alone");
        let mut grown = list(9, 6, &["a", "b", "c"]);
        grown.update_latest(2, |item| item.push_str("xx"));
        assert_eq!(grown.bytes, 6);
        assert_eq!(grown.iter().collect::<Vec<_>>(), ["bxx", "cxx"]);
    }
}
