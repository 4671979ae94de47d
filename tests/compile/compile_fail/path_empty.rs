//! The path is empty.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "")]
struct Capture;

fn main() {}
