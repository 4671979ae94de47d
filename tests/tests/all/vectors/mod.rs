//! Every signature that the gateway's documentation prints for the endpoints of this workspace: requests through the
//! generated types, responses through generated decoding and verification.

mod requests;
mod responses;

use flitt_client::Credentials;
use flitt_tests::Vector;

/// Whether the payout key signs it.
fn is_payout(vector: &Vector) -> bool {
    vector.path.as_deref() == Some("/api/p2pcredit")
}

/// The credentials that sign or verify a vector.
fn credentials_of(vector: &Vector, merchant: u64) -> Credentials {
    if is_payout(vector) {
        Credentials::new(merchant, "not this one").with_payout_key(vector.key.as_str())
    } else {
        Credentials::new(merchant, vector.key.as_str()).with_payout_key("not this one")
    }
}
