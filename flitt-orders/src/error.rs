//! What can go wrong.

use std::fmt;

use flitt_client::__private::redact::{ShownDebug, shown_text};
use flitt_client::OrderState;
use flitt_client::callback::CallbackRejection;
use flitt_client::error::ValidationError;
use flitt_client::order::{MergeError, OrderRequestError, ParseOrderError};

use crate::core::NotAllowedError;
use crate::migrate::SchemaError;

/// Why something was not done. Nothing was stored then, unless the variant says otherwise.
#[non_exhaustive]
pub enum Error {
    /// The database failed. Whether a commit was carried out is not known.
    Database(sqlx::Error),
    /// The tables are not those of this release.
    Schema(SchemaError),
    /// The gateway, or the connection to it, failed. What happened to the request is stored, and the variant says what is known. A
    /// worker continues from there. Do not send a request of your own in its place.
    Gateway(flitt_client::Error),
    /// The state of the order does not allow it.
    NotAllowed(NotAllowedError),
    /// A request that creates no order was given, or one that is not complete.
    Request(OrderRequestError),
    /// A request of this crate's own is not valid.
    Invalid(ValidationError),
    /// The request is not one that this crate sends: its endpoint moves no money.
    MovesNoMoney,
    /// The order is not stored: it was never created here, or its transaction is not committed.
    UnknownOrder,
    /// An order of this id is stored that was created with another request.
    OtherOrder,
    /// The key was used for another request about this order.
    DuplicateKey,
    /// The order is created by a form in the payer's browser: there is nothing to send.
    SentByBrowser,
    /// The process was suspended for seconds just before it sent the request, so it did not send the request. It can be sent again.
    Suspended,
    /// A callback is not verified, or is neither JSON nor a form, or is too large.
    Callback(CallbackRejection),
    /// A verified callback, or a status, contradicts what the shop asked for.
    Rejected {
        /// The id of the order.
        order_id: String,
        /// What differs.
        error: MergeError,
    },
    /// The stored state of an order cannot be read.
    State(ParseOrderError),
    /// A table of this crate has another value where this one is expected.
    CorruptTables(&'static str),
    /// The prefix of the tables is not one to twenty lower-case letters, digits and `_`, of which the first is a letter.
    Prefix,
    /// The handler of an event failed.
    Handler(String),
    /// The database has ended the transaction by itself after an error, such as that of a full disk.
    TransactionEnded,
    /// The handler kept the transaction that it was given.
    TransactionKept,
    /// A test ended the program here.
    #[doc(hidden)]
    Stopped,
}

impl Error {
    pub(crate) fn rejected(state: &OrderState, error: MergeError) -> Self {
        Self::Rejected { order_id: state.order_id().to_owned(), error }
    }

    /// The HTTP status for the response to a callback. Never 200, because the callback was not stored. The gateway sends it again.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Callback(rejection) => rejection.status(),
            Self::UnknownOrder => 404,
            Self::Rejected { .. } => 409,
            _ => 503,
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tuple = |name: &str, value: &dyn fmt::Debug| formatter.debug_tuple(name).field(value).finish();
        match self {
            // What a database says can have values of the statement in it.
            Self::Database(error) => tuple("Database", &ShownDebug(error)),
            Self::Schema(error) => tuple("Schema", error),
            Self::Gateway(error) => tuple("Gateway", error),
            Self::NotAllowed(error) => tuple("NotAllowed", error),
            Self::Request(error) => tuple("Request", error),
            Self::Invalid(error) => tuple("Invalid", error),
            Self::Callback(error) => tuple("Callback", error),
            Self::Rejected { order_id, error } => formatter
                .debug_struct("Rejected")
                .field("order_id", &shown_text(order_id))
                .field("error", error)
                .finish(),
            Self::State(error) => tuple("State", error),
            Self::CorruptTables(expected) => tuple("CorruptTables", expected),
            Self::Handler(error) => tuple("Handler", error),
            Self::MovesNoMoney => formatter.write_str("MovesNoMoney"),
            Self::UnknownOrder => formatter.write_str("UnknownOrder"),
            Self::OtherOrder => formatter.write_str("OtherOrder"),
            Self::DuplicateKey => formatter.write_str("DuplicateKey"),
            Self::SentByBrowser => formatter.write_str("SentByBrowser"),
            Self::Suspended => formatter.write_str("Suspended"),
            Self::Prefix => formatter.write_str("Prefix"),
            Self::TransactionEnded => formatter.write_str("TransactionEnded"),
            Self::TransactionKept => formatter.write_str("TransactionKept"),
            Self::Stopped => formatter.write_str("Stopped"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(_) => formatter.write_str(
                "the database failed, so it is not known whether a transaction was committed: repeat the call with the same \
                 ids and keys",
            ),
            Self::Schema(error) => error.fmt(formatter),
            Self::Gateway(error) => error.fmt(formatter),
            Self::NotAllowed(error) => write!(formatter, "not allowed: {error}"),
            Self::Request(error) => error.fmt(formatter),
            Self::Invalid(error) => error.fmt(formatter),
            Self::MovesNoMoney => formatter.write_str("the request moves no money: send it with `Orders::client()`"),
            Self::UnknownOrder => {
                formatter.write_str("no such order is stored: commit the transaction that creates it first")
            }
            Self::OtherOrder => {
                formatter.write_str("another request with this order id is stored already: use a new order id")
            }
            Self::DuplicateKey => formatter.write_str(
                "the key was used for another request about this order: use a new key for each capture and reversal",
            ),
            Self::SentByBrowser => formatter.write_str(
                "this order is created by a form in the payer's browser, so `send` cannot send it: put the form of its \
                 request into your page",
            ),
            Self::Suspended => {
                formatter.write_str("the process was suspended before it sent the request; nothing was sent: try again")
            }
            Self::Callback(error) => error.fmt(formatter),
            Self::Rejected { order_id, error } => write!(formatter, "order `{}`: {error}", shown_text(order_id)),
            Self::State(error) => error.fmt(formatter),
            Self::CorruptTables(expected) => {
                write!(formatter, "the tables are damaged, {expected} is invalid: restore a backup")
            }
            Self::Prefix => formatter.write_str(
                "invalid prefix of tables: expected one to twenty lower-case letters, digits and `_`, of which the \
                 first is a letter",
            ),
            Self::Handler(error) => write!(formatter, "the handler failed: {error}"),
            Self::TransactionEnded => formatter.write_str(
                "the database ended the transaction after an error: nothing of it is stored; begin a new one",
            ),
            Self::TransactionKept => formatter.write_str(
                "the handler kept its transaction, so nothing was stored: drop `tx` before the handler returns",
            ),
            Self::Stopped => formatter.write_str("a test ended the program"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Database(error) => Some(error),
            Self::Schema(error) => error.source(),
            Self::Gateway(error) => error.source(),
            Self::Request(error) => error.source(),
            Self::Invalid(error) => error.source(),
            Self::Callback(error) => error.source(),
            Self::Rejected { error, .. } => error.source(),
            Self::State(error) => error.source(),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<SchemaError> for Error {
    fn from(error: SchemaError) -> Self {
        Self::Schema(error)
    }
}

impl From<NotAllowedError> for Error {
    fn from(error: NotAllowedError) -> Self {
        Self::NotAllowed(error)
    }
}

impl From<OrderRequestError> for Error {
    fn from(error: OrderRequestError) -> Self {
        Self::Request(error)
    }
}

impl From<ValidationError> for Error {
    fn from(error: ValidationError) -> Self {
        Self::Invalid(error)
    }
}

impl From<ParseOrderError> for Error {
    fn from(error: ParseOrderError) -> Self {
        Self::State(error)
    }
}

impl From<CallbackRejection> for Error {
    fn from(error: CallbackRejection) -> Self {
        Self::Callback(error)
    }
}
