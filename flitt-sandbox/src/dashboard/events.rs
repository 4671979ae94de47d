//! Server-sent events, without content, that make open pages of the dashboard update.

use std::convert::Infallible;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::sync::watch;

use crate::journal::Journal;

/// One event immediately, and one after each change. The stream ends when the sandbox stops.
pub(super) fn stream(journal: &Journal, stopped: watch::Receiver<()>) -> impl IntoResponse + use<> {
    let mut changed = journal.watch();
    changed.mark_changed();
    let events = stream::unfold((changed, stopped), |(mut changed, mut stopped)| async {
        tokio::select! {
            result = changed.changed() => result.ok()?,
            _ = stopped.changed() => return None,
        }
        Some((Ok::<Event, Infallible>(Event::default().data("changed")), (changed, stopped)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
