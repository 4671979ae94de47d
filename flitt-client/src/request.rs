//! The traits that generated types implement.

use crate::answer::FromAnswer;
use crate::schema::compiled::LazyEndpoint;
use crate::values::Values;

/// An endpoint of the gateway, made of a schema file by the derive macro of the same name.
pub trait Endpoint {
    /// Its request.
    type Request: Request<Endpoint = Self>;
    /// Its normal answer.
    type Response: FromAnswer;
    /// What the schema file says, without the words of the documentation.
    const SCHEMA: &'static LazyEndpoint;
}

/// A request that passed every check of its table. Only builders make one.
pub trait Request {
    /// The endpoint that it is for.
    type Endpoint: Endpoint<Request = Self>;

    /// The texts that will be signed and sent.
    fn values(&self) -> &Values;
}

/// The endpoints of a folder of schema files, made by the derive macro of the same name.
pub trait Api {
    /// What each file says, in alphabetical order.
    const ENDPOINTS: &'static [&'static LazyEndpoint];
    /// Every file that was read, by its name in the folder, with its text.
    const FILES: &'static [(&'static str, &'static str)];
}
