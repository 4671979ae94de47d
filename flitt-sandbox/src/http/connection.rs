//! One connection: it can be aborted without a response, and a client that does not read its response is dropped.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::connections::ConnectionHandle;

/// A connection that can be aborted.
pub(super) struct Connection {
    stream: TcpStream,
    handle: ConnectionHandle,
    write_timeout: Duration,
    /// When what is being written must have left. There is none while nothing waits for the client.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    /// `write_timeout` is the time that a client has to read what was written for it, all of it.
    pub(super) fn new(stream: TcpStream, handle: ConnectionHandle, write_timeout: Duration) -> Self {
        Self { stream, handle, write_timeout, deadline: None }
    }

    fn check(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        if self.handle.is_aborted() {
            return Err(ErrorKind::ConnectionAborted.into());
        }
        let is_late = self.deadline.as_mut().is_some_and(|deadline| deadline.as_mut().poll(context).is_ready());
        if is_late { Err(ErrorKind::TimedOut.into()) } else { Ok(()) }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check(context)?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if written.is_pending() && self.deadline.is_none() {
            self.deadline = Some(Box::pin(sleep(self.write_timeout)));
            self.check(context)?;
        }
        written
    }

    /// It is called once everything was handed to [`poll_write`](Self::poll_write).
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.deadline = None;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
