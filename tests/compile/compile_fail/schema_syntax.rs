//! A comma is missing. What could be read is there all the same: the rest of the program compiles.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "faulty/syntax.json")]
struct Faulty;

fn main() {
    let request = Faulty::request().order_id("1").build();
    drop(request);
}
