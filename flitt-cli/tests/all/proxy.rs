//! The proxy settings of the environment. Each test sets them for the process of `flitt`, so it needs no process of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use crate::flitt::flitt;

/// Accepts one connection, returns its first line, and rejects it.
fn proxy() -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let received = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut line = String::new();
        BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").unwrap();
        line
    });
    (address, received)
}

#[test]
fn the_gateway_is_reached_through_the_proxy() {
    let (address, received) = proxy();
    let call = flitt("call --test order_status order_id=1").env_remove("NO_PROXY").env_remove("no_proxy");
    // The proxy sees the name of the gateway, but neither the request nor its response.
    call.env("HTTPS_PROXY", &address).env("https_proxy", &address).assert().code(2).stdout_eq("");
    assert_eq!(received.join().unwrap().trim_end(), "CONNECT pay.flitt.com:443 HTTP/1.1");
}

#[test]
fn local_addresses_bypass_the_proxy() {
    // Plain HTTP is allowed for this machine only because the request does not leave it.
    let unreachable = "http://127.0.0.1:1";
    let call = flitt("call --sandbox order_status order_id=1").env_remove("NO_PROXY").env_remove("no_proxy");
    let call = call.env("HTTP_PROXY", unreachable).env("http_proxy", unreachable).env("ALL_PROXY", unreachable);
    call.assert()
        .code(1)
        .stderr_eq("error: the gateway rejected the request to `order_status`: code 1018: [..]\nhelp: [..]\n");
}
