//! The traits of generated types that are the same for each of them. They cannot be implemented for all at once, since the
//! types and the traits are of different crates; a macro keeps them out of every expansion.

/// The traits of an endpoint's marker: what is generic over an endpoint derives its own by them.
#[doc(hidden)]
#[macro_export]
macro_rules! __flitt_marker {
    ($marker:ident) => {
        #[automatically_derived]
        impl $crate::__private::v1::Copy for $marker {}
        #[automatically_derived]
        impl $crate::__private::v1::Clone for $marker {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Debug for $marker {
            #[inline]
            fn fmt(&self, formatter: &mut $crate::__private::v1::Formatter<'_>) -> $crate::__private::v1::FmtResult {
                formatter.write_str(::core::stringify!($marker))
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Default for $marker {
            #[inline]
            fn default() -> Self {
                $marker
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Eq for $marker {}
        #[automatically_derived]
        impl $crate::__private::v1::PartialEq for $marker {
            #[inline]
            fn eq(&self, _: &Self) -> bool {
                true
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Ord for $marker {
            #[inline]
            fn cmp(&self, _: &Self) -> $crate::__private::v1::Ordering {
                $crate::__private::v1::Ordering::Equal
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::PartialOrd for $marker {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> $crate::__private::v1::Option<$crate::__private::v1::Ordering> {
                $crate::__private::v1::Some($crate::__private::v1::Ord::cmp(self, other))
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Hash for $marker {
            #[inline]
            fn hash<H: $crate::__private::v1::Hasher>(&self, _: &mut H) {}
        }
    };
}

/// The traits of an enumeration of listed values, besides those that it derives.
#[doc(hidden)]
#[macro_export]
macro_rules! __flitt_listed {
    ($name:ident) => {
        #[automatically_derived]
        impl $crate::__private::v1::Copy for $name {}
        #[automatically_derived]
        impl $crate::__private::v1::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Hash for $name {
            #[inline]
            fn hash<H: $crate::__private::v1::Hasher>(&self, state: &mut H) {
                $crate::__private::v1::Hash::hash($crate::__private::v1::WireEnum::as_str(*self), state);
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> $crate::__private::v1::Ordering {
                $crate::__private::v1::compare_listed(*self, *other)
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> $crate::__private::v1::Option<$crate::__private::v1::Ordering> {
                $crate::__private::v1::Some($crate::__private::v1::compare_listed(*self, *other))
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut $crate::__private::v1::Formatter<'_>) -> $crate::__private::v1::FmtResult {
                formatter.pad($crate::__private::v1::WireEnum::as_str(*self))
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::FromStr for $name {
            type Err = $crate::__private::v1::ParseValueError;
            #[inline]
            fn from_str(text: &str) -> $crate::__private::v1::Result<Self, $crate::__private::v1::ParseValueError> {
                $crate::__private::v1::parse_listed(text)
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                $crate::__private::v1::WireEnum::as_str(*self)
            }
        }
        $crate::__flitt_listed_serde!($name);
    };
}

/// The traits of a builder. Its states are listed, and as often `Set`.
#[doc(hidden)]
#[macro_export]
macro_rules! __flitt_builder {
    ($builder:ident, $table:path, $label:literal, [$($state:ident)*], [$($set:ident)*]) => {
        #[automatically_derived]
        impl<$($state),*> $crate::__private::v1::Clone for $builder<$($state),*> {
            #[inline]
            fn clone(&self) -> Self {
                $builder($crate::__private::v1::Clone::clone(&self.0), self.1)
            }
        }
        #[automatically_derived]
        impl<$($state),*> $crate::__private::v1::Debug for $builder<$($state),*> {
            #[inline]
            fn fmt(&self, formatter: &mut $crate::__private::v1::Formatter<'_>) -> $crate::__private::v1::FmtResult {
                $crate::__private::v1::debug_values(&self.0, &$table, $label, formatter)
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::CompleteBuilder for $builder<$($crate::__private::v1::$set),*> {
            #[inline]
            fn from_values(values: $crate::__private::v1::Values) -> Self {
                $builder(values, $crate::__private::v1::PhantomData)
            }
        }
    };
}

/// The traits of the parameters of a request.
#[doc(hidden)]
#[macro_export]
macro_rules! __flitt_parameters {
    ($name:ident) => {
        #[automatically_derived]
        impl $crate::__private::v1::ParametersTrait for $name {
            #[inline]
            fn from_values(values: $crate::__private::v1::ValidValues) -> Self {
                Self(values)
            }
            #[inline]
            fn values(&self) -> &$crate::__private::v1::ValidValues {
                &self.0
            }
        }
    };
}

/// The traits of a value that is nested in a request.
#[doc(hidden)]
#[macro_export]
macro_rules! __flitt_value {
    ($name:ident, $table:path, $label:literal) => {
        #[automatically_derived]
        impl $crate::__private::v1::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Eq for $name {}
        #[automatically_derived]
        impl $crate::__private::v1::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut $crate::__private::v1::Formatter<'_>) -> $crate::__private::v1::FmtResult {
                $crate::__private::v1::debug_values(&self.0, &$table, $label, formatter)
            }
        }
        #[automatically_derived]
        impl $crate::__private::v1::Nested for $name {
            const TABLE: &'static $crate::__private::v1::LazyTable = &$table;
            #[inline]
            fn values(&self) -> &$crate::__private::v1::Values {
                &self.0
            }
        }
    };
}

/// Serde for an enumeration of listed values.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __flitt_listed_serde {
    ($name:ident) => {
        #[automatically_derived]
        impl $crate::__private::v1::serde_core::Serialize for $name {
            fn serialize<S: $crate::__private::v1::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> $crate::__private::v1::Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::__private::v1::WireEnum::as_str(*self))
            }
        }
        #[automatically_derived]
        impl<'de> $crate::__private::v1::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::v1::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> $crate::__private::v1::Result<Self, D::Error> {
                $crate::__private::v1::deserialize_listed(deserializer)
            }
        }
    };
}

/// Without the feature, nothing.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __flitt_listed_serde {
    ($name:ident) => {};
}
