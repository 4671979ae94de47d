//! Two mandatory parameters are not set.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let request = Capture::request().order_id("1").comment("two are missing").build();
    drop(request);
}
