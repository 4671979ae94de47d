use super::values::Values;
use crate::runtime::value::{OpenEnum, Sensitive, WireEnum};

/// The parameters of a request, with a getter for each. Implemented by generated types only.
pub trait Parameters: Clone + Send + Sync + Unpin + 'static {
    /// Takes values that passed every check of their table.
    #[doc(hidden)]
    fn from_values(values: ValidValues) -> Self;

    /// The values.
    #[doc(hidden)]
    fn values(&self) -> &ValidValues;
}

/// A builder of requests in which every mandatory parameter is set. Implemented by generated types only.
pub trait CompleteBuilder {
    /// Takes the values of a request.
    #[doc(hidden)]
    fn from_values(values: Values) -> Self;
}

/// Values that passed every check of their table, read by the positions of parameters. The getters of generated types use it.
#[derive(Clone)]
pub struct ValidValues(Values);

impl ValidValues {
    pub(super) fn new(values: Values) -> Self {
        Self(values)
    }

    pub(crate) fn values(&self) -> &Values {
        &self.0
    }

    /// The text of a parameter; `None` where it is not set.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        self.0.get(row).filter(|text| !text.is_empty())
    }

    /// The text of a mandatory parameter.
    #[must_use]
    pub fn text_always(&self, row: usize) -> &str {
        self.text(row).unwrap_or_default()
    }

    /// The whole number of a parameter. Every valid one fits.
    #[must_use]
    pub fn number(&self, row: usize) -> Option<u64> {
        self.text(row)?.parse().ok()
    }

    /// The whole number of a mandatory parameter.
    #[must_use]
    pub fn number_always(&self, row: usize) -> u64 {
        self.number(row).unwrap_or_default()
    }

    /// The whole number of a parameter, which can be negative.
    #[must_use]
    pub fn signed_number(&self, row: usize) -> Option<i64> {
        self.text(row)?.parse().ok()
    }

    /// The whole number of a mandatory parameter, which can be negative.
    #[must_use]
    pub fn signed_number_always(&self, row: usize) -> i64 {
        self.signed_number(row).unwrap_or_default()
    }

    /// The value of a parameter that is `true` or `false`.
    #[must_use]
    pub fn boolean(&self, row: usize) -> Option<bool> {
        self.text(row)?.parse().ok()
    }

    /// The value of a mandatory parameter that is `true` or `false`.
    #[must_use]
    pub fn boolean_always(&self, row: usize) -> bool {
        self.boolean(row).unwrap_or_default()
    }

    /// The listed value of a parameter.
    #[must_use]
    pub fn open<T: WireEnum>(&self, row: usize) -> Option<OpenEnum<T>> {
        self.text(row).map(OpenEnum::from)
    }

    /// The listed value of a mandatory parameter.
    #[must_use]
    pub fn open_always<T: WireEnum>(&self, row: usize) -> OpenEnum<T> {
        self.text_always(row).into()
    }

    /// The value of a sensitive parameter.
    #[must_use]
    pub fn sensitive(&self, row: usize) -> Option<Sensitive<'_>> {
        self.text(row).map(Sensitive::new)
    }

    /// The value of a mandatory parameter that is sensitive.
    #[must_use]
    pub fn sensitive_always(&self, row: usize) -> Sensitive<'_> {
        Sensitive::new(self.text_always(row))
    }
}
