/// A value of the type `T`, or an `Option` of it, for an optional parameter that takes one type only. `None` changes nothing.
/// Only this crate implements it.
#[diagnostic::on_unimplemented(
    message = "expected a `{T}` or an `Option` of one, found `{Self}`",
    label = "pass a `{T}`"
)]
pub trait Optional<T> {
    /// The value, if there is one.
    #[doc(hidden)]
    fn into_optional(self) -> Option<T>;
}

#[diagnostic::do_not_recommend]
impl<T> Optional<T> for T {
    #[inline]
    fn into_optional(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T> Optional<T> for Option<T> {
    #[inline]
    fn into_optional(self) -> Self {
        self
    }
}
