//! Only a builder makes a request.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let request = capture::Request(());
    drop(request);
}
