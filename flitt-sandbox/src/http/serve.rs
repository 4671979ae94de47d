//! Accepts connections and serves requests, within limits of number and time. `axum::serve` has none of them.

use std::io::ErrorKind;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower_service::Service as _;

use super::connection::Connection;
use super::connections::{Connections, OpenConnection};

/// How long to wait after a connection could not be accepted, as there are too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// The limits of connections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionLimits {
    /// The maximum number of open connections.
    pub(crate) connections: usize,
    /// How long the head of a request may take, from the end of the response before it: also the time that a
    /// connection is kept open without a request.
    pub(crate) head: Duration,
    /// The maximum size of the head of a request, in bytes.
    pub(crate) head_size: usize,
    /// How long a client may take to read a response.
    pub(crate) response: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 512,
            head: Duration::from_secs(10),
            head_size: 32 * 1024,
            response: Duration::from_secs(30),
        }
    }
}

/// Serves requests until the signal to stop, and then waits for those that are running.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    mut stopped: watch::Receiver<()>,
) {
    let mut connections = Connections::new(limits.connections);
    let mut running = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let open = connections.add(peer.ip());
                    running.spawn(serve_connection(stream, open, router.clone(), limits, stopped.clone()));
                }
                Err(error) if is_of_client(error.kind()) => {}
                Err(_) => {
                    connections.close_one();
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = running.join_next() => {}
            _ = stopped.changed() => break,
        }
    }
    drop(listener);
    while running.join_next().await.is_some() {}
}

/// Whether an error of `accept` is that of one client, and not of this process.
fn is_of_client(error: ErrorKind) -> bool {
    matches!(error, ErrorKind::ConnectionAborted | ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset)
}

async fn serve_connection(
    stream: TcpStream,
    open: OpenConnection,
    router: Router,
    limits: ConnectionLimits,
    mut stopped: watch::Receiver<()>,
) {
    let handle = &open.handle;
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(handle.clone());
        let response = router.clone().call(request.map(Body::new));
        async move {
            let response = response.await;
            handle.end_request();
            response
        }
    });
    let io = TokioIo::new(Connection::new(stream, handle.clone(), limits.response));
    // Only HTTP/1, also where another crate switches HTTP/2 on: the limits are those of HTTP/1.
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(limits.head_size)
        .serve_connection(io, service);
    let mut connection = std::pin::pin!(connection);
    let mut is_stopping = false;
    loop {
        tokio::select! {
            // Its errors are those of the client, which does not hear of them.
            _ = connection.as_mut() => break,
            () = handle.aborted() => break,
            _ = stopped.changed(), if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use axum::Router;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::watch;

    use super::{ConnectionLimits, serve};

    const LONG: Duration = Duration::from_secs(10 * 60);
    /// More than the buffers of a connection hold.
    const LARGE: usize = 64 * 1024 * 1024;

    struct Server {
        address: SocketAddr,
        running: watch::Sender<()>,
    }

    async fn start(limits: ConnectionLimits) -> Server {
        let (listener, (running, stopped)) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), watch::channel(()));
        let address = listener.local_addr().unwrap();
        let large = || async { vec![b'x'; LARGE] };
        let router = Router::new().route("/", get(|| async { "here" })).route("/large", get(large));
        tokio::spawn(serve(listener, router, limits, stopped));
        Server { address, running }
    }

    fn limits() -> ConnectionLimits {
        ConnectionLimits { connections: 8, head: LONG, head_size: 16 * 1024, response: LONG }
    }

    impl Server {
        async fn send(&self, bytes: &str) -> TcpStream {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            stream.write_all(bytes.as_bytes()).await.unwrap();
            stream
        }
    }

    /// Everything until the server closes the connection.
    async fn read(mut stream: TcpStream) -> String {
        let mut bytes = Vec::new();
        // A connection that is reset is closed, too.
        let _ = tokio::time::timeout(LONG, stream.read_to_end(&mut bytes)).await.unwrap();
        String::from_utf8(bytes).unwrap()
    }

    const REQUEST: &str = "GET / HTTP/1.1\r\nhost: localhost\r\n";
    const CLOSE: &str = "connection: close\r\n\r\n";

    #[tokio::test]
    async fn unfinished_heads_and_bodies_make_room_for_new_requests() {
        let server = start(limits()).await;
        let mut open = Vec::new();
        for number in 0..40 {
            let begun =
                ["", "GET", REQUEST, "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nx"][number % 4];
            open.push(server.send(begun).await);
        }
        let response = read(server.send(&format!("{REQUEST}{CLOSE}")).await).await;
        assert!(response.ends_with("here"), "{response}");
        assert_eq!(read(open.remove(0)).await, "");
    }

    #[tokio::test]
    async fn a_slow_head_and_an_idle_connection_are_closed() {
        let head = Duration::from_millis(100);
        let server = start(ConnectionLimits { head, ..limits() }).await;
        assert_eq!(read(server.send("").await).await, "");
        assert_eq!(read(server.send(REQUEST).await).await, "");
        let response = read(server.send(&format!("{REQUEST}\r\n")).await).await;
        assert!(response.ends_with("here"), "it was kept open after the response, and closed: {response}");
        // One byte at a time does not make it longer.
        let mut slow = server.send(REQUEST).await;
        while slow.write_all(b"a").await.is_ok() {
            tokio::time::sleep(head / 20).await;
        }
    }

    #[tokio::test]
    async fn a_head_that_is_too_long_is_rejected() {
        let server = start(limits()).await;
        let response = read(server.send(&format!("{REQUEST}a: {}\r\n{CLOSE}", "x".repeat(20_000))).await).await;
        assert!(response.starts_with("HTTP/1.1 431 "), "{response}");
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_is_dropped() {
        let server = start(ConnectionLimits { response: Duration::from_millis(100), ..limits() }).await;
        let request = format!("GET /large HTTP/1.1\r\nhost: localhost\r\n{CLOSE}");
        let mut slow = server.send(&request).await;
        // In pieces: on a busy machine, the limit and the whole time would be over at the same moment.
        for _ in 0..40 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let (mut length, mut buffer) = (0, vec![0; 64 * 1024]);
        while let Ok(read @ 1..) = slow.read(&mut buffer).await {
            length += read;
        }
        assert!(length < LARGE, "{length}");
        let whole = read(start(limits()).await.send(&request).await).await;
        assert!(whole.len() > LARGE);
    }

    #[tokio::test]
    async fn http_2_is_not_spoken() {
        let server = start(limits()).await;
        assert_eq!(read(server.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await).await, "");
    }

    #[tokio::test]
    async fn idle_connections_do_not_delay_the_stop() {
        let server = start(limits()).await;
        let mut idle = server.send(&format!("{REQUEST}\r\n")).await;
        idle.read_u8().await.unwrap();
        drop(server.running);
        assert!(read(idle).await.ends_with("here"));
    }
}
