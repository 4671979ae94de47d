//! One mandatory parameter is not set.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let request = Capture::request().order_id("1").currency("GEL").build();
    drop(request);
}
