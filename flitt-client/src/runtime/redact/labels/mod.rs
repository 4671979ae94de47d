//! Secrets that a text names: `"cvv2": "123"`, `password=x`, `<token>x</token>`, `Authorization: Bearer x`, `[cvv] => 123`.
//!
//! Nobody gave these values, and nothing but their names says what they are: what a shop or a bank logged, or sent as the message of an
//! error. A value without quotes behind a colon is one only with a digit in it: `token: expired` is a sentence.

mod name;
mod value;

use super::hits::Hits;
use super::layers::Layer;
use name::name_before;
use value::value_behind;

/// What the name of a secret contains, in lower case, without signs between its words, and what replaces the value.
const WORDS: [(&[u8], &str); 13] = [
    (b"password", "[password]"),
    (b"passwd", "[password]"),
    (b"passphrase", "[password]"),
    (b"secret", "[secret]"),
    (b"token", "[token]"),
    (b"cvv", "[cvv]"),
    (b"cvc", "[cvc]"),
    (b"securitycode", "[security code]"),
    (b"apikey", "[key]"),
    (b"privatekey", "[key]"),
    (b"paymentkey", "[key]"),
    (b"authorization", AUTHORIZATION),
    (b"cookie", AUTHORIZATION),
];

/// Of a header whose value is more than a word.
const AUTHORIZATION: &str = "[authorization]";

/// How far behind the name of a field its value may be, in bytes: `{"name": "cvv", "value": "123"}`.
const FAR: usize = 100;

/// Whether a text has the sign of a value behind a name. Encoded signs are those of escapes.
pub(super) fn may_contain(text: &str) -> bool {
    text.contains([':', '=', '>', '：', '＝', '＞'])
}

/// Adds the values that have the name of a secret.
pub(super) fn find(layer: &Layer, hits: &mut Hits<'_>) {
    let text = layer.bytes();
    let mut from = 0;
    while let Some(sign) = signs(text, from).next() {
        from = sign + 1;
        if let Some(((begin, end), shown)) = named_at(text, sign).filter(|((begin, end), _)| begin < end) {
            hits.add(layer.place(begin, end - 1), shown);
            // All of it is replaced, whatever it names; and no part is looked through twice.
            from = end;
        }
    }
}

/// The value of a secret whose name ends before a sign, and what replaces it.
fn named_at(text: &[u8], sign: usize) -> Option<((usize, usize), &'static str)> {
    let name = name_before(text, sign)?;
    match word_in(name) {
        Some(shown) => Some((value_behind(text, sign, shown == AUTHORIZATION)?, shown)),
        None => named_apart(text, sign, name),
    }
}

/// The positions of what can be between a name and a value.
fn signs(text: &[u8], from: usize) -> impl Iterator<Item = usize> {
    (from..text.len()).filter(|at| b":=>;".contains(&text[*at]))
}

/// The value of a field whose name is the value of another one: of `name="cvv" value="123"`, `<entry key="cvv">123</entry>`, and a
/// part of a form, whose value is behind an empty line.
fn named_apart(text: &[u8], sign: usize, name: &[u8]) -> Option<((usize, usize), &'static str)> {
    let is_name =
        [b"name".as_slice(), b"key", b"field", b"id", b"label"].iter().any(|it| name.eq_ignore_ascii_case(it));
    if !is_name {
        return None;
    }
    // No name is longer, and a text can have many signs.
    let (begin, end) = value_behind(&text[..text.len().min(sign + FAR)], sign, false)?;
    let shown = Some(&text[begin..end]).filter(|name| name.len() <= name::LONGEST).and_then(word_in)?;
    let near = &text[..text.len().min(end + FAR)];
    let second = signs(near, end).find(|at| name_before(near, *at).is_some_and(is_value_name));
    let value = match second {
        Some(second) => value_behind(text, second, false)?,
        // JSON has its values in other places.
        None if text[sign] == b'=' => behind_tag(near, end).or_else(|| behind_empty_line(near, end))?,
        None => return None,
    };
    Some((value, shown))
}

/// Whether a field of this name has the value of another field, which names it.
pub(super) fn is_value_name(name: &[u8]) -> bool {
    [b"value".as_slice(), b"val", b"v"].iter().any(|it| name.eq_ignore_ascii_case(it))
}

/// Whether a text is the name of a secret.
pub(super) fn is_name_of_secret(text: &str) -> bool {
    text.len() <= name::LONGEST && word_in(text.as_bytes()).is_some()
}

/// The value behind the end of the tag that an attribute is in.
fn behind_tag(near: &[u8], from: usize) -> Option<(usize, usize)> {
    let begin = from + near[from..].iter().position(|byte| *byte == b'>')? + 1;
    let end = begin + near[begin..].iter().position(|byte| *byte == b'<').unwrap_or(near.len() - begin);
    (!near[from..begin].contains(&b'<') && !near[begin..end].trim_ascii().is_empty()).then_some((begin, end))
}

/// The value of a part of a form (`multipart/form-data`).
fn behind_empty_line(near: &[u8], from: usize) -> Option<(usize, usize)> {
    let ends = [b"\r\n\r\n".as_slice(), b"\n\n"];
    let ends =
        ends.iter().filter_map(|end| Some(near[from..].windows(end.len()).position(|it| it == *end)? + end.len()));
    let begin = from + ends.min()?;
    let end = begin + near[begin..].iter().position(|byte| b"\r\n".contains(byte)).unwrap_or(near.len() - begin);
    (begin < end).then_some((begin, end))
}

/// What replaces the value of a name, if that is the name of a secret.
fn word_in(name: &[u8]) -> Option<&'static str> {
    let letters = name.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase);
    let letters: Vec<u8> = letters.collect();
    let is_in = |word: &[u8]| letters.windows(word.len()).any(|part| part == word);
    WORDS.iter().find(|(word, _)| is_in(word)).map(|(_, shown)| *shown)
}

#[cfg(test)]
mod tests {
    use super::super::shown_text;

    #[test]
    fn values_with_the_name_of_a_secret_are_replaced() {
        for (text, expected) in [
            (r#"{"cvv2":"111","order":5}"#, r#"{"cvv2":"[cvv]","order":5}"#),
            (r#"{"cvv2": 111}"#, r#"{"cvv2": [cvv]}"#),
            (r#"{"CVV2 code": "111"}"#, r#"{"CVV2 code": "[cvv]"}"#),
            (r#"{"recToken" : "a\"b c", "x": 1}"#, r#"{"recToken" : "[token]", "x": 1}"#),
            (r#"{\"password\":\"hunter\"}"#, r#"{\"password\":\"[password]\"}"#),
            ("{&quot;password&quot;:&quot;hunter&quot;}", "{&quot;password&quot;:&quot;[password]&quot;}"),
            (r#"{"password":"cut o"#, r#"{"password":"[password]"#),
            ("array('cvc' => '123')", "array('cvc' => '[cvc]')"),
            ("password=hunter two", "password=[password] two"),
            ("a=1&API-Key=k3y&b=2", "a=1&API-Key=[key]&b=2"),
            ("a%3D1%26secret%3Dhunter", "a%3D1%26secret%3D[secret]"),
            ("<Password>hunter</Password>", "<Password>[password]</Password>"),
            ("wrong cvv: 987!", "wrong cvv: [cvv]"),
            ("Card { cvv: \"987\" }", "Card { cvv: \"[cvv]\" }"),
            ("Authorization: Bearer abc def\nHost: a", "Authorization: [authorization]\nHost: a"),
            ("set-cookie: id=abc; Path=/", "set-cookie: [authorization]"),
            ("eyJwYXNzd29yZCI6Imh1bnRlciJ9", "eyJwYXNzd29yZCI6I[password]J9"),
            ("password＝hunter", "password＝[password]"),
            ("Array\n(\n    [cvv2] => 123\n)", "Array\n(\n    [cvv2] => [cvv]\n)"),
            ("[\"cvv2\"]=>\n  string(3) \"123\"", "[\"cvv2\"]=>\n  string(3) \"[cvv]\""),
            ("$data['cvv'] = '123';", "$data['cvv'] = '[cvv]';"),
            ("card[cvv]=123&card[name]=A", "card[cvv]=[cvv]&card[name]=A"),
            ("card%5Bcvv%5D=123", "card%5Bcvv%5D=[cvv]"),
            ("password[]=hunter", "password[]=[password]"),
            ("s:5:\"token\";s:6:\"abc123\";", "s:5:\"token\";s:6:\"[token]\";"),
            ("<ns:token>x1</ns:token>", "<ns:token>[token]</ns:token>"),
            ("<wsse:Password Type=\"T\">x1</wsse:Password>", "<wsse:Password Type=\"T\">[password]</wsse:Password>"),
            ("<password><![CDATA[x1]]></password>", "<password><![CDATA[[password]]]></password>"),
            ("Authorization:[Bearer abc] Host:[a]", "Authorization:[[authorization]] Host:[a]"),
            (r#"{"tokens":["x1","y"],"a":1}"#, r#"{"tokens":[[token]],"a":1}"#),
            (r#"{"cvv":{"value":"123"},"a":1}"#, r#"{"cvv":{[cvv]},"a":1}"#),
            ("{Authorization=Bearer abc}", "{Authorization=[authorization]}"),
            ("token: Some(\"abc\")", "token: Some(\"[token]\")"),
            ("'password': b'hunter'", "'password': b'[password]'"),
            ("`remember_token` = abc", "`remember_token` = [token]"),
            ("SET [password] = 'x1'", "SET [password] = '[password]'"),
            ("<input name=\"rectoken\" value=\"x1\">", "<input name=\"rectoken\" value=\"[token]\">"),
            (r#"{"name":"password","value":"x1"}"#, r#"{"name":"password","value":"[password]"}"#),
            ("password: `x1`", "password: `[password]`"),
            ("api_key: [abc123]", "api_key: [[key]]"),
            ("token=(abc123)", "token=([token])"),
            ("card.cvv = 123", "card.cvv = [cvv]"),
            ("password=Xk7)m]Q}2'p\"L", "password=[password]"),
            ("(password=Xk7) and", "(password=[password]) and"),
            ("{'password':Xk7}", "{'password':[password]}"),
            ("password='Xk7''mQ2' x", "password='[password]' x"),
            ("Cookie: a=\"b\"; sid=x1\nHost: a", "Cookie: [authorization]\nHost: a"),
            ("Authorization: Digest username=\"u\", response=\"x1\"", "Authorization: [authorization]"),
            ("curl -H \"Authorization: Bearer x\" http", "curl -H \"Authorization: [authorization]\" http"),
            ("<password>Xk7<b>mQ2</b></password>", "<password>[password]</b></password>"),
            ("<token><value>x1</value></token>", "<token>[token]</value></token>"),
            ("<entry key=\"password\">x1</entry>", "<entry key=\"password\">[password]</entry>"),
            ("<param name='cvv2' type='a'>987</param>", "<param name='cvv2' type='a'>[cvv]</param>"),
            ("form-data; name=\"cvv2\"\r\n\r\n987\r\n--x", "form-data; name=\"cvv2\"\r\n\r\n[cvv]\r\n--x"),
            ("name=\"cvv2\"\nContent-Type: a\n\n987", "name=\"cvv2\"\nContent-Type: a\n\n[cvv]"),
            (r#"{"key":"cvv2","val":"987"}"#, r#"{"key":"cvv2","val":"[cvv]"}"#),
        ] {
            assert_eq!(shown_text(text), expected, "{text}");
        }
    }

    #[test]
    fn many_names_take_no_long_time() {
        for part in [
            "cookie:",
            "token=[",
            "token=(",
            "\"token\":{",
            "<token ",
            "<token>",
            "name=\"token\" ",
            "[token",
            "token=\"\\",
            ":",
            "=[",
            "id=",
            "id=\"",
            "<id>",
            "{\"a\":",
            "token:",
            "cookie:[",
            "password=*",
            "token=[a ",
        ] {
            for end in ["", " key]"] {
                let text = part.repeat(30_000 / part.len()) + end;
                assert!(shown_text(&text).len() <= text.len() * 4);
            }
        }
    }

    #[test]
    fn many_signs_behind_escapes_take_no_long_time() {
        // Each order of these escapes is a layer of its own.
        for part in [":", "=[", "id=", "<id>", "token:", "token=["] {
            let text = format!("%2541=41\\0101<b>{} key", part.repeat(5_000 / part.len()));
            assert!(shown_text(&text).len() <= text.len() * 4);
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "token: expired",
            "the `token`: at most 40 characters",
            r#"{"token":""}"#,
            r#"{"token":null,"is_token":true}"#,
            r#"{"rectoken":"[rectoken]","cvv2":"[3 bytes]"}"#,
            "secret_key=****",
            r#"put {"rectoken": ".."} into a file"#,
            r#"{"order":"password"}"#,
            "password",
            "a > b, token > 3",
            "response_status: 5",
            "token: [token], cvv: [3 bytes]",
            r#"{"name":"order_id","value":"5"}"#,
            r#"{"name":"token","type":"string"} -> a text"#,
            "</token> a <token/> b",
            "the token; \"next\"",
            "array[5] = 3",
            "secret.json:1:1: expected an object",
        ] {
            assert_eq!(shown_text(text), text);
        }
    }
}
