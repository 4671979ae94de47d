//! The derive stands on a struct with a lifetime.

#[derive(flitt_client::Api)]
#[flitt(schemas = "faulty")]
struct Everything<'a>;

fn main() {}
