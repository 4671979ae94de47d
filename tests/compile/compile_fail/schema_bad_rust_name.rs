//! A name on the wire is none in Rust. What could be read is there all the same: the rest of the program compiles.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "faulty/bad_rust_name.json")]
struct Faulty;

fn main() {
    let request = Faulty::request().order_id("1").amount(100).build();
    drop(request);
}
