//! Damaged pages give warnings, never a wrong parameter.
//!
//! A parameter is wrong if its name is not on the page, or if its type, length, default, values, or whether it is
//! mandatory differ from what the page says, and no warning names it. What the damage erased counts as absent.

use std::collections::BTreeMap;

use flitt_schema::{Parameter, ValueType};

use super::Numbers;
use super::invariants::BUILT_IN;
use super::model::{Damage, LAYOUTS, ModelPage, Row, mutate, page};
use super::read_page;
use crate::import::Warning;

/// The pages of the short form; `IMPORT_PAGES` is another number.
const PAGES: usize = 120;

/// The random numbers of the short form; `IMPORT_SEED` begins others.
const SEED: u64 = 7;

/// How many wrong parameters of a layout a failure shows.
const SHOWN: usize = 8;

#[derive(Default)]
struct Figures {
    parameters: usize,
    warnings: usize,
    missing: usize,
    wrong: BTreeMap<&'static str, Vec<String>>,
}

/// What is wrong with a parameter that is on the page.
fn difference(
    parameter: &Parameter,
    row: &Row,
    is_request: bool,
    damage: &Damage,
    at: (usize, usize),
) -> Option<String> {
    if damage.inheriting.contains(&at) {
        return None;
    }
    let erased = damage.erased.get(&at).copied().unwrap_or_default();
    let details = &parameter.details;
    if (parameter.value_type == ValueType::Integer) != row.is_integer {
        return Some("type".to_owned());
    }
    if parameter.limit != Some(row.length) && !erased.start {
        return Some(format!("length {:?} for {}", parameter.limit, row.length));
    }
    let mandatory = is_request && row.is_mandatory;
    if parameter.mandatory != mandatory && (parameter.mandatory || !erased.mandatory) {
        return Some(format!("mandatory {}", parameter.mandatory));
    }
    if details.default.as_deref() != row.default.as_deref() && (details.default.is_some() || !erased.default) {
        return Some(format!("default {:?} for {:?}", details.default, row.default));
    }
    let values: Vec<&str> = details.values.iter().map(|listed| listed.value.as_ref()).collect();
    let expected: Vec<&str> = row.values.iter().map(|(value, _)| value.as_str()).collect();
    let is_part = values.iter().all(|value| expected.contains(value));
    (values != expected && !(erased.values && is_part)).then(|| format!("values {values:?} for {expected:?}"))
}

fn is_warned(name: &str, warnings: &[Warning]) -> bool {
    warnings.iter().any(|warning| warning.message.contains(&format!("`{name}`")))
}

fn check(model: &ModelPage, damage: &Damage, figures: &mut Figures) {
    let imported = read_page(&damage.page, &BUILT_IN);
    figures.warnings += imported.warnings.len();
    let tables = [(&imported.request, &model.request), (&imported.response, &model.response)];
    for (table, (read, rows)) in tables.into_iter().enumerate() {
        for parameter in read.iter().flatten() {
            figures.parameters += 1;
            let at = rows.iter().position(|row| row.name == parameter.name);
            let problem = match at {
                Some(at) => difference(parameter, &rows[at], table == 0, damage, (table, at)),
                None => Some("it is not in this table".to_owned()),
            };
            if let Some(problem) = problem.filter(|_| !is_warned(&parameter.name, &imported.warnings)) {
                let text =
                    format!("`{}`: {problem}\n{:?}\n---\n{}\n---", parameter.name, imported.warnings, damage.page);
                figures.wrong.entry(model.layouts[table]).or_default().push(text);
            }
        }
        let names: Vec<&str> = read.iter().flatten().map(|parameter| parameter.name.as_ref()).collect();
        figures.missing += rows.iter().filter(|row| !names.contains(&row.name.as_str())).count();
    }
}

#[test]
fn damaged_pages_give_no_wrong_parameter() {
    let pages = std::env::var("IMPORT_PAGES").ok().and_then(|pages| pages.parse().ok()).unwrap_or(PAGES);
    let seed = std::env::var("IMPORT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
    let mut numbers = Numbers(seed);
    let mut figures = Figures::default();
    for _ in 0..pages {
        let model = page(&mut numbers);
        let damage = mutate(&model, &mut numbers);
        check(&model, &damage, &mut figures);
    }
    let Figures { parameters, warnings, missing, wrong } = &figures;
    let count: usize = wrong.values().map(Vec::len).sum();
    println!("{pages} pages: {parameters} parameters, {count} wrong; {warnings} warnings, {missing} not read");
    let shown = |(layout, wrong): (&&str, &Vec<String>)| {
        let few: Vec<&str> = wrong.iter().take(SHOWN).map(String::as_str).collect();
        format!("{layout}: {}\n{}", wrong.len(), few.join("\n"))
    };
    let examples: Vec<String> = wrong.iter().map(shown).collect();
    assert!(wrong.is_empty(), "{}", examples.join("\n\n"));
}

#[test]
fn pages_without_damage_are_read_completely() {
    let mut numbers = Numbers(11);
    for _ in 0..PAGES {
        let model = page(&mut numbers);
        let damage =
            Damage { page: model.pieces.iter().map(|piece| piece.text.as_str()).collect(), ..Damage::default() };
        let mut figures = Figures::default();
        check(&model, &damage, &mut figures);
        let warnings = read_page(&damage.page, &BUILT_IN).warnings;
        assert!(
            figures.wrong.is_empty() && figures.missing == 0,
            "{:?}: {:?} {warnings:?}\n{}",
            model.layouts,
            figures.wrong,
            damage.page
        );
        assert!(warnings.is_empty(), "{:?}: {warnings:?}\n{}", model.layouts, damage.page);
    }
    assert_eq!(LAYOUTS.len(), 16);
}
