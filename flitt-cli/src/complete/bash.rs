//! Completion in bash, which splits words at `=`.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::env::{Bash, EnvCompleter};

use crate::output::shell_quoted;

/// The script for bash, a template.
const SCRIPT: &str = include_str!("bash.sh");

/// Bash with a script that treats `name=value` as one word; that of `clap_complete` counts words as bash splits them.
pub(crate) struct WholeWordBash;

impl EnvCompleter for WholeWordBash {
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
        let completer = shell_quoted(completer);
        let placeholders = [("NAME", name), ("BIN", bin), ("VAR", var), ("COMPLETER", &completer)];
        let script = placeholders
            .iter()
            .fold(SCRIPT.to_owned(), |script, (placeholder, text)| script.replace(placeholder, text));
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
