//! Values are set by the builder of a request; their type is not public.

fn main() {
    let values = flitt_client::request::Values::new(9).number(3, 100);
    drop(values);
}
