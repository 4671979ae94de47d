//! The name of a parameter is misspelt.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let request = Capture::request().order_id("1").amount(100).currency("GEL").coment("why").build();
    drop(request);
}
