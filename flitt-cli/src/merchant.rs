//! Who signs: the merchant of the environment, or the gateway's public test merchant.

use flitt_client::schema::Key;
use flitt_client::{Credentials, EncodeError};

use crate::output::Fault;

#[derive(clap::Args)]
pub(crate) struct MerchantArguments {
    /// Use the gateway's public test merchant instead of the one of the environment
    #[arg(long)]
    test: bool,
}

impl MerchantArguments {
    /// The merchant and its keys.
    pub(crate) fn credentials(&self) -> Result<Credentials, Fault> {
        if self.test {
            return Ok(Credentials::test());
        }
        Credentials::from_env().map_err(|error| {
            let (id, key) = (Credentials::MERCHANT_ID_VARIABLE, Credentials::PAYMENT_KEY_VARIABLE);
            let help = format!("set {id} and {key}, or use the gateway's public test merchant with --test");
            Fault::cannot(error).help(help)
        })
    }
}

/// A request that could not be written.
pub(crate) fn unwritten(error: &EncodeError) -> Fault {
    match error {
        EncodeError::MissingKey(key) => missing_key(*key, "signs this request"),
        other => Fault::cannot(other),
    }
}

/// A key that the credentials lack, and what it would do.
pub(crate) fn missing_key(key: Key, task: &str) -> Fault {
    let variable = match key {
        Key::Payout => Credentials::PAYOUT_KEY_VARIABLE,
        Key::Company => Credentials::COMPANY_KEY_VARIABLE,
        Key::Payment | Key::None => Credentials::PAYMENT_KEY_VARIABLE,
    };
    Fault::cannot(format_args!("there is no {} key, which {task}", key.word())).help(format!("set {variable}"))
}
