//! The access token for reports of a company.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A token for reports.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ReportToken {
    pub(crate) token: String,
    /// The ID of the company whose reports it opens.
    pub(crate) company: String,
    /// When it ends, since 1970-01-01 UTC.
    pub(crate) expires_at: Duration,
}
