//! The derive stands on a struct with fields.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture {
    order_id: String,
}

fn main() {}
