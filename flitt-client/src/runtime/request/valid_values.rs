use super::values::Values;
use crate::runtime::value::Sensitive;
use crate::runtime::value::typed_texts::typed_texts;

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

    typed_texts!();

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
