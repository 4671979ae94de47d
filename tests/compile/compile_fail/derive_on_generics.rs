//! The derive stands on a struct with type parameters.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture<T>;

fn main() {}
