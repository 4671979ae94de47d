use std::fmt;

/// How the order in a status response differs from the one that was requested: it is another order with the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    status_parameter: String,
    status_value: String,
    /// The parameter of the request and its value; `None` where no request to the endpoint leads to such an order.
    requested: Option<(String, String)>,
}

impl Difference {
    pub(crate) fn new(status: (&str, &str), requested: Option<(&str, &str)>) -> Self {
        Self {
            status_parameter: status.0.to_owned(),
            status_value: status.1.to_owned(),
            requested: requested.map(|(name, value)| (name.to_owned(), value.to_owned())),
        }
    }

    /// The parameter of the status response, with dots where it is nested.
    #[must_use]
    pub fn status_parameter(&self) -> &str {
        &self.status_parameter
    }

    /// Its value; empty where the order has none.
    #[must_use]
    pub fn status_value(&self) -> &str {
        &self.status_value
    }

    /// The parameter of the request that says otherwise, and its value, which is empty where it is not set. `None` where no
    /// request to the endpoint leads to such an order.
    #[must_use]
    pub fn requested(&self) -> Option<(&str, &str)> {
        self.requested.as_ref().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// For example: the order has `amount` 5, and the request has `amount` 90000.
impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status_parameter: status, .. } = self;
        match self.status_value.as_str() {
            "" => write!(formatter, "the order has no `{status}`")?,
            value => write!(formatter, "the order has `{status}` {value}")?,
        }
        match self.requested() {
            None => formatter.write_str(", which this request cannot cause"),
            Some((name, "")) => write!(formatter, ", and the request has no `{name}`"),
            Some((name, value)) => write!(formatter, ", and the request has `{name}` {value}"),
        }
    }
}
