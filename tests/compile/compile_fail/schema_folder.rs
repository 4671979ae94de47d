//! Two files of a folder are faulty, one of them cannot be read at all. The others serve.

#[derive(flitt_client::Api)]
#[flitt(schemas = "folder")]
struct Shop;

fn main() {
    drop(Pay::request().order_id("1").build());
    drop(Broken::request().order_id("1").build());
    drop(Cut::request().build());
    let _ = <Shop as flitt_client::Api>::ENDPOINTS;
}
