//! Colours, and outputs that do not take everything.

mod common;

use std::process::{Command, Stdio};

use common::flitt;

#[test]
fn colours_are_for_those_who_want_them() {
    let out = |arguments: &str, variables: &[(&str, &str)]| {
        let command = variables.iter().fold(flitt(arguments), |command, (name, value)| command.env(name, value));
        let output = command.output().expect("it runs");
        let texts = [output.stdout, output.stderr].concat();
        String::from_utf8(texts).expect("it is UTF-8")
    };
    for arguments in ["check broken", "show greet --schemas shop", "show nothing", "list --schemas nowhere"] {
        assert!(!out(arguments, &[]).contains('\u{1b}'), "{arguments}");
        assert!(out(arguments, &[("CLICOLOR_FORCE", "1")]).contains("\u{1b}["), "{arguments}");
        let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
        assert!(!out(arguments, &both).contains('\u{1b}'), "{arguments}");
    }
    for format in ["json", "short", "github"] {
        let findings = out(&format!("check broken --format {format}"), &[("CLICOLOR_FORCE", "1")]);
        assert!(findings.contains("strnig") && !findings.contains('\u{1b}'), "{findings}");
    }
}

#[test]
fn whoever_reads_no_further_has_seen_enough() {
    let mut export = Command::new(env!("CARGO_BIN_EXE_flitt"))
        .args(["export", "openapi"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(export.stdout.take());
    let output = export.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

/// A device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_told() {
    let full = std::fs::File::options().write(true).open("/dev/full").expect("there is such a device");
    let list = Command::new(env!("CARGO_BIN_EXE_flitt")).arg("list").stdout(full).output().expect("it runs");
    assert_eq!(list.status.code(), Some(2));
    let told = String::from_utf8(list.stderr).expect("it is UTF-8");
    assert!(told.starts_with("error: cannot write to stdout: No space left"), "{told}");
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let refused = flitt("show").arg(std::ffi::OsStr::from_bytes(b"\xff")).assert().code(2).stdout_eq("");
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(told.starts_with("error: invalid UTF-8 was detected in one or more arguments"), "{told}");
}
