//! Requests, and the traits that generated types implement.

use std::fmt;
use std::marker::PhantomData;

use crate::answer::FromAnswer;
use crate::schema::compiled::LazyEndpoint;
use crate::values::{Invalid, Values};

/// An endpoint of the gateway, made of a schema file by the derive macro of the same name.
pub trait Endpoint {
    /// Its normal answer.
    type Response: FromAnswer;
    /// What the schema file says, without the words of the documentation.
    const SCHEMA: &'static LazyEndpoint;
}

/// A request to the endpoint `E` that passed every check of its table. Only builders make one.
pub struct Request<E> {
    values: Values,
    endpoint: PhantomData<fn() -> E>,
}

impl<E> Request<E> {
    /// The texts that will be signed and sent.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }
}

impl<E: Endpoint> Request<E> {
    /// Checks what a builder has collected.
    #[doc(hidden)]
    pub fn checked(values: Values) -> Result<Self, Invalid> {
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

/// Without sensitive values.
impl<E: Endpoint> fmt::Debug for Request<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values.debug(&E::SCHEMA.request, &E::SCHEMA.name, formatter)
    }
}

/// The endpoints of a folder of schema files, made by the derive macro of the same name.
pub trait Api {
    /// What each file says, in alphabetical order.
    const ENDPOINTS: &'static [&'static LazyEndpoint];
    /// Every file that was read, by its name in the folder, with its text.
    const FILES: &'static [(&'static str, &'static str)];
}
