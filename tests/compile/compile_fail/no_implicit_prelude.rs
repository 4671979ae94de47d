//! A known limit: without the prelude, the attributes of tools that generated code has are not found.
#![no_implicit_prelude]

#[derive(::flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {}
