//! The attribute has an unknown key.

#[derive(flitt_client::Endpoint)]
#[flitt(shcema = "capture.json")]
struct Capture;

#[derive(flitt_client::Api)]
#[flitt(schema = "capture.json")]
struct Everything;

fn main() {}
