//! Bash, whose words are not ours.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::env::{Bash, EnvCompleter};

/// What bash is to run.
const SCRIPT: &str = include_str!("bash.sh");

/// Bash with a script of our own: that of `clap_complete` loses its place in `name=value`, where bash begins new words.
pub(crate) struct WholeWords;

impl EnvCompleter for WholeWords {
    fn name(&self) -> &'static str {
        Bash.name()
    }

    fn is(&self, name: &str) -> bool {
        Bash.is(name)
    }

    fn write_registration(
        &self,
        var: &str,
        name: &str,
        bin: &str,
        completer: &str,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        let words = [("NAME", name), ("BIN", bin), ("VAR", var), ("COMPLETER", completer)];
        let script = words.iter().fold(SCRIPT.to_owned(), |script, (word, text)| script.replace(word, text));
        buf.write_all(script.as_bytes())
    }

    fn write_complete(
        &self,
        cmd: &mut Command,
        args: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        Bash.write_complete(cmd, args, current_dir, buf)
    }
}
