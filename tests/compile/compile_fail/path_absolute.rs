//! The path is absolute.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "/schemas/capture.json")]
struct Capture;

fn main() {}
