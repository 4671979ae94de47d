//! `--help`, and invalid arguments.

use snapbox::str;

use crate::flitt::flitt;

#[test]
fn the_program_lists_its_commands_and_environment() {
    flitt("--help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Schema files and requests of the payment gateway Flitt

Usage: flitt <COMMAND>

Commands:
  check        Check schema files
  breaking     Report what an edit of schema files breaks
  new          Write the first version of a schema file
  list         List the endpoints
  show         Show the tables of one endpoint
  keys         Show the keys of schema files: which object has them, what they can be, what they
               mean
  sign         Print the signed body of a request
  verify       Verify a response, a callback or a request
  events       Print the events of an order
  call         Send a request, and print the response as JSON
  sandbox      Run a local gateway until it is stopped
  probe        Test how a shop handles callbacks
  import       Convert a documentation page into a schema file
  diff         Compare a schema with a documentation page
  expand       Print the Rust code that the derive macro generates from a schema file, or from a
               folder
  export       Generate documents from the schemas: an API description, JSON Schemas, a reference
               site
  completions  Print the script that completes commands, endpoints and parameters in a shell
  help         Print this message or the help of the given subcommand(s)

Options:
  -h, --help     Print help
  -V, --version  Print version

Environment:
  FLITT_MERCHANT_ID   the merchant ID
  FLITT_PAYMENT_KEY   the key that signs payments
  FLITT_PAYOUT_KEY    the key that signs payouts, if the merchant has one
  FLITT_COMPANY_KEY   the key that signs requests for reports, if the company has one
  FLITT_PREVIOUS_PAYMENT_KEY, FLITT_PREVIOUS_PAYOUT_KEY
                      previous keys, also accepted in responses and callbacks
  FLITT_ACCEPT_TEST   1 if test payments count as payments, 0 if not
  FLITT_BASE_URL      the base URL of the gateway, if it is not https://pay.flitt.com
  FLITT_SCHEMAS       a folder of schema files to use instead of the built-in ones
  NO_COLOR            disables colours, even in a terminal

Keys are read from the environment only: every user of the machine can see the arguments of a
process.

"#]]);
}

#[test]
fn help_of_check_list_show_and_sign() {
    flitt("check --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Check schema files

Usage: flitt check [OPTIONS] [PATH]...

Arguments:
  [PATH]...
          Folders of schema files, or single files [default: the folder `schemas`]

Options:
      --format <FORMAT>
          The format of the diagnostics

          Possible values:
          - full:   With excerpts of the files, for people
          - short:  One line each, for editors: file, line, column, severity, message
          - github: Annotations for GitHub workflows
          - json:   One JSON object a line, for other programs
          
          [default: full]

      --deny-warnings
          Treat warnings as errors

      --fix
          Write the files in their canonical form first: keys in order, two spaces, lines that fit,
          no byte order mark, and the Rust names that errors propose

  -h, --help
          Print help (see a summary with '-h')

Exit codes: 0 no errors, 1 errors, 2 cannot run

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
  <ENDPOINT>  The name of the endpoint, as listed by `flitt list`

Options:
      --schemas <DIR>  Use the schema files of this folder instead of the built-in ones
  -h, --help           Print help

"#]]);
    flitt("sign --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Print the signed body of a request

Usage: flitt sign [OPTIONS] <ENDPOINT> [PARAM]...

Arguments:
  <ENDPOINT>  The name of the endpoint, as listed by `flitt list`
  [PARAM]...  Its parameters

Options:
      --explain               Show on stderr what is signed, with the key masked
      --gateway-text <FILE>   Compare the signed text with the gateway's: FILE has the response with
                              error 1014, or the signed text from it
      --sent-signature <HEX>  Find out what was signed in a rejected request with these parameters,
                              from its signature
      --test                  Use the public test merchant of the gateway instead of the one in the
                              environment
      --schemas <DIR>         Use the schema files of this folder instead of the built-in ones
  -h, --help                  Print help

A PARAM is one of
  name=value   one parameter; `version=` omits the version
  @FILE        a JSON object of parameters from a file
  -            a JSON object of parameters from stdin

Sensitive parameters (card numbers, tokens) are accepted from a file or stdin only.

"#]]);
}

#[test]
fn help_of_verify_and_call() {
    flitt("verify --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Verify a response, a callback or a request

Usage: flitt verify [OPTIONS] [FILE]

Arguments:
  [FILE]  The body as it was received or sent, JSON or a form [default: stdin]

Options:
      --explain               Show on stderr what is signed, with the key masked, and compare it
                              with the signed text that the gateway reports
      --request[=<ENDPOINT>]  Check a request that any client sent: its signature and its values, by
                              the table of its endpoint
      --key <KEY>             Verify with this key instead of the one in the schema [possible
                              values: payment, payout]
      --test                  Use the public test merchant of the gateway instead of the one in the
                              environment
      --schemas <DIR>         Use the schema files of this folder instead of the built-in ones
  -h, --help                  Print help

JSON of the form {"request": ..} is checked as a request even without --request. The result for a
valid request is `valid request`, because it does not come from the gateway.

Exit codes: 0 valid, 1 invalid, 2 cannot be read

"#]]);
    flitt("call --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Send a request, and print the response as JSON

Usage: flitt call [OPTIONS] <ENDPOINT> [PARAM]...

Arguments:
  <ENDPOINT>  The name of the endpoint, as listed by `flitt list`
  [PARAM]...  Its parameters

Options:
      --sandbox         Send the request to a temporary local sandbox, as the test merchant
      --dry-run         Print what would be sent, and send nothing
      --json            Print one JSON object for programs: the outcome and the response, or the
                        error
      --retries <N>     The maximum number of retries when there is no response and the schema
                        allows a retry [default: 2]
      --show-sensitive  Print sensitive values too, such as card tokens
      --test            Use the public test merchant of the gateway instead of the one in the
                        environment
      --schemas <DIR>   Use the schema files of this folder instead of the built-in ones
  -h, --help            Print help

A PARAM is one of
  name=value   one parameter; `version=` omits the version
  @FILE        a JSON object of parameters from a file
  -            a JSON object of parameters from stdin

Sensitive parameters (card numbers, tokens) are accepted from a file or stdin only.

"#]]);
}

#[test]
fn help_of_sandbox() {
    flitt("sandbox --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Run a local gateway until it is stopped

Usage: flitt sandbox [OPTIONS]

Options:
      --listen <ADDR>         The address and port to listen on; port 0 is any free port [default:
                              127.0.0.1:8080]
      --allow-remote          Allow an address that other machines can reach; they can then create
                              and pay orders
      --host <NAME>           Accept requests for this additional host name, such as that of this
                              machine or of a container; may be repeated
      --base-url <URL>        The base URL of checkout pages, without a path; requests for its host
                              name are accepted
      --state <FILE>          Store orders and callbacks in this file, and continue from it; without
                              it, they are lost on exit
      --config <FILE>         Add the merchants of this JSON file to the documented ones
      --schemas <DIR>         Also serve the endpoints of this folder of schema files, or of
                              `FLITT_SCHEMAS`: requests are checked by their tables, and responses
                              are made from them
      --responses <FILE>      What the responses of those endpoints say: JSON such as {"points":
                              {"response": {"balance": 5}}}
      --clock-speed <FACTOR>  Run the gateway's clock this many times as fast: retries of callbacks,
                              lifetimes, schedules [default: 1]
      --callbacks-anywhere    Send callbacks to other machines too; of host names, only localhost
                              may lead to this machine
      --switch <NAME=on|off>  Turn an unproven gateway behaviour on or off; see below; may be
                              repeated
      --hold-days <DAYS>      End a hold that is not captured after this many days of the gateway's
                              clock [default: 25]
  -h, --help                  Print help

Requests from web pages of other sites are rejected, also those from other ports of localhost; a
shop's page may lead a payer to a checkout_url, and post a form to /api/checkout/redirect. Callbacks
go to services of this machine, and to the gateway itself only at its demo shop, /shop/callback.

Switches and their defaults:
  holds-end                on   a hold ends if it is not captured in time
  bare-callbacks           on   callbacks of protocol 2.0 have no envelope
  lower-case-flags         on   `y` and `n` are accepted for flags
  decimal-lifetime         off  `lifetime` may be a text like `600.00`
  relative-callbacks       off  relative callback addresses are accepted, and never called
  generated-order-id       on   a subscription in protocol 2.0 needs no `order_id`
  empty-reversal-currency  on   a reversal with an empty `currency` uses the currency of the payment

"#]]);
}

#[test]
fn help_of_probe() {
    flitt("probe --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Test how a shop handles callbacks

Runs a gateway, lets the shop create orders, pays them, and sends callbacks as the gateway and as
attackers would. A shop passes by what it did, such as shipping once, not by its response.

Usage: flitt probe [OPTIONS]

Options:
      --create <COMMAND>
          The command that lets the shop create an order

      --create-url <URL>
          The URL to POST to, so that the shop creates an order

      --verify <COMMAND>
          The command that prints what the shop did for an order

      --verify-url <URL>
          The URL that returns what the shop did for an order

      --start <COMMAND>
          The command that runs the shop; it is stopped when the probe ends

      --listen <ADDR>
          The address and port of the gateway; port 0 is any free port
          
          [default: 127.0.0.1:8080]

      --callback-url <URL>
          Where callbacks go, if the shop does not send `server_callback_url` with its orders

      --callbacks-anywhere
          Send callbacks to other machines too

      --amount <AMOUNT>
          The amount of orders in minor units, if the shop lets the caller choose it
          
          [default: 1000]

      --currency <CURRENCY>
          The currency of orders, if the shop lets the caller choose it
          
          [default: GEL]

      --settle <TIME>
          How long to watch for unwanted effects after the last callback: 2s, 500ms
          
          [default: 2s]

      --timeout <TIME>
          How long to wait for the expected effects
          
          [default: 10s]

      --wait <TIME>
          How long the shop may take to start
          
          [default: 30s]

      --jobs <NUMBER>
          How many scenarios are played at once
          
          [default: 4]

      --only <NUMBER>
          Play only the scenarios with these numbers

      --scenarios <DIR>
          Play the scenarios of this folder instead of the built-in ones

      --list
          Print the scenarios, and play none

      --json
          Print one JSON object a line

  -h, --help
          Print help (see a summary with '-h')

The gateway of the shop must be the probe (the URL of --listen), its merchant 1549901 with the
payment key `test`. The shop must reject test payments (FLITT_ACCEPT_TEST=0). Commands have
FLITT_BASE_URL, FLITT_MERCHANT_ID, FLITT_PAYMENT_KEY and FLITT_ACCEPT_TEST in their environment.

{order}, {amount}, {currency} and {gateway} are filled in. Commands are split into words as a shell
does it, and run without one.

The command of --verify prints what the shop did for an order: `shipped 1`, and in minor units
`refunded 250`.

Exit codes: 0 no scenario failed, 1 some failed, 2 cannot run

"#]]);
}

#[test]
fn help_of_new_expand_and_completions() {
    flitt("new --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Write the first version of a schema file

Usage: flitt new [OPTIONS] <ENDPOINT>

Arguments:
  <ENDPOINT>  The name of the endpoint: lower-case letters, digits and `_`

Options:
      --folder <DIR>  The folder of the schema files [default: the folder `schemas`]
  -h, --help          Print help

Exit codes: 0 written, 2 cannot run

"#]]);
    flitt("expand --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Print the Rust code that the derive macro generates from a schema file, or from a folder

Usage: flitt expand <SCHEMA>

Arguments:
  <SCHEMA>  The schema file of an endpoint, or a folder of schema files

Options:
  -h, --help  Print help

"#]]);
    flitt("completions --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Print the script that completes commands, endpoints and parameters in a shell

Usage: flitt completions <SHELL>

Arguments:
  <SHELL>  The shell [possible values: bash, elvish, fish, powershell, zsh]

Options:
  -h, --help  Print help

To install it:
  bash        echo 'source <(flitt completions bash)' >> ~/.bashrc
  zsh         echo 'source <(flitt completions zsh)' >> ~/.zshrc
  fish        flitt completions fish > ~/.config/fish/completions/flitt.fish
  elvish      echo 'eval (flitt completions elvish | slurp)' >> ~/.elvish/rc.elv
  powershell  flitt completions powershell >> $PROFILE

"#]]);
}

#[test]
fn invalid_arguments_are_rejected() {
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
fn help_of_export() {
    flitt("export --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Generate documents from the schemas: an API description, JSON Schemas, a reference site

Usage: flitt export [OPTIONS] <FORMAT>

Arguments:
  <FORMAT>
          What to write

          Possible values:
          - openapi:     OpenAPI 3.1, with examples signed with the test key
          - json-schema: A JSON Schema for each request and each response
          - html:        A reference site for offline use: a page for each endpoint
          - editor:      The JSON Schemas by which editors complete schema files
          - conformance: The examples of schema files as test cases for programs in any language

Options:
      --out <PATH>
          Where to write: a file for `openapi` and `conformance` [default: stdout], a folder for all
          others

      --schemas <DIR>
          Use the schema files of this folder instead of the built-in ones

  -h, --help
          Print help (see a summary with '-h')

The file of `conformance` has `format`, which is 1, and `cases`. Each case is one example:
  id            endpoint and number; stays as long as no example before it is removed
  endpoint      the name of the schema file
  url           path, after a host if the endpoint has one of its own
  direction     request or response
  protocol      1.0.1, 2.0 or plain
  partial       whether parameters are left out
  source, doc   where the example is from, and what it shows
  values        the parameters; texts and numbers of the same characters are the same value
  digest        sha1 or sha512; null, like the next three, if the example is not signed
  key           the key, which the gateway publishes for tests
  signed_text   the whole text of which the signature is the digest: key, `|`, values or data
  signature     in lower-case hexadecimal digits
  content_type  of the body
  body          as it is on the wire
A program passes if it signs `values` of requests with `key` to `signature`, accepts `body`
of responses, and rejects it with one character of a value or of the signature changed.

"#]]);
}

#[test]
fn help_of_import_and_diff() {
    flitt("import --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Convert a documentation page into a schema file

Usage: flitt import [OPTIONS] <PAGE>

Arguments:
  <PAGE>  The page as HTML, Markdown or plain text, or `-` for stdin

Options:
      --endpoint <NAME>  The name of the endpoint [default: derived from the path]
      --path <PATH>      The path of the endpoint [default: the one after `POST` on the page]
  -h, --help             Print help

Exit codes: 0 written, 1 no table on the page, 2 cannot run

"#]]);
    flitt("diff --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Compare a schema with a documentation page

Usage: flitt diff [OPTIONS] <SCHEMA> <PAGE>

Arguments:
  <SCHEMA>  A schema file, or the name of an endpoint
  <PAGE>    The page as HTML, Markdown or plain text, or `-` for stdin

Options:
      --schemas <DIR>  Use the schema files of this folder instead of the built-in ones
  -h, --help           Print help

Exit codes: 0 no differences, 1 differences, 2 cannot run

"#]]);
}
