//! A parameter that is set on one way only counts as not set.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let amount = std::env::args().next().map(|_| 100);
    let mut builder = Capture::request().order_id("1").currency("GEL");
    if let Some(amount) = amount {
        builder = builder.amount(amount);
    }
    drop(builder.build());
}
