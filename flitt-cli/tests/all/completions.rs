//! `completions`, and what shells complete.

use snapbox::cmd::Command;
use snapbox::str;

use crate::flitt::flitt;

/// What a shell is offered at the end of a line.
fn complete_in_fish(line: &str) -> Command {
    flitt(&format!("-- {line}")).env("COMPLETE", "fish")
}

#[test]
fn completes_endpoints_and_parameters() {
    complete_in_fish("flitt show check").assert().code(0).stdout_eq(str![[r#"
checkout_redirect	Creates an order out of a form that the payer's own browser posts, and sends the browser on to the checkout page
checkout_token	Creates an order and returns a token that opens it in the embedded page or a mobile SDK
checkout_url	Creates an order and returns the address of the page where the payer pays it

"#]]);
    complete_in_fish("flitt call checkout_url required").assert().code(0).stdout_eq(str![[r#"
required_rectoken=	Asks for a card token in the result, with which the card can be charged later

"#]]);
    complete_in_fish("flitt sign checkout_url preauth=").assert().code(0).stdout_eq(str![[r#"
preauth=Y	Hold the money until the merchant captures it
preauth=N	Take the money at once

"#]]);
    complete_in_fish("flitt call --schemas shop charge --test c").assert().code(0).stdout_eq(str![[r#"
currency=

"#]]);
    complete_in_fish("flitt completions f").assert().code(0).stdout_eq(str![[r#"
fish

"#]]);
}

/// The replacements that bash offers for the last word as it splits the line: it also splits at `=`.
#[cfg(unix)]
fn complete_in_bash(line: &str) -> String {
    let last = line.rsplit([' ', '=']).next().unwrap_or_default();
    let program = env!("CARGO_BIN_EXE_flitt");
    let script = format!(
        "flitt() {{ {program:?} \"$@\"; }}; source <(flitt completions bash)
        COMP_LINE=$1 COMP_POINT=${{#1}}; _complete_flitt flitt \"$2\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let bash = Command::new("bash").args(["--norc", "-c", &script, "bash", line, last]).env_remove("FLITT_SCHEMAS");
    let output = bash.output().expect("there is a bash");
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

#[cfg(unix)]
#[test]
fn bash_completes_values_after_the_equals_sign() {
    assert_eq!(complete_in_bash("flitt sign checkout_url preauth="), "Y\nN\n");
    assert_eq!(complete_in_bash("flitt sign checkout_url version= order_id=1 currency=G"), "GEL\nGBP\n");
    assert_eq!(complete_in_bash("flitt call order_status ord"), "order_id=\n");
    assert_eq!(complete_in_bash("flitt check --format=j"), "json\n");
    assert_eq!(complete_in_bash("flitt show order_s"), "order_status\n");
}

/// Files with names that mean something to a shell, or have a card number, and a plain one.
#[cfg(unix)]
fn hostile_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let names = [
        "schemas-$(touch PWNED).json",
        "schemas-*",
        "schemas-a b",
        "schemas-`id`",
        "schemas-;id",
        "schemas-4444555566661111",
    ];
    for name in names.into_iter().chain(["schemas-plain.json"]) {
        std::fs::write(folder.path().join(name), "").expect("it can be written");
    }
    folder
}

#[cfg(unix)]
#[test]
fn names_of_files_are_offered_only_if_they_are_plain() {
    let folder = hostile_folder();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        for line in ["check sch", "sandbox --state sch", "list --schemas=sch"] {
            let last = line.split(' ').count();
            let output = flitt(&format!("-- flitt {line}"))
                .env("COMPLETE", shell)
                .env("_CLAP_COMPLETE_INDEX", last.to_string())
                .current_dir(folder.path())
                .output()
                .expect("it runs");
            let offered = String::from_utf8(output.stdout).expect("it is UTF-8");
            let expected = if line.contains('=') { "--schemas=schemas-plain.json" } else { "schemas-plain.json" };
            assert_eq!(offered.trim_end(), expected, "{shell}: {line}");
        }
    }
}

/// Also if the program offered something else.
#[cfg(unix)]
#[test]
fn bash_expands_and_runs_nothing() {
    let folder = hostile_folder();
    let run = |flitt: &str| {
        let program = env!("CARGO_BIN_EXE_flitt");
        let script = format!(
            "source <({program:?} completions bash); flitt() {{ {flitt}; }}
            COMP_WORDS=(flitt check sch) COMP_CWORD=2 COMP_LINE='flitt check sch' COMP_POINT=15
            _complete_flitt flitt sch check
            for candidate in \"${{COMPREPLY[@]}}\"; do eval \"printf '%s\\n' $candidate\"; done"
        );
        let bash = Command::new("bash").args(["--norc", "-c", &script]).current_dir(folder.path());
        let output = bash.output().expect("there is a bash");
        String::from_utf8(output.stdout).expect("it is UTF-8")
    };
    let program = env!("CARGO_BIN_EXE_flitt");
    assert_eq!(run(&format!("{program:?} \"$@\"")), "schemas-plain.json\n");
    let hostile = r"printf '%s\n' '$(touch PWNED)' '*' 'a b' '`touch PWNED`' 'a;touch PWNED' '' plain 'a=b'";
    assert_eq!(run(hostile), "plain\na=b\n");
    assert!(!folder.path().join("PWNED").exists(), "a name was run");
}

#[test]
fn each_shell_has_its_script() {
    for (shell, expected) in [
        ("bash", "complete -o nospace -F _complete_flitt flitt"),
        ("elvish", "set edit:completion:arg-completer[flitt]"),
        ("fish", "complete --keep-order --exclusive --command flitt"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName flitt"),
        ("zsh", "compdef _clap_dynamic_completer_flitt flitt"),
    ] {
        let output = flitt(&format!("completions {shell}")).output().expect("it runs");
        let script = String::from_utf8(output.stdout).expect("it is UTF-8");
        assert!(output.status.success() && script.contains(expected), "{shell}: {script}");
    }
    flitt("completions tcsh").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid value 'tcsh' for '<SHELL>'
  [possible values: bash, elvish, fish, powershell, zsh]

  tip: a similar value exists: 'zsh'

For more information, try '--help'.

"#]]);
}

/// A description and a listed value can have a card number.
#[test]
fn no_card_number_is_offered() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let text = r#"{ "endpoint": "pay", "doc": "Pays with 4444 5555 6666 1111. And more.", "path": "/api/pay", "key": "none", "request": [
        { "name": "card", "type": "string", "doc": "Such as 4444555566661111.", "values": ["4444555566661111", "other"] } ],
        "response": { "signed": "never", "rows": [] } }"#;
    std::fs::write(folder.path().join("pay.json"), text).expect("it can be written");
    let complete = |line: &str| complete_in_fish(line).env("FLITT_SCHEMAS", folder.path()).assert().code(0);
    complete("flitt show p").stdout_eq(str![[r#"
pay	Pays with [card_number]

"#]]);
    complete("flitt call pay c").stdout_eq(str![[r#"
card=	Such as [card_number]

"#]]);
    complete("flitt call pay card=").stdout_eq(str![[r#"
card=other

"#]]);
}
