//! The folder has an endpoint `shop`, whose type could not be named.

#[derive(flitt_client::Api)]
#[flitt(schemas = "named")]
struct Shop;

fn main() {
    let _ = <Shop as flitt_client::Api>::ENDPOINTS;
}
