//! Two files of a folder describe an endpoint of one name.

#[derive(flitt_client::Api)]
#[flitt(schemas = "folder_of_twins")]
struct Shop;

fn main() {
    drop(Pay::request().order_id("1").build());
    let _ = <Shop as flitt_client::Api>::ENDPOINTS;
}
