//! Values of wrong types: text for an amount, a floating point number for one, a number or a borrowed `Option` for a text,
//! text for a closed list.

#[derive(flitt_client::Endpoint)]
#[flitt(schema = "capture.json")]
struct Capture;

fn main() {
    let builder = Capture::request().order_id("1").amount("100").currency("GEL");
    let builder = builder.comment(7).channel("web");
    let written: Option<String> = None;
    let builder = builder.comment(&written);
    drop(builder.amount(10.20).build());
}
