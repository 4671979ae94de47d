//! A macro for the path of a file that a build script writes.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = concat!(env!("OUT_DIR"), "/points.json"))]
struct Points;

fn main() {}
