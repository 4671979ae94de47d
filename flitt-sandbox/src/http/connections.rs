//! The open connections: a limited number. Idle ones are closed when new ones come.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

/// The open connections of a server.
pub(crate) struct Connections {
    limit: usize,
    open: Arc<Mutex<HashMap<u64, ConnectionHandle>>>,
    next_number: u64,
}

impl Connections {
    /// At most `limit` connections.
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, open: Arc::default(), next_number: 0 }
    }

    /// Adds a connection. Above the limit, others are closed.
    pub(crate) fn add(&mut self, peer: IpAddr) -> OpenConnection {
        while lock(&self.open).len() >= self.limit {
            self.close_one();
        }
        let (number, handle) = (self.next_number, ConnectionHandle::new(peer));
        self.next_number += 1;
        lock(&self.open).insert(number, handle.clone());
        OpenConnection { number, handle, open: Arc::clone(&self.open) }
    }

    /// Closes the connection that has done nothing for the longest time: one without a complete request if there is
    /// any. So clients that open connections and send nothing lock nobody out.
    pub(crate) fn close_one(&self) {
        let mut open = lock(&self.open);
        let oldest = open.iter().min_by_key(|(_, handle)| handle.activity()).map(|(number, _)| *number);
        if let Some(handle) = oldest.and_then(|number| open.remove(&number)) {
            handle.abort();
        }
    }
}

/// A connection in the table, until it is dropped.
pub(crate) struct OpenConnection {
    number: u64,
    pub(crate) handle: ConnectionHandle,
    open: Arc<Mutex<HashMap<u64, ConnectionHandle>>>,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        lock(&self.open).remove(&self.number);
    }
}

/// What a request and the server know of its connection.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionHandle(Arc<State>);

#[derive(Debug)]
struct State {
    peer: IpAddr,
    is_aborted: AtomicBool,
    aborted: Notify,
    activity: Mutex<Activity>,
}

/// Whether a complete request is being processed, and since when this is so or not. The least one is closed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Activity {
    is_busy: bool,
    since: Instant,
}

impl ConnectionHandle {
    /// A connection without a request.
    pub(crate) fn new(peer: IpAddr) -> Self {
        let activity = Activity { is_busy: false, since: Instant::now() };
        Self(Arc::new(State { peer, is_aborted: false.into(), aborted: Notify::new(), activity: activity.into() }))
    }

    /// The address of the client.
    pub(crate) fn peer(&self) -> IpAddr {
        self.0.peer
    }

    /// Aborts the connection: nothing more is written to it.
    pub(crate) fn abort(&self) {
        self.0.is_aborted.store(true, Ordering::Relaxed);
        self.0.aborted.notify_one();
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.0.is_aborted.load(Ordering::Relaxed)
    }

    /// Waits until it is aborted.
    pub(super) async fn aborted(&self) {
        self.0.aborted.notified().await;
    }

    /// Records that a complete request has arrived.
    pub(crate) fn begin_request(&self) {
        self.set_busy(true);
    }

    /// Records that the response begins.
    pub(super) fn end_request(&self) {
        self.set_busy(false);
    }

    fn set_busy(&self, is_busy: bool) {
        *lock(&self.0.activity) = Activity { is_busy, since: Instant::now() };
    }

    fn activity(&self) -> Activity {
        *lock(&self.0.activity)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No change consists of two steps.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::Connections;

    #[test]
    fn idle_connections_are_closed_before_busy_ones_and_old_ones_before_new_ones() {
        let mut connections = Connections::new(3);
        let mut add = || connections.add(Ipv4Addr::LOCALHOST.into());
        let (busy, old, new) = (add(), add(), add());
        busy.handle.begin_request();
        let more = add();
        let closed = |all: [&super::OpenConnection; 4]| all.map(|connection| connection.handle.is_aborted());
        assert_eq!(closed([&busy, &old, &new, &more]), [false, true, false, false]);
        new.handle.begin_request();
        more.handle.begin_request();
        add();
        assert_eq!(closed([&busy, &old, &new, &more]), [true, true, false, false]);
    }

    #[test]
    fn a_connection_that_ended_leaves_its_place() {
        let mut connections = Connections::new(1);
        let first = connections.add(Ipv4Addr::LOCALHOST.into());
        let handle = first.handle.clone();
        drop(first);
        let _second = connections.add(Ipv4Addr::LOCALHOST.into());
        assert!(!handle.is_aborted());
    }
}
