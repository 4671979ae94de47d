//! Long-running checks: many concurrent clients, and a sandbox that is killed again and again.
//!
//! ```sh
//! cargo run --release -p flitt-sandbox --example endurance -- load 60
//! cargo run --release -p flitt-sandbox --example endurance -- load 60 state
//! cargo run --release -p flitt-sandbox --example endurance -- kill 100
//! ```
//!
//! Fails when an order or a callback was lost, when a callback was sent more often than documented, or when memory grew
//! without orders. The sandbox runs in a separate process, which is this program with the command `serve`.

mod kill;
mod load;
mod server;
mod shop;
mod work;

use std::time::Duration;

/// Any error ends the program.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["load", seconds] => load::run(Duration::from_secs(seconds.parse()?), None).await,
        ["load", seconds, "state"] => {
            let folder = tempfile::tempdir()?;
            load::run(Duration::from_secs(seconds.parse()?), Some(&folder.path().join("state"))).await
        }
        ["kill", times] => kill::run(times.parse()?).await,
        ["serve"] => server::serve(None).await,
        ["serve", state] => server::serve(Some(state)).await,
        _ => Err("expected `load SECONDS`, `load SECONDS state` or `kill TIMES`".into()),
    }
}
