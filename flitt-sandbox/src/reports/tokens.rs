//! Access tokens for reports.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::model::report_token::ReportToken;
use crate::random;
use crate::store::{Changes, Store};

/// How long a token is valid.
pub(super) const LIFETIME: Duration = Duration::from_secs(3602);

/// The maximum number of valid tokens: a new one replaces the oldest.
const MAX_TOKENS: usize = 1000;

/// The valid tokens.
#[derive(Default)]
pub(super) struct ReportTokens {
    tokens: Mutex<HashMap<String, ReportToken>>,
    store: Arc<Store>,
}

impl ReportTokens {
    /// Tokens that were issued before. New ones are handed to the store.
    pub(super) fn new(store: Arc<Store>, tokens: Vec<ReportToken>) -> Self {
        let tokens = tokens.into_iter().map(|token| (token.token.clone(), token)).collect();
        Self { tokens: Mutex::new(tokens), store }
    }

    /// A new token for a company; `None` if the system provides no random numbers.
    pub(super) fn issue(&self, company: &str, now: Duration) -> Option<String> {
        let token = random::token().ok()?;
        let expires_at = now.saturating_add(LIFETIME);
        let mut tokens = self.valid(now);
        while tokens.len() >= MAX_TOKENS {
            let Some(oldest) = tokens.values().min_by_key(|token| token.expires_at).map(|token| token.token.clone())
            else {
                break;
            };
            tokens.remove(&oldest);
        }
        let issued = ReportToken { token: token.clone(), company: company.to_owned(), expires_at };
        if self.store.is_persistent() {
            self.store.write(Changes { tokens: vec![issued.clone()], clock: now, ..Changes::default() }, drop);
        }
        tokens.insert(token.clone(), issued);
        Some(token)
    }

    /// The company of a token, if it is valid.
    pub(super) fn company(&self, token: &str, now: Duration) -> Option<String> {
        self.valid(now).get(token).map(|token| token.company.clone())
    }

    /// The tokens, after expired ones are removed.
    fn valid(&self, now: Duration) -> MutexGuard<'_, HashMap<String, ReportToken>> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|_, token| token.expires_at > now);
        tokens
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{LIFETIME, MAX_TOKENS, ReportTokens};

    #[test]
    fn the_oldest_token_makes_room() {
        let tokens = ReportTokens::default();
        let at = |second| Duration::from_secs(second);
        let first = tokens.issue("1019", at(0)).unwrap();
        let second = tokens.issue("1019", at(1)).unwrap();
        for _ in 2..=MAX_TOKENS {
            tokens.issue("1019", at(2)).unwrap();
        }
        assert_eq!(tokens.company(&first, at(3)), None);
        assert_eq!(tokens.company(&second, at(3)).as_deref(), Some("1019"));
        assert_eq!(tokens.company(&second, at(1) + LIFETIME), None);
    }
}
