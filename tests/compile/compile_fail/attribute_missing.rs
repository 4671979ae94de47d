//! The attribute is missing.

#[derive(flitt_client::Endpoint)]
struct Capture;

#[derive(flitt_client::Api)]
struct Everything;

fn main() {}
