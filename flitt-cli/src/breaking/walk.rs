//! Pairs the objects of two folders by their names, and collects the keys whose values differ.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use flitt_schema::rust_type_name;
use serde_json::{Map, Value};

use super::change::{Change, Owners, Place, Sides};
use super::contract::Trees;
use super::node::At;
use super::object::{Key, Kind, Object};
use super::uses::Uses;
use super::values::{accepted, accepted_by, normal, plain};

/// What surrounds an object.
#[derive(Clone)]
struct Scope {
    /// What the object is in messages, with code marks.
    subject: String,
    names: Vec<String>,
    sides: Sides,
    in_form: bool,
}

/// Old and new.
#[derive(Clone, Copy)]
struct Pair<'s> {
    old: At<'s>,
    new: At<'s>,
}

struct Walk<'s> {
    old: &'s Trees<'s>,
    new: &'s Trees<'s>,
    uses: Uses,
    changes: Vec<Change>,
}

/// Every change from one folder to another, in the order of the files and their keys.
pub(super) fn changes(old: &Trees<'_>, new: &Trees<'_>) -> Vec<Change> {
    let mut walk = Walk { old, new, uses: Uses::of(old), changes: Vec::new() };
    let names: BTreeSet<&str> = old.names().chain(new.names()).collect();
    let renamed: Vec<(&str, &str)> = old.names().filter_map(|name| Some((name, renamed(name, old, new)?))).collect();
    for name in names.into_iter().filter(|name| renamed.iter().all(|(_, new)| new != name)) {
        let new_name = renamed.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
        walk.file(name, new_name);
    }
    walk.changes
}

/// The new name of an endpoint's file whose type has the same name as before: programs call it as the same endpoint.
fn renamed<'s>(name: &str, old: &'s Trees<'s>, new: &'s Trees<'s>) -> Option<&'s str> {
    let is_endpoint = |name: &str| !name.contains('/');
    let type_name = |file: At<'_>| {
        file.text_of("rust").or_else(|| file.text_of("endpoint").map(|endpoint| rust_type_name(&endpoint)))
    };
    if !is_endpoint(name) || new.file(name).is_some() {
        return None;
    }
    let wanted = old.file(name).and_then(type_name)?;
    let mut added = new.names().filter(|name| is_endpoint(name) && old.file(name).is_none());
    added.find(|name| new.file(name).and_then(type_name).as_ref() == Some(&wanted))
}

/// Objects of a list by their names; the first one of each name.
fn by_name<'s, N: Eq + Hash>(list: &[At<'s>], name: impl Fn(&At<'s>) -> N) -> HashMap<N, At<'s>> {
    list.iter().rev().map(|at| (name(at), *at)).collect()
}

impl<'s> Walk<'s> {
    fn file(&mut self, name: &str, new_name: &str) {
        let (object, key) = match name.split_once('/') {
            Some(("tables", _)) => (Object::Table, "table"),
            Some(_) => (Object::List, "list"),
            None => (Object::Endpoint, "endpoint"),
        };
        let (old, new) = (self.old.file(name), self.new.file(new_name));
        let title = old.or(new).and_then(|file| file.text_of(key)).unwrap_or_default();
        let sides = match object {
            Object::Table => self.uses.sides(&title),
            Object::List => self.uses.sides_of_list(&title),
            _ => Sides::default(),
        };
        let mut names = vec![title.clone(), rust_type_name(&title)];
        if let Some(renamed) = new.and_then(|file| file.text_of(key)).filter(|renamed| *renamed != title) {
            names.push(renamed);
        }
        for rust in [old, new].into_iter().flatten().filter_map(|file| file.text_of("rust")) {
            names.extend([flitt_schema::snake_case(&rust), rust]);
        }
        let subject = match object {
            Object::Endpoint => format!("the endpoint `{title}`"),
            Object::Table => format!("the table `{title}`"),
            _ => format!("the list `{title}`"),
        };
        let sends_form = |file: At<'_>| file.text_of("body").as_deref() == Some("form");
        let in_form = old.is_some_and(sends_form) && new.is_some_and(sends_form);
        let scope = Scope { subject, names, sides, in_form };
        self.pair(object, key, old, new, &scope);
    }

    /// Two objects of one name, or one that was added or removed.
    fn pair(&mut self, object: Object, named_by: &str, old: Option<At<'s>>, new: Option<At<'s>>, scope: &Scope) {
        let (old, new) = match (old, new) {
            (Some(old), Some(new)) => return self.object(object, Pair { old, new }, scope),
            (None, None) => return,
            one => one,
        };
        let value = |at: Option<At<'s>>| at.map(|at| at.value(""));
        let Some(at) = new.or(old) else { return };
        let place = at.place_of(named_by);
        let values = [value(old), value(new)];
        let owner = Owners { old: values[0].clone().unwrap_or_default(), new: values[1].clone().unwrap_or_default() };
        self.push(object, "", values, owner, (place, None), scope);
    }

    fn object(&mut self, object: Object, pair: Pair<'s>, scope: &Scope) {
        for key in object.keys() {
            self.key(object, key, pair, scope);
        }
        if object == Object::ListedValue {
            let names: BTreeSet<&str> = [pair.old, pair.new]
                .iter()
                .flat_map(|at| at.members().iter().map(|member| member.key.as_ref()))
                .filter(|name| object.key(name).is_none())
                .collect();
            for name in names {
                self.whole(object, name, "", pair, scope);
            }
        }
    }

    fn key(&mut self, object: Object, key: &'static Key, pair: Pair<'s>, scope: &Scope) {
        let Pair { old, new } = pair;
        let (before, now) = (old.get(key.name), new.get(key.name));
        match key.kind {
            Kind::Object(inner) => {
                let scope = match key.name {
                    "response" => Scope { sides: Sides { response: true, ..Sides::default() }, ..scope.clone() },
                    _ => scope.clone(),
                };
                match (before, now) {
                    (Some(old), Some(new)) => self.object(inner, Pair { old, new }, &scope),
                    _ => self.whole(object, key.name, "", pair, &scope),
                }
            }
            Kind::Each(inner, named_by) => {
                let list = |at: Option<At<'s>>| at.into_iter().flat_map(At::items).collect::<Vec<At<'s>>>();
                self.each(inner, named_by, &list(before), &list(now), pair, scope);
            }
            Kind::Table => self.table(object, key.name, pair, scope),
            Kind::Whole if key.name == "forms" => self.forms(pair, scope),
            Kind::Whole if key.name == "failures" => self.failures(pair, scope),
            Kind::Groups => self.groups(object, key.name, pair, scope),
            Kind::Whole | Kind::Documentation => self.whole(object, key.name, key.default, pair, scope),
        }
    }

    /// A key whose value is compared as a whole.
    fn whole(&mut self, object: Object, key: &str, default: &str, pair: Pair<'s>, scope: &Scope) {
        let Pair { old, new } = pair;
        let (before, now) = (old.get(key), new.get(key));
        // Without `compare`, everything is compared; with an empty one, nothing is.
        let is_empty = |value: &Value| key != "compare" && value.as_array().is_some_and(Vec::is_empty);
        let value = |at: Option<At<'s>>| normal(at.map(|at| at.value(key)).filter(|value| !is_empty(value)), default);
        let values = [value(before), value(now)];
        if values[0] == values[1] {
            return;
        }
        let owner = Owners { old: old.value(""), new: new.value("") };
        // A change of descriptions within the value changes nothing else.
        let key = if plain(values[0].clone(), key) == plain(values[1].clone(), key) { "doc" } else { key };
        let place = match (before, now) {
            (_, Some(now)) => (now.place(), before.map(At::place)),
            // A key that was removed is missing in the new object.
            (before, None) => (new.place_of_name(), before.map(At::place)),
        };
        self.push(object, key, values, owner, place, scope);
    }

    /// Objects of a list, paired by name.
    fn each(&mut self, object: Object, named_by: &str, old: &[At<'s>], new: &[At<'s>], owner: Pair<'s>, scope: &Scope) {
        let name = |at: &At<'s>| at.text().or_else(|| at.text_of(named_by)).unwrap_or_default();
        let (old_by_name, new_by_name) = (by_name(old, name), by_name(new, name));
        let gone = old.iter().filter(|at| !new_by_name.contains_key(&name(at)));
        let kept = new.iter().map(|at| (old_by_name.get(&name(at)).copied(), Some(*at)));
        let pairs: Vec<(Option<At<'s>>, Option<At<'s>>)> = kept.chain(gone.map(|at| (Some(*at), None))).collect();
        let accepted = [accepted(owner.old, self.old), accepted(owner.new, self.new)];
        for (before, now) in pairs {
            let Some(title) = now.or(before).map(|at| name(&at)) else { continue };
            let mut inner = scope.clone();
            inner.subject = format!("`{title}` of {}", scope.subject);
            inner.names.push(title.clone());
            inner.names.push(rust_type_name(&title));
            for rust in [before, now].into_iter().flatten().filter_map(|at| at.text_of("rust")) {
                inner.names.extend([rust_type_name(&rust), rust]);
            }
            let first = self.changes.len();
            self.pair(object, named_by, before, now, &inner);
            if object == Object::ListedValue {
                for change in &mut self.changes[first..] {
                    change.accepted.clone_from(&accepted);
                }
            }
        }
    }

    /// A table in place, or the name of a shared one.
    fn table(&mut self, object: Object, key: &str, pair: Pair<'s>, scope: &Scope) {
        // One reference has one of two keys: it is compared once.
        if key == "table" && object == Object::Table {
            return;
        }
        if key == "rows" && object != Object::Table {
            return;
        }
        let owner = |at: At<'s>| if key == "request" { at.get(key) } else { Some(at) };
        let (Some(old), Some(new)) = (owner(pair.old), owner(pair.new)) else { return };
        let mut scope = scope.clone();
        if key == "request" {
            scope.sides = Sides { request: true, response: false, direct: true };
        } else if object == Object::Parameter {
            scope.sides.direct = false;
        }
        let shared = |at: At<'s>| if object == Object::Table { None } else { at.text_of("table") };
        let (old_name, new_name) = (shared(old), shared(new));
        if old_name.is_some() && old_name == new_name {
            return;
        }
        let rows = |trees: &'s Trees<'s>, at: At<'s>, name: &Option<String>| match name {
            Some(name) => trees.table(name)?.get("rows"),
            None if key == "request" => Some(at),
            None => at.get("rows"),
        };
        let (old_rows, new_rows) = (rows(self.old, old, &old_name), rows(self.new, new, &new_name));
        if old_name != new_name || old_rows.is_some() != new_rows.is_some() {
            let place = |at: At<'s>| at.get("table").or_else(|| at.get("rows")).unwrap_or(at);
            let values = [old_name.clone().map(Value::from), new_name.clone().map(Value::from)];
            let owners = Owners { old: pair.old.value(""), new: pair.new.value("") };
            let places = (place(new).place(), Some(place(old).place()));
            self.push(object, key, values, owners, places, &scope);
        }
        let list = |at: Option<At<'s>>| at.into_iter().flat_map(At::items).collect::<Vec<At<'s>>>();
        let (old_rows, new_rows) = (list(old_rows), list(new_rows));
        self.each(Object::Parameter, "name", &old_rows, &new_rows, pair, &scope);
        self.order(&old_rows, &new_rows, object, pair, &scope);
    }

    /// The groups of a table, in place or shared. Those of a table that both sides share are compared in its own file.
    fn groups(&mut self, object: Object, key: &str, pair: Pair<'s>, scope: &Scope) {
        let name = |at: At<'s>| match object {
            Object::Table => None,
            Object::Endpoint => at.get("request")?.text_of("table"),
            _ => at.text_of("table"),
        };
        let (old_name, new_name) = (name(pair.old), name(pair.new));
        if old_name.is_some() && old_name == new_name {
            return;
        }
        let table = |trees: &'s Trees<'s>, at: At<'s>, name: Option<String>| match name {
            Some(name) => trees.table(&name),
            None => at.get("rows").or_else(|| at.get("request")).map(|_| at),
        };
        let tables = table(self.old, pair.old, old_name).zip(table(self.new, pair.new, new_name));
        let pair = tables.map_or(pair, |(old, new)| Pair { old, new });
        let sides = Sides { request: true, response: false, direct: true };
        let scope = match object {
            Object::Endpoint => Scope { sides, ..scope.clone() },
            _ => scope.clone(),
        };
        self.whole(object, key, "", pair, &scope);
    }

    /// The order of parameters has an effect on the type parameters of builders only: values are signed in the order of
    /// their names.
    fn order(&mut self, old: &[At<'s>], new: &[At<'s>], object: Object, pair: Pair<'s>, scope: &Scope) {
        let names = |rows: &[At<'s>], others: &[At<'s>]| -> Vec<String> {
            let others: BTreeSet<String> = others.iter().filter_map(|at| at.text_of("name")).collect();
            rows.iter().filter_map(|at| at.text_of("name")).filter(|name| others.contains(name)).collect()
        };
        let (before, now) = (names(old, new), names(new, old));
        let moved = now.iter().zip(&before).find(|(now, before)| now != before).map(|(now, _)| now);
        let Some(moved) = moved.and_then(|name| new.iter().find(|at| at.text_of("name").as_ref() == Some(name))) else {
            return;
        };
        let owner = Owners { old: pair.old.value(""), new: pair.new.value("") };
        let scope = Scope { subject: format!("the order of the parameters of {}", scope.subject), ..scope.clone() };
        let key = if object == Object::Endpoint { "request" } else { "rows" };
        self.push(object, key, [None, None], owner, (moved.place_of("name"), None), &scope);
    }

    /// The forms of a response, paired by their conditions.
    fn forms(&mut self, pair: Pair<'s>, scope: &Scope) {
        let list = |at: At<'s>| at.get("forms").into_iter().flat_map(At::items).collect::<Vec<At<'s>>>();
        let (old, new) = (list(pair.old), list(pair.new));
        let conditions = |list: &[At<'s>]| list.iter().map(|at| at.text_of("when")).collect::<Vec<Option<String>>>();
        if conditions(&old) != conditions(&new) {
            self.whole(Object::Response, "forms", "", pair, scope);
        }
        let old = by_name(&old, |at| at.text_of("when"));
        for new in new {
            let Some(old) = old.get(&new.text_of("when")).copied() else { continue };
            let mut scope = scope.clone();
            scope.names.extend(new.text_of("when").map(|when| rust_type_name(&when)));
            self.object(Object::Form, Pair { old, new }, &scope);
        }
    }

    /// The error codes that say what happened: those of the list and of the endpoint itself together.
    fn failures(&mut self, pair: Pair<'s>, scope: &Scope) {
        let codes = |trees: &Trees<'_>| {
            let endpoint = scope.names.iter().find_map(|name| trees.library.endpoint(name))?;
            let stages = &endpoint.model.confirm_with.as_ref()?.failures;
            let list = |codes: &[std::borrow::Cow<'static, str>]| -> Value {
                codes.iter().map(|code| Value::from(code.as_ref())).collect()
            };
            let both = [("before", &stages.before), ("exists", &stages.exists)];
            Some(Value::Object(
                both.into_iter().map(|(key, codes)| (key.to_owned(), list(codes))).collect::<Map<_, _>>(),
            ))
        };
        let values = [codes(self.old), codes(self.new)];
        if values[0] == values[1] {
            return self.whole_as_documentation("failures", pair, scope);
        }
        let owner = Owners { old: pair.old.value(""), new: pair.new.value("") };
        let place = |at: At<'s>| at.get("failures").unwrap_or(at).place();
        self.push(Object::Confirmation, "failures", values, owner, (place(pair.new), Some(place(pair.old))), scope);
    }

    /// A value that is written in another way and means the same.
    fn whole_as_documentation(&mut self, key: &str, pair: Pair<'s>, scope: &Scope) {
        let first = self.changes.len();
        self.whole(Object::Confirmation, key, "", pair, scope);
        for change in &mut self.changes[first..] {
            "doc".clone_into(&mut change.key);
        }
    }

    fn push(
        &mut self,
        object: Object,
        key: &str,
        [old, new]: [Option<Value>; 2],
        owner: Owners,
        (place, before): (Place, Option<Place>),
        scope: &Scope,
    ) {
        let accepted = [accepted_by(&owner.old, self.old), accepted_by(&owner.new, self.new)];
        let Scope { subject, names, sides, in_form } = scope.clone();
        let key = key.to_owned();
        self.changes.push(Change {
            object,
            key,
            old,
            new,
            owner,
            subject,
            place,
            before,
            sides,
            in_form,
            accepted,
            names,
        });
    }
}
