//! The signals that end a program.

use std::future::Future;

/// Listens, from now on, for a signal that ends the program. The future waits for it and names it. Where signals cannot be received, it
/// waits for ever.
#[cfg(unix)]
pub(super) fn interrupted() -> impl Future<Output = &'static str> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen =
        || Ok((signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?));
    let signals: std::io::Result<_> = listen();
    async {
        let Ok((mut interrupt, mut terminate, mut hangup)) = signals else { return std::future::pending().await };
        tokio::select! {
            _ = interrupt.recv() => "SIGINT",
            _ = terminate.recv() => "SIGTERM",
            _ = hangup.recv() => "SIGHUP",
        }
    }
}

/// Listens, from now on, for Ctrl-C.
#[cfg(windows)]
pub(super) fn interrupted() -> impl Future<Output = &'static str> {
    let signal = tokio::signal::windows::ctrl_c();
    async {
        let Ok(mut signal) = signal else { return std::future::pending().await };
        signal.recv().await;
        "Ctrl-C"
    }
}

/// Waits for ever: signals are not received here.
#[cfg(not(any(unix, windows)))]
pub(super) fn interrupted() -> impl Future<Output = &'static str> {
    std::future::pending()
}
