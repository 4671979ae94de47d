use super::sealed::Sealed;
use crate::runtime::value::Flag;

/// Whether something is on: a `bool`, or a [`Flag`].
#[diagnostic::on_unimplemented(
    message = "expected `true` or `false`, found `{Self}`",
    label = "pass a `bool` or a `flitt_client::value::Flag`",
    note = "a mandatory parameter takes no `Option`: unwrap it, or return an error where it is `None`"
)]
pub trait Switch: Sealed {
    /// The value on the wire.
    #[doc(hidden)]
    fn into_flag(self) -> Flag;
}

/// A [`Switch`], or an `Option` of one. `None` changes nothing.
#[diagnostic::on_unimplemented(
    message = "expected `true`, `false` or an `Option` of one, found `{Self}`",
    label = "pass a `bool` or a `flitt_client::value::Flag`"
)]
pub trait OptionalSwitch {
    /// The value on the wire, if there is one.
    #[doc(hidden)]
    fn into_optional_flag(self) -> Option<Flag>;
}

impl Sealed for bool {}

impl Switch for bool {
    #[inline]
    fn into_flag(self) -> Flag {
        self.into()
    }
}

impl Sealed for Flag {}

impl Switch for Flag {
    #[inline]
    fn into_flag(self) -> Flag {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Switch> OptionalSwitch for T {
    #[inline]
    fn into_optional_flag(self) -> Option<Flag> {
        Some(self.into_flag())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Switch> OptionalSwitch for Option<T> {
    #[inline]
    fn into_optional_flag(self) -> Option<Flag> {
        self.map(Switch::into_flag)
    }
}
