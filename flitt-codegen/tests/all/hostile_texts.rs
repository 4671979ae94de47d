//! No text of a schema file becomes markup, and so none becomes code: a parser of Markdown, the one of rustdoc, reads all
//! documentation that is emitted.

use std::collections::BTreeSet;

use flitt_codegen::{DeriveContext, File, markdown};
use flitt_schema::{InMemory, Library};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use pulldown_cmark::{Event, Options, Parser, Tag};
use quote::quote;
use serde_json::json;

/// Parts of hostile texts.
const PARTS: [&str; 88] = [
    "    ",
    "     std::process::exit(1);",
    "\t",
    "\t\t",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\r\r",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{a0}",
    "\u{3000}",
    "\u{200b}",
    "\u{feff}",
    "\u{0}",
    " ",
    "  ",
    "```",
    "```rust\n",
    "````",
    "~~~",
    "~~~\n",
    "`",
    "``",
    "` `",
    "`a`",
    "`\n\n    a`",
    "\\",
    "\\`",
    "\\\\",
    "\\\n",
    "<",
    ">",
    "> ",
    ">     ",
    "<pre>",
    "<pre><code>",
    "</code></pre>",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "<?",
    "<![CDATA[",
    "<a href=x>",
    "<img src=x>",
    "<https://evil.example>",
    "<a@b.example>",
    "https://evil.example",
    "[a](https://evil.example)",
    "[a]",
    "[a]: https://evil.example",
    "![a](https://evil.example/x.png)",
    "![a]",
    "[^1]",
    "[^1]: a\n\n        b",
    "[ ] ",
    "[x] ",
    "[`std::fs`]",
    "](",
    ")",
    "!",
    "- ",
    "-     a",
    "+ ",
    "* ",
    "1. ",
    "1)      a",
    "0) ",
    "- - -",
    "***",
    "___",
    "===",
    "---",
    "# ",
    "####",
    "*a*",
    "**",
    "_a_",
    "~~a~~",
    "&#96;",
    "&lt;pre&gt;",
    "| a | b |\n|---|---|\n| c | d |",
    ": a",
    "{#id}",
];

/// A generator of numbers, the same in every run (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    fn text(&mut self) -> String {
        let words = ["fn main() {}", "a", "word", "x = 1;", "4 digits - 4 digits", "გა"];
        let count = 1 + self.below(8);
        let part = |random: &mut Self| match random.below(4) {
            0 => words[random.below(words.len())],
            _ => PARTS[random.below(PARTS.len())],
        };
        (0..count).map(|_| part(self)).collect()
    }
}

/// What a documentation consists of, other than plain paragraphs, lists and code spans.
fn markup(documentation: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    Parser::new_ext(documentation, options)
        .filter(|event| {
            !matches!(
                event,
                Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item)
                    | Event::End(_)
                    | Event::Text(_)
                    | Event::Code(_)
                    | Event::SoftBreak
            )
        })
        .map(|event| format!("{event:?}"))
        .collect()
}

fn text_of(documentation: &str) -> String {
    let events = Parser::new_ext(documentation, Options::empty());
    events
        .filter_map(
            |event| if let Event::Text(text) | Event::Code(text) = event { Some(text.to_string()) } else { None },
        )
        .collect()
}

#[test]
fn texts_have_no_markup() {
    let mut random = Random(1);
    for number in 0..15_000 {
        let text = random.text();
        let paragraphs = markdown::paragraphs(&text);
        let forms = [
            paragraphs.clone(),
            format!("Before.\n\n{paragraphs}\n\n- item"),
            markdown::line(&text),
            format!("- `a`: {}\n- {}\n\nNote: {}", markdown::line(&text), markdown::line(&text), markdown::line(&text)),
            markdown::code(&text),
            format!("- {}: {}\n- b", markdown::code(&text), markdown::line(&text)),
        ];
        for form in forms {
            assert_eq!(markup(&form), [""; 0], "{number}: {text:?} gives {form:?}");
            assert!(form.lines().all(|line| !line.starts_with([' ', '\t'])), "{text:?} gives {form:?}");
        }
        for single in [markdown::line(&text), markdown::code(&text)] {
            assert!(
                !single.contains(|character: char| character.is_control() || character == '\u{2028}'),
                "{single:?}"
            );
        }
        let code = markdown::code(&text);
        assert_eq!(
            Parser::new(&code).filter(|event| matches!(event, Event::Code(_))).count(),
            usize::from(code != "(empty)")
        );
    }
}

#[test]
fn words_and_code_stay() {
    for (written, shown) in [
        ("A text with `code` and snake_case.", "A text with code and snake_case."),
        ("One.\n\nTwo, of\ntwo lines.", "One.Two, of two lines."),
        ("4 * 4 < 17 & [x]", "4 * 4 < 17 & [x]"),
        ("1. first", "1. first"),
        ("- a", "- a"),
        ("`a`b` c", "ab' c"),
        ("C:\\dir", "C:\\dir"),
    ] {
        assert_eq!(text_of(&markdown::paragraphs(written)), shown, "{written}");
    }
    assert_eq!(markdown::code("a`b"), "``a`b``");
    assert_eq!(markdown::code("`"), "`` ` ``");
    assert_eq!(markdown::code(""), "(empty)");
    assert_eq!(markdown::link("https://docs.example/a?b=c#d"), "<https://docs.example/a?b=c#d>");
    assert_eq!(markdown::link("javascript:alert(1)"), "`javascript:alert(1)`");
}

/// Files with a text in every key that takes one.
fn library(text: &str, is_valid: bool) -> Library {
    // Invalid files give diagnostics, and what is left of them is emitted too.
    let name = if is_valid { "id".to_owned() } else { text.to_owned() };
    let source = if is_valid { "https://docs.example/page".to_owned() } else { text.to_owned() };
    let row = |name: &str, rust: &str| {
        json!({
            "name": name, "rust": rust, "type": "string", "mandatory": true, "doc": text, "quirk": text, "deprecated": text,
            "values": [{ "value": text, "rust": "One", "doc": text }, { "value": "two", "doc": text }],
        })
    };
    let listed = json!({ "name": "listed", "type": "string", "list": "words", "default": text, "doc": text });
    let fixed = json!({ "name": format!("{text}f"), "rust": "fixed", "type": "string", "fixed": text, "doc": text });
    let zero = json!({
        "name": "amount", "type": "integer", "smallest": 1, "doc": text,
        "zero_when": [{ "parameter": "listed", "is": [text, "b"] }],
    });
    let nested = json!({ "name": "nested", "type": "object", "doc": text, "table": "shared" });
    let inner = json!({ "name": "inner", "type": "list", "doc": text, "rows": [row("a", "a")] });
    let request = json!([row(&format!("{text}r"), "written"), listed, fixed, zero, nested, inner]);
    let answer = json!({ "name": format!("{text}a"), "rust": "written", "type": "string", "doc": text, "quirk": text, "deprecated": text });
    let response = json!({ "rows": [answer, { "name": "nested", "type": "object", "table": "shared", "doc": text }], "signed": "never" });
    let endpoint = json!({
        "endpoint": "pay", "doc": text, "source": source, "path": if is_valid { "/pay" } else { text }, "key": "none",
        "protocol": "plain", "request": request, "response": response,
        "examples": [{ "of": "request", "source": format!("s{text}"), "doc": text, "values": { "nested": { text: text }, text: text },
            "signed": { "key": format!("k{text}"), "text": format!("t{text}"), "signature": format!("s{text}") } }],
        "groups": [{ "rule": "excludes", "of": ["listed", "amount"], "doc": text }],
    });
    let table = json!({ "table": "shared", "doc": text, "source": source, "rows": [row(&name, "written")] });
    let list = json!({
        "list": "words", "rust": "Words", "doc": text, "source": source, "columns": { "meaning": text },
        "values": [{ "value": text, "rust": "One", "doc": text, "meaning": text }],
    });
    let files = [("pay.json", endpoint), ("tables/shared.json", table), ("reference/words.json", list)];
    Library::read_folder(&files.into_iter().map(|(name, json)| (name, json.to_string())).collect::<InMemory>())
}

fn expand(library: &Library) -> [TokenStream; 2] {
    let context = DeriveContext {
        client: quote!(::flitt_client),
        visibility: quote!(pub),
        marker: Ident::new("Gateway", Span::call_site()),
        status: None,
        is_documentation: true,
        names_deprecated: false,
    };
    let files: Vec<File> = library.files.iter().map(|name| File { name: name.clone(), path: quote!(#name) }).collect();
    [flitt_codegen::folder(library, &files, &context), flitt_codegen::endpoint(library, &files, &context)]
}

/// The texts of all documentation, and the notes of deprecated parameters, which are documentation too.
fn documentation(tokens: TokenStream, docs: &mut Vec<String>, notes: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (position, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => documentation(group.stream(), docs, notes),
            TokenTree::Literal(literal) if position >= 2 => {
                let TokenTree::Ident(name) = &tokens[position - 2] else { continue };
                let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) else { continue };
                match name.to_string().as_str() {
                    "doc" => docs.push(text.value()),
                    "deprecated" => notes.push(text.value()),
                    // Only the compiler shows these.
                    "message" | "label" | "note" => {
                        assert!(!text.value().contains(char::is_control), "{text:?}", text = text.value());
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

#[test]
fn no_documentation_has_markup() {
    let mut random = Random(2);
    let mut names = BTreeSet::new();
    for number in 0..120 {
        let text = random.text();
        let library = library(&text, number % 4 != 0);
        let mut clean = library.clone();
        clean.diagnostics.clear();
        for tokens in expand(&library).into_iter().chain(expand(&clean)) {
            let (mut docs, mut notes) = (Vec::new(), Vec::new());
            documentation(tokens, &mut docs, &mut notes);
            assert!(docs.len() > 15, "{text:?}: only {docs:?}");
            assert!(docs.iter().any(|doc| doc.contains("\nExamples:\n")), "{text:?}: {docs:?}");
            for doc in docs {
                // The links that are made here: of a marker, and of a source.
                let doc =
                    doc.replace("[`Gateway`]", "").replace("[`Pay`]", "").replace("<https://docs.example/page>", "");
                assert_eq!(markup(&doc), [""; 0], "{text:?} gives {doc:?}");
            }
            for note in notes {
                let events = Parser::new_ext(&note, Options::all());
                let is_active = |event: &Event<'_>| {
                    matches!(
                        event,
                        Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock)
                            | Event::Html(_)
                            | Event::InlineHtml(_)
                    )
                };
                assert_eq!(events.filter(is_active).count(), 0, "{text:?} gives the note {note:?}");
                assert!(!note.contains(char::is_control), "{note:?}");
            }
        }
        names.insert(library.diagnostics.is_empty());
    }
    assert_eq!(names.len(), 2, "valid and invalid files are emitted");
}
