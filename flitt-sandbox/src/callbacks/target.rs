//! Where callbacks may be sent.

use std::net::IpAddr;

use reqwest::Url;

use super::options::AllowedTargets;

/// The URL of a callback, or the reason why nothing is sent there. `own_url` is the sandbox itself, whose demo shop
/// receives callbacks wherever it listens.
pub(super) fn target(url: &str, allowed: AllowedTargets, own_url: &str) -> Result<Url, String> {
    let url = Url::parse(url).map_err(|error| format!("the URL is invalid: {error}"))?;
    if url.scheme() != "http" {
        return Err(format!("the sandbox sends callbacks only by http, not by {}", url.scheme()));
    }
    let host = url.host_str().unwrap_or_default();
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_loopback = ip.map_or(host == "localhost", |ip| ip.to_canonical().is_loopback());
    let is_allowed = allowed == AllowedTargets::Any || url.origin().ascii_serialization() == own_url;
    if is_loopback || is_allowed {
        Ok(url)
    } else {
        Err(format!("{host} is not a loopback address; `allow_callbacks_anywhere` permits it"))
    }
}
