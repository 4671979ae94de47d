/// Why two signed texts, or two signatures of one text, differ. Of several, the likeliest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The texts are the same: the keys are not.
    OtherKey,
    /// The keys differ in upper and lower case.
    CaseOfKey,
    /// One of the keys has a space or a line end at an end, or within.
    SpaceAroundKey,
    /// One of the keys has quotes around it.
    QuotesAroundKey,
    /// One of the keys begins with a byte order mark.
    BomBeforeKey,
    /// One of the keys has more around it: its name, a comment, a comma.
    TextAroundKey,
    /// The keys differ in characters that look alike: `l` and `I`, `0` and `O`, Latin and Cyrillic.
    LookAlikeInKey,
    /// A character is doubled in one of the keys.
    DoubledInKey,
    /// A character of one key is missing in the other.
    LostInKey,
    /// Two neighbouring characters are swapped in one of the keys.
    SwappedInKey,
    /// One character differs.
    TypoInKey,
    /// The end or the beginning of one of the keys is cut off.
    CutOffKey,
    /// One of the keys is the other key twice.
    RepeatedKey,
    /// One of the keys is encoded: in base64, in hexadecimal digits, or for an address.
    EncodedKey,
    /// A payment was signed with the payout key, or the other way round.
    KeyOfOtherPurpose,
    /// The key and the values are the same as the gateway's: the request that it rejected carried another signature.
    OtherRequest,
    /// Some of the parameters that were sent were not signed, and others were signed.
    OtherParameters,
    /// A value was signed that the table of the endpoint does not have, so the gateway does not hash it.
    NotInTable,
    /// The signature is not one: not 40 hexadecimal digits.
    NotASignature,
    /// The signature is valid but for its upper case.
    CaseOfSignature,
    /// Nothing that was tried made the signature.
    Unexplained,
    /// One side signs the data of protocol 2.0, the other the values of protocol 1.
    OtherProtocol,
    /// A nested value is signed as JSON, where protocol 1 signs the text of a Python dictionary, or the other way round.
    DictText,
    /// The text is hashed in another way: with the key at its end, or without the separator.
    OtherText,
    /// What the gateway hashed is encoded for an address or a form.
    Encoded,
    /// What was signed is encoded for an address or a form.
    SignedEncoded,
    /// `&`, `<` or quotes were written as in HTML.
    HtmlEscaped,
    /// Characters were written as escapes of JSON.
    JsonEscaped,
    /// Line ends differ: `\r\n`, or none.
    LineEnds,
    /// Spaces at the ends, or within, differ.
    Spaces,
    /// The same characters in other code points (composed, or letter and accent).
    Normalization,
    /// UTF-8 was read as another encoding.
    Charset,
    /// The same number, written differently: `100`, `100.0`, `1e2`, `0100`.
    Number,
    /// An amount in major units instead of minor units, or the other way round.
    MinorUnits,
    /// `true`, `True`, `1`: the same boolean, written differently.
    Boolean,
    /// `null`, `None` or `undefined` was written as text.
    NullText,
    /// Only upper and lower case differ.
    Case,
    /// The end is cut off.
    CutOff,
    /// The same values in another order.
    Order,
    /// The gateway hashed an empty value, or an empty value was signed.
    EmptyValue,
    /// The gateway hashed a value that was not signed.
    Extra,
    /// The gateway did not hash a value that was signed.
    Missing,
    /// The values have nothing in common.
    OtherValue,
}

impl Cause {
    /// What happened.
    #[must_use]
    pub const fn description(self) -> &'static str {
        self.texts().0
    }

    /// What the signer of the request should do about it.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        self.texts().1
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each cause")]
    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::OtherKey => (
                "the texts are the same, so the keys are not",
                "take the key of this merchant from the portal, whole, test or live as the merchant is",
            ),
            Self::CaseOfKey => ("the keys differ in upper and lower case", "copy the key, do not type it"),
            Self::SpaceAroundKey => (
                "one of the keys has a space or a line end at an end, or within",
                "trim the key where it is read, from a file or a variable",
            ),
            Self::QuotesAroundKey => (
                "one of the keys has quotes around it",
                "remove the quotes: `docker --env-file` and some programs keep them as part of the key",
            ),
            Self::BomBeforeKey => (
                "one of the keys begins with a byte order mark, which editors do not show",
                "save the file with the key as UTF-8 without a byte order mark",
            ),
            Self::TextAroundKey => {
                ("one of the keys has more around it, such as its name, a comment or a comma", "give the key alone")
            }
            Self::LookAlikeInKey => (
                "the keys differ in characters that look alike, such as `l` and `I`, `0` and `O`, or Latin and Cyrillic letters",
                "copy the key from the portal, do not type it",
            ),
            Self::DoubledInKey => ("a character is doubled in one of the keys", "copy the key, do not type it"),
            Self::LostInKey => {
                ("a character of one of the keys is missing in the other", "copy the key again, to its very end")
            }
            Self::SwappedInKey => {
                ("two neighbouring characters are swapped in one of the keys", "copy the key, do not type it")
            }
            Self::TypoInKey => ("the keys differ in one character", "copy the key, do not type it"),
            Self::CutOffKey => {
                ("one of the keys is cut off", "copy the key whole, and look for a limit of length where it is stored")
            }
            Self::RepeatedKey => ("one of the keys is the other key twice", "paste the key once"),
            Self::EncodedKey => (
                "one of the keys is encoded, in base64, in hexadecimal digits or for an address",
                "use the key as the portal shows it",
            ),
            Self::KeyOfOtherPurpose => (
                "it was signed with the key of another purpose",
                "payouts are signed with the payout key, all else with the payment key",
            ),
            Self::OtherRequest => (
                "the key and these values are the gateway's, so the rejected request was signed over other values",
                "look at that request: `flitt verify` finds out which parameters its signature left out or added",
            ),
            Self::OtherParameters => {
                ("other parameters were signed than were sent", "sign every parameter of the body that is not empty")
            }
            Self::NotInTable => (
                "it was signed, and is no parameter of this endpoint, so the gateway does not hash it",
                "sign the parameters of the endpoint alone",
            ),
            Self::NotASignature => (
                "the signature is not a SHA-1 in 40 hexadecimal digits",
                "write the SHA-1 of the text in lower-case hexadecimal digits",
            ),
            Self::CaseOfSignature => {
                ("the signature is valid, but in upper case", "write its hexadecimal digits in lower case")
            }
            Self::Unexplained => (
                "no other form of the key, of the values or of the list of parameters gives it",
                "take the key of this merchant from the portal, and compare the values that were signed with those that were sent",
            ),
            Self::OtherProtocol => (
                "one side signed the data of protocol 2.0, the other the values of protocol 1",
                "sign the base64 text alone in protocol 2.0 and say so in `version`, or the values without it in protocol 1",
            ),
            Self::DictText => (
                "a nested value is JSON on one side; protocol 1 signs the text of a Python dictionary (`{'every': '5'}`)",
                "send nested values in protocol 2.0, which signs its data as a whole",
            ),
            Self::OtherText => (
                "the text was hashed in another way, such as with the key at its end",
                "hash the key, then `|` before each value, with SHA-1",
            ),
            Self::Encoded => (
                "the value was encoded for an address or a form on its way (`+` or `%20` for a space)",
                "sign the plain text, and encode the body once, when it is written",
            ),
            Self::SignedEncoded => {
                ("the value that was signed is encoded for an address or a form", "sign the plain text")
            }
            Self::HtmlEscaped => (
                "one of them is escaped for HTML (`&amp;`)",
                "sign the plain text, and escape only what goes into a page",
            ),
            Self::JsonEscaped => {
                ("one of them still has the escapes of JSON (`\\u10d0`, `\\/`)", "sign the text, not its JSON")
            }
            Self::LineEnds => ("the line ends differ (`\\r\\n`, `\\n` or none)", "sign the very text that is sent"),
            Self::Spaces => {
                ("spaces differ, at an end or within", "trim a value before it is signed, and send what was signed")
            }
            Self::Normalization => (
                "the letters are the same in other code points (composed, or a letter and its accent)",
                "normalise texts to NFC before they are signed",
            ),
            Self::Charset => {
                ("UTF-8 was read as another encoding", "send the body as UTF-8, and say so in its content type")
            }
            Self::Number => (
                "it is the same number, written differently",
                "write whole numbers in digits alone, and sign the text that is sent",
            ),
            Self::MinorUnits => ("one of them counts major units", "amounts are in minor units: 1020 is 10.20"),
            Self::Boolean => {
                ("it is the same boolean, written differently", "send and sign the text that the table lists")
            }
            Self::NullText => ("an absent value became a text", "leave the parameter out where there is no value"),
            Self::Case => ("upper and lower case differ", "send what was signed"),
            Self::CutOff => ("one of them is cut off", "look for a limit of length on the way"),
            Self::Order => ("the values are in another order", "sort the parameters by the bytes of their names"),
            Self::EmptyValue => ("an empty value is in the text", "leave empty parameters out of the signed text"),
            Self::Extra => ("it was sent but not signed", "sign every parameter of the body that is not empty"),
            Self::Missing => ("it was signed but did not arrive", "send every parameter that is signed"),
            Self::OtherValue => ("the values have nothing in common", "sign the very value that is sent"),
        }
    }
}
