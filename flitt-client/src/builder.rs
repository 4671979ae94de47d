//! What builders of requests remember of their mandatory parameters.

/// A mandatory parameter that is set.
#[derive(Clone, Copy, Debug)]
pub struct Set;

/// A mandatory parameter that is not set yet. A builder that has one cannot build: the compiler names the parameter.
#[derive(Clone, Copy, Debug)]
pub struct Unset;
