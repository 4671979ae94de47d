//! The files are in a folder within the folder, which is not read.

#[derive(flitt_client::Api)]
#[flitt(schemas = "nested_only")]
struct Shop;

fn main() {}
