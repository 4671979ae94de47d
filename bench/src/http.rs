//! HTTP/1.1 written by hand, for the ends that are not measured: as cheap as it can be.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection that is kept, and what was read from it.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    /// Takes a connection.
    pub fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(8 * 1024) })
    }

    /// Writes a whole message.
    pub async fn write(&mut self, message: &[u8]) -> io::Result<()> {
        self.stream.write_all(message).await
    }

    /// Reads a whole message; nothing at the end of the connection. Messages must have their length in the head.
    pub async fn read(&mut self) -> io::Result<Option<&[u8]>> {
        self.read.clear();
        loop {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Ok(None);
            }
            if length(&self.read).is_some_and(|length| self.read.len() >= length) {
                return Ok(Some(&self.read));
            }
        }
    }
}

/// The length of the message that begins so, once its head is there.
fn length(message: &[u8]) -> Option<usize> {
    let end = message.windows(4).position(|it| it == b"\r\n\r\n")?;
    let name = b"content-length: ";
    let start = message[..end].windows(name.len()).position(|it| it.eq_ignore_ascii_case(name))? + name.len();
    let digits = message[start..].iter().take_while(|byte| byte.is_ascii_digit());
    let body = digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
    Some(end + 4 + body)
}

/// A POST as it is written.
pub fn post(address: &str, path: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A response as it is written.
pub fn response(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
