//! The typed getters that generated types use, of whatever has the texts of parameters.

/// In an `impl` with `text`, which gives the text of a parameter: the same as numbers, listed values and so on. `_always` is for
/// parameters that are always there.
macro_rules! typed_texts {
    () => {
        /// The text of a parameter that is always there.
        #[must_use]
        pub fn text_always(&self, row: usize) -> &str {
            self.text(row).unwrap_or_default()
        }

        /// The whole number of a parameter; `None` where there is none that fits.
        #[must_use]
        pub fn number(&self, row: usize) -> Option<u64> {
            self.text(row)?.parse().ok()
        }

        /// The whole number of a parameter that is always there.
        #[must_use]
        pub fn number_always(&self, row: usize) -> u64 {
            self.number(row).unwrap_or_default()
        }

        /// The whole number of a parameter, which can be negative; `None` where there is none that fits.
        #[must_use]
        pub fn signed_number(&self, row: usize) -> Option<i64> {
            self.text(row)?.parse().ok()
        }

        /// The whole number of a parameter that is always there, which can be negative.
        #[must_use]
        pub fn signed_number_always(&self, row: usize) -> i64 {
            self.signed_number(row).unwrap_or_default()
        }

        /// The value of a parameter that is `true` or `false`.
        #[must_use]
        pub fn boolean(&self, row: usize) -> Option<bool> {
            self.text(row)?.parse().ok()
        }

        /// The value of a parameter that is always there, and is `true` or `false`.
        #[must_use]
        pub fn boolean_always(&self, row: usize) -> bool {
            self.boolean(row).unwrap_or_default()
        }

        /// The listed value of a parameter.
        #[must_use]
        pub fn open<T: $crate::runtime::value::WireEnum>(
            &self,
            row: usize,
        ) -> Option<$crate::runtime::value::OpenEnum<T>> {
            self.text(row).map($crate::runtime::value::OpenEnum::from)
        }

        /// The listed value of a parameter that is always there.
        #[must_use]
        pub fn open_always<T: $crate::runtime::value::WireEnum>(
            &self,
            row: usize,
        ) -> $crate::runtime::value::OpenEnum<T> {
            self.text_always(row).into()
        }
    };
}

pub(crate) use typed_texts;
