//! One JSON object with the keys that it may have.

use crate::json::{Data, Member, Node, Span};
use crate::keys::Keys;
use crate::model::Text;
use crate::parse::{Report, Spans};
use crate::text::{Word, nearest, one_of};

/// An object whose keys have been looked at: none unknown, none twice.
pub(crate) struct Object<'n> {
    /// The keys that are there, in the order of the file, and their values.
    values: Vec<(&'static str, &'n Node<'n>)>,
    /// Keys that an unknown key seems to mean, and where its value stands. That they are missing is not told again.
    misspelt: Vec<(&'static str, Span)>,
    span: Span,
    keys: &'static Keys,
}

impl<'n> Object<'n> {
    /// Takes a node that must be an object.
    pub(crate) fn open(node: &'n Node<'n>, keys: &'static Keys, report: &mut Report) -> Option<Self> {
        let Data::Object(members) = &node.data else {
            return wrong_type(node, &format!("{} is an object", keys.what), report);
        };
        let mut object =
            Self { values: Vec::with_capacity(members.len()), misspelt: Vec::new(), span: node.span.clone(), keys };
        for member in members {
            match keys.find(&member.key) {
                None => object.unknown_key(member, report),
                Some(key) if object.get(key).is_some() => report.error(
                    &member.key_span,
                    format!("the key `{key}` stands twice in {}", keys.what),
                    "the second time",
                    "keep one of them",
                ),
                Some(key) => object.values.push((key, &member.value)),
            }
        }
        Some(object)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'n Node<'n>> {
        // Not whenever debug assertions are on: this runs, without optimization, whenever a user's crate is compiled.
        #[cfg(test)]
        assert!(self.keys.find(key).is_some(), "`{key}` is read but not among the keys of {}", self.keys.what);
        self.values.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }

    /// Where the values of the keys stand.
    pub(crate) fn spans(&self) -> Spans {
        let places = self.values.iter().map(|(key, value)| (*key, value.span.clone()));
        let places = places.chain(self.misspelt.iter().cloned());
        Spans::new(&self.span, places.collect())
    }

    /// A text that may be absent.
    pub(crate) fn text(&self, key: &str, report: &mut Report) -> Option<Text> {
        let node = self.get(key)?;
        match &node.data {
            Data::Text(text) => Some(Text::Owned(text.clone().into_owned())),
            _ => wrong_type(node, &format!("`{key}` is a string"), report),
        }
    }

    /// A text that must be there and not empty.
    pub(crate) fn required_text(&self, key: &str, help: &str, report: &mut Report) -> Option<Text> {
        if self.get(key).is_none() {
            self.missing(key, help, report);
        }
        let text = self.text(key, report)?;
        if text.is_empty() {
            report.error(&self.get(key)?.span, format!("`{key}` is empty"), "", help);
            return None;
        }
        Some(text)
    }

    /// Whether a key is missing, and no other one seems to mean it.
    pub(crate) fn is_absent(&self, key: &str) -> bool {
        self.get(key).is_none() && !self.misspelt.iter().any(|(meant, _)| *meant == key)
    }

    pub(crate) fn missing(&self, key: &str, help: &str, report: &mut Report) {
        if !self.is_absent(key) {
            return;
        }
        let start = self.span.start..self.span.start + 1;
        report.error(&start, format!("{} has no `{key}`", self.keys.what), "", help);
    }

    /// `true` or `false`; `false` when absent.
    pub(crate) fn boolean(&self, key: &str, report: &mut Report) -> bool {
        match self.get(key).map(|node| (node, &node.data)) {
            None => false,
            Some((_, Data::Bool(value))) => *value,
            Some((node, _)) => wrong_type(node, &format!("`{key}` is true or false"), report).unwrap_or_default(),
        }
    }

    /// A whole number that may be absent.
    pub(crate) fn whole_number(&self, key: &str, report: &mut Report) -> Option<i64> {
        let node = self.get(key)?;
        let Data::Number(digits) = node.data else {
            return wrong_type(node, &format!("`{key}` is a whole number"), report);
        };
        let number = digits.parse().ok();
        if number.is_none() {
            report.error(&node.span, format!("`{key}` is a whole number of 64 bits, not {digits}"), "", "");
        }
        number
    }

    /// A string or a number, as the text of the wire.
    pub(crate) fn wire_text(&self, key: &str, report: &mut Report) -> Option<Text> {
        wire_text(self.get(key)?, &format!("`{key}` is a string or a number"), report)
    }

    /// A word of the meta-format that may be absent.
    pub(crate) fn word<W: Word>(&self, key: &str, report: &mut Report) -> Option<W> {
        let node = self.get(key)?;
        let Data::Text(text) = &node.data else {
            return wrong_type(node, &format!("`{key}` is a string"), report);
        };
        let found = W::ALL.iter().copied().find(|word| word.word() == text);
        if found.is_none() {
            let words = || W::ALL.iter().map(|word| word.word());
            report.error(
                &node.span,
                format!("`{key}` cannot be `{text}`"),
                &suggestion(nearest(text, words())),
                format!("`{key}` is {}", one_of(words())),
            );
        }
        found
    }

    /// The items of a list that may be absent.
    pub(crate) fn list(&self, key: &str, report: &mut Report) -> &'n [Node<'n>] {
        match self.get(key).map(|node| (node, &node.data)) {
            None => &[],
            Some((_, Data::List(items))) => items,
            Some((node, _)) => wrong_type(node, &format!("`{key}` is a list"), report).unwrap_or_default(),
        }
    }

    /// How many items a list has, readable or not.
    pub(crate) fn length(&self, key: &str) -> usize {
        match self.get(key).map(|node| &node.data) {
            Some(Data::List(items)) => items.len(),
            // What is no list has one item that cannot be read, and so has what seems to be meant as it.
            Some(_) => 1,
            None => usize::from(!self.is_absent(key)),
        }
    }

    fn unknown_key(&mut self, member: &Member<'_>, report: &mut Report) {
        let meant = nearest(&member.key, self.keys.names());
        report.error(
            &member.key_span,
            format!("unknown key `{}` in {}", member.key, self.keys.what),
            &suggestion(meant),
            format!("{} may have {}", self.keys.what, one_of(self.keys.names())),
        );
        let known = self.keys.names().find(|key| Some(*key) == meant);
        self.misspelt.extend(known.map(|key| (key, member.value.span.clone())));
    }
}

/// Tells a value of the wrong JSON type; nothing comes of it.
pub(crate) fn wrong_type<T>(node: &Node<'_>, expected: &str, report: &mut Report) -> Option<T> {
    report.error(&node.span, format!("{expected}, not {}", node.kind()), "", "");
    None
}

/// A string or a number, as the text of the wire.
pub(crate) fn wire_text(node: &Node<'_>, expected: &str, report: &mut Report) -> Option<Text> {
    match &node.data {
        Data::Text(text) => Some(Text::Owned(text.clone().into_owned())),
        Data::Number(digits) => Some(Text::Owned((*digits).to_owned())),
        _ => wrong_type(node, expected, report),
    }
}

/// Texts of a list, with their places.
pub(crate) fn texts(items: &[Node<'_>], expected: &str, report: &mut Report) -> (Vec<Text>, Vec<Span>) {
    items
        .iter()
        .filter_map(|item| match &item.data {
            Data::Text(text) => Some((Text::Owned(text.clone().into_owned()), item.span.clone())),
            _ => wrong_type(item, expected, report),
        })
        .unzip()
}

pub(crate) fn suggestion(nearest: Option<&str>) -> String {
    nearest.map(|word| format!("did you mean `{word}`?")).unwrap_or_default()
}
