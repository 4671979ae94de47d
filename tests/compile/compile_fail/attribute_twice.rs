//! A key of the attribute is given twice.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json", schema = "other.json")]
struct Capture;

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
#[flitt(schema = "capture.json")]
struct Again;

fn main() {}
