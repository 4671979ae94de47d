//! Names that clash in Rust: with a function that is there anyway, and with each other. The rest of the program compiles.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "faulty/clashes.json")]
struct Faulty;

fn main() {
    let request = Faulty::request().order_id("1").answer(clashes::Answer::Y).amount(100).build();
    drop(request);
}
