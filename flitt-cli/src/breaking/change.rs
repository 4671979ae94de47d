//! What differs between two contracts, and what a difference means, as plain data.

use std::ops::Range;
use std::rc::Rc;

use flitt_schema::Source;
use serde_json::Value;

use super::object::Object;
use super::values::Accepted;

/// A place in a schema file.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) source: Source,
    pub(crate) span: Range<usize>,
}

/// On which side of an exchange a table is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) request: bool,
    pub(crate) response: bool,
    /// Whether it is the table of a request itself, not only of a value nested in one.
    pub(crate) direct: bool,
}

/// One key of one object whose value differs, or one object that was added or removed.
pub(crate) struct Change {
    pub(crate) object: Object,
    /// The key. Empty where the object itself was added or removed.
    pub(crate) key: String,
    /// The value of the key, or the whole object; `None` where it is absent.
    pub(crate) old: Option<Value>,
    pub(crate) new: Option<Value>,
    /// The whole object on each side.
    pub(crate) owner: Owners,
    /// What the change is about: "`amount` of `checkout_url`".
    pub(crate) subject: String,
    /// In the new file, or in the old one for what was removed.
    pub(crate) place: Place,
    /// Where the old value is, if the place is that of a new one.
    pub(crate) before: Option<Place>,
    pub(crate) sides: Sides,
    /// Whether it is a parameter of a request that is sent as a form.
    pub(crate) in_form: bool,
    /// The values that a closed parameter accepts, on each side; `None` if it accepts others.
    pub(crate) accepted: [Option<Rc<Accepted>>; 2],
    /// The names in generated code that this change can concern.
    pub(crate) names: Vec<String>,
}

/// An object before and after a change.
#[derive(Clone, Default)]
pub(crate) struct Owners {
    pub(crate) old: Value,
    pub(crate) new: Value,
}

/// What a change breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Programs that were written for the old files do not compile.
    Source,
    /// Another request is sent, or other values and responses are accepted.
    Wire,
    /// A program does something else.
    Behaviour,
    /// Something is no longer checked, signed or redacted, or can be carried out twice.
    Safety,
}

/// What version a change needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Patch,
    Minor,
    Major,
}

/// What one change means in one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) class: Class,
    pub(crate) verdict: Verdict,
    /// The consequence, as a clause: "longer values are rejected".
    pub(crate) consequence: String,
}

/// What is reported.
pub(crate) struct Finding {
    pub(crate) class: Class,
    pub(crate) verdict: Verdict,
    /// What changed: "`max_length` of `amount` was 8 and is 6".
    pub(crate) what: String,
    /// What follows from that: "longer values are rejected".
    pub(crate) consequence: String,
    pub(crate) place: Place,
    pub(crate) before: Option<Place>,
}

impl Change {
    /// Whether the values of the key can be secrets: those of a sensitive parameter, and those of examples.
    pub(super) fn may_be_secret(&self) -> bool {
        let is_sensitive = |owner: &Value| owner.get("sensitive") == Some(&Value::Bool(true));
        match self.key.as_str() {
            "examples" => true,
            "default" | "fixed" => is_sensitive(&self.owner.old) || is_sensitive(&self.owner.new),
            _ => false,
        }
    }
}

impl Class {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Wire => "wire",
            Self::Behaviour => "behaviour",
            Self::Safety => "safety",
        }
    }
}

impl Verdict {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Place {
    /// The 1-based line and column.
    pub(crate) fn line_and_column(&self) -> (usize, usize) {
        self.source.line_and_column(self.span.start)
    }
}
