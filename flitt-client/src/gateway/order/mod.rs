//! What a shop knows of its orders: what it asked for ([`asked`]), what updates say ([`facts`]), what that means for the money
//! ([`assessment`]), and what an update changes ([`event`]).

mod asked;
mod assessment;
mod callback_kind;
mod event;
mod event_text;
mod facts;
mod full_amount;
mod intent;
mod merge_error;
mod renamed;
mod saved_card;
mod stage;
mod state;
mod text;

pub use asked::{OrderParts, OrderRequestError};
pub use assessment::Unexpected;
pub use callback_kind::Kind;
pub use event::Event;
pub use full_amount::FullAmountError;
pub use intent::{Creation, Intent, ParseNameError};
pub use merge_error::MergeError;
pub use saved_card::{SavedCard, SavedCardError};
pub use stage::Stage;
pub use state::OrderState;
pub use text::ParseOrderError;
