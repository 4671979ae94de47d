//! The tags of HTML: a text that is shown as a page says what is between them.

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

fn is_within_a_line(tag: &[u8]) -> bool {
    let name = tag[1..].strip_prefix(b"/").unwrap_or(&tag[1..]);
    let name = &name[..name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()];
    // A comment has no name.
    name.is_empty() || WITHIN_A_LINE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::untag;
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
    fn card_numbers_are_found_between_tags() {
        for text in [
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
        for part in ["<a", "<a>", "<br>1", "<a <b>", "&lt;b&gt;", "<td>4444</td>", "a", " ", "<", "<b> ", "< "] {
            let text = format!("<b>{}", part.repeat(50_000 / part.len()));
            assert!(without_card_numbers(&text).len() <= text.len() * 4);
        }
    }
}
