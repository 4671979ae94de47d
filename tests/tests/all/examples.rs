//! The examples of the schema files against the independent file of vectors, and against changes of single characters.

use std::collections::BTreeMap;
use std::env;
use std::ops::Range;

use flitt_client::Api;
use flitt_client::api::Flitt;
use flitt_client::testing::check_examples;
use flitt_schema::{Endpoint, Example, ExampleOf, InMemory, Library, Loaded};
use flitt_tests::{Kind, vectors};

fn library() -> Library {
    Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>())
}

fn signed_examples(library: &Library) -> Vec<(&Loaded<Endpoint>, Example)> {
    let of = |loaded| Loaded::<Endpoint>::examples(loaded).into_iter().map(move |example| (loaded, example));
    library.endpoints.iter().flat_map(of).filter(|(_, example)| example.signed.is_some()).collect()
}

/// A vector whose callback address is three dots, which no request can have.
const CUT_SHORT: &str = "introduction";

/// What the file of vectors says is verified is an example, with the same values, the same key and the same signature.
#[test]
fn every_verified_vector_is_an_example() {
    let library = library();
    let examples = signed_examples(&library);
    let mut count = 0;
    for vector in vectors().into_iter().filter(|vector| vector.verified && vector.id != CUT_SHORT) {
        let mut parameters = vector.parameters();
        // It accompanies the signature, and is no value of an example.
        parameters.remove("response_signature_string");
        let is_same = |(loaded, example): &&(&Loaded<Endpoint>, Example)| {
            let values: BTreeMap<String, String> =
                example.values.iter().map(|value| (value.name.clone(), value.text.clone())).collect();
            let signed = example.signed.as_ref().expect("they are signed");
            let is_path = vector.path.as_deref().is_none_or(|path| path == loaded.model.path);
            let is_request = example.of == ExampleOf::Request;
            is_path
                && is_request == (vector.kind == Kind::Request)
                && values == parameters
                && (&signed.key.text, &signed.signature.text) == (&vector.key, &vector.signature)
        };
        assert!(examples.iter().any(|example| is_same(&example)), "{} is no example", vector.id);
        count += 1;
    }
    assert_eq!((count, examples.len()), (23, 21), "vectors, and examples: two pages repeat one of another page");
}

/// How many characters are left out between two that are changed, in the short form.
const STEP: usize = 29;

/// Another character of the same kind, so that the text stays as readable as it was.
fn other(character: char) -> char {
    match character {
        '9' => '0',
        '0'..='8' => char::from_u32(u32::from(character) + 1).expect("a digit"),
        'z' => 'a',
        'Z' => 'A',
        letter if letter.is_ascii_alphabetic() => char::from_u32(u32::from(letter) + 1).expect("a letter"),
        '-' => '_',
        _ => '-',
    }
}

/// The ranges of an example that its signature holds together: names and values, signed text, signature and key.
fn held_together(example: &Example) -> Vec<Range<usize>> {
    let signed = example.signed.as_ref().expect("it is signed");
    let values = example.values.iter().flat_map(|value| [value.name_span.clone(), value.span.clone()]);
    values.chain([&signed.key, &signed.text, &signed.signature].map(|text| text.span.clone())).collect()
}

/// Changes that say the same: a value that is empty is the same as none, whatever its name within the table.
fn says_the_same(example: &Example, position: usize) -> bool {
    example.values.iter().any(|value| value.text.is_empty() && value.name_span.contains(&position))
}

/// Changing any one character of a signed example is found, with a place in the same file. `EXAMPLE_STEP=1` tries each.
#[test]
fn a_change_of_any_character_is_found() {
    let step = env::var("EXAMPLE_STEP").map_or(STEP, |step| step.parse().expect("it is a number"));
    let library = library();
    assert!(check_examples(&library).is_empty());
    let files: BTreeMap<&str, &str> = Flitt::FILES.iter().copied().collect();
    let (mut changed, mut same) = (0, 0);
    for (loaded, example) in signed_examples(&library) {
        let (path, text) = (loaded.source.path(), loaded.source.text());
        let characters = held_together(&example).into_iter().flat_map(|span| {
            let characters = text[span.clone()].char_indices();
            characters.map(|(at, character)| (span.start + at, character)).collect::<Vec<_>>()
        });
        for (position, character) in characters.skip(changed % step).step_by(step) {
            let mut edited = text.to_owned();
            edited.replace_range(position..position + character.len_utf8(), &other(character).to_string());
            let mut folder = files.clone();
            folder.insert(path, &edited);
            let library = Library::read_endpoint(&folder.into_iter().collect::<InMemory>(), path);
            let found = library.diagnostics.iter().cloned().chain(check_examples(&library)).collect::<Vec<_>>();
            changed += 1;
            if found.is_empty() && says_the_same(&example, position) {
                same += 1;
                continue;
            }
            let (line, column) = found.first().unwrap_or_else(|| panic!("{path}, byte {position}")).line_and_column();
            assert!(found[0].path() == path && line > 1 && column > 1, "{path}, byte {position}: {}", found[0]);
        }
    }
    println!("{changed} characters changed, {same} of them without a difference");
    assert!(changed > 500 && same == 0, "{changed} characters, {same} the same");
}
