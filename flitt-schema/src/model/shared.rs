//! Values of the model that several places have in common.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A value that is part of the program or was read at run time, and that several places share: a clone refers to the same
/// value, whatever its size.
pub struct Shared<T: ?Sized + 'static>(Repr<T>);

enum Repr<T: ?Sized + 'static> {
    Static(&'static T),
    Counted(Arc<T>),
}

impl<T: ?Sized> Shared<T> {
    /// A value that is part of the program.
    #[must_use]
    pub const fn borrowed(value: &'static T) -> Self {
        Self(Repr::Static(value))
    }

    /// Whether both are the same value, not only equal ones.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        std::ptr::addr_eq(&raw const **self, &raw const **other)
    }
}

impl<T: Clone> Shared<T> {
    /// The value for a change. It is copied first if other places share it; what is shared within it stays shared.
    pub fn to_mut(&mut self) -> &mut T {
        if let Repr::Static(value) = self.0 {
            self.0 = Repr::Counted(Arc::new(value.clone()));
        }
        match &mut self.0 {
            Repr::Counted(value) => Arc::make_mut(value),
            Repr::Static(_) => unreachable!("it was replaced"),
        }
    }
}

impl<T: Clone> Shared<[T]> {
    /// The values for a change. They are copied first if other places share them.
    pub fn to_mut(&mut self) -> &mut [T] {
        if let Repr::Static(values) = self.0 {
            self.0 = Repr::Counted(values.into());
        }
        match &mut self.0 {
            Repr::Counted(values) => Arc::make_mut(values),
            Repr::Static(_) => unreachable!("it was replaced"),
        }
    }
}

impl<T: ?Sized> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Repr::Static(value) => value,
            Repr::Counted(value) => value,
        }
    }
}

impl<T: ?Sized> AsRef<T> for Shared<T> {
    fn as_ref(&self) -> &T {
        self
    }
}

impl<T: ?Sized> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match &self.0 {
            Repr::Static(value) => Self(Repr::Static(value)),
            Repr::Counted(value) => Self(Repr::Counted(Arc::clone(value))),
        }
    }
}

/// What is the same is equal, so that tables that share their parts are compared in the time of their parts.
impl<T: ?Sized + PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || **self == **other
    }
}

impl<T: ?Sized + Eq> Eq for Shared<T> {}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Repr::Counted(Arc::new(value)))
    }
}

impl<T> From<Vec<T>> for Shared<[T]> {
    fn from(values: Vec<T>) -> Self {
        Self(Repr::Counted(values.into()))
    }
}

impl<T> FromIterator<T> for Shared<[T]> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(Repr::Counted(values.into_iter().collect()))
    }
}

impl<T> Default for Shared<[T]> {
    fn default() -> Self {
        Self(Repr::Static(&[]))
    }
}
