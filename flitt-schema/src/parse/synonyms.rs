//! The words of JSON Schema, `OpenAPI` and programming languages for keys and values of schema files.

/// Foreign words, each with the word of schema files. Upper and lower case, `_` and `-` do not matter.
const SYNONYMS: [(&str, &[&str]); 26] = [
    // Types.
    ("list", &["array", "vec", "sequence"]),
    ("map", &["dict", "dictionary", "hash"]),
    ("object", &["struct", "record"]),
    ("integer", &["int", "number", "long", "int32", "int64", "numeric"]),
    ("decimal", &["float", "double", "money"]),
    ("string", &["str", "text", "varchar", "char", "enum", "enumeration", "date", "datetime", "timestamp", "uuid"]),
    ("boolean", &["bool"]),
    // Keys.
    ("values", &["enum", "oneof", "choices", "options", "allowed"]),
    ("rows", &["items", "properties", "fields", "parameters", "params"]),
    ("request", &["parameters", "params", "properties", "fields", "body"]),
    ("mandatory", &["required"]),
    ("max_length", &["length", "size", "limit", "max"]),
    ("doc", &["description", "comment", "summary", "title"]),
    ("smallest", &["minimum", "min", "exclusiveminimum"]),
    ("largest", &["maximum", "max", "exclusivemaximum"]),
    ("format", &["pattern", "regex"]),
    ("examples", &["example", "sample", "samples"]),
    ("fixed", &["const", "constant"]),
    ("sensitive", &["secret", "private", "writeonly"]),
    ("path", &["url", "uri", "route"]),
    ("host", &["server", "servers", "baseurl"]),
    ("endpoint", &["operationid"]),
    ("source", &["externaldocs", "link"]),
    ("table", &["ref", "$ref", "schema"]),
    // Values of `signed`.
    ("always", &["yes", "true"]),
    ("never", &["no", "false", "none", "unsigned"]),
];

/// The name that has the meaning of a foreign word.
pub(crate) fn synonym<'w>(word: &str, mut names: &mut dyn Iterator<Item = &'w str>) -> Option<&'w str> {
    let plain: String = word.chars().filter(|it| !matches!(it, '_' | '-')).flat_map(char::to_lowercase).collect();
    let has_synonym =
        |name: &&str| SYNONYMS.iter().any(|(own, foreign)| own == name && foreign.contains(&plain.as_str()));
    Iterator::find(&mut names, has_synonym)
}

#[cfg(test)]
mod tests {
    use super::{SYNONYMS, synonym};

    #[test]
    fn a_foreign_word_has_one_meaning_among_the_names_of_a_place() {
        for (word, name) in [("array", "list"), ("number", "integer"), ("float", "decimal"), ("Dict", "map")] {
            assert_eq!(synonym(word, &mut crate::ValueType::NAMES.iter().copied()), Some(name));
        }
        let keys = || crate::keys::PARAMETER.names();
        for (word, name) in [("enum", "values"), ("items", "rows"), ("length", "max_length"), ("required", "mandatory")]
        {
            assert_eq!(synonym(word, &mut keys()), Some(name));
        }
        assert_eq!(synonym("colour", &mut keys()), None);
        let signed = || crate::Signed::NAMES.iter().copied();
        for (word, name) in [("yes", "always"), ("no", "never"), ("none", "never")] {
            assert_eq!(synonym(word, &mut signed()), Some(name));
        }
    }

    #[test]
    fn every_meaning_is_a_word_of_schema_files() {
        let keys = [&crate::keys::PARAMETER, &crate::keys::ENDPOINT, &crate::keys::TABLE];
        for (own, foreign) in SYNONYMS {
            let is_key = keys.iter().any(|keys| keys.names().any(|name| name == own));
            let values = [crate::ValueType::NAMES, crate::Signed::NAMES];
            assert!(is_key || values.iter().any(|names| names.contains(&own)), "{own}");
            for word in foreign {
                assert!(!crate::ValueType::NAMES.contains(word), "`{word}` is a type");
            }
        }
    }
}
