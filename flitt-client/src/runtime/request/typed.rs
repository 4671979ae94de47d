use std::fmt;
use std::ops::Deref;

use super::endpoint::Endpoint;
use super::valid_values::{CompleteBuilder as _, Parameters as _, ValidValues};
use super::validation_error::ValidationError;
use super::values::Values;

/// A request to the endpoint `E` that passed every check of its table. Only a builder, or what was stored of a request, makes
/// one.
///
/// It dereferences to its parameters, which have a getter for each:
///
/// ```
/// # #[cfg(feature = "api")] {
/// use flitt_client::api::CaptureOrder;
///
/// let request = CaptureOrder::request().order_id("1").amount(1000).currency("GEL").build()?;
/// assert_eq!((request.order_id(), request.amount(), request.currency().as_str()), ("1", 1000, "GEL"));
/// let other = request.to_builder().amount(500).build()?;
/// assert_eq!((other.order_id(), other.amount()), ("1", 500));
/// # }
/// # Ok::<(), flitt_client::error::ValidationError>(())
/// ```
///
/// Functions of your own are a trait for `Request<E>`. A crate that derives its own endpoints can also write them as functions of
/// the type `Parameters` in the module of the endpoint.
pub struct Request<E: Endpoint>(E::Parameters);

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
        self.values().by_name(&E::SCHEMA.request, name)
    }

    /// A builder with the values of this request, to make another one that differs in some.
    #[must_use]
    pub fn to_builder(&self) -> E::Builder {
        E::Builder::from_values(self.values().clone())
    }

    /// The values that will be signed and sent.
    pub(crate) fn values(&self) -> &Values {
        self.0.values().values()
    }

    /// Checks the values that a builder has collected.
    pub(crate) fn checked(values: Values) -> Result<Self, ValidationError> {
        values.check(&E::SCHEMA.request, &E::SCHEMA.name)?;
        Ok(Self(E::Parameters::from_values(ValidValues::new(values))))
    }
}

impl<E: Endpoint> Deref for Request<E> {
    type Target = E::Parameters;

    fn deref(&self) -> &E::Parameters {
        &self.0
    }
}

impl<E: Endpoint> Clone for Request<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// Equal if the same parameters have the same values.
impl<E: Endpoint> PartialEq for Request<E> {
    fn eq(&self, other: &Self) -> bool {
        self.values() == other.values()
    }
}

impl<E: Endpoint> Eq for Request<E> {}

/// Sensitive values are shown as `[redacted]`.
impl<E: Endpoint> fmt::Debug for Request<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values().debug(&E::SCHEMA.request, &E::SCHEMA.name, formatter)
    }
}
