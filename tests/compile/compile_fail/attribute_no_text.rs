//! The path is no text.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = capture.json)]
struct Capture;

fn main() {}
