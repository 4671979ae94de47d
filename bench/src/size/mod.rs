//! The size of the smallest program that creates an order: by our client, and by hand.

use crate::compile::packages::{Package, project};
use crate::{Outcome, Row, Target};

const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";

/// The row of the table.
pub fn rows() -> Outcome<Vec<Row>> {
    let client = project().join("flitt-client");
    let ours = format!("flitt-client = {{ path = {client:?} }}\n{TOKIO}");
    let by_hand = format!(
        "hex = \"0.4\"\nreqwest = {{ version = \"0.13\", default-features = false, features = [\"rustls\"] }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\nsha1 = \"0.11\"\n{TOKIO}"
    );
    let ours = Package::program("size-ours", &ours, include_str!("ours.rs.txt"))?.size()?;
    let theirs = Package::program("size-by-hand", &by_hand, include_str!("by_hand.rs.txt"))?.size()?;
    let (ours, theirs) = (u32::try_from(ours)?, u32::try_from(theirs)?);
    Ok(vec![Row {
        what: "stripped release program that creates an order".to_owned(),
        ours: format!("{} kB", ours / 1000),
        compared_with: "by hand: reqwest + serde_json + sha1".to_owned(),
        theirs: format!("{} kB", theirs / 1000),
        ratio: f64::from(ours) / f64::from(theirs),
        target: Target::AtMost(1.1),
    }])
}
