//! Canaries in whatever a command reads: arguments, files, stdin, the environment, schema files, and what a gateway sends.
//! None of them is printed, and no control character. Every command of the program has its cases here.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use flitt_client::signature::sign;
use serde_json::{Value, json};

use crate::call::gateway;
use crate::flitt::flitt;

const MERCHANT: &str = "1549901";
const PAYMENT_KEY: &str = "canaryPaymentKey5f3a";
const CARD: &str = "5105109876543218";
const TOKEN: &str = "canary-token-91c2";

/// The keys of the environment, by their variables.
const KEYS: [(&str, &str); 5] = [
    ("FLITT_PAYMENT_KEY", PAYMENT_KEY),
    ("FLITT_PAYOUT_KEY", "canaryPayoutKey0b77"),
    ("FLITT_COMPANY_KEY", "canaryCompanyKeye210"),
    ("FLITT_PREVIOUS_PAYMENT_KEY", "canaryPreviousKey77d1"),
    ("FLITT_PREVIOUS_PAYOUT_KEY", "canaryPreviousKeya90c"),
];

/// What a terminal takes for a command, or does not show.
const CONTROL: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{200b}\u{2028}\r\u{8}\u{feff}\u{e0041}";

/// The ways to write a secret.
fn encodings(secret: &str) -> Vec<String> {
    let each = |write: fn(u8) -> String| secret.bytes().map(write).collect::<String>();
    vec![
        secret.to_owned(),
        each(|byte| format!("{byte:02x}")),
        each(|byte| format!("{byte:02X}")),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("\\u{byte:04x}")),
        each(|byte| format!("&#{byte};")),
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(format!("a{secret}b")),
        STANDARD.encode(format!("ab{secret}")),
        format!("{} {}", &secret[..6], &secret[6..]),
    ]
}

fn cards() -> Vec<String> {
    let groups = ["5105", "1098", "7654", "3218"];
    [" ", "-", ".", "\u{a0}", "%20"].map(|gap| groups.join(gap)).into_iter().chain(encodings(CARD)).collect()
}

/// A message that holds everything.
fn everything() -> String {
    let keys = KEYS.iter().flat_map(|(_, key)| encodings(key));
    keys.chain(cards()).chain([CONTROL.to_owned()]).collect::<Vec<_>>().join(", ")
}

/// As much of it as the description of an order may have.
fn something() -> String {
    let keys = KEYS.iter().map(|(_, key)| (*key).to_owned()).chain(encodings(PAYMENT_KEY).into_iter().skip(6));
    keys.chain(cards().into_iter().take(8)).chain([CONTROL.to_owned()]).collect::<Vec<_>>().join(", ")
}

/// What must not be in an output.
struct Forbidden {
    cards: bool,
    tokens: bool,
}

impl Forbidden {
    fn check(&self, text: &str, of: &str) {
        let keys = KEYS.iter().flat_map(|(_, key)| encodings(key));
        let cards = if self.cards { cards() } else { Vec::new() };
        let tokens = if self.tokens { encodings(TOKEN) } else { Vec::new() };
        for written in keys.chain(cards).chain(tokens) {
            assert!(!text.contains(&written), "{of} shows {written}:\n{text}");
        }
        let control = |character: &char| CONTROL.contains(*character) && !"[]0;x231Jm".contains(*character);
        assert_eq!(text.chars().find(control), None, "{of} shows a control character:\n{text:?}");
    }
}

const ALL: Forbidden = Forbidden { cards: true, tokens: true };
const KEYS_ONLY: Forbidden = Forbidden { cards: false, tokens: false };

/// Runs a command with the keys in its environment, and looks at what it prints.
fn run(arguments: &[&str], stdin: &str, more: &[(&str, &str)], stdout_has: &Forbidden) -> String {
    let command = flitt("").args(arguments).stdin(stdin).env("FLITT_MERCHANT_ID", MERCHANT);
    let variables = KEYS.iter().chain(more);
    let command = variables.fold(command, |command, (name, value)| command.env(name, value));
    let output = command.output().unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    let of = format!("{arguments:?}");
    stdout_has.check(&stdout, &of);
    ALL.check(&stderr, &of);
    assert!(!stderr.contains("panicked"), "{of}: {stderr}");
    stdout + &stderr
}

/// The commands, as the program lists them.
fn commands() -> Vec<String> {
    let help = flitt("--help").output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap();
    let list = help.split_once("Commands:\n").and_then(|(_, rest)| rest.split_once("\n\n")).unwrap().0;
    let names = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| Some(line.split_whitespace().next()?.to_owned())).filter(|name| name != "help").collect()
}

/// A folder of schema files with canaries and control characters in every text that it may have.
fn hostile_schemas() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{} {CONTROL}", KEYS.map(|(_, key)| key).join(" "));
    let parameter = |name: &str, more: Value| {
        let mut parameter = json!({ "name": name, "type": "string", "max_length": 2000, "doc": text, "quirk": text });
        parameter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        parameter
    };
    let charge = json!({
        "endpoint": "charge", "doc": text, "source": "https://shop.example/charge", "path": "/api/charge",
        "key": "payment", "retry": "never",
        "request": [
            parameter("order_id", json!({ "mandatory": true })),
            parameter("kind", json!({ "values": [{ "value": "a", "doc": text }] })),
            parameter("token", json!({ "sensitive": true, "default": text })),
            { "name": "signature", "type": "string", "max_length": 40, "from": "signature" },
        ],
        "response": { "signed": "never", "rows": [
            parameter("order_id", json!({})), parameter("note", json!({})), parameter("token", json!({ "sensitive": true })),
        ] },
    });
    fs::write(folder.path().join("charge.json"), charge.to_string()).unwrap();
    folder
}

/// The bodies of a hostile gateway.
fn bodies() -> Vec<String> {
    let all = everything();
    let fields = |more: Value| {
        let mut fields = json!({
            "order_id": "1", "merchant_id": MERCHANT, "amount": "100", "currency": "GEL", "order_status": "declined",
            "response_status": "success", "response_code": "1000", "response_description": all, "rectoken": TOKEN,
            "order_desc": all, "merchant_data": all, "payment_id": "1", "new_field": all, "tran_type": "purchase",
        });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let texts: Vec<(String, String)> = fields
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, text)| (name.clone(), text.as_str().unwrap().to_owned()))
            .collect();
        fields["signature"] = sign(PAYMENT_KEY, texts.iter().map(|(name, text)| (&**name, &**text))).into();
        fields
    };
    let mut named = fields(json!({}));
    for name in KEYS.iter().map(|(_, key)| (*key).to_owned()).chain(cards()).chain([CONTROL.to_owned()]) {
        named[name] = "x".into();
    }
    let enveloped = [
        fields(json!({})),
        fields(json!({ "order_status": "approved" })),
        named,
        json!({ "response_status": "failure", "error_code": 1014, "error_message": all, "request_id": all }),
        json!({ "response_status": "failure", "error_code": all, "error_message": format!("Invalid signature signature: {}; response_signature_string: {PAYMENT_KEY}|{all}", "0".repeat(40)) }),
    ];
    let name = Value::from(PAYMENT_KEY);
    enveloped
        .into_iter()
        .map(|body| json!({ "response": body }).to_string())
        .chain([
            format!("<html><head><title>{all}</title>"),
            json!({ "error_code": all, "error_message": all }).to_string(),
            format!("{{\"response\":{{{name}:1,{name}:2}}}}"),
            all.clone(),
            String::new(),
        ])
        .collect()
}

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// No file that is exported has a key, either.
fn exported_files(folder: &Path, schemas: &str) {
    for format in ["html", "openapi", "json-schema"] {
        let out = folder.join(format!("out-{format}"));
        run(&["export", format, "--schemas", schemas, "--out", out.to_str().unwrap()], "", &[], &KEYS_ONLY);
        let files = if out.is_dir() {
            fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect()
        } else {
            vec![out]
        };
        assert!(!files.is_empty());
        for file in files.iter().filter(|file| file.is_file()) {
            let text = fs::read_to_string(file).unwrap();
            for (_, key) in KEYS {
                assert!(!text.contains(key), "{} shows {key}", file.display());
            }
        }
    }
}

/// The cases of one command; `None` where it has none.
fn cases(command: &str, folder: &Path) -> Option<()> {
    let schemas = hostile_schemas();
    let schemas = schemas.path().to_str().unwrap();
    let all = everything();
    match command {
        "check" => {
            for format in ["full", "short", "json", "github"] {
                run(&["check", schemas, "--format", format], "", &[], &KEYS_ONLY);
            }
            let broken = file(folder, "broken.json", &json!({ "endpoint": all, (all.as_str()): all }).to_string());
            for format in ["full", "short", "json", "github"] {
                run(&["check", &broken, "--format", format], "", &[], &KEYS_ONLY);
                run(
                    &["check", &broken, "--format", format],
                    "",
                    &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
                    &KEYS_ONLY,
                );
            }
        }
        "breaking" => breaking(schemas),
        "keys" => drop(run(&["keys", &all], "", &[], &KEYS_ONLY)),
        "new" => drop(run(&["new", &format!("{}/{PAYMENT_KEY}", folder.display())], "", &[], &KEYS_ONLY)),
        "list" | "export" | "expand" | "show" | "completions" => {
            let arguments: &[&[&str]] = match command {
                "list" => &[&["list"]],
                "show" => &[&["show", "charge"]],
                "export" => &[
                    &["export", "openapi"],
                    &["export", "conformance"],
                    &["export", "json-schema"],
                    &["export", "html"],
                ],
                "expand" => &[&["expand"], &["expand", schemas]],
                _ => &[&["completions", "bash"], &["completions", "fish"]],
            };
            for arguments in arguments {
                run(&[arguments, &["--schemas", schemas][..]].concat(), "", &[], &KEYS_ONLY);
                run(arguments, "", &[("FLITT_SCHEMAS", schemas)], &KEYS_ONLY);
            }
            if command == "export" {
                exported_files(folder, schemas);
            }
        }
        "sign" => {
            let request =
                json!({ "order_id": "1", "rectoken": TOKEN, "amount": 100, "currency": "GEL", "order_desc": something() }).to_string();
            let printed = run(&["sign", "checkout_url", "-", "--explain"], &request, &[], &KEYS_ONLY);
            assert!(printed.contains("a key was replaced"), "{printed}");
            for body in bodies() {
                let gateway = file(folder, "gateway.json", &body);
                run(&["sign", "order_status", "order_id=1", "--gateway-text", &gateway], "", &[], &ALL);
            }
            run(&["sign", "order_status", "order_id=1", "--sent-signature", &all], "", &[], &ALL);
            run(&["sign", "order_status", "-"], &json!({ (all.as_str()): "x" }).to_string(), &[], &ALL);
        }
        "verify" => {
            for body in bodies() {
                for arguments in [
                    &["verify", "--explain"][..],
                    &["verify"],
                    &["verify", "--request", "--explain"],
                    &["verify", "--request=checkout_url"],
                ] {
                    run(arguments, &body, &[], &ALL);
                }
            }
            let request = json!({ "request": { "order_id": "1", "merchant_id": all, (PAYMENT_KEY): 1, (CARD): 2, (CONTROL): 3, "signature": all } });
            run(&["verify", "--explain"], &request.to_string(), &[], &ALL);
            // A caller that takes `--key` for the key itself.
            for (_, key) in KEYS {
                run(&["verify", "--key", key], "", &[], &ALL);
                let printed = flitt("verify --key").arg(key).output().unwrap().stderr;
                ALL.check(&String::from_utf8(printed).unwrap(), "--key");
            }
        }
        "events" => {
            let request = r#"{"order_id":"1","amount":100,"currency":"GEL","order_desc":"Tea"}"#;
            for (number, body) in bodies().into_iter().enumerate() {
                let update = file(folder, &format!("update-{number}-{CARD}.json"), &body);
                run(&["events", "checkout_url", request, &update], "", &[], &ALL);
            }
            run(&["events", "checkout_url", &json!({ (all.as_str()): 1 }).to_string()], "", &[], &ALL);
        }
        "call" => call(folder, schemas),
        "sandbox" => sandbox(folder),
        "probe" => probe(folder),
        "import" | "diff" => {
            let page = file(
                folder,
                "page.txt",
                &format!("Request\nParameter\tType\tDescription\norder_id\tstring(20)\t{all}\n{all}"),
            );
            let arguments: &[&str] =
                if command == "import" { &["import", &page] } else { &["diff", "order_status", &page] };
            run(arguments, "", &[], &KEYS_ONLY);
        }
        _ => return None,
    }
    Some(())
}

/// The text of a description is shown, as `check` shows it; the names of files and folders are arguments.
fn breaking(schemas: &str) {
    let old = tempfile::tempdir().unwrap();
    let old = old.path().to_str().unwrap();
    let all = everything();
    for more in [&[][..], &["--json"]] {
        run(&[&["breaking", old, schemas], more].concat(), "", &[], &KEYS_ONLY);
        run(&[&["breaking", &all, schemas], more].concat(), "", &[], &KEYS_ONLY);
        run(&[&["breaking", "--against", &all, schemas], more].concat(), "", &[], &KEYS_ONLY);
    }
}

/// A shop whose programs print everything, and scenarios that say everything.
fn probe(folder: &Path) {
    let all = everything();
    let output = file(folder, "output.txt", &all);
    let quoted = |text: &str| format!("'{text}'");
    let flitt = quoted(env!("CARGO_BIN_EXE_flitt"));
    let order = "order_desc=Tea amount=1000 currency=GEL server_callback_url=http://127.0.0.1:1/";
    let works = format!("{flitt} call checkout_url order_id={CARD}-{{order}} {order}");
    let prints = format!("cat '{output}'");
    let fails = format!("sh -c 'cat \"$0\" >&2; exit 1' '{output}'");
    let ships = "printf 'shipped 1\\n'";
    let options =
        ["probe", "--listen", "127.0.0.1:0", "--wait", "0s", "--settle", "0s", "--timeout", "0s", "--only", "1"];
    let outer = |arguments: &[&str], of: &Forbidden| run(arguments, "", &[], of);
    let run = |more: &[&str]| outer(&[&options, more].concat(), &ALL);
    for (create, verify) in [
        (&*works, &*prints),
        (&works, &fails),
        (&works, ships),
        (&fails, ships),
        (&prints, ships),
        (&all, ships),
        (&works, &all),
    ] {
        for json in [&[][..], &["--json"]] {
            run(&[&["--create", create, "--verify", verify], json].concat());
        }
    }
    let address = format!("http://user:{PAYMENT_KEY}@127.0.0.1/{CARD}");
    run(&["--create-url", &address, "--verify-url", &address]);
    run(&["--create-url", &all, "--verify-url", &all, "--callback-url", &all, "--currency", &all]);
    run(&["--create", &works, "--verify", ships, "--callback-url", &address]);
    run(&["--create", "false", "--verify", ships, "--start", &fails]);
    run(&["--create", "false", "--verify", ships, "--start", &all]);
    let steps = json!([{ "pay": "approved" }, { "send": { "change": { (all.as_str()): all } } }, { "expect": { "shipped": 2 } }]);
    let scenario = json!({ "number": 1, "name": all, "proves": all, "why": all, "steps": steps });
    let broken = json!({ "number": 1, "name": all, "steps": [{ (all.as_str()): all }] });
    for (name, text) in [("own", scenario.to_string()), ("broken", broken.to_string()), ("text", all.clone())] {
        let own = folder.join(name);
        fs::create_dir_all(&own).unwrap();
        file(&own, "1.json", &text);
        let own = own.to_str().unwrap();
        for more in [
            &["--list"][..],
            &["--list", "--json"],
            &["--create", &works, "--verify", ships],
            &["--create", &works, "--verify", ships, "--json"],
        ] {
            outer(&[&options[..], &["--scenarios", own], more].concat(), &KEYS_ONLY);
        }
    }
}

fn sandbox(folder: &Path) {
    let all = everything();
    run(&["sandbox", "--listen", &all], "", &[], &ALL);
    for text in [format!("{{\"{PAYMENT_KEY}{CARD}\":{{}}}}"), format!("{{{PAYMENT_KEY}")] {
        run(&["sandbox", "--responses", &file(folder, "responses.txt", &text)], "", &[], &ALL);
    }
    run(&["sandbox", "--switch", &all], "", &[], &ALL);
    run(&["sandbox", "--switch", &format!("{all}=on")], "", &[], &ALL);
    run(&["sandbox", "--switch", &format!("holds-end={all}")], "", &[], &ALL);
    run(&["sandbox", "--hold-days", &all], "", &[], &ALL);
    run(&["sandbox", "--base-url", &format!("https://user:{PAYMENT_KEY}@x\\{CARD}")], "", &[], &ALL);
    for text in [all.clone(), json!({ "merchants": [{ "merchant_id": all, (all.as_str()): PAYMENT_KEY }] }).to_string()]
    {
        run(&["sandbox", "--config", &file(folder, "merchants.json", &text)], "", &[], &ALL);
    }
}

fn call(folder: &Path, schemas: &str) {
    let request = file(
        folder,
        "request.json",
        r#"{"order_id":"1","amount":100,"currency":"GEL","order_desc":"Tea","rectoken":"canary-token-91c2"}"#,
    );
    let parameters = format!("@{request}");
    for body in bodies() {
        for (arguments, stdout_has) in [
            (&["call", "recurring", &parameters][..], ALL),
            (&["call", "recurring", &parameters, "--json"], ALL),
            (&["call", "recurring", &parameters, "--show-sensitive"], KEYS_ONLY),
            (&["call", "recurring", &parameters, "--json", "--show-sensitive"], KEYS_ONLY),
            (&["call", "order_status", "order_id=1", "--retries=0"], ALL),
            (&["call", "charge", "order_id=1", "--schemas", schemas], ALL),
        ] {
            run(arguments, "", &[("FLITT_BASE_URL", &gateway(body.clone()))], &stdout_has);
        }
    }
    let all = everything();
    let address = format!("https://user:{PAYMENT_KEY}@shop.example/{PAYMENT_KEY}?card={CARD}");
    let order = json!({ "order_id": CARD, "order_desc": something(), "amount": 100, "currency": "GEL", "rectoken": TOKEN, "server_callback_url": address });
    for base_url in [
        &address,
        &format!("https:\\\\user:{PAYMENT_KEY}@shop.example"),
        &format!("//user:{PAYMENT_KEY}@shop.example"),
        &format!("HTTPS://{CARD}:{TOKEN}@127.0.0.1:1"),
        &format!("http://127.0.0.1:1/{PAYMENT_KEY}"),
        &all,
    ] {
        let variables = [("FLITT_BASE_URL", base_url.as_str())];
        run(&["call", "checkout_url", "-"], &order.to_string(), &variables, &ALL);
        run(&["call", "checkout_url", "-", "--json"], &order.to_string(), &variables, &ALL);
        run(&["call", "checkout_url", "-", "--dry-run"], &order.to_string(), &variables, &ALL);
        run(
            &["call", "checkout_url", "-", "--dry-run", "--show-sensitive"],
            &order.to_string(),
            &variables,
            &KEYS_ONLY,
        );
    }
    for (name, text) in KEYS {
        let unusable = format!("'{text}'");
        run(&["call", "order_status", "order_id=1"], "", &[(name, &unusable)], &ALL);
        run(&["call", "order_status", "order_id=1"], "", &[("FLITT_MERCHANT_ID", text)], &ALL);
    }
}

/// A request with an address whose password and query are secrets is shown without them, unless they were asked for.
#[test]
fn a_dry_run_shows_addresses_without_secrets() {
    let order = r#"{"order_id":"1","order_desc":"Tea","amount":100,"currency":"GEL","response_url":"https://u:pw@shop.example/a?k=1"}"#;
    let printed = run(&["call", "checkout_url", "-", "--dry-run"], order, &[], &ALL);
    assert!(printed.contains(r#""response_url": "https://[redacted]@shop.example/a?[redacted]""#), "{printed}");
    let printed = run(&["call", "checkout_url", "-", "--dry-run", "--show-sensitive"], order, &[], &ALL);
    assert!(printed.contains(r#""response_url":"https://u:pw@shop.example/a?k=1""#), "{printed}");
    let base_url = [("FLITT_BASE_URL", "https://gw.example/4444555566661111")];
    let printed = run(&["call", "checkout_url", "-", "--dry-run"], order, &base_url, &ALL);
    assert!(printed.contains("POST https://gw.example/[card_number]/api/"), "{printed}");
}

#[test]
fn no_command_prints_a_secret() {
    let commands = commands();
    assert!(commands.len() >= 14, "{commands:?}");
    std::thread::scope(|scope| {
        for command in &commands {
            scope.spawn(|| prints_no_secret(command));
        }
    });
}

fn prints_no_secret(command: &str) {
    let folder = tempfile::tempdir().unwrap();
    assert!(cases(command, folder.path()).is_some(), "`{command}` has no cases");
    // What every command can be given: names of files and folders, and arguments that it does not have.
    for canary in KEYS.map(|(_, key)| key).into_iter().chain([CARD, CONTROL, "5105 1098 7654 3218"]) {
        run(&[command, canary], "", &[], &ALL);
        run(&[command, &format!("--{canary}")], "", &[], &ALL);
        run(&[command, "order_status", canary, canary], "", &[], &ALL);
        run(&[command, "--schemas", canary, "order_status"], "", &[], &ALL);
        run(&[command, &format!("@{canary}")], "", &[("FLITT_SCHEMAS", canary)], &ALL);
    }
}

/// Completions are printed by another library: control characters of schema files do not reach it.
#[test]
fn completions_show_no_control_character() {
    let schemas = hostile_schemas();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        for words in
            [&["flitt", "show", ""][..], &["flitt", "call", "charge", ""], &["flitt", "call", "charge", "kind="]]
        {
            let last = (words.len() - 1).to_string();
            let command = flitt("-- ").args(words).env("COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", last);
            let output = command.env("FLITT_SCHEMAS", schemas.path()).output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(!text.is_empty(), "{shell} {words:?}: {}", String::from_utf8_lossy(&output.stderr));
            let is_control = |character: char| CONTROL.contains(character) && !"[]0;x231Jm\u{b}\r".contains(character);
            assert_eq!(text.find(is_control), None, "{shell} {words:?}: {text:?}");
        }
    }
}

/// Only the module `output` prints: a source that does it by itself would pass what `output` keeps out.
#[test]
fn nothing_but_output_prints() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![sources.clone()];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let place = path.strip_prefix(&sources).unwrap();
            // Tests print their figures.
            let is_test = place.components().any(|part| part.as_os_str() == "tests") || place.ends_with("tests.rs");
            if is_test || place.starts_with("output") || path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            count += 1;
            let words = [
                "print!",
                "println!",
                "eprint!",
                "eprintln!",
                "dbg!",
                "stdout()",
                "stderr()",
                "anstream",
                "Cli::parse",
                "/dev/tty",
                ".exit()",
            ];
            let found = words.into_iter().find(|word| text.contains(word));
            assert_eq!(found, None, "{} prints by itself", place.display());
        }
    }
    assert!(count > 40, "only {count} sources");
}
