//! The types within a generated module: requests with their builders, responses, and enumerations of listed values.

pub(crate) mod builder;
pub(crate) mod enums;
pub(crate) mod parameters;
pub(crate) mod request;
pub(crate) mod response;
