//! Tells open pages of the desk that there is something new: server-sent events without content.

use std::convert::Infallible;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::sync::watch;

use crate::gateway::Gateway;

/// Where events come from, and when they end.
#[derive(Clone)]
pub(crate) struct Events {
    stopped: watch::Receiver<()>,
}

impl Events {
    /// Events until the sandbox stops: an open page holds nothing up.
    pub(crate) fn new(stopped: watch::Receiver<()>) -> Self {
        Self { stopped }
    }

    /// One event at once, and one whenever something has happened since the last.
    pub(super) fn stream(self, gateway: &Gateway) -> impl IntoResponse + use<> {
        let mut news = gateway.journal.watch();
        news.mark_changed();
        let events = stream::unfold((news, self.stopped), |(mut news, mut stopped)| async {
            tokio::select! {
                changed = news.changed() => changed.ok()?,
                _ = stopped.changed() => return None,
            }
            Some((Ok::<Event, Infallible>(Event::default().data("news")), (news, stopped)))
        });
        Sse::new(events).keep_alive(KeepAlive::default())
    }
}
