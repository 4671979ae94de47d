//! Who signs: the merchant of the environment, or the public test merchant of the gateway.

use flitt_client::Credentials;
use flitt_client::error::EncodeError;
use flitt_schema::Key;

use crate::output::CommandError;

#[derive(clap::Args)]
pub(crate) struct MerchantArguments {
    /// Use the public test merchant of the gateway instead of the one in the environment
    #[arg(long)]
    test: bool,
}

impl MerchantArguments {
    /// The merchant ID and the keys.
    pub(crate) fn credentials(&self) -> Result<Credentials, CommandError> {
        if self.test {
            return Ok(Credentials::test());
        }
        Credentials::from_env().map_err(|error| {
            let (id, key) = (Credentials::MERCHANT_ID_VARIABLE, Credentials::PAYMENT_KEY_VARIABLE);
            let help = format!("set {id} and {key}, or use the public test merchant of the gateway with --test");
            CommandError::usage(error).help(help)
        })
    }
}

/// The error of a request that could not be encoded.
pub(crate) fn encode_error(error: EncodeError) -> CommandError {
    match error {
        EncodeError::MissingKey(key) => missing_key(key, "sign this request"),
        other => CommandError::usage(other),
    }
}

/// The error of a key that the credentials lack; `purpose` is what it is needed for, as a verb.
pub(crate) fn missing_key(key: Key, purpose: &str) -> CommandError {
    let variable = match key {
        Key::Payout => Credentials::PAYOUT_KEY_VARIABLE,
        Key::Company => Credentials::COMPANY_KEY_VARIABLE,
        Key::Payment | Key::None => Credentials::PAYMENT_KEY_VARIABLE,
    };
    CommandError::usage(format!("the {} key is missing; it is needed to {purpose}", key.as_str()))
        .help(format!("set {variable}"))
}
