//! Requests over plain HTTP, byte by byte: a callback can arrive in pieces, and its sender can go away before the response.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{sleep, timeout};

/// How long a response may take, as at the gateway.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The most bytes of a response that are read.
const MAX_RESPONSE: u64 = 64 * 1024;
/// How long a sender that hangs up waits for a response.
const HANG_UP: Duration = Duration::from_secs(3);
/// Pieces of a body, and the time between them.
const PIECES: usize = 8;
const PAUSE: Duration = Duration::from_millis(25);

/// An address of a shop on this machine: `http://HOST[:PORT]/PATH?QUERY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// With the port.
    host: String,
    target: String,
}

/// Where requests may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    ThisMachine,
    Anywhere,
}

/// How a request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    AtOnce,
    InPieces,
    /// The connection is closed when the response begins to arrive, or is late.
    HangUp,
}

/// Why there is no response.
#[derive(Debug)]
pub(super) enum HttpError {
    /// The address is not one that the probe sends to.
    InvalidUrl,
    /// The host is another machine.
    OtherMachine,
    Failed(io::Error),
    TimedOut,
    /// What came is not HTTP.
    InvalidResponse,
}

impl std::fmt::Display for HttpError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InvalidUrl => formatter.write_str("the URL does not have the form http://127.0.0.1:8000/path"),
            Self::OtherMachine => formatter.write_str("the URL leads to another machine"),
            Self::Failed(error) => error.fmt(formatter),
            Self::TimedOut => write!(formatter, "no response within {} s", TIMEOUT.as_secs()),
            Self::InvalidResponse => formatter.write_str("the response is not HTTP"),
        }
    }
}

/// A response: the HTTP status, and the body as text.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) body: String,
    /// Whether all of the body arrived.
    pub(super) is_whole: bool,
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Self, HttpError> {
        let rest = url.strip_prefix("http://").ok_or(HttpError::InvalidUrl)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let path = path.split('#').next().unwrap_or_default();
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        if host.is_empty() || host.contains('@') || !is_plain(host) || !is_plain(path) {
            return Err(HttpError::InvalidUrl);
        }
        let after_name = host.rsplit_once(']').map_or(host, |(_, rest)| rest);
        let host = if after_name.contains(':') { host.to_owned() } else { format!("{host}:80") };
        let target = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { host, target })
    }

    async fn connect(&self, reach: Reach) -> Result<TcpStream, HttpError> {
        let addresses: Vec<SocketAddr> = lookup_host(&self.host).await.map_err(HttpError::Failed)?.collect();
        let is_local = |address: &SocketAddr| address.ip().to_canonical().is_loopback();
        if reach == Reach::ThisMachine && !addresses.iter().all(is_local) {
            return Err(HttpError::OtherMachine);
        }
        TcpStream::connect(addresses.as_slice()).await.map_err(HttpError::Failed)
    }
}

/// Sends a request, and reads its response; `None` after [`Manner::HangUp`].
pub(super) async fn request(
    method: &str,
    address: &Address,
    headers: &[(&str, &str)],
    body: &str,
    manner: Manner,
    reach: Reach,
) -> Result<Option<Response>, HttpError> {
    let exchange = async {
        let mut stream = address.connect(reach).await?;
        write(&mut stream, method, address, headers, body, manner).await.map_err(HttpError::Failed)?;
        if manner == Manner::HangUp {
            // Whatever came of it, nobody reads it.
            let _ = timeout(HANG_UP, stream.peek(&mut [0])).await;
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let read = stream.take(MAX_RESPONSE).read_to_end(&mut bytes).await;
        // A server that closes a connection too early has responded nevertheless.
        match (parse(&bytes), read) {
            (Some(response), Err(_)) => Ok(Some(Response { is_whole: false, ..response })),
            (Some(response), Ok(_)) => Ok(Some(response)),
            (None, Err(error)) => Err(HttpError::Failed(error)),
            (None, Ok(_)) => Err(HttpError::InvalidResponse),
        }
    };
    timeout(TIMEOUT, exchange).await.map_err(|_| HttpError::TimedOut)?
}

async fn write(
    stream: &mut TcpStream,
    method: &str,
    address: &Address,
    headers: &[(&str, &str)],
    body: &str,
    manner: Manner,
) -> io::Result<()> {
    // HTTP/1.0: the response is not chunked, and ends with the connection.
    let mut head = format!("{method} {} HTTP/1.0\r\nHost: {}\r\nConnection: close\r\n", address.target, address.host);
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.extend(["Content-Length: ", &body.len().to_string(), "\r\n\r\n"]);
    stream.set_nodelay(true)?;
    if manner != Manner::InPieces {
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await?;
        return stream.flush().await;
    }
    stream.write_all(head.as_bytes()).await?;
    for piece in body.as_bytes().chunks(body.len().div_ceil(PIECES).max(1)) {
        sleep(PAUSE).await;
        stream.write_all(piece).await?;
        stream.flush().await?;
    }
    Ok(())
}

fn parse(bytes: &[u8]) -> Option<Response> {
    let end = bytes.windows(4).position(|end| end == b"\r\n\r\n");
    let (head, body) = end.map_or((bytes, &[][..]), |end| (&bytes[..end], &bytes[end + 4..]));
    let head = String::from_utf8_lossy(head);
    let status = head.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.get(..3)?.parse().ok()?;
    let is_whole =
        content_length(&head).is_none_or(|length| body.len() >= length) && (bytes.len() as u64) < MAX_RESPONSE;
    Some(Response { status, body: String::from_utf8_lossy(body).into_owned(), is_whole })
}

fn content_length(head: &str) -> Option<usize> {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let (_, length) = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?;
    length.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Address, parse};

    #[test]
    fn addresses_are_plain_http() {
        let parsed = |url| Address::parse(url).ok().map(|address| (address.host, address.target));
        let some = |host: &str, target: &str| Some((host.to_owned(), target.to_owned()));
        assert_eq!(parsed("http://127.0.0.1:8000/a?b=c#d"), some("127.0.0.1:8000", "/a?b=c"));
        assert_eq!(parsed("http://localhost"), some("localhost:80", "/"));
        assert_eq!(parsed("http://[::1]?a"), some("[::1]:80", "/?a"));
        for url in ["https://localhost/", "http://", "http:///a", "http://a@b/", "http://a/\r\nX: y", "ftp://a/", ""] {
            assert_eq!(parsed(url), None, "{url}");
        }
    }

    #[test]
    fn a_response_has_a_status_and_a_body() {
        let response = parse(b"HTTP/1.1 404 Not Found\r\na: b\r\n\r\nc\r\n\r\nd").unwrap();
        assert_eq!((response.status, response.body.as_str(), response.is_whole), (404, "c\r\n\r\nd", true));
        let with_length = |body: &str| parse(format!("HTTP/1.0 200 OK\r\nContent-length: 3\r\n\r\n{body}").as_bytes());
        assert!(with_length("abc").is_some_and(|response| response.is_whole));
        assert!(with_length("ab").is_some_and(|response| !response.is_whole));
        assert!(parse(b"SSH-2.0").is_none() && parse(b"HTTP/1.1 x").is_none() && parse(b"").is_none());
    }
}
