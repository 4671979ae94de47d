//! `probe`: a shop that passes every scenario, shops with one bug each, and what is said where it cannot run.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use snapbox::cmd::{Command, OutputAssert};
use snapbox::str;

use crate::flitt::flitt;

#[path = "../probe/rust/shop.rs"]
mod shop;

use self::shop::Bug;

/// Runs a shop with a bug until the tests end, and returns its address. It serves one probe.
fn start(bug: Option<Bug>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = shop::shop(url.clone(), String::new(), bug);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await })
    });
    url
}

/// `flitt probe` at this shop. What must not happen is watched for a short time: the shop acts before it responds.
fn probe(shop: &str, arguments: &str) -> Command {
    flitt("probe --listen 127.0.0.1:0 --settle 100ms --timeout 0s --jobs 16")
        .args(["--create-url", &format!("{shop}/buy?order={{order}}&gateway={{gateway}}")])
        .args(["--verify-url", &format!("{shop}/effects?order={{order}}")])
        .args(arguments.split_whitespace())
}

/// The results of all scenarios, or of some.
fn results(bug: Option<Bug>, arguments: &str) -> Vec<Value> {
    let output = probe(&start(bug), arguments).arg("--json").output().unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    let results: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let has_failed = results.iter().any(|result| result["result"] == "failed");
    assert_eq!(output.status.code(), Some(i32::from(has_failed)), "{bug:?}: {stderr}{stdout}");
    results
}

/// The numbers of the scenarios that fail.
fn failures(bug: Option<Bug>, arguments: &str) -> Vec<u64> {
    let results = results(bug, arguments);
    assert!(results.iter().all(|result| result["result"] != "skipped"), "{results:?}");
    let failed = results.iter().filter(|result| result["result"] == "failed");
    failed.map(|result| result["number"].as_u64().unwrap()).collect()
}

#[test]
fn a_shop_without_a_bug_passes_every_scenario() {
    let results = results(None, "");
    assert_eq!(results.len(), 29);
    for result in results {
        assert_eq!((&result["result"], &result["seen"]), (&"passed".into(), &result["expected"]), "{result}");
    }
}

#[test]
fn each_bug_fails_at_its_numbers() {
    let cases: [(Bug, &[u64]); 15] = [
        (Bug::TrustsEverybody, &[17, 18, 19]),
        (Bug::TakesLess, &[12, 13]),
        (Bug::TakesOtherCurrency, &[14]),
        (Bug::PartialAsFull, &[25, 26]),
        (Bug::DeclineIsFinal, &[9]),
        (Bug::HoldAsSale, &[22]),
        (Bug::TakesTests, &[23]),
        (Bug::ShipsAgain, &[3, 4, 5]),
        (Bug::AddsTotals, &[26]),
        (Bug::ShipsAnything, &[8, 9, 11, 12, 13, 14, 20, 21, 22, 23, 28, 29]),
        (Bug::NeverShips, &[1, 2, 3, 4, 5, 6, 7, 9, 10, 18, 24, 25, 26, 27]),
        (Bug::OrderFromAddress, &[15]),
        (Bug::TakesOtherMerchant, &[16]),
        (Bug::TrustsNames, &[20, 21]),
        (Bug::IgnoresFullReversal, &[24, 26, 27]),
    ];
    let found = std::thread::scope(|scope| {
        let running = cases.map(|(bug, _)| (bug, scope.spawn(move || failures(Some(bug), ""))));
        running.map(|(bug, failures)| (bug, failures.join().unwrap()))
    });
    assert_eq!(found, cases.map(|(bug, numbers)| (bug, numbers.to_vec())));
    // On a busy machine, all pieces of a body can be there at the first look.
    assert!((0..20).any(|_| failures(Some(Bug::ReadsOnce), "--only 6") == [6]));
    // A scenario that no shop fails proves nothing.
    let failed: BTreeSet<u64> = cases.iter().flat_map(|(_, numbers)| numbers.iter().copied()).chain([6]).collect();
    assert_eq!(failed, (1..=29).collect());
}

#[test]
fn the_table_says_what_was_seen_and_why_it_matters() {
    let probe = |arguments: &str| probe(&start(Some(Bug::TakesLess)), arguments);
    probe("--only 1,12").assert().code(1).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`

"#]]).stdout_eq(str![[r#"
NUMBER  SCENARIO        RESULT  EXPECTED               SEEN
1       once            passed  shipped 1, refunded 0  shipped 1, refunded 0
12      another amount  FAILED  shipped 0, refunded 0  shipped 3, refunded 0

12 another amount: A payment of less than the price ships nothing.
  Whoever makes the order smaller (a changed form, a reused identifier, another shop with the same account) pays one tetri and gets the goods. Compare with the sum in your own order, not with the one in the callback.
  Order [..]; responses to the callbacks: 409 (3 times)

2 scenarios: 1 passed, 1 failed

"#]]);
    probe("--only 1").assert().code(0).stdout_eq(str![[r#"
NUMBER  SCENARIO  RESULT  EXPECTED               SEEN
1       once      passed  shipped 1, refunded 0  shipped 1, refunded 0

1 scenario: 1 passed, 0 failed

"#]]);
    probe("--only 12 --json").assert().code(1).stdout_eq(str![[r#"
{"number":12,"name":"another amount","result":"failed","expected":"shipped 0, refunded 0","seen":"shipped 3, refunded 0","order":"[..]","callbacks":["409","409","409"],"proves":"A payment of less than the price ships nothing.","why":"Whoever makes the order smaller (a changed form, a reused identifier, another shop with the same account) pays one tetri and gets the goods. Compare with the sum in your own order, not with the one in the callback."}

"#]]);
}

#[test]
fn the_list_needs_no_shop() {
    flitt("probe --list").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
NUMBER  SCENARIO                    WHAT IT PROVES
1       once                        An order that is paid ships once.
2       as a form                   A callback that is a form (application/x-www-form-urlencoded) ships as JSON does.
3       twice                       The same callback, sent twice, ships once.
4       eight at once               The same callback, sent eight times at the same moment, ships once.
5       response lost               A callback whose response is lost, and that is sent again, ships once.
6       slow                        A callback whose bytes arrive slowly ships as another one does.
7       late                        A callback that arrives late ships.
8       declined                    A declined payment ships nothing.
9       declined then approved      A payer whose first card is declined, and whose second one is approved, gets the goods once.
10      out of order                A callback about the decline that arrives after that about the payment changes nothing.
11      not paid yet                An order that the payer has opened and not paid ships nothing.
12      another amount              A payment of less than the price ships nothing.
13      paid in part                An order of which only a part is paid ships nothing.
14      another currency            A payment of the same number in another currency ships nothing.
15      another order               A callback about another order, sent to the address of this one, does not ship this one.
16      another merchant            A payment to another merchant ships nothing.
17      another key                 A payment that is signed with the payout key ships nothing.
18      forged                      A callback with a wrong signature ships nothing, and the true one after it ships.
19      unsigned                    A callback without a signature ships nothing.
20      moved separators            A callback of another order, whose values were moved across the separator so that the signature stays valid, does not ship this one.
21      renamed parameters          A hold, in whose callback the parameter that says so was renamed, ships nothing.
22      hold instead of sale        An order that is only held ships nothing.
23      test payment                A test payment ships nothing.
24      reversed in full            A payment that is returned in full is in the books as returned.
25      reversed in part            A payment of which a part is returned is in the books with that part.
26      reversed in parts           A part and then the rest, each reported twice, are in the books once.
27      approved after reversed     The callback about the payment, repeated after that about its reversal, changes nothing.
28      card check instead of sale  An order for which the card was only checked ships nothing.
29      expired                     An order that nobody paid in time ships nothing.

"#]]);
    flitt("probe --list --json --only 3").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
{"number":3,"name":"twice","proves":"The same callback, sent twice, ships once.","why":"The gateway repeats a callback until it receives HTTP 200, and sends it again when it did not see the response in time. A shop that ships on every callback ships twice for one payment."}

"#]]);
    flitt("probe --list --only 3,99").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no scenario 99
help: `--list` prints their numbers

"#]]);
}

/// A command that creates an order as a shop does.
fn create(shop: &str) -> String {
    let order = "order_id={order} order_desc=Tea amount={amount} currency={currency}";
    format!("'{}' call checkout_url {order} server_callback_url={shop}/callback", env!("CARGO_BIN_EXE_flitt"))
}

#[cfg(unix)]
#[test]
fn commands_create_orders_and_say_what_was_done() {
    let probe = |verify: &str, only: &str| {
        let create = create(&start(None));
        flitt("probe --listen 127.0.0.1:0 --settle 100ms --timeout 0s --amount 500")
            .args(["--create", &create, "--verify", verify, "--only", only])
    };
    probe("sh -c 'echo shipped 1 # {order}'", "1,2").assert().code(0);
    probe("sh -c 'test $0 = {order} && echo shipped 0' {order}", "8").assert().code(0);
    // An effect that was not expected yet.
    probe("printf 'shipped 1\\nrefunded 150\\n'", "25").assert().code(1).stdout_eq(str![[r#"
NUMBER  SCENARIO          RESULT  EXPECTED               SEEN
25      reversed in part  FAILED  shipped 1, refunded 0  shipped 1, refunded 150

25 reversed in part: A payment of which a part is returned is in the books with that part.
  reversal_amount says how much. A shop that takes every reversal for a full one cancels what the payer has paid for.
  Order [..]; responses to the callbacks: 404 (3 times)

1 scenario: 0 passed, 1 failed

"#]]);
}

/// What a run reports that ends with 2.
#[cfg(unix)]
fn cannot_run(options: &str, arguments: &[&str]) -> OutputAssert {
    let command = flitt("probe --listen 127.0.0.1:0 --only 1").args(options.split(' ')).args(arguments);
    command.assert().code(2).stdout_eq("")
}

/// Without any waiting.
#[cfg(unix)]
const AT_ONCE: &str = "--settle 100ms --wait 0s --timeout 0s";

#[cfg(unix)]
#[test]
fn what_cannot_run_is_said() {
    let url = format!("{}/effects?order={{order}}", start(None));
    let run = |arguments: &[&str]| cannot_run(AT_ONCE, arguments);
    run(&["--create", "nowhere-at-all {order}", "--verify-url", &url]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: cannot run `nowhere-at-all`: No such file or directory (os error 2)
help: check the name and the folder; `sh -c` runs a command line

"#]]);
    run(&["--create", "sh -c 'echo the shop is closed >&2; exit 3'", "--verify-url", &url]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: the shop did not create an order: `sh`: exit status: 3; it printed: the shop is closed
help: start the shop, name its command with --start, or correct --create

"#]]);
    run(&["--create", "a 'b", "--verify-url", &url]).stderr_eq(str![[r#"
error: a ' in the command of --create is not closed

"#]]);
    run(&["--create", " ", "--verify-url", &url]).stderr_eq(str![[r#"
error: the command of --create is empty

"#]]);
    run(&["--create-url", "https://shop.example/buy", "--verify-url", &url]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: the shop did not create an order: the URL does not have the form http://127.0.0.1:8000/path
help: write an address like http://127.0.0.1:8000/path

"#]]);
    // A response that is cut off can end within a secret.
    let dying = TcpListener::bind("127.0.0.1:0").unwrap();
    let create = format!("http://{}/buy", dying.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = dying.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
        write!(stream, "HTTP/1.1 500 Error\r\nContent-Length: 500\r\n\r\ncard 510510987654321").unwrap();
    });
    run(&["--create-url", &create, "--verify-url", &url]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: the shop did not create an order: HTTP 500; the response is not complete
help: start the shop, name its command with --start, or correct --create

"#]]);
    server.join().unwrap();
    run(&["--create-url", "http://192.0.2.1/buy", "--verify-url", &url]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: the shop did not create an order: the URL leads to another machine
help: the shop must run on this machine, as the gateway does

"#]]);
    cannot_run("--settle soon", &["--create", "true", "--verify-url", &url]).stderr_eq(str![[r#"
error: invalid value 'soon' for '--settle <TIME>': expected a time such as 2s or 500ms

For more information, try '--help'.

"#]]);
    run(&["--create", "true"]).stderr_eq(str![[r#"
error: the following required arguments were not provided:
  --verify <COMMAND>

Usage: flitt probe --listen <ADDR> --only <NUMBER> --settle <TIME> --wait <TIME> --timeout <TIME> --create <COMMAND> --verify <COMMAND>

For more information, try '--help'.

"#]]);
    run(&["--create", "true", "--verify", "true", "--start", "nowhere-at-all"]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
error: cannot start the shop: No such file or directory (os error 2)
help: check the command after --start

"#]]);
    let ends = ["--create", "false", "--verify", "true", "--start", "sh -c 'echo no database; exit 4'"];
    cannot_run("--wait 30s", &ends).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: the shop ended: exit status: 4; it printed: no database
help: --start must name a command that keeps running

"#]]);
    // An order that never arrives.
    run(&["--create", "true", "--verify", "true"]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: the shop created no order at http://127.0.0.1:[..]
help: the shop's gateway must be http://127.0.0.1:[..], its merchant 1549901 with the key `test`

"#]]);
}

/// Runs a probe whose shop is a program behind another one. Returns what that program said: `started`, and a while later `still there`.
#[cfg(unix)]
fn words_of_a_shop_behind_a_shell(run: impl FnOnce(std::process::Command, &Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("said");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        // The pipe ends when no process has it open any more.
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let ready = folder.path().join("ready");
    let shop = "exec 3>\"$0\"; (echo started >&3; touch \"$1\"; sleep 30; echo still there >&3) & wait";
    let start = format!("sh -c '{shop}' '{}' '{}'", pipe.display(), ready.display());
    let create = format!("sh -c 'test -e {} && echo the shop is closed; exit 1'", ready.display());
    let mut probe = std::process::Command::new(env!("CARGO_BIN_EXE_flitt"));
    probe.args("probe --listen 127.0.0.1:0 --only 1 --verify true --settle 100ms --timeout 0s".split(' '));
    probe.args(["--create", &create, "--start", &start]).stdout(Stdio::null()).stderr(Stdio::null());
    run(probe, &ready);
    reader.join().unwrap()
}

#[cfg(unix)]
#[test]
fn what_the_shop_started_ends_with_the_probe() {
    let words = words_of_a_shop_behind_a_shell(|mut probe, _| {
        assert_eq!(probe.args(["--wait", "3s"]).status().unwrap().code(), Some(2));
    });
    assert_eq!(words, "started\n");
    // Ctrl-C reaches the probe alone.
    let words = words_of_a_shop_behind_a_shell(|mut probe, ready| {
        let mut probe = probe.args(["--wait", "60s"]).spawn().unwrap();
        while !ready.exists() {
            std::thread::sleep(Duration::from_millis(20));
        }
        let interrupt = ["-s", "INT", &probe.id().to_string()];
        assert!(std::process::Command::new("kill").args(interrupt).status().unwrap().success());
        assert_eq!(probe.wait().unwrap().code(), Some(2));
    });
    assert_eq!(words, "started\n");
}

/// The signal comes as soon as a shop runs, which is before the probe waits for anything.
#[cfg(unix)]
#[test]
fn a_signal_from_the_start_on_ends_the_probe() {
    let arguments = ["--create", "true", "--verify", "true", "--start", "sh -c 'kill -s INT $PPID; exec sleep 30'"];
    for _ in 0..5 {
        cannot_run("--wait 60s", &arguments).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
error: interrupted by SIGINT

"#]]);
    }
}

#[cfg(unix)]
#[test]
fn a_shop_that_does_not_do_its_part_is_reported() {
    let shop = start(None);
    let works = create(&shop);
    let run = |arguments: &[&str]| cannot_run(AT_ONCE, arguments);
    run(&["--create", &works, "--verify", "true"]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: there is no line `shipped N` in what the shop printed about an order; it printed nothing
help: print a line `shipped N`, with `shipped 0` where nothing was shipped, and `refunded SUM`

"#]]);
    run(&["--create", &works, "--verify", "echo shipped yes"]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: `shipped` is not followed by a number alone in what the shop printed about an order; it printed: shipped yes
help: print a line `shipped N`, with `shipped 0` where nothing was shipped, and `refunded SUM`

"#]]);
    run(&["--create", &works, "--verify", "false"]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: the shop did not say what it did for an order: `false`: exit status: 1; it printed nothing

"#]]);
    let remote = works.replace(&shop, "http://192.0.2.1");
    run(&["--create", &remote, "--verify", "echo shipped 0"]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: the shop's `server_callback_url` is on another machine
help: let the shop name an address of this machine, or allow others with --callbacks-anywhere

"#]]);
    let named = works.replace("order_id={order}", "'order_id={order};$(touch x)'");
    run(&["--create", &named, "--verify", "sh -c 'echo shipped 0 {order}'"]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: a command is not given the order id probe-[..]-1;$(touch x)
help: let the shop make order ids of letters, digits and `-_.`, which begin with a letter or digit, or use --verify-url

"#]]);
    let (none, _) = works.split_once(" server_callback_url").unwrap();
    run(&["--create", none, "--verify", "echo shipped 0"]).stderr_eq(str![[r#"
note: the gateway of the shop is http://127.0.0.1:[..], its merchant 1549901 with the payment key `test`
note: in scenario 1 (once)
error: the order of the shop has no `server_callback_url`
help: let the shop send `server_callback_url` with each order, or name the address with --callback-url

"#]]);
}

/// A folder with one file.
fn folder(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(Path::new(folder.path()).join(name), text).unwrap();
    folder
}

/// A folder from another person can have links to files of the reader, and pipes.
#[cfg(unix)]
#[test]
fn scenarios_are_regular_files() {
    use std::os::unix::fs::symlink;

    let target = folder("secret.json", "\"CANARY\"");
    let refused = |path: &std::path::Path, message: &str| {
        let output = flitt("probe --list --scenarios").arg(path).output().expect("the command runs");
        let shown = String::from_utf8(output.stderr).expect("it is UTF-8");
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true), "{shown}");
        assert!(shown.contains(message) && !shown.contains("CANARY"), "{shown}");
    };
    let own = tempfile::tempdir().unwrap();
    let path = own.path().join("scenario.json");
    for to in [target.path().join("secret.json"), "/dev/zero".into(), "nowhere".into()] {
        symlink(to, &path).unwrap();
        refused(own.path(), "scenario.json` is a symbolic link, which is not followed");
        std::fs::remove_file(&path).unwrap();
    }
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    refused(own.path(), "scenario.json` is no regular file");
    symlink(target.path(), own.path().join("linked")).unwrap();
    refused(&own.path().join("linked"), "linked` is a symbolic link, which is not followed");
    refused(
        target.path(),
        "secret.json:1:8: a value of the wrong type, expected an object with the keys of a scenario",
    );
}

#[test]
fn own_scenarios_replace_the_built_in_ones() {
    let own_text = r#"{ "number": 101, "name": "nothing", "proves": "Nothing ships by itself.", "why": "It costs.",
        "steps": [{ "expect": {} }] }"#;
    let own = folder("own.json", own_text);
    let listed = flitt("probe --list --scenarios").arg(own.path()).assert().code(0).stderr_eq("");
    listed.stdout_eq(str![[r#"
NUMBER  SCENARIO  WHAT IT PROVES
101     nothing   Nothing ships by itself.

"#]]);
    let broken = folder("broken.json", "{ \"number\": 1,\n  \"steps\": [{ \"sned\": {} }] }");
    flitt("probe --list --scenarios").arg(broken.path()).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: [..]/broken.json:2:20: unknown word, expected one of `set`, `pay`, `reverse`, `keep`, `other`, `send`, `wait`, `expect`
help: the guide describes the keys of scenarios: flitt_client::guide::probe

"#]]);
    let twice = folder("a.json", own_text);
    std::fs::write(twice.path().join("b.json"), own_text).unwrap();
    flitt("probe --list --scenarios").arg(twice.path()).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: [..]/b.json: another file has the number 101, too
help: give each scenario a number of its own

"#]]);
    let empty = tempfile::tempdir().unwrap();
    flitt("probe --list --scenarios").arg(empty.path()).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no scenario in [..]
help: a scenario is a file NAME.json

"#]]);
}
