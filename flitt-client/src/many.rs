//! Answers of many objects: a list of them, or a map from any name.

use std::fmt;
use std::ops::Deref;

use crate::answer::{Answer, FromAnswer, Record};
use crate::fields::{Field, Fields};

/// An answer that is a list of objects. It dereferences to the list.
#[derive(Clone, PartialEq)]
pub struct ListAnswer<T> {
    answer: Answer,
    items: Vec<T>,
}

/// An answer that is a map of objects, in the order received. It dereferences to a list of names and objects.
#[derive(Clone, PartialEq)]
pub struct MapAnswer<T> {
    answer: Answer,
    entries: Vec<(String, T)>,
}

impl<T> ListAnswer<T> {
    /// The raw answer: its fields are the objects, named by their place from 0.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }
}

impl<T> MapAnswer<T> {
    /// The raw answer: its fields are the objects, and whatever came beside them.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The object of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entries.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl<T: Record> FromAnswer for ListAnswer<T> {
    fn from_answer(answer: Answer, _form: usize) -> Self {
        let items = answer.fields().iter().filter_map(|field| object(field, &answer)).collect();
        Self { answer, items }
    }
}

impl<T: Record> FromAnswer for MapAnswer<T> {
    fn from_answer(answer: Answer, _form: usize) -> Self {
        let entry = |field: Field<'_>| Some((field.name().to_owned(), object(field, &answer)?));
        let entries = answer.fields().iter().filter_map(entry).collect();
        Self { answer, entries }
    }
}

/// What is no object is no item: an answer whose items cannot be read was refused before.
fn object<T: Record>(field: Field<'_>, answer: &Answer) -> Option<T> {
    let fields = Fields::from_json(field.text()).ok()?;
    Some(T::from_rows(Answer::new(fields, T::TABLE, answer.verification()).into()))
}

impl<T> Deref for ListAnswer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> Deref for MapAnswer<T> {
    type Target = [(String, T)];

    fn deref(&self) -> &[(String, T)] {
        &self.entries
    }
}

impl<T> IntoIterator for ListAnswer<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a ListAnswer<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T> IntoIterator for MapAnswer<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a MapAnswer<T> {
    type Item = &'a (String, T);
    type IntoIter = std::slice::Iter<'a, (String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for ListAnswer<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(&self.items).finish()
    }
}

impl<T: fmt::Debug> fmt::Debug for MapAnswer<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.entries.iter().map(|(name, value)| (name, value))).finish()
    }
}
