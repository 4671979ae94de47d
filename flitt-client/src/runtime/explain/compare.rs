use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::align::{Step, align};
use super::cause::Cause;
use super::gateway_text::GatewayText;
use super::signed_text::{Part, Redacted, SignedText, Visibility};
use super::{key, relation};
use crate::runtime::signature::mask;
use flitt_schema::SEPARATOR;
use secrecy::zeroize::Zeroizing;

/// Two signed texts side by side. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// One for each value, in the order of the texts, from the first to well after the first difference; the keys are
    /// left out.
    pub lines: Vec<Line>,
    /// The first difference, and its likely cause.
    pub difference: Difference,
}

/// One place of two signed texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The parameter; unknown, where only the gateway has a value.
    pub name: Option<String>,
    /// What was signed here (of a response: what was received).
    pub ours: Option<Redacted>,
    /// What the gateway hashed.
    pub gateway: Option<Redacted>,
    /// Whether both are the same.
    pub same: bool,
}

/// The first difference of two signed texts, and its likely cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where the texts differ; `None` if only the keys differ.
    pub place: Option<Place>,
    /// What was signed there (of a response: what was received).
    pub ours: Option<Redacted>,
    /// What the gateway hashed there.
    pub gateways: Option<Redacted>,
    /// The likely cause.
    pub cause: Cause,
    /// If `place` is `None`: the parameters that the difference is about, such as those that were not signed. Can be empty.
    pub parameters: Vec<String>,
    /// `true` for a response or a callback, which the gateway signed; `false` for a request.
    pub is_response: bool,
}

/// Where two signed texts differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At this parameter.
    At(String),
    /// After this parameter.
    After(String),
    /// Before all of them.
    First,
}

/// A part of ours between two separators: a value of a response may hold the separator.
struct Piece<'s> {
    part: &'s Part,
    /// As the gateway would mask it.
    masked: String,
}

impl SignedText {
    /// Compares this text with the one that the gateway hashed: the first difference, and its likely cause.
    #[must_use]
    pub fn compare(&self, gateway: &GatewayText) -> Comparison {
        compare(self, gateway)
    }
}

fn compare(ours: &SignedText, gateway: &GatewayText) -> Comparison {
    let secret = ours.credentials.key(ours.key).unwrap_or_default();
    let pieces: Vec<Piece<'_>> = ours.parts.iter().flat_map(|part| pieces(part, secret)).collect();
    let Some(text) = &gateway.text else {
        let lines = pieces.iter().map(|piece| line(piece, &ours.redacted(piece.part))).collect();
        let difference = gateway.signature.as_deref().and_then(|signature| of_signature(ours, signature));
        return Comparison { lines, difference: difference.unwrap_or_else(|| ours.difference(Cause::Unexplained)) };
    };
    // The gateway has masked its key; where ours is still in the text, it is not the same.
    let masked_text = mask(text, secret);
    let gateways: Vec<&str> = masked_text.split(SEPARATOR).skip(1).collect();
    let masked: Vec<&str> = pieces.iter().map(|piece| piece.masked.as_str()).collect();
    let theirs = other_key(ours, text);
    let difference = if let Some(theirs) = theirs.as_ref().filter(|_| masked != gateways) {
        Some(ours.difference(key::difference(secret, theirs)))
    } else if masked == gateways {
        let found = gateway.signature.as_deref().and_then(|signature| of_signature(ours, signature));
        // The texts are the same, so what is left is a key that is not like ours.
        let is_unexplained = |found: &Difference| found.cause == Cause::Unexplained;
        Some(found.filter(|found| !is_unexplained(found)).unwrap_or_else(|| ours.difference(Cause::OtherKey)))
    } else {
        None
    };
    if let Some(difference) = difference {
        // Their key is as little to be seen as ours.
        let shown = |part: &Part| match (ours.redacted(part), &theirs) {
            (Redacted::Text(text), Some(theirs)) => Redacted::Text(mask(&text, theirs)),
            (shown, _) => shown,
        };
        let lines = pieces.iter().map(|piece| line(piece, &shown(piece.part))).collect();
        return Comparison { lines, difference };
    }
    let steps = align(&masked, &gateways);
    let view = View { ours, pieces: &pieces, gateways: &gateways, steps: &steps };
    let lines = (0..steps.len()).map(|step| view.line(step)).collect();
    let is_other_protocol = ours.is_data() != matches!(gateways.as_slice(), [only] if is_data(only));
    let difference = if is_other_protocol { ours.difference(Cause::OtherProtocol) } else { view.finding() };
    Comparison { lines, difference }
}

/// What the signature of the gateway says; it is made of the values that arrived.
fn of_signature(ours: &SignedText, signature: &str) -> Option<Difference> {
    let found = ours.explain_signature(&signature.to_ascii_lowercase());
    found.or_else(|| (!ours.is_response).then(|| ours.difference(Cause::OtherRequest)))
}

/// Whether a text is the data of protocol 2.0: base64 of JSON.
fn is_data(text: &str) -> bool {
    STANDARD.decode(text).is_ok_and(|bytes| bytes.starts_with(b"{"))
}

fn pieces<'s>(part: &'s Part, secret: &str) -> Vec<Piece<'s>> {
    let masked = mask(&part.value, secret);
    masked.split(SEPARATOR).map(|text| Piece { part, masked: text.to_owned() }).collect()
}

fn line(piece: &Piece<'_>, shown: &Redacted) -> Line {
    let shown = || Some(shown.clone());
    Line { name: Some(piece.part.label.clone()), ours: shown(), gateway: shown(), same: true }
}

/// The key that the gateway masked, where the texts are the same but for that.
fn other_key(ours: &SignedText, gateway: &str) -> Option<Zeroizing<String>> {
    let (_, gateways) = gateway.split_once(SEPARATOR)?;
    let values: Vec<&str> = ours.parts.iter().map(|part| part.value.as_str()).collect();
    let text = Zeroizing::new(values.join("|"));
    relation::masked_in(&text, gateways).map(|key| Zeroizing::new(key.to_owned()))
}

/// Two aligned texts.
struct View<'v> {
    ours: &'v SignedText,
    pieces: &'v [Piece<'v>],
    gateways: &'v [&'v str],
    steps: &'v [Step],
}

impl View<'_> {
    fn is_same(&self, step: usize) -> bool {
        matches!(self.steps[step], Step::Both(left, right) if self.pieces[left].masked == self.gateways[right])
    }

    fn line(&self, step: usize) -> Line {
        let (left, right) = self.sides(step);
        if let Some(piece) = left.filter(|_| self.is_same(step)) {
            return line(piece, &self.redacted(piece));
        }
        Line {
            name: left.map(|piece| piece.part.label.clone()),
            ours: left.map(|piece| self.redacted(piece)),
            gateway: right.map(|text| self.shown_of_gateway(step, text)),
            same: false,
        }
    }

    fn sides(&self, step: usize) -> (Option<&Piece<'_>>, Option<&str>) {
        match self.steps[step] {
            Step::Both(left, right) => (Some(&self.pieces[left]), Some(self.gateways[right])),
            Step::Left(left) => (Some(&self.pieces[left]), None),
            Step::Right(right) => (None, Some(self.gateways[right])),
        }
    }

    fn redacted(&self, piece: &Piece<'_>) -> Redacted {
        match piece.part.shown {
            Visibility::Whole => self.ours.redacted_text(&piece.masked),
            Visibility::Without(_) | Visibility::Length => self.ours.redacted(piece.part),
        }
    }

    /// What the gateway hashed is shown where it is one of the values that may be shown, or made of the one beside it.
    /// Anything else may be a sensitive value that is not where it belongs.
    fn shown_of_gateway(&self, step: usize, text: &str) -> Redacted {
        let known = self.pieces.iter().find(|piece| piece.masked == text);
        let beside = self.sides(step).0;
        let is_made_of = |piece: &Piece<'_>| relation::between(&piece.masked, text).is_some();
        let shown = match (known, beside) {
            (Some(known), _) => return self.redacted(known),
            (None, Some(beside)) if is_made_of(beside) => !beside.part.is_redacted(),
            _ => !self.may_be_sensitive(step),
        };
        if shown { self.ours.redacted_foreign(text) } else { Redacted::length_of(text) }
    }

    /// Whether a value that nothing explains could be a sensitive one: a row between the neighbours, by the order of the
    /// names, is sensitive; or one is signed and could have been moved. The gateway itself does not move values, so of
    /// a response those that are the same on both sides are accounted for.
    fn may_be_sensitive(&self, step: usize) -> bool {
        let name_at = |step: usize| self.is_same(step).then(|| self.sides(step).0).flatten().map(|it| &it.part.name);
        let before = (0..step).rev().find_map(name_at);
        let after = (step + 1..self.steps.len()).find_map(name_at);
        let between = |name: &&String| before.is_none_or(|it| *name > it) && after.is_none_or(|it| *name < it);
        let is_free = |step: usize| !(self.ours.is_response && self.is_same(step));
        let hidden = |step: usize| self.sides(step).0.is_some_and(|piece| piece.part.is_redacted());
        (0..self.steps.len()).any(|step| hidden(step) && is_free(step))
            || self.ours.sensitive_names.iter().any(|name| between(&name))
    }

    fn finding(&self) -> Difference {
        let first = (0..self.steps.len()).find(|step| !self.is_same(*step)).unwrap_or_default();
        let (left, right) = self.sides(first);
        let before = (0..first).rev().find_map(|step| self.sides(step).0);
        let place = match (left, before) {
            (Some(piece), _) => Place::At(piece.part.label.clone()),
            (None, Some(before)) => Place::After(before.part.label.clone()),
            (None, None) => Place::First,
        };
        Difference {
            place: Some(place),
            ours: left.map(|piece| self.redacted(piece)),
            gateways: right.map(|text| self.shown_of_gateway(first, text)),
            cause: self.cause(first),
            parameters: Vec::new(),
            is_response: self.ours.is_response,
        }
    }

    fn cause(&self, step: usize) -> Cause {
        let sorted = |mut texts: Vec<String>| {
            texts.sort_unstable();
            texts
        };
        let ours = sorted(self.pieces.iter().map(|piece| piece.masked.clone()).collect());
        if ours == sorted(self.gateways.iter().map(ToString::to_string).collect()) {
            return Cause::Order;
        }
        let (added, lost) =
            if self.ours.is_response { (Cause::Missing, Cause::Extra) } else { (Cause::Extra, Cause::Missing) };
        match self.sides(step) {
            (Some(piece), Some(text)) => relation::between(&piece.masked, text).unwrap_or(Cause::OtherValue),
            (Some(_), None) => lost,
            (None, Some("")) => Cause::EmptyValue,
            (None, Some(text)) if relation::is_null(text) => Cause::NullText,
            (None, _) => added,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(Place::At(name)) => write!(formatter, "`{name}`: ")?,
            Some(Place::After(name)) => write!(formatter, "after `{name}`: ")?,
            Some(Place::First) => formatter.write_str("before all others: ")?,
            None => {
                let names: Vec<String> = self.parameters.iter().map(|name| format!("`{name}`")).collect();
                write!(formatter, "{}{}", names.join(", "), if names.is_empty() { "" } else { ": " })?;
            }
        }
        if self.place.is_some() {
            let shown = |side: &Option<Redacted>| side.as_ref().map_or("nothing".to_owned(), ToString::to_string);
            let (ours, gateways) = (shown(&self.ours), shown(&self.gateways));
            if self.is_response {
                write!(formatter, "received is {ours}, the gateway signed {gateways}: ")?;
            } else {
                write!(formatter, "you signed {ours}, the gateway hashed {gateways}: ")?;
            }
        }
        formatter.write_str(self.cause.description())?;
        if self.is_response { Ok(()) } else { write!(formatter, "; {}", self.cause.advice()) }
    }
}
