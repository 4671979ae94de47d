//! What commands read: files, stdin, and the bodies of requests, responses and callbacks.

mod body;
mod gateway_text;

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};

pub(crate) use self::body::{Body, BodyError, is_enveloped};
pub(crate) use self::gateway_text::{parse_gateway_text, response_gateway_text};
use crate::output::CommandError;

/// The largest input, in bytes (1 MiB).
const MAX_INPUT_SIZE: u64 = 1024 * 1024;

/// The text of a file, or of stdin for `-`, without its byte order mark.
pub(crate) fn read_text(path: &str) -> Result<String, CommandError> {
    let name = input_name(path);
    let error = |error: CommandError| error.context(format!("cannot read {name}"));
    let bytes = if path == "-" {
        if io::stdin().is_terminal() {
            return Err(error(CommandError::usage("it is a terminal")).help("pipe the text in, or name a file"));
        }
        read_limited(io::stdin().lock())
    } else {
        File::open(path).and_then(read_limited)
    };
    let bytes = bytes
        .map_err(|cause| error(CommandError::usage(cause)).help("check the path and the permissions of the file"))?;
    if bytes.len() as u64 > MAX_INPUT_SIZE {
        return Err(error(CommandError::usage("it is larger than 1 MiB")));
    }
    flitt_schema::decode(&bytes).ok_or_else(|| error(CommandError::usage("it is not UTF-8")).help("save it as UTF-8"))
}

/// The name of an input in messages.
pub(crate) fn input_name(path: &str) -> String {
    if path == "-" { "stdin".to_owned() } else { format!("`{path}`") }
}

/// One byte more than the limit shows that there is too much.
fn read_limited(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_INPUT_SIZE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
