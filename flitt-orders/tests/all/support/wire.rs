//! The way to the sandbox, on which requests and responses can be lost.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use flitt_client::transport::{HttpRequest, HttpResponse, ResponseFuture, Transport, TransportError};
use flitt_sandbox::Sandbox;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// There is no connection.
    Connect,
    /// It is lost on the way, after its bytes were sent.
    RequestLost,
    /// It is carried out, and its response is lost.
    ResponseLost,
}

pub(crate) struct Wire {
    sandbox: Arc<Sandbox>,
    fates: Mutex<VecDeque<(String, Fate)>>,
    sent: Mutex<Vec<String>>,
    /// The body of each response from a path that contains this text.
    constant: Mutex<Option<(String, Vec<u8>)>>,
}

impl Wire {
    pub(crate) fn new(sandbox: Arc<Sandbox>) -> Self {
        Self { sandbox, fates: Mutex::default(), sent: Mutex::default(), constant: Mutex::default() }
    }

    /// What becomes of the next request to a path that contains this text.
    pub(crate) fn next(&self, path: &str, fate: Fate) {
        self.fates.lock().expect("a lock").push_back((path.to_owned(), fate));
    }

    /// Responds with these signed values to each request to a path that contains this text.
    pub(crate) fn always(&self, path: &str, signed: &[u8]) {
        let body = [b"{\"response\":", signed, b"}"].concat();
        *self.constant.lock().expect("a lock") = Some((path.to_owned(), body));
    }

    /// How many requests were sent to paths that contain this text.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.sent.lock().expect("a lock").iter().filter(|sent| sent.contains(path)).count()
    }

    fn fate(&self, url: &str) -> Option<Fate> {
        let mut fates = self.fates.lock().expect("a lock");
        let position = fates.iter().position(|(path, _)| url.contains(path.as_str()))?;
        fates.remove(position).map(|(_, fate)| fate)
    }
}

impl Transport for Wire {
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t> {
        Box::pin(async move {
            let fate = self.fate(request.url);
            if fate == Some(Fate::Connect) {
                return Err(TransportError::Connect("refused".into()));
            }
            self.sent.lock().expect("a lock").push(request.url.to_owned());
            if fate == Some(Fate::RequestLost) {
                return Err(TransportError::Timeout(None));
            }
            let constant = self.constant.lock().expect("a lock").clone();
            if let Some((_, body)) = constant.filter(|(path, _)| request.url.contains(path.as_str())) {
                return Ok(HttpResponse::new(200, body));
            }
            let path = request.url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
            let path = path.expect("a path").to_owned();
            let (status, body) = self.sandbox.respond(&path, request.content_type, request.body.to_vec()).await;
            if fate == Some(Fate::ResponseLost) {
                return Err(TransportError::Timeout(None));
            }
            Ok(HttpResponse::new(status, body))
        })
    }
}
