//! The API of the gateway, made of the files in `schemas/`: a type and a module for each endpoint.

use flitt_derive::Api;

/// Every endpoint of the gateway that has a schema file.
#[derive(Api, Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[flitt(schemas = "schemas", crate = crate)]
pub struct Flitt;
