//! What setters take for the value of a parameter.
//!
//! A setter of a mandatory parameter takes a value; that of an optional parameter also an `Option` of it. `None` changes
//! nothing: it neither sets a parameter nor removes the value that it has.

mod exact;
mod integer;
mod listed;
mod switch;
mod text;

pub use exact::Optional;
pub use integer::{Integer, OptionalInteger};
pub use listed::{Embedded, Listed, OptionalEmbedded, OptionalListed};
pub use switch::{OptionalSwitch, Switch};
pub use text::{OptionalText, OptionalTextOrInteger, Text, TextOrInteger};

/// The supertrait of traits that only this crate implements.
pub(crate) mod sealed {
    pub trait Sealed {}
    /// Of integers, which references are too: references to texts have the other one.
    pub trait SealedInteger {}
}

/// Calls a macro with every type that owns text or borrows it.
macro_rules! each_text {
    ($then:ident) => {
        $then! {
            &str;
            String;
            &String;
            std::borrow::Cow<'_, str>;
            &std::borrow::Cow<'_, str>;
            Box<str>;
            &Box<str>;
            std::rc::Rc<str>;
            &std::rc::Rc<str>;
            std::sync::Arc<str>;
            &std::sync::Arc<str>;
        }
    };
}
pub(crate) use each_text;
