//! `send.json` would make `Send` a struct in all code around the derive.

#[derive(flitt_client::Api)]
#[flitt(schemas = "hides")]
struct Partner;

fn spawn(task: impl FnOnce() + Send + 'static) {
    drop(std::thread::spawn(task));
}

fn main() {
    spawn(|| drop(Partner));
}
