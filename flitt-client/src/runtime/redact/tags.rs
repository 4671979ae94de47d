//! The tags of HTML: a text that is shown as a page says what is between them.

use std::ops::Range;

use super::escapes::Escape;

/// Elements that part no line, so that what is before and after their tags is one word.
const WITHIN_A_LINE: [&[u8]; 35] = [
    b"a", b"abbr", b"b", b"bdi", b"bdo", b"big", b"cite", b"code", b"data", b"del", b"dfn", b"em", b"font", b"i",
    b"ins", b"kbd", b"label", b"mark", b"nobr", b"q", b"rp", b"rt", b"ruby", b"s", b"samp", b"small", b"span",
    b"strike", b"strong", b"sub", b"sup", b"tt", b"u", b"var", b"wbr",
];

/// The tags that a text begins with, and the spaces between them. They stand for a line end; tags within a line for the
/// spaces between them, if there are any.
pub(super) fn untag(text: &[u8]) -> Option<Escape> {
    // Spaces before the first tag stay: looked through from each of them, many would take long.
    if !text.starts_with(b"<") {
        return None;
    }
    let (mut length, mut parts_lines, mut parts_words) = (0, false, false);
    loop {
        let spaces = text[length..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let Some(tag) = tag(&text[length + spaces..]) else { break };
        parts_words |= spaces > 0;
        parts_lines |= !is_within_a_line(tag);
        length += spaces + tag.len();
    }
    let decoded: &[u8] = match (parts_lines, parts_words) {
        (true, _) => b"\n",
        (false, true) => b" ",
        (false, false) => b"",
    };
    (length > 0).then(|| Escape::of_bytes(length, decoded))
}

/// The tag or comment that a text begins with.
fn tag(text: &[u8]) -> Option<&[u8]> {
    let is_tag = matches!(text, [b'<', b'!' | b'?', ..])
        || matches!(text, [b'<', letter, ..] | [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic());
    if !is_tag {
        return None;
    }
    let end = text.iter().skip(1).position(|byte| matches!(byte, b'<' | b'>'))? + 1;
    (text[end] == b'>').then(|| &text[..=end])
}

/// The parts of a page that are not shown, and that a `<` or a `>` can be in: comments, attributes of tags, the marks around
/// character data. What is between such parts is one text. They do not overlap, and are in their order.
pub(super) fn hidden(text: &[u8]) -> Vec<Range<usize>> {
    let mut hidden: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for tag in long_tags(text) {
        if tag.start < at {
            continue;
        }
        at = tag.end;
        let is_sign = |byte: &u8| matches!(byte, b'<' | b'>');
        let is_tag = text[tag.start + 1] != b'!' && text[tag.start] == b'<';
        if !is_tag {
            hidden.push(tag);
        } else if text[tag.start + 1..tag.end - 1].iter().any(is_sign) {
            hidden.push(attributes(text, &tag));
        }
    }
    hidden
}

/// What is between the name of a tag and its end.
fn attributes(text: &[u8], tag: &Range<usize>) -> Range<usize> {
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'/';
    let name = text[tag.start + 1..tag.end].iter().take_while(is_name).count();
    tag.start + 1 + name..tag.end - 1
}

/// Where a tag and a comment end that are open at some place.
#[derive(Clone, Copy, Default)]
struct Ends {
    comment: Option<usize>,
    tag: Option<usize>,
    /// Behind an equals sign: a quote opens a value.
    value: Option<usize>,
    in_quotes: Option<usize>,
    in_single_quotes: Option<usize>,
}

impl Ends {
    /// Where they end one byte before.
    fn before(self, text: &[u8], at: usize) -> Self {
        let byte = text[at];
        let tag = match byte {
            b'>' => Some(at + 1),
            b'<' => None,
            b'=' => self.value,
            _ => self.tag,
        };
        let value = match byte {
            b'"' => self.in_quotes,
            b'\'' => self.in_single_quotes,
            _ if byte.is_ascii_whitespace() => self.value,
            _ => tag,
        };
        Self {
            comment: if text[at..].starts_with(b"-->") { Some(at + 3) } else { self.comment },
            tag,
            value,
            in_quotes: if byte == b'"' { self.tag } else { self.in_quotes },
            in_single_quotes: if byte == b'\'' { self.tag } else { self.in_single_quotes },
        }
    }
}

/// The tags and comments of a text that end, with signs in quotes and in comments, and the marks of character data: wherever one
/// begins, also within others. All ends are found at once, from the last byte to the first.
fn long_tags(text: &[u8]) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut ends = Ends::default();
    for at in (0..text.len()).rev() {
        let end = match &text[at..] {
            [b'<', b'!', b'-', b'-', ..] => ends.comment,
            [b'<', b'!', b'[', rest @ ..] if rest.starts_with(b"CDATA[") => Some(at + 9),
            [b'<', letter, ..] | [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => ends.tag,
            [b']', b']', b'>', ..] => Some(at + 3),
            _ => None,
        };
        tags.extend(end.map(|end| at..end));
        ends = ends.before(text, at);
    }
    tags.reverse();
    tags
}

fn is_within_a_line(tag: &[u8]) -> bool {
    let name = tag[1..].strip_prefix(b"/").unwrap_or(&tag[1..]);
    let name = &name[..name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()];
    // A comment has no name.
    name.is_empty() || WITHIN_A_LINE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::{hidden, untag};
    use crate::runtime::redact::without_card_numbers;

    #[test]
    fn tags_stand_for_what_they_part() {
        for (text, length, decoded) in [
            ("<br>1", 4, "\n"),
            ("<BR />1", 6, "\n"),
            ("</td>\n  <td class=\"n\">1", 22, "\n"),
            ("<b></td>1", 8, "\n"),
            ("<b>1</b>", 3, ""),
            ("</SPAN><span title=x>1", 21, ""),
            ("</b> <b> 1", 8, " "),
            ("<!-- a --><?x?>1", 15, ""),
            ("<wbr><", 5, ""),
        ] {
            let found = untag(text.as_bytes()).map(|tags| (tags.length, tags.bytes().to_vec()));
            assert_eq!(found, Some((length, decoded.as_bytes().to_vec())), "{text}");
        }
        for text in ["", "<", "<b", "<b<i>", "< b>", "<1>", "</1>", "</>", "b>", " b>"] {
            assert!(untag(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn parts_that_are_not_shown_are_hidden() {
        for (text, shown) in [
            (r#"1<b title="a>b">2"#, "1<b>2"),
            (r"1<b title = 'a>b' id=x>2</b >", "1<b>2</b >"),
            (r#"1</td class="<">2"#, "1</td>2"),
            (r#"<a x="'>" y='">'>1"#, "<a>1"),
            ("1<!--a>b-->2<!-->3-->", "123-->"),
            ("1<!-- <!-- -->2-->", "12-->"),
            ("1<![CDATA[2<3]]>4", "12<34"),
            (r#"<!--"--><b x=">">1"#, "<b>1"),
        ] {
            let hidden = hidden(text.as_bytes());
            let places = (0..text.len()).filter(|at| !hidden.iter().any(|part| part.contains(at)));
            assert_eq!(places.map(|at| char::from(text.as_bytes()[at])).collect::<String>(), shown, "{text}");
        }
        for text in [
            "",
            "<",
            "<b>1</b>",
            "<b title=a>b>",
            r#"<b "a>b">"#,
            r#"<b title="a>b"#,
            "<b x='<>",
            "1 < 2='3>'",
            "<!--a>b--",
            "-->",
            "<!a '>'>",
        ] {
            assert_eq!(hidden(text.as_bytes()), [], "{text}");
        }
    }

    #[test]
    fn card_numbers_are_found_between_tags() {
        for text in [
            r#"<b title="a>b">4444</b>5555<i title='>'>1111</i>6666"#,
            r#"<td title="a > b">44445555</td><td title="<">11116666</td>"#,
            r#"<b title="4>44">44445555</b><b title="a>b">11116666</b>"#,
            "44445555<!--a>b-->11116666",
            "4444<!--a>b-->5555<!-- a <b> c -->1111<!---->6666",
            "4444&lt;!--a&gt;b--&gt;555511116666",
            "44445555<![CDATA[11116666]]>",
            "<a><![CDATA[4444]]><![CDATA[5555]]></a> <a><![CDATA[1111]]></a><a>6666</a>",
            "NDQ0NDU1<!--a>b-->NTUxMTExNjY2Ng",
            // Comments and quotes that do not end, and tags within comments.
            "4444<!-- a > 5555 1111 6666",
            "4444<b title=\"> 5555 1111 6666",
            "<!-- 4444<br>5555<br>1111<br>6666 -->",
            "4444<br>5555<wbr>1111&nbsp;6666",
            "4444&lt;br&gt;5555&lt;wbr&gt;1111&amp;nbsp;6666",
            r"4444\u003cbr\u003e5555\u003cbr/\u003e1111\u003cbr\u003e6666",
            "4444%3Cbr%3E5555%3Cp%3E1111%3Cp%3E6666",
            "4444&ltbr&gt5555&ltbr&gt1111&nbsp6666",
            "<b>4444</b>5555<i>1111</i>6666",
            "4444 55<b>55 11</b>11 6666",
            "44445555<!-- a comment -->11116666",
            "<td>4444</td>\n <td>5555</td>\n <td>1111</td>\n <td>6666</td>",
            "<p>4444</p>\r\n<p class=\"digits of 4\" title='a'>5555</p><p>1111</p><p>6666",
            "4444&bull;5555&hellip;1111&numsp;6666",
            "<b>4</b><b>4</b><b>4</b><b>4</b>55551111&lt;b&gt;6&lt;/b&gt;666",
            "4444&lt;b&gt;<i>&lt;/b&gt;555511116666",
            "NDQ0NDU1<wbr>NTUxMTExNjY2Ng",
            "&lt;script>4444555511116666",
        ] {
            let shown = without_card_numbers(text);
            assert!(
                shown.contains("[card_number]") && !shown.contains("4444") && !shown.contains("666"),
                "{text}: {shown}"
            );
        }
        // As between lines, groups are even.
        for text in
            ["<td>2500</td><td>1549901</td><td>98765</td>", "4444<br>555<br>51111<br>6666", "4444 < 5555 > 1111 6667"]
        {
            assert_eq!(without_card_numbers(text), text);
        }
    }

    /// From each place, no more is looked at than the tag that begins there: all of a long text is looked at once.
    #[test]
    fn only_a_tag_is_looked_through() {
        for text in ["a <b>", " <b>", "\n\n<br>1"] {
            assert!(untag(text.as_bytes()).is_none(), "{text:?}");
        }
        for part in [
            "<a",
            "<a>",
            "<br>1",
            "<a <b>",
            "&lt;b&gt;",
            "<td>4444</td>",
            "a",
            " ",
            "<",
            "<b> ",
            "< ",
            "<!--",
            "<!-- -->",
            "-->",
            "<a =\"",
            "<a \" =\"",
            "<a ='\"",
            "<a x=\">\">",
            "<![CDATA[",
            "]]>",
        ] {
            let text = format!("<b>{}", part.repeat(50_000 / part.len()));
            assert!(without_card_numbers(&text).len() <= text.len() * 4);
        }
    }
}
