use std::fmt;
use std::marker::PhantomData;

use super::endpoint::Endpoint;
use super::validation_error::ValidationError;
use super::values::Values;

/// A request to the endpoint `E` that passed every check of its table. Only a builder makes one.
pub struct Request<E> {
    values: Values,
    endpoint: PhantomData<fn() -> E>,
}

impl<E> Request<E> {
    /// The values that will be signed and sent.
    pub(crate) fn values(&self) -> &Values {
        &self.values
    }
}

impl<E: Endpoint> Request<E> {
    /// The value of a parameter by its name on the wire, exactly as it will be signed and sent; `None` where it is not set.
    ///
    /// ```
    /// # #[cfg(feature = "api")] {
    /// let request = flitt_client::api::GetOrderStatus::request().order_id("1").build();
    /// assert_eq!(request.unwrap().get("order_id"), Some("1"));
    /// # }
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.by_name(&E::SCHEMA.request, name)
    }

    /// Checks the values that a builder has collected.
    pub(crate) fn checked(values: Values) -> Result<Self, ValidationError> {
        values.check(&E::SCHEMA.request, &E::SCHEMA.name)?;
        Ok(Self { values, endpoint: PhantomData })
    }
}

impl<E> Clone for Request<E> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), endpoint: PhantomData }
    }
}

impl<E> PartialEq for Request<E> {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

/// Sensitive values are shown as `[redacted]`.
impl<E: Endpoint> fmt::Debug for Request<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values.debug(&E::SCHEMA.request, &E::SCHEMA.name, formatter)
    }
}
