//! A folder stands where a file is asked for, and a file where a folder is.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "folder")]
struct Capture;

#[derive(flitt_client::Api)]
#[flitt(schemas = "capture.json")]
struct Everything;

fn main() {}
