//! The traits of generated types that are the same for each of them. They cannot be implemented for all at once, since the
//! types and the traits are of different crates; a macro keeps them out of every expansion.

/// The traits of an endpoint's marker: what is generic over an endpoint derives its own by them.
#[doc(hidden)]
#[macro_export]
macro_rules! __flitt_marker {
    ($marker:ident) => {
        #[automatically_derived]
        impl __flitt::Copy for $marker {}
        #[automatically_derived]
        impl __flitt::Clone for $marker {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }
        #[automatically_derived]
        impl __flitt::Debug for $marker {
            #[inline]
            fn fmt(&self, formatter: &mut __flitt::Formatter<'_>) -> __flitt::FmtResult {
                formatter.write_str(::core::stringify!($marker))
            }
        }
        #[automatically_derived]
        impl __flitt::Default for $marker {
            #[inline]
            fn default() -> Self {
                $marker
            }
        }
        #[automatically_derived]
        impl __flitt::Eq for $marker {}
        #[automatically_derived]
        impl __flitt::PartialEq for $marker {
            #[inline]
            fn eq(&self, _: &Self) -> bool {
                true
            }
        }
        #[automatically_derived]
        impl __flitt::Ord for $marker {
            #[inline]
            fn cmp(&self, _: &Self) -> __flitt::Ordering {
                __flitt::Ordering::Equal
            }
        }
        #[automatically_derived]
        impl __flitt::PartialOrd for $marker {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> __flitt::Option<__flitt::Ordering> {
                __flitt::Some(__flitt::Ord::cmp(self, other))
            }
        }
        #[automatically_derived]
        impl __flitt::Hash for $marker {
            #[inline]
            fn hash<H: __flitt::Hasher>(&self, _: &mut H) {}
        }
    };
}

/// The traits of an enumeration of listed values, besides those that it derives.
#[doc(hidden)]
#[macro_export]
macro_rules! __flitt_listed {
    ($name:ident) => {
        #[automatically_derived]
        impl __flitt::Copy for $name {}
        #[automatically_derived]
        impl __flitt::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }
        // Derived, it would have a function.
        #[automatically_derived]
        impl __flitt::Eq for $name {}
        #[automatically_derived]
        impl __flitt::Hash for $name {
            #[inline]
            fn hash<H: __flitt::Hasher>(&self, state: &mut H) {
                __flitt::Hash::hash(__flitt::WireEnum::as_str(*self), state);
            }
        }
        #[automatically_derived]
        impl __flitt::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> __flitt::Ordering {
                __flitt::compare_listed(*self, *other)
            }
        }
        #[automatically_derived]
        impl __flitt::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> __flitt::Option<__flitt::Ordering> {
                __flitt::Some(__flitt::compare_listed(*self, *other))
            }
        }
        #[automatically_derived]
        impl __flitt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut __flitt::Formatter<'_>) -> __flitt::FmtResult {
                formatter.pad(__flitt::WireEnum::as_str(*self))
            }
        }
        #[automatically_derived]
        impl __flitt::FromStr for $name {
            type Err = __flitt::ParseValueError;
            #[inline]
            fn from_str(text: &str) -> __flitt::Result<Self, __flitt::ParseValueError> {
                __flitt::parse_listed(text)
            }
        }
        #[automatically_derived]
        impl __flitt::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                __flitt::WireEnum::as_str(*self)
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
        impl<$($state),*> __flitt::Clone for $builder<$($state),*> {
            #[inline]
            fn clone(&self) -> Self {
                $builder(__flitt::Clone::clone(&self.0), self.1)
            }
        }
        #[automatically_derived]
        impl<$($state),*> __flitt::Debug for $builder<$($state),*> {
            #[inline]
            fn fmt(&self, formatter: &mut __flitt::Formatter<'_>) -> __flitt::FmtResult {
                __flitt::debug_values(&self.0, &$table, $label, formatter)
            }
        }
        #[automatically_derived]
        impl __flitt::CompleteBuilder for $builder<$(__flitt::$set),*> {
            #[inline]
            fn from_values(values: __flitt::Values) -> Self {
                $builder(values, __flitt::PhantomData)
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
        impl __flitt::ParametersTrait for $name {
            #[inline]
            fn from_values(values: __flitt::ValidValues) -> Self {
                Self(values)
            }
            #[inline]
            fn values(&self) -> &__flitt::ValidValues {
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
        impl __flitt::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }
        #[automatically_derived]
        impl __flitt::Eq for $name {}
        #[automatically_derived]
        impl __flitt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut __flitt::Formatter<'_>) -> __flitt::FmtResult {
                __flitt::debug_values(&self.0, &$table, $label, formatter)
            }
        }
        #[automatically_derived]
        impl __flitt::Nested for $name {
            const TABLE: &'static __flitt::LazyTable = &$table;
            #[inline]
            fn values(&self) -> &__flitt::Values {
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
        impl __flitt::serde_core::Serialize for $name {
            fn serialize<S: __flitt::serde_core::Serializer>(&self, serializer: S) -> __flitt::Result<S::Ok, S::Error> {
                serializer.serialize_str(__flitt::WireEnum::as_str(*self))
            }
        }
        #[automatically_derived]
        impl<'de> __flitt::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: __flitt::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> __flitt::Result<Self, D::Error> {
                __flitt::deserialize_listed(deserializer)
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
