/// A mandatory parameter that is set.
#[derive(Clone, Copy, Debug)]
pub struct Set;

/// A mandatory parameter that is not set yet. The compiler refuses to build such a request, and names the parameter.
#[derive(Clone, Copy, Debug)]
pub struct Unset;
