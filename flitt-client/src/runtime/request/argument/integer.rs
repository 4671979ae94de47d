use std::fmt::Write as _;

use super::sealed::{Sealed, SealedInteger};

/// A whole number: any integer of at most 64 bits, signed or not, an amount of money in its minor units, or a reference to one.
///
/// A number that the parameter does not take, such as a negative amount, is an error of `build` that names the parameter. It is
/// never cut or wrapped.
#[diagnostic::on_unimplemented(
    message = "expected an integer, found `{Self}`",
    label = "pass an integer of at most 64 bits; amounts are in minor units: 1020 means 10.20",
    note = "`flitt_client::value::Money` makes an amount from a string such as \"10.20\", without floating-point numbers",
    note = "a mandatory parameter takes no `Option`: unwrap it, or return an error where it is `None`"
)]
pub trait Integer: SealedInteger {
    /// Appends its decimal digits.
    #[doc(hidden)]
    fn push_digits(self, text: &mut String);

    /// The currency of an amount that knows it.
    #[doc(hidden)]
    fn currency(&self) -> Option<&'static str> {
        None
    }
}

/// An [`Integer`], or an `Option` of one. `None` changes nothing.
#[diagnostic::on_unimplemented(
    message = "expected an integer or an `Option` of one, found `{Self}`",
    label = "pass an integer of at most 64 bits; amounts are in minor units: 1020 means 10.20",
    note = "`flitt_client::value::Money` makes an amount from a string such as \"10.20\", without floating-point numbers"
)]
pub trait OptionalInteger {
    /// The integer that there may be.
    #[doc(hidden)]
    type Integer: Integer;

    /// The integer, if there is one.
    #[doc(hidden)]
    fn into_optional(self) -> Option<Self::Integer>;
}

macro_rules! integers {
    ($($kind:ty)*) => {$(
        impl Sealed for $kind {}

        impl SealedInteger for $kind {}

        impl Integer for $kind {
            #[inline]
            fn push_digits(self, text: &mut String) {
                // Writing to a string cannot fail.
                let _ = write!(text, "{self}");
            }
        }
    )*};
}

integers! { u8 u16 u32 u64 usize i8 i16 i32 i64 isize }

impl<T: Integer + Copy> SealedInteger for &T {}

#[diagnostic::do_not_recommend]
impl<T: Integer + Copy> Integer for &T {
    #[inline]
    fn push_digits(self, text: &mut String) {
        (*self).push_digits(text);
    }

    fn currency(&self) -> Option<&'static str> {
        (**self).currency()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Integer> OptionalInteger for T {
    type Integer = T;

    #[inline]
    fn into_optional(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Integer> OptionalInteger for Option<T> {
    type Integer = T;

    #[inline]
    fn into_optional(self) -> Self {
        self
    }
}
