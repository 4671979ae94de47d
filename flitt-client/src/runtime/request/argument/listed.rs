use super::super::nested::{EmbeddedJson, Nested};
use super::each_text;
use crate::runtime::value::{OpenEnum, WireEnum};

/// A value of the list `L`, or any text: the list may grow. It is a listed value, an [`OpenEnum`], a reference to one, or text.
/// Only this crate implements it.
#[diagnostic::on_unimplemented(
    message = "expected a `{L}` or a string, found `{Self}`",
    label = "pass a `{L}`, a reference to one, an `OpenEnum`, or a string such as `&str`, `String`, `Cow<str>`, `Arc<str>`",
    note = "a mandatory parameter takes no `Option`: unwrap it, or return an error where it is `None`"
)]
pub trait Listed<L> {
    /// The text on the wire.
    #[doc(hidden)]
    fn wire_text(&self) -> &str;
}

/// A [`Listed`] value, or an `Option` of one. `None` changes nothing. Only this crate implements it.
#[diagnostic::on_unimplemented(
    message = "expected a `{L}`, a string or an `Option` of one, found `{Self}`",
    label = "pass a `{L}`, a reference to one, an `OpenEnum`, or a string such as `&str`, `String`, `Cow<str>`, `Arc<str>`",
    note = "for an `&Option<String>`, pass `.as_deref()`"
)]
pub trait OptionalListed<L> {
    /// The text on the wire, if there is one.
    #[doc(hidden)]
    fn optional_wire_text(&self) -> Option<&str>;
}

/// JSON that is embedded in a text: a value of the nested table `T`, or the text itself, made elsewhere. Only this crate
/// implements it.
#[diagnostic::on_unimplemented(
    message = "expected a `{T}` or a string, found `{Self}`",
    label = "pass a `{T}`, or the JSON as a string",
    note = "a mandatory parameter takes no `Option`: unwrap it, or return an error where it is `None`"
)]
pub trait Embedded<T> {
    /// The value or the text.
    #[doc(hidden)]
    fn into_embedded(self) -> EmbeddedJson<T>;
}

/// An [`Embedded`] value, or an `Option` of one. `None` changes nothing. Only this crate implements it.
#[diagnostic::on_unimplemented(
    message = "expected a `{T}`, a string or an `Option` of one, found `{Self}`",
    label = "pass a `{T}`, or the JSON as a string",
    note = "for an `&Option<String>`, pass `.as_deref()`"
)]
pub trait OptionalEmbedded<T> {
    /// The value or the text, if there is one.
    #[doc(hidden)]
    fn into_optional_embedded(self) -> Option<EmbeddedJson<T>>;
}

macro_rules! listed {
    ($($kind:ty;)*) => {$(
        impl<L: WireEnum> Listed<L> for $kind {
            #[inline]
            fn wire_text(&self) -> &str {
                self.as_ref()
            }
        }

        impl<L: WireEnum> OptionalListed<L> for $kind {
            #[inline]
            fn optional_wire_text(&self) -> Option<&str> {
                Some(self.as_ref())
            }
        }

        impl<L: WireEnum> OptionalListed<L> for Option<$kind> {
            #[inline]
            fn optional_wire_text(&self) -> Option<&str> {
                self.as_ref().map(AsRef::as_ref)
            }
        }
    )*};
}

each_text!(listed);

macro_rules! known {
    ($($kind:ty: $text:ident;)*) => {$(
        impl<L: WireEnum> Listed<L> for $kind {
            #[inline]
            fn wire_text(&self) -> &str {
                self.$text()
            }
        }

        impl<L: WireEnum> OptionalListed<L> for $kind {
            #[inline]
            fn optional_wire_text(&self) -> Option<&str> {
                Some(self.$text())
            }
        }

        impl<L: WireEnum> OptionalListed<L> for Option<$kind> {
            #[inline]
            fn optional_wire_text(&self) -> Option<&str> {
                self.as_ref().map(|value| value.$text())
            }
        }
    )*};
}

known! {
    L: as_str;
    &L: as_str;
    OpenEnum<L>: as_str;
    &OpenEnum<L>: as_str;
}

macro_rules! embedded {
    ($($kind:ty;)*) => {$(
        impl<T: Nested> Embedded<T> for $kind {
            fn into_embedded(self) -> EmbeddedJson<T> {
                EmbeddedJson::from_text(self)
            }
        }

        impl<T: Nested> OptionalEmbedded<T> for $kind {
            fn into_optional_embedded(self) -> Option<EmbeddedJson<T>> {
                Some(EmbeddedJson::from_text(self))
            }
        }

        impl<T: Nested> OptionalEmbedded<T> for Option<$kind> {
            fn into_optional_embedded(self) -> Option<EmbeddedJson<T>> {
                self.map(EmbeddedJson::from_text)
            }
        }
    )*};
}

each_text!(embedded);

macro_rules! values {
    ($($kind:ty)*) => {$(
        impl<T: Nested> Embedded<T> for $kind {
            fn into_embedded(self) -> EmbeddedJson<T> {
                self.into()
            }
        }

        impl<T: Nested> OptionalEmbedded<T> for $kind {
            fn into_optional_embedded(self) -> Option<EmbeddedJson<T>> {
                Some(self.into())
            }
        }

        impl<T: Nested> OptionalEmbedded<T> for Option<$kind> {
            fn into_optional_embedded(self) -> Option<EmbeddedJson<T>> {
                self.map(Into::into)
            }
        }
    )*};
}

values! { T EmbeddedJson<T> }
