//! An `Option` for a mandatory parameter, of each kind.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let (order, amount, currency) = (Some("1"), Some(100), Some(String::from("GEL")));
    drop(Capture::request().order_id(order).amount(amount).currency(currency).build());
}
