//! The last step of every page: whatever its components show, its texts are without card numbers and keys.

use flitt_client::__private::redact::TextRedactor;

/// The attribute of an element whose texts are shown as they are: the sandbox made them, such as test cards.
const EXACT: &str = "data-exact";

/// The attributes whose values are not for people: what a form sends, and where to.
const EXACT_ATTRIBUTES: [&str; 6] = ["value", "action", "href", "src", "data-href", "data-number"];

/// A page whose texts and attributes for people are redacted. The page is HTML as `maud` writes it: attributes in double
/// quotes, and no comments, scripts or styles.
pub(crate) fn page(html: &str, texts: &TextRedactor) -> String {
    let mut shown = String::with_capacity(html.len());
    let mut exact: Option<ExactElement<'_>> = None;
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        if exact.is_some() {
            shown.push_str(text);
        } else {
            redact(text, texts, &mut shown);
        }
        let tag = &after[..tag_length(after)];
        rest = &after[tag.len()..];
        shown.push('<');
        redact_attributes(tag, texts, &mut shown);
        let name = tag_name(tag);
        match &mut exact {
            Some(element) if element.name == name => element.depth += 1,
            Some(element) if Some(element.name) == name.strip_prefix('/') => {
                element.depth -= 1;
                if element.depth == 0 {
                    exact = None;
                }
            }
            None if attributes(tag).any(|(attribute, _)| attribute == EXACT) => {
                exact = Some(ExactElement { name, depth: 1 });
            }
            _ => {}
        }
    }
    redact(rest, texts, &mut shown);
    shown
}

/// An element whose texts are left, and how many elements of its name are open in it.
struct ExactElement<'h> {
    name: &'h str,
    depth: usize,
}

/// The length of a tag, with its `>`.
fn tag_length(html: &str) -> usize {
    let mut is_quoted = false;
    let end = html.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    });
    end.map_or(html.len(), |end| end + 1)
}

/// The name of an element, with the `/` of its end.
fn tag_name(tag: &str) -> &str {
    let end = tag.find(|character: char| character.is_whitespace() || character == '>').unwrap_or(tag.len());
    &tag[..end]
}

/// The names of the attributes of a tag, and where each value is.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, std::ops::Range<usize>)> {
    let mut at = tag_name(tag).len();
    std::iter::from_fn(move || {
        let rest = tag.get(at..)?;
        let start = at + rest.find(|character: char| !character.is_whitespace() && character != '>')?;
        let end = start + tag[start..].find(['=', ' ', '>']).unwrap_or(tag.len() - start);
        let value = match tag[end..].strip_prefix("=\"") {
            Some(value) => end + 2..end + 2 + value.find('"').unwrap_or(value.len()),
            None => end..end,
        };
        at = value.end + usize::from(!value.is_empty() || tag[end..].starts_with('='));
        Some((&tag[start..end], value))
    })
}

fn redact_attributes(tag: &str, texts: &TextRedactor, shown: &mut String) {
    let mut done = 0;
    for (name, value) in attributes(tag) {
        if !EXACT_ATTRIBUTES.contains(&name) {
            shown.push_str(&tag[done..value.start]);
            redact(&tag[value.clone()], texts, shown);
            done = value.end;
        }
    }
    shown.push_str(&tag[done..]);
}

/// Writes a text of HTML without secrets.
fn redact(html: &str, texts: &TextRedactor, shown: &mut String) {
    let text = unescaped(html);
    let redacted = texts.redact_value(&text);
    if redacted == text {
        shown.push_str(html);
    } else {
        for character in redacted.chars() {
            match character {
                '&' => shown.push_str("&amp;"),
                '<' => shown.push_str("&lt;"),
                '>' => shown.push_str("&gt;"),
                '"' => shown.push_str("&quot;"),
                other => shown.push(other),
            }
        }
    }
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use flitt_client::__private::redact::TextRedactor;
    use maud::html;

    use super::page;

    fn shown(markup: maud::Markup) -> String {
        page(&markup.into_string(), &TextRedactor::default().with_key("key", "k<3&\"y"))
    }

    #[test]
    fn texts_and_attributes_for_people_are_redacted() {
        let card = "4444 5555 6666 1111";
        let cases = [
            (html! { p { (card) } }, "<p>[card_number]</p>"),
            (
                html! { p title=(card) class="a" { b { "<" (card) ">" } " &" } },
                "<p class=\"a\" title=\"[card_number]\"><b>&lt;[card_number]&gt;</b> &amp;</p>",
            ),
            (html! { p { "a " ("k<3&\"y") " b" } }, "<p>a [key] b</p>"),
            (
                html! { input autofocus name=(card) disabled; (card) },
                "<input autofocus name=\"[card_number]\" disabled>[card_number]",
            ),
            (html! { p title="a>b" { (card) } }, "<p title=\"a&gt;b\">[card_number]</p>"),
            (html! { (card) }, "[card_number]"),
        ];
        for (markup, expected) in cases {
            let expected =
                expected.replace("<p class=\"a\" title=\"[card_number]\">", "<p title=\"[card_number]\" class=\"a\">");
            let shown = shown(markup)
                .replace("<p class=\"a\" title=\"[card_number]\">", "<p title=\"[card_number]\" class=\"a\">");
            assert_eq!(shown, expected);
        }
    }

    #[test]
    fn what_a_form_sends_and_what_the_sandbox_made_is_left() {
        let card = "4444555566661111";
        let markup = html! {
            form action={ "/" (card) } { input value=(card) type="hidden"; a href={ "?" (card) } data-number=(card) { "x" } }
            ul data-exact { li { ul { li { (card) } } } (card) }
        };
        let html = markup.clone().into_string();
        assert_eq!(shown(markup), html);
        let after = html! { ul data-exact { ul {} (card) } p { (card) } };
        assert!(shown(after).ends_with("<p>[card_number]</p>"));
    }
}
