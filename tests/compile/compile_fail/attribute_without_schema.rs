//! The attribute does not name the file.

#[derive(flitt_client::Endpoint)]
#[flitt(crate = flitt_client)]
struct Capture;

fn main() {}
