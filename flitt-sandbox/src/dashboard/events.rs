//! Server-sent events, without content, that make open pages of the dashboard update.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::journal::Journal;

/// The maximum number of open streams. The oldest one ends when another one begins; a page that is still open connects
/// again by itself.
const MAX_STREAMS: u64 = 32;
/// How long a stream lasts.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// The streams of a dashboard, which are numbered.
#[derive(Clone)]
pub(super) struct Streams(Arc<watch::Sender<u64>>);

impl Default for Streams {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }
}

impl Streams {
    /// One event immediately, and one after each change. The stream ends when the sandbox stops, after its lifetime, and
    /// when it is too old.
    pub(super) fn open(&self, journal: &Journal, stopped: watch::Receiver<()>) -> impl IntoResponse + use<> {
        Sse::new(self.events(journal, stopped, LIFETIME)).keep_alive(KeepAlive::default())
    }

    fn events(
        &self,
        journal: &Journal,
        stopped: watch::Receiver<()>,
        lifetime: Duration,
    ) -> impl Stream<Item = Result<Event, Infallible>> + Send + use<> {
        let mut changed = journal.watch();
        changed.mark_changed();
        let mut number = 0;
        self.0.send_modify(|newest| {
            *newest += 1;
            number = *newest;
        });
        let (newest, end) = (self.0.subscribe(), Instant::now() + lifetime);
        stream::unfold((changed, newest, stopped), move |(mut changed, mut newest, mut stopped)| async move {
            tokio::select! {
                biased;
                _ = stopped.changed() => return None,
                _ = newest.wait_for(|newest| newest - number >= MAX_STREAMS) => return None,
                () = sleep_until(end) => return None,
                result = changed.changed() => result.ok()?,
            }
            Some((Ok(Event::default().data("changed")), (changed, newest, stopped)))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::time::Duration;

    use futures_util::StreamExt as _;
    use tokio::sync::watch;

    use super::{MAX_STREAMS, Streams};
    use crate::journal::Journal;
    use crate::model::merchant::Merchant;
    use crate::schemas::Schemas;

    const LONG: Duration = Duration::from_secs(10 * 60);

    fn journal() -> Journal {
        Journal::new(Schemas::shared().unwrap(), vec![Merchant::test()].into())
    }

    #[tokio::test]
    async fn the_oldest_stream_ends_when_there_are_too_many() {
        let (journal, streams, (_running, stopped)) = (journal(), Streams::default(), watch::channel(()));
        let mut oldest = pin!(streams.events(&journal, stopped.clone(), LONG));
        let mut second = pin!(streams.events(&journal, stopped.clone(), LONG));
        assert!(oldest.next().await.is_some() && second.next().await.is_some());
        for _ in 2..MAX_STREAMS {
            drop(streams.events(&journal, stopped.clone(), LONG));
        }
        journal.notify();
        assert!(oldest.next().await.is_some());
        drop(streams.events(&journal, stopped.clone(), LONG));
        journal.notify();
        assert!(oldest.next().await.is_none());
        assert!(second.next().await.is_some());
    }

    #[tokio::test]
    async fn a_stream_ends_after_its_lifetime_and_with_the_sandbox() {
        let (journal, streams, (running, stopped)) = (journal(), Streams::default(), watch::channel(()));
        let mut short = pin!(streams.events(&journal, stopped.clone(), Duration::from_millis(20)));
        assert!(short.next().await.is_some());
        assert!(short.next().await.is_none());
        let mut long = pin!(streams.events(&journal, stopped, LONG));
        drop(running);
        assert!(long.next().await.is_none());
    }
}
