//! The path of the crate means another thing in each module.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json", crate = self::flitt_client)]
struct Capture;

fn main() {}
