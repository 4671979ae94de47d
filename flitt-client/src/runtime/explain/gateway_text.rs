use crate::runtime::signature::{LENGTH, MASK};
use crate::runtime::wire_names::RESPONSE_SIGNATURE_STRING;

/// The signed text that the gateway tells, its key masked, and the signature it tells beside it.
///
/// It stands in the message of error 1014 (`Invalid signature signature: ..; response_signature_string: ..`), and in the
/// field `response_signature_string` of answers in test mode
/// (<https://docs.flitt.com/api/building-signature/>).
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayText {
    pub(super) text: String,
    pub(super) signature: Option<String>,
}

impl GatewayText {
    /// Finds it in a message, or takes a text that begins with the masked key.
    #[must_use]
    pub fn find(message: &str) -> Option<Self> {
        let message = message.trim_end_matches(['\r', '\n']);
        match message.split_once(RESPONSE_SIGNATURE_STRING) {
            Some((before, after)) => {
                let text = after.trim_start_matches(':').trim_start();
                (!text.is_empty()).then(|| Self { text: text.to_owned(), signature: signature_in(before) })
            }
            None => {
                let text = message.trim_start();
                text.starts_with(MASK).then(|| Self { text: text.to_owned(), signature: None })
            }
        }
    }

    /// The signature that stands beside the text.
    #[must_use]
    pub fn with_signature(mut self, signature: &str) -> Self {
        self.signature = Some(signature.to_owned());
        self
    }
}

/// Shows no value: the text can hold what is sensitive.
impl std::fmt::Debug for GatewayText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GatewayText({} bytes)", self.text.len())
    }
}

/// The last word that is a signature.
fn signature_in(message: &str) -> Option<String> {
    let is_signature = |word: &&str| word.len() == LENGTH && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    message.split(|character: char| !character.is_ascii_alphanumeric()).rfind(is_signature).map(str::to_owned)
}
