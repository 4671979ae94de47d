//! Our signed text and signature, compared with those of models that share none of our code.

use std::fmt;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use flitt_client::api::Flitt;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::ValidationError;
use flitt_client::request::Exchange;
use flitt_client::signature::masked_signed_text;
use flitt_client::{Api as _, Credentials};
use flitt_schema::{Body, Digest, Endpoint, Format, Key, Parameter, ValueType};

use super::random::Random;
use crate::minimal_request::{minimal_request, simple_value};
use crate::parsed_request::parse_request;

/// The model in Python reads so many requests at once.
const AT_ONCE: usize = 20_000;

/// Letters that need care: of one to four bytes, quotes, escapes, line ends, control characters.
pub const LETTERS: [char; 35] = [
    'a',
    'Z',
    '0',
    ' ',
    '"',
    '\\',
    '/',
    '\'',
    '<',
    '&',
    '%',
    '=',
    '+',
    '\n',
    '\r',
    '\t',
    '\u{0}',
    '\u{1b}',
    '\u{7f}',
    '\u{80}',
    '\u{2028}',
    '\u{feff}',
    'é',
    'ß',
    'ქ',
    'ა',
    'რ',
    'თ',
    'Ж',
    'ї',
    '€',
    '🦊',
    '💳',
    '\u{10ffff}',
    '\u{301}',
];

/// What was compared.
#[derive(Clone, Debug, Default)]
pub struct Signatures {
    /// Requests whose signature was compared with that of the model in Rust.
    pub in_rust: usize,
    /// Requests whose signature and signed text were compared with those of the model in Python; none, where it is
    /// not there.
    pub in_python: usize,
}

/// Signs random requests to all endpoints whose requests are signed, and compares.
///
/// # Panics
///
/// If there is a difference.
#[must_use]
pub fn signatures(count: usize) -> Signatures {
    let endpoints: Vec<Arc<Endpoint>> = Flitt::ENDPOINTS
        .iter()
        .map(|endpoint| endpoint.get())
        .filter(|endpoint| endpoint.key != Key::None)
        .map(|endpoint| Arc::new(endpoint.clone()))
        .collect();
    let credentials = Credentials::new(1_396_424, "test").with_payout_key("testcredit").with_company_key("company");
    let mut random = Random::new(0x51);
    let mut model = Model::find();
    let mut result = Signatures::default();
    for endpoint in endpoints.iter().cycle().take(count) {
        let request = any_request(endpoint, &mut random);
        let exchange = Exchange::dynamic(&request, &credentials).expect("it is signed");
        let key = credentials_key(endpoint.key);
        let parsed = parse_request(endpoint, exchange.body(), key);
        assert_eq!(parsed.signature, parsed.expected, "{}", String::from_utf8_lossy(exchange.body()));
        result.in_rust += 1;
        if let Some(model) = &mut model {
            model.ask(endpoint, key, &exchange);
            result.in_python += 1;
        }
    }
    if let Some(model) = &mut model {
        model.compare();
    }
    result
}

fn credentials_key(key: Key) -> &'static str {
    match key {
        Key::Payment => "test",
        Key::Payout => "testcredit",
        Key::Company => "company",
        Key::None => "",
    }
}

/// The model in Python, and what it is to be asked.
struct Model {
    requests: String,
    /// What we signed, in hexadecimal digits.
    texts: Vec<String>,
}

impl Model {
    fn find() -> Option<Self> {
        let found = Command::new("python3").arg("--version").output();
        found.is_ok_and(|output| output.status.success()).then(|| Self { requests: String::new(), texts: Vec::new() })
    }

    fn ask(&mut self, endpoint: &Endpoint, key: &str, exchange: &Exchange<'_>) {
        let digest = match endpoint.digest {
            Digest::Sha1 => "sha1",
            Digest::Sha512 => "sha512",
        };
        let kind = if endpoint.body == Body::Form { "form" } else { "json" };
        self.requests += &[key, digest, kind, &hex(exchange.body())].join(" ");
        self.requests.push('\n');
        self.texts.push(hex(signed_text(exchange).as_bytes()));
        if self.texts.len() == AT_ONCE {
            self.compare();
        }
    }

    fn compare(&mut self) {
        let requests = std::mem::take(&mut self.requests).into_bytes();
        let responses = run(&requests);
        assert_eq!(responses.lines().count(), self.texts.len(), "one response for each request");
        for (response, text) in responses.lines().zip(self.texts.drain(..)) {
            let words: Vec<&str> = response.split(' ').collect();
            assert!(
                matches!(words[..], [hashed, signature, theirs] if hashed == signature && theirs == text),
                "{response}, and ours: {text}"
            );
        }
    }
}

/// What we sign, without the key.
fn signed_text(exchange: &Exchange<'_>) -> String {
    let text = match exchange.fields() {
        Ok(fields) => masked_signed_text("", fields.iter().map(|(name, text)| (name.as_str(), text.as_str()))),
        // Protocol 2.0 signs its data as they are.
        Err(_) => {
            let body: serde_json::Value = serde_json::from_slice(exchange.body()).expect("JSON");
            format!("|{}", body["request"]["data"].as_str().expect("data"))
        }
    };
    text[1..].to_owned()
}

fn run(requests: &[u8]) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/models/signature.py");
    let mut python = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the model starts");
    let mut stdin = python.stdin.take().expect("it is piped");
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(requests).expect("the model reads"));
        python.wait_with_output().expect("the model ends")
    });
    assert!(output.status.success(), "the model fails");
    String::from_utf8(output.stdout).expect("it writes ASCII")
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// A request with random values: for all that must be set, and some of the rest.
fn any_request(endpoint: &Arc<Endpoint>, random: &mut Random) -> DynamicRequest {
    let must: Vec<(String, String)> = minimal_request(endpoint)
        .into_iter()
        .map(|(name, simple)| {
            let row = endpoint.request.row(&name).expect("a row");
            let value = if row.is_nested() { simple } else { any_value(row, random) };
            (name, value)
        })
        .collect();
    let mut values = must.clone();
    for row in endpoint.request.rows.iter().filter(|row| row.is_set_by_caller()) {
        // Forms have no nested values.
        let is_possible = !row.is_nested() || endpoint.body == Body::Json;
        let is_set = must.iter().any(|(name, _)| *name == row.name);
        if is_set || !is_possible || !random.one_in(if row.is_nested() { 9 } else { 3 }) {
            continue;
        }
        let value = if row.is_nested() { simple_value(row) } else { any_value(row, random) };
        values.push((row.name.to_string(), value));
    }
    // What holds between parameters can forbid some of them.
    build(endpoint, &values).or_else(|_| build(endpoint, &must)).expect("what must be set can be")
}

fn build(endpoint: &Arc<Endpoint>, values: &[(String, String)]) -> Result<DynamicRequest, ValidationError> {
    let request = DynamicRequest::builder(Arc::clone(endpoint));
    values.iter().fold(request, |request, (name, text)| request.set(name, text.as_str())).build()
}

/// A value that a row takes.
fn any_value(row: &Parameter, random: &mut Random) -> String {
    if row.closed || row.details.header.is_some() {
        return simple_value(row);
    }
    match (row.value_type, row.format) {
        (ValueType::Integer, _) => {
            let digits = row.limit.unwrap_or(18).min(18);
            let largest = row.details.largest.unwrap_or(i64::MAX).min(10_i64.pow(digits) - 1).unsigned_abs();
            let smallest = row.details.smallest.unwrap_or(0).unsigned_abs();
            (smallest + random.number() % (largest - smallest + 1)).to_string()
        }
        (
            _,
            Some(
                Format::Currency
                | Format::Expiry
                | Format::CardNumber
                | Format::CallbackUrl
                | Format::ReturnUrl
                | Format::Json
                | Format::Base64Json,
            ),
        ) => simple_value(row),
        (_, Some(Format::Flag)) => random.pick(&["Y", "N"]).to_owned(),
        _ => {
            let longest = usize::try_from(row.limit.unwrap_or(60).min(60)).unwrap_or(1);
            (0..=random.below(longest)).map(|_| any_letter(random)).collect()
        }
    }
}

fn any_letter(random: &mut Random) -> char {
    if random.one_in(2) {
        return *random.of(&LETTERS);
    }
    let any = u32::try_from(random.below(0x11_0000)).ok().and_then(char::from_u32);
    any.filter(|&letter| letter != '|').unwrap_or('x')
}

impl fmt::Display for Signatures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { in_rust, in_python } = self;
        writeln!(formatter, "{in_rust} random requests: no difference from the model in Rust")?;
        match in_python {
            0 => writeln!(formatter, "  the model in Python was not asked: there is no python3"),
            count => {
                writeln!(formatter, "  {count} of them: no difference from the model in Python, nor in the signed text")
            }
        }
    }
}
