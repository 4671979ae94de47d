//! The derive stands on an enum.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
enum Capture {}

fn main() {}
