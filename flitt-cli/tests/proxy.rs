//! Proxies of the environment: a variable of a process cannot be set for one test, so another process has it.

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use common::flitt;

/// Takes one connection, gives its first line, and refuses.
fn proxy() -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut line = String::new();
        BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").unwrap();
        line
    });
    (address, asked)
}

#[test]
fn the_gateway_is_reached_by_the_proxy_of_the_environment() {
    let (address, asked) = proxy();
    let call = flitt("call --test order_status order_id=1").env_remove("NO_PROXY").env_remove("no_proxy");
    // The proxy sees the name of the gateway, and neither the request nor its answer.
    call.env("HTTPS_PROXY", &address).env("https_proxy", &address).assert().code(2).stdout_eq("");
    assert_eq!(asked.join().unwrap().trim_end(), "CONNECT pay.flitt.com:443 HTTP/1.1");
}

#[test]
fn no_proxy_stands_between_this_machine_and_itself() {
    // Plain http goes to this machine because nothing of it leaves the machine.
    let nobody = "http://127.0.0.1:1";
    let call = flitt("call --sandbox order_status order_id=1").env_remove("NO_PROXY").env_remove("no_proxy");
    let call = call.env("HTTP_PROXY", nobody).env("http_proxy", nobody).env("ALL_PROXY", nobody);
    call.assert()
        .code(1)
        .stderr_eq("error: the gateway refuses the request to `order_status`: code 1018: [..]\nhelp: [..]\n");
}
