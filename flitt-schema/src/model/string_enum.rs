//! Enumerations whose variants are strings in schema files.

/// Declares such an enumeration.
macro_rules! string_enum {
    ($(#[$outer:meta])* pub enum $name:ident { $($(#[$inner:meta])* $variant:ident = $string:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl crate::model::StringEnum for $name {
            const ALL: &'static [Self] = Self::ALL;
            const NAMES: &'static [&'static str] = Self::NAMES;
        }

        impl $name {
            /// The strings of all variants, in the same order.
            pub(crate) const NAMES: &'static [&'static str] = &[$($string,)+];

            /// All variants, in the order of their documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The string in a schema file.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $string,)+ }
            }

            /// The name of the variant in Rust.
            #[must_use]
            pub const fn variant(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)+ }
            }
        }
    };
}
pub(super) use string_enum;

/// An enumeration of strings, for code that reads any of them.
pub(crate) trait StringEnum: Copy + 'static {
    const ALL: &'static [Self];
    /// The strings of all variants, in the same order.
    const NAMES: &'static [&'static str];

    /// The variant that a string means.
    fn of_str(text: &str) -> Option<Self> {
        let position = Self::NAMES.iter().position(|name| *name == text)?;
        Self::ALL.get(position).copied()
    }
}
