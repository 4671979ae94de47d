//! Access tokens for reports.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::random;

/// How long a token is valid.
pub(super) const LIFETIME: Duration = Duration::from_secs(3602);

/// The valid tokens.
#[derive(Debug, Default)]
pub(super) struct ReportTokens {
    tokens: Mutex<HashMap<String, Token>>,
}

#[derive(Debug)]
struct Token {
    company: String,
    expires_at: Duration,
}

impl ReportTokens {
    /// A new token for a company; `None` if the system provides no random numbers.
    pub(super) fn issue(&self, company: &str, now: Duration) -> Option<String> {
        let token = random::token().ok()?;
        let expires_at = now.saturating_add(LIFETIME);
        self.valid(now).insert(token.clone(), Token { company: company.to_owned(), expires_at });
        Some(token)
    }

    /// The company of a token, if it is valid.
    pub(super) fn company(&self, token: &str, now: Duration) -> Option<String> {
        self.valid(now).get(token).map(|token| token.company.clone())
    }

    /// The tokens, after expired ones are removed.
    fn valid(&self, now: Duration) -> MutexGuard<'_, HashMap<String, Token>> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|_, token| token.expires_at > now);
        tokens
    }
}
