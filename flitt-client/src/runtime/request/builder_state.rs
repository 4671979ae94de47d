/// A mandatory parameter that is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set;

/// A mandatory parameter that is not set yet. Such a request does not compile, and the compiler's message names the
/// parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unset;

/// The bound of setters for parameters that the credentials set. No type has it.
#[diagnostic::on_unimplemented(
    message = "the builder has no setter for the merchant's id",
    label = "remove this call: the id comes from the `Credentials` of the client"
)]
pub trait SetByCredentials {}

/// The bound of setters for the signature. No type has it.
#[diagnostic::on_unimplemented(
    message = "the builder has no setter for the signature",
    label = "remove this call: the client signs the request when it sends it"
)]
pub trait SetBySigning {}
