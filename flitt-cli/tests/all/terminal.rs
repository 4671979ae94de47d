//! Colours, closed pipes and full devices.

use std::process::{Command, Stdio};

use crate::flitt::flitt;

#[test]
fn colours_follow_the_environment() {
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
        let diagnostics = out(&format!("check broken --format {format}"), &[("CLICOLOR_FORCE", "1")]);
        assert!(diagnostics.contains("strnig") && !diagnostics.contains('\u{1b}'), "{diagnostics}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    for arguments in [&["export", "openapi"][..], &["list"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_flitt"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

/// A device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error() {
    let full = std::fs::File::options().write(true).open("/dev/full").expect("the device exists");
    let list = Command::new(env!("CARGO_BIN_EXE_flitt")).arg("list").stdout(full).output().expect("it runs");
    assert_eq!(list.status.code(), Some(2));
    let message = String::from_utf8(list.stderr).expect("it is UTF-8");
    assert!(message.starts_with("error: cannot write to stdout: No space left"), "{message}");
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf_8_are_rejected() {
    use std::os::unix::ffi::OsStrExt as _;
    let rejected = flitt("show").arg(std::ffi::OsStr::from_bytes(b"\xff")).assert().code(2).stdout_eq("");
    let message = String::from_utf8_lossy(&rejected.get_output().stderr).into_owned();
    assert!(message.starts_with("error: invalid UTF-8 was detected in one or more arguments"), "{message}");
}
