//! What a shop knows of its orders.

mod callback_kind;
mod full_amount;
mod saved_card;
mod snapshot;
mod state;

pub use callback_kind::Kind;
pub use full_amount::FullAmountError;
pub use saved_card::{SavedCard, SavedCardError};
pub use snapshot::{OrderSnapshot, ParseStageError, Stage};
pub use state::{Change, MergeError, OrderState};
