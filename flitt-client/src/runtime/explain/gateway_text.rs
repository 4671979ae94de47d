use crate::runtime::signature::{LENGTH, MASK};
use crate::runtime::wire_names::{RESPONSE_SIGNATURE_STRING, SIGNATURE};

/// The signed text that the gateway reports, with its key masked, and the signature next to it.
///
/// The message of error 1014 has both (`Invalid signature signature: ..; response_signature_string: ..`): the signature is the
/// one that the gateway computed, not the one that it received. In protocol 2.0 it has the signature alone. In test mode, the
/// text is also in the field `response_signature_string` of responses (<https://docs.flitt.com/api/building-signature/>).
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayText {
    /// `None` where only the signature is known.
    pub(super) text: Option<String>,
    pub(super) signature: Option<String>,
}

impl GatewayText {
    /// Finds it in a message, or takes a text that begins with the masked key.
    #[must_use]
    pub fn find(message: &str) -> Option<Self> {
        let message = message.trim_end_matches(['\r', '\n']);
        let (before, text) = match message.split_once(RESPONSE_SIGNATURE_STRING) {
            Some((before, after)) => (before, after.trim_start_matches(':').trim_start()),
            None if message.trim_start().starts_with(MASK) => ("", message.trim_start()),
            None => (message, ""),
        };
        let text = Some(text).filter(|text| !text.is_empty()).map(str::to_owned);
        let signature = signature_in(before).filter(|_| text.is_some() || before.contains(SIGNATURE));
        (text.is_some() || signature.is_some()).then_some(Self { text, signature })
    }

    /// The signature next to the text.
    #[must_use]
    pub fn with_signature(mut self, signature: &str) -> Self {
        self.signature = Some(signature.to_owned());
        self
    }
}

/// Shows no value: the text can hold what is sensitive.
impl std::fmt::Debug for GatewayText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GatewayText({} bytes)", self.text.as_deref().map_or(0, str::len))
    }
}

/// The last word that is a signature.
fn signature_in(message: &str) -> Option<String> {
    let is_signature = |word: &&str| word.len() == LENGTH && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    message.split(|character: char| !character.is_ascii_alphanumeric()).rfind(is_signature).map(str::to_owned)
}
