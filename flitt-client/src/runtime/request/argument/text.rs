use std::borrow::Cow;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use super::sealed::Sealed;
use crate::runtime::value::{OpenEnum, WireEnum};

/// A text: `&str`, `String`, `Cow<str>`, `Arc<str>`, `Rc<str>`, `Box<str>`, or a reference to any type that is `AsRef<str>`.
///
/// An empty text counts as absent, as it does for the gateway.
#[diagnostic::on_unimplemented(
    message = "expected a string, found `{Self}`",
    label = "pass `&str`, `String`, `Cow<str>`, `Arc<str>`, `Box<str>`, or a reference to a type that is `AsRef<str>`",
    note = "a mandatory parameter takes no `Option`: unwrap it, or return an error where it is `None`"
)]
pub trait Text: Sealed {
    /// The text.
    #[doc(hidden)]
    fn as_text(&self) -> &str;
}

/// A [`Text`], or an `Option` of one. `None` changes nothing.
#[diagnostic::on_unimplemented(
    message = "expected a string or an `Option` of one, found `{Self}`",
    label = "pass `&str`, `String`, `Cow<str>`, `Arc<str>`, `Box<str>`, or a reference to a type that is `AsRef<str>`",
    note = "for an `&Option<String>`, pass `.as_deref()`"
)]
pub trait OptionalText {
    /// The text, if there is one.
    #[doc(hidden)]
    fn as_optional_text(&self) -> Option<&str>;
}

/// A [`Text`] or an [`Integer`](super::Integer), for a parameter that is either.
#[diagnostic::on_unimplemented(
    message = "expected a string or an integer, found `{Self}`",
    label = "pass `&str`, `String`, another string type, or an integer of at most 64 bits"
)]
pub trait TextOrInteger: Sealed {
    /// Appends its text.
    #[doc(hidden)]
    fn push_to(&self, text: &mut String);
}

/// A [`TextOrInteger`], or an `Option` of one. `None` changes nothing.
#[diagnostic::on_unimplemented(
    message = "expected a string, an integer or an `Option` of one, found `{Self}`",
    label = "pass `&str`, `String`, another string type, or an integer of at most 64 bits",
    note = "for an `&Option<String>`, pass `.as_deref()`"
)]
pub trait OptionalTextOrInteger {
    /// The text or the integer, if there is one.
    #[doc(hidden)]
    fn as_optional(&self) -> Option<&dyn TextOrInteger>;
}

impl<T: AsRef<str> + ?Sized> Sealed for &T {}

#[diagnostic::do_not_recommend]
impl<T: AsRef<str> + ?Sized> Text for &T {
    #[inline]
    fn as_text(&self) -> &str {
        (*self).as_ref()
    }
}

#[diagnostic::do_not_recommend]
impl<T: AsRef<str> + ?Sized> TextOrInteger for &T {
    fn push_to(&self, text: &mut String) {
        text.push_str((*self).as_ref());
    }
}

/// Texts that are given away. References to them are above.
macro_rules! owned {
    ($([$($generics:tt)*] $kind:ty;)*) => {$(
        impl<$($generics)*> Sealed for $kind {}

        impl<$($generics)*> Text for $kind {
            #[inline]
            fn as_text(&self) -> &str {
                self.as_ref()
            }
        }

        impl<$($generics)*> TextOrInteger for $kind {
            fn push_to(&self, text: &mut String) {
                text.push_str(self.as_ref());
            }
        }
    )*};
}

owned! {
    [] String;
    ['t] Cow<'t, str>;
    [] Box<str>;
    [] Rc<str>;
    [] Arc<str>;
    [T: WireEnum] OpenEnum<T>;
}

/// The integers that [`Integer`] has.
macro_rules! integers {
    ($($kind:ty)*) => {$(
        impl TextOrInteger for $kind {
            fn push_to(&self, text: &mut String) {
                // Writing to a string cannot fail.
                let _ = write!(text, "{self}");
            }
        }
    )*};
}

integers! { u8 u16 u32 u64 usize i8 i16 i32 i64 isize }

#[diagnostic::do_not_recommend]
impl<T: Text> OptionalText for T {
    #[inline]
    fn as_optional_text(&self) -> Option<&str> {
        Some(self.as_text())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Text> OptionalText for Option<T> {
    #[inline]
    fn as_optional_text(&self) -> Option<&str> {
        self.as_ref().map(Text::as_text)
    }
}

#[diagnostic::do_not_recommend]
impl<T: TextOrInteger> OptionalTextOrInteger for T {
    fn as_optional(&self) -> Option<&dyn TextOrInteger> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: TextOrInteger> OptionalTextOrInteger for Option<T> {
    fn as_optional(&self) -> Option<&dyn TextOrInteger> {
        self.as_ref().map(|value| value as &dyn TextOrInteger)
    }
}
