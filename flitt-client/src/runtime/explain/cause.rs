/// Why two signed texts, or two signatures of one text, differ. Of several, the likeliest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The texts are the same: the keys are not.
    OtherKey,
    /// The keys differ in upper and lower case.
    CaseOfKey,
    /// One of the keys has a space or a line end at an end.
    SpaceAroundKey,
    /// A payment was signed with the payout key, or the other way round.
    KeyOfOtherPurpose,
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
    /// The same number, written otherwise: `100`, `100.0`, `1e2`, `0100`.
    Number,
    /// A sum in major units where minor ones belong, or the other way round.
    MinorUnits,
    /// `true`, `True`, `1`: the same truth, written otherwise.
    Boolean,
    /// `null`, `None` or `undefined` became a text.
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

    /// What whoever signs a request does about it.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        self.texts().1
    }

    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::OtherKey => (
                "the texts are the same, so the keys are not",
                "take the key of this merchant from the portal, whole, test or live as the merchant is",
            ),
            Self::CaseOfKey => ("the keys differ in upper and lower case", "copy the key, do not type it"),
            Self::SpaceAroundKey => (
                "one of the keys has a space or a line end at its end",
                "trim the key where it is read, from a file or a variable",
            ),
            Self::KeyOfOtherPurpose => (
                "it was signed with the key of another purpose",
                "payouts are signed with the payout key, all else with the payment key",
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
                "it is the same number, written otherwise",
                "write whole numbers in digits alone, and sign the text that is sent",
            ),
            Self::MinorUnits => ("one of them counts major units", "amounts are in minor units: 1020 is 10.20"),
            Self::Boolean => ("it is the same truth, written otherwise", "send and sign the text that the table lists"),
            Self::NullText => ("an absent value became a text", "leave the parameter out where there is no value"),
            Self::Case => ("upper and lower case differ", "send what was signed"),
            Self::CutOff => ("one of them is cut off", "look for a limit of length on the way"),
            Self::Order => ("the values stand in another order", "sort the parameters by the bytes of their names"),
            Self::EmptyValue => ("an empty value stands in the text", "leave empty parameters out of the signed text"),
            Self::Extra => ("it was sent but not signed", "sign every parameter of the body that is not empty"),
            Self::Missing => ("it was signed but did not arrive", "send every parameter that is signed"),
            Self::OtherValue => ("the values have nothing in common", "sign the very value that is sent"),
        }
    }
}
