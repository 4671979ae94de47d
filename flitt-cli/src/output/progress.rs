//! What a command prints while it runs.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use super::safe::for_stderr;

/// Prints a note at once, for a command that continues.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "note: {}", for_stderr(text));
}

/// Shows in a terminal how long something takes; the line is removed when it ends.
pub(crate) async fn with_progress<T>(what: &str, future: impl Future<Output = T>) -> T {
    if !io::stderr().is_terminal() {
        return future.await;
    }
    let start = Instant::now();
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    let mut future = std::pin::pin!(future);
    loop {
        tokio::select! {
            result = &mut future => {
                replace_line("");
                return result;
            }
            _ = seconds.tick() => replace_line(&format!("{what}, {} s", start.elapsed().as_secs())),
        }
    }
}

/// Replaces the last line of the terminal. Progress is optional, so errors are ignored.
fn replace_line(line: &str) {
    let mut stderr = anstream::stderr();
    let _ = write!(stderr, "\r\u{1b}[2K{}", for_stderr(line));
    let _ = stderr.flush();
}
