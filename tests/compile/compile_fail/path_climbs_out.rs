//! The path climbs out of the package.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "../capture.json")]
struct Capture;

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "faulty/../../capture.json")]
struct Hidden;

fn main() {}
