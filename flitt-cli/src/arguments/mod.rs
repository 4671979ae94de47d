//! Arguments that several commands share.

mod merchant;
mod request;
mod schemas;

pub(crate) use self::merchant::{MerchantArguments, encode_error, missing_key};
pub(crate) use self::request::{PARAMETER_HELP, RequestArguments, parse_request};
pub(crate) use self::schemas::SchemaArguments;
