//! `expand` and `completions`.

#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes snapshots in this form")]

mod common;

use common::flitt;
use snapbox::cmd::Command;
use snapbox::str;

#[test]
fn expand_prints_rust_that_is_formatted() {
    let output = flitt("expand shop/look_up.json").output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("it is UTF-8");
    assert!(output.status.success() && output.stderr.is_empty());
    for expected in [
        "\npub mod look_up {\n",
        "\n    pub static SCHEMA: __flitt::LazyEndpoint = __flitt::LazyEndpoint::new(\n",
        "for LookUp {\n",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    let folder = String::from_utf8(flitt("expand shop").output().expect("it runs").stdout).expect("it is UTF-8");
    for endpoint in ["Charge", "Greet", "LookUp", "PayOut"] {
        assert!(folder.contains(&format!("    pub struct {endpoint};\n")), "{endpoint}");
    }
}

#[test]
fn what_cannot_be_expanded_is_told() {
    flitt("expand broken/refund.json").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: `broken/refund.json` cannot be expanded: 3 findings
broken/refund.json:4:10: `key` cannot be `paymnet`
  |
4 |   "key": "paymnet",
  |          ^^^^^^^^^ did you mean `payment`?
  |
  = help: `key` is `payment`, `payout`, `company` or `none`

broken/refund.json:5:45: `type` cannot be `strnig`
  |
5 |   "request": [{ "name": "order_id", "type": "strnig", "max_length": 8 }],
  |                                             ^^^^^^^^ did you mean `string`?
  |
  = help: `type` is `string`, `integer`, `boolean`, `decimal`, `object`, `list`, `map` or `texts`

broken/tables/receipt.json:3:66: `max_length` of 0 makes no sense
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                                                                  ^
  |
  = help: `max_length` goes from 1 to 1000000 characters; write null where there is no limit
help: correct what is found; `flitt check` shows it too

"#]]);
    flitt("expand broken/tables/receipt.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `broken/tables/receipt.json` cannot be expanded: it is shared by endpoints, and is expanded with them
help: name the file of an endpoint, or a whole folder

"#]]);
    flitt("expand ../../../schemas/endpoint.schema.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `../../../schemas/endpoint.schema.json` is a schema for editors, not a schema file
help: name the file of an endpoint, such as schemas/order_status.json

"#]]);
    // In the folder of the tables, whose name is not written then.
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/shop/tables");
    flitt("expand receipt.json").current_dir(here).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `receipt.json` cannot be expanded: it is shared by endpoints, and is expanded with them
help: name the file of an endpoint, or a whole folder

"#]]);
    flitt("expand nowhere.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no file or folder `nowhere.json`
help: check the path

"#]]);
    flitt("expand pages").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `pages` cannot be expanded: there are no schema files in it
help: name the file of an endpoint, or a whole folder

"#]]);
    flitt("expand").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the following required arguments were not provided:
  <SCHEMA>

Usage: flitt expand <SCHEMA>

For more information, try '--help'.

"#]]);
}

/// What a shell is offered at the end of a line.
fn offered(line: &str) -> Command {
    flitt(&format!("-- {line}")).env("COMPLETE", "fish")
}

#[test]
fn shells_complete_endpoints_and_parameters() {
    offered("flitt show check").assert().code(0).stdout_eq(str![[r#"
checkout_redirect	Creates an order out of a form that the payer's own browser posts, and sends the browser on to the checkout page
checkout_token	Creates an order and answers with a token that opens it in the embedded page or a mobile SDK
checkout_url	Creates an order and answers with the address of the page where the payer pays it

"#]]);
    offered("flitt call checkout_url required").assert().code(0).stdout_eq(str![[r#"
required_rectoken=	Asks for a card token in the result, with which the card can be charged later

"#]]);
    offered("flitt sign checkout_url preauth=").assert().code(0).stdout_eq(str![[r#"
preauth=Y	Hold the money until the merchant captures it
preauth=N	Take the money at once

"#]]);
    offered("flitt call --schemas shop charge --test c").assert().code(0).stdout_eq(str![[r#"
currency=

"#]]);
    offered("flitt completions f").assert().code(0).stdout_eq(str![[r#"
fish

"#]]);
}

/// What bash puts in the place of the last word that it sees, which is not ours: it breaks words at `=`.
#[cfg(unix)]
fn completed_by_bash(line: &str) -> String {
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
fn bash_completes_values_behind_the_equals_sign() {
    assert_eq!(completed_by_bash("flitt sign checkout_url preauth="), "Y\nN\n");
    assert_eq!(completed_by_bash("flitt sign checkout_url version= order_id=1 currency=G"), "GEL\nGBP\n");
    assert_eq!(completed_by_bash("flitt call order_status ord"), "order_id=\n");
    assert_eq!(completed_by_bash("flitt check --format=j"), "json\n");
    assert_eq!(completed_by_bash("flitt show order_s"), "order_status\n");
}

#[test]
fn each_shell_has_its_script() {
    for (shell, expected) in [
        ("bash", "complete -o nospace -o bashdefault -F _complete_flitt flitt"),
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
