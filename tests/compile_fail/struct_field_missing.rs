//! The struct of the mandatory parameters lacks two.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let request = capture::Mandatory { order_id: "1".into() }.request().build();
    drop(request);
}
