//! Only a builder makes a request.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let values = flitt_client::request::Values::new(9).number(3, 100);
    let request = capture::Request(values);
    drop(request);
}
