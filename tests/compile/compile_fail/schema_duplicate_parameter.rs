//! A parameter is there twice. What could be read is there all the same: the rest of the program compiles.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "faulty/duplicate_parameter.json")]
struct Faulty;

fn main() {
    let request = Faulty::request().order_id("1").amount(100).build();
    drop(request);
}
