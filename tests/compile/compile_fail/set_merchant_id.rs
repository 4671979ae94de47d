//! The merchant comes from the credentials.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let builder = Capture::request().order_id("1").amount(100).currency("GEL");
    drop(builder.merchant_id(1549901).build());
}
