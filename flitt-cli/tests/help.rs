//! Help, and arguments that are none.

#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes snapshots in this form")]

mod common;

use common::flitt;
use snapbox::str;

#[test]
fn the_program_tells_its_commands_and_environment() {
    flitt("--help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Schema files and requests of the payment gateway Flitt

Usage: flitt <COMMAND>

Commands:
  check        Check schema files: 0 clean, 1 findings, 2 cannot run
  new          Write a first version of a schema file: 0 written, 2 cannot run
  list         List the endpoints
  show         Show the tables of one endpoint
  sign         Print the signed body of a request
  verify       Verify an answer or a callback: 0 valid, 1 invalid, 2 cannot be read
  call         Send a request, and print the answer as JSON
  sandbox      Run a local gateway until it is stopped
  import       Turn a documentation page into a schema file: 0 written, 1 no table, 2 cannot run
  diff         Compare a schema with a documentation page: 0 the same, 1 differences, 2 cannot run
  expand       Print the Rust that the derive makes of a schema file, or of a folder
  export       Write documents made of the schemas: an API description, JSON Schemas, a reference
               site
  completions  Print what makes a shell complete commands, endpoints and parameters
  help         Print this message or the help of the given subcommand(s)

Options:
  -h, --help     Print help
  -V, --version  Print version

Environment:
  FLITT_MERCHANT_ID   the merchant's number
  FLITT_PAYMENT_KEY   the key that signs payments
  FLITT_PAYOUT_KEY    the key that signs payouts, where there are any
  FLITT_COMPANY_KEY   the key that signs requests for reports, where there are any
  FLITT_BASE_URL      the gateway's address, when it is not https://pay.flitt.com
  FLITT_SCHEMAS       a folder of schema files used instead of the built-in ones
  NO_COLOR            no colours, also in a terminal

Keys are taken from the environment only: arguments are shown to every user of the machine.

"#]]);
}

#[test]
fn each_command_tells_its_arguments() {
    flitt("check --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Check schema files: 0 clean, 1 findings, 2 cannot run

Usage: flitt check [OPTIONS] [PATH]...

Arguments:
  [PATH]...
          Folders of schema files, or single files [default: the folder `schemas`]

Options:
      --format <FORMAT>
          How findings are written

          Possible values:
          - full:   With the lines of the file, for people
          - short:  One line each: file, line, column, message
          - github: For annotations of workflows on GitHub
          - json:   For other programs
          
          [default: full]

      --deny-warnings
          Warnings count as findings too

      --fix
          Write the files in their canonical form first: keys in order, two spaces, lines that fit

  -h, --help
          Print help (see a summary with '-h')

"#]]);
    flitt("list --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
List the endpoints

Usage: flitt list [OPTIONS]

Options:
      --schemas <DIR>  Use the schema files of this folder instead of the built-in ones
  -h, --help           Print help

"#]]);
    flitt("show --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Show the tables of one endpoint

Usage: flitt show [OPTIONS] <ENDPOINT>

Arguments:
  <ENDPOINT>  The name of the endpoint, as `flitt list` shows it

Options:
      --schemas <DIR>  Use the schema files of this folder instead of the built-in ones
  -h, --help           Print help

"#]]);
    flitt("sign --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Print the signed body of a request

Usage: flitt sign [OPTIONS] <ENDPOINT> [PARAM]...

Arguments:
  <ENDPOINT>  The name of the endpoint, as `flitt list` shows it
  [PARAM]...  Its parameters

Options:
      --explain              Show on stderr what is signed, with the key masked
      --gateway-text <FILE>  Show it beside what the gateway hashed: a file with its answer of error
                             1014, or with the text that it told
      --test                 Use the gateway's public test merchant instead of the one of the
                             environment
      --schemas <DIR>        Use the schema files of this folder instead of the built-in ones
  -h, --help                 Print help

A PARAM is one of
  name=value   one parameter; `version=` leaves the version out
  @FILE        a JSON object of parameters from a file
  -            a JSON object of parameters from stdin

Sensitive parameters (card numbers, tokens) come from a file or stdin only.

"#]]);
    flitt("verify --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Verify an answer or a callback: 0 valid, 1 invalid, 2 cannot be read

Usage: flitt verify [OPTIONS] [FILE]

Arguments:
  [FILE]  The body as it was received, JSON or a form [default: stdin]

Options:
      --explain        Show on stderr what is signed, with the key masked, and beside it what the
                       gateway says that it signed
      --key <KEY>      The key that signed it, when it is not the one of its table [possible values:
                       payment, payout]
      --test           Use the gateway's public test merchant instead of the one of the environment
      --schemas <DIR>  Use the schema files of this folder instead of the built-in ones
  -h, --help           Print help

"#]]);
    flitt("call --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Send a request, and print the answer as JSON

Usage: flitt call [OPTIONS] <ENDPOINT> [PARAM]...

Arguments:
  <ENDPOINT>  The name of the endpoint, as `flitt list` shows it
  [PARAM]...  Its parameters

Options:
      --sandbox         Send it to a fresh gateway inside this program, as the test merchant
      --dry-run         Print what would be sent, and send nothing
      --json            Print one JSON object for programs: outcome and answer, or what went wrong
      --retries <N>     How often to ask again when no answer came, where the schema says that a
                        repeat does no harm [default: 2]
      --show-sensitive  Print sensitive values too, such as card tokens
      --test            Use the gateway's public test merchant instead of the one of the environment
      --schemas <DIR>   Use the schema files of this folder instead of the built-in ones
  -h, --help            Print help

A PARAM is one of
  name=value   one parameter; `version=` leaves the version out
  @FILE        a JSON object of parameters from a file
  -            a JSON object of parameters from stdin

Sensitive parameters (card numbers, tokens) come from a file or stdin only.

"#]]);
}

#[test]
fn the_sandbox_tells_its_arguments() {
    flitt("sandbox --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Run a local gateway until it is stopped

Usage: flitt sandbox [OPTIONS]

Options:
      --listen <ADDR>         Where to listen: an address of this machine with a port; port 0 is any
                              free one [default: 127.0.0.1:8080]
      --allow-remote          Listen also on an address that other machines reach: they can create
                              and pay orders then
      --host <NAME>           Answer to this further name, such as that of this machine or of a
                              container; may be given several times
      --base-url <URL>        Begin the addresses of checkout pages so, and answer to that name: a
                              URL without a path
      --state <FILE>          Keep orders and callbacks in this file, and go on from it; without,
                              they end with the gateway
      --config <FILE>         Know the merchants of this JSON file besides the documented ones
      --clock-speed <FACTOR>  Let the gateway's clock go this many times as quick: repeats of
                              callbacks, lifetimes, schedules [default: 1]
      --callbacks-anywhere    Send callbacks to other machines too
  -h, --help                  Print help

"#]]);
}

#[test]
fn each_newer_command_tells_its_arguments_too() {
    flitt("new --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Write a first version of a schema file: 0 written, 2 cannot run

Usage: flitt new [OPTIONS] <ENDPOINT>

Arguments:
  <ENDPOINT>  The name of the endpoint: lower-case letters, digits and `_`

Options:
      --folder <DIR>  The folder of the schema files [default: the folder `schemas`]
  -h, --help          Print help

"#]]);
    flitt("expand --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Print the Rust that the derive makes of a schema file, or of a folder

Usage: flitt expand <SCHEMA>

Arguments:
  <SCHEMA>  The schema file of an endpoint, or a folder of schema files

Options:
  -h, --help  Print help

"#]]);
    flitt("completions --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Print what makes a shell complete commands, endpoints and parameters

Usage: flitt completions <SHELL>

Arguments:
  <SHELL>  The shell [possible values: bash, elvish, fish, powershell, zsh]

Options:
  -h, --help  Print help

For this session and later ones:
  bash        echo 'source <(flitt completions bash)' >> ~/.bashrc
  zsh         echo 'source <(flitt completions zsh)' >> ~/.zshrc
  fish        flitt completions fish > ~/.config/fish/completions/flitt.fish
  elvish      echo 'eval (flitt completions elvish | slurp)' >> ~/.elvish/rc.elv
  powershell  flitt completions powershell >> $PROFILE

"#]]);
}

#[test]
fn wrong_arguments_are_told() {
    flitt("chekc").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: unrecognized subcommand 'chekc'

  tip: a similar subcommand exists: 'check'

Usage: flitt <COMMAND>

For more information, try '--help'.

"#]]);
    flitt("show").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the following required arguments were not provided:
  <ENDPOINT>

Usage: flitt show <ENDPOINT>

For more information, try '--help'.

"#]]);
    flitt("sign charge --cvv2=123").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: unexpected argument '--cvv2' found

  tip: to pass '--cvv2' as a value, use '-- --cvv2'

Usage: flitt sign <ENDPOINT> [PARAM]...

For more information, try '--help'.

"#]]);
    flitt("verify --key company").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid value 'company' for '--key <KEY>'
  [possible values: payment, payout]

For more information, try '--help'.

"#]]);
    flitt("sandbox --listen nowhere").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid value 'nowhere' for '--listen <ADDR>': invalid socket address syntax

For more information, try '--help'.

"#]]);
}

#[test]
fn export_tells_its_arguments() {
    flitt("export --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Write documents made of the schemas: an API description, JSON Schemas, a reference site

Usage: flitt export [OPTIONS] <FORMAT>

Arguments:
  <FORMAT>
          What to write

          Possible values:
          - openapi:     OpenAPI 3.1, with examples that are signed with the test key
          - json-schema: A JSON Schema for each request and each answer
          - html:        A reference site: a page for each endpoint, without any network
          - editor:      The JSON Schemas by which editors complete schema files

Options:
      --out <PATH>
          Where to write: a file for `openapi` [default: stdout], a folder for all others

      --schemas <DIR>
          Use the schema files of this folder instead of the built-in ones

  -h, --help
          Print help (see a summary with '-h')

"#]]);
}
