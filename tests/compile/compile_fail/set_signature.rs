//! Nobody sets the signature by hand.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let builder = Capture::request().order_id("1").amount(100).currency("GEL");
    drop(builder.signature("0000000000000000000000000000000000000000").build());
}
