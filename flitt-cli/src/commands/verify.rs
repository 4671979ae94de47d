//! `flitt verify`: whether an answer or callback comes from the gateway.

use clap::ValueEnum;
use flitt_client::callback::{signing_key, verify_fields};
use flitt_client::explain::SignedText;
use flitt_client::schema::{Key, Library, Signed, Table};
use flitt_client::{Credentials, Fields, List as _, Refusal, ResponseCode, SignatureFault};

use crate::body::{BadBody, Body};
use crate::endpoints::SchemaArguments;
use crate::merchant::{MerchantArguments, missing_key};
use crate::output::{Done, Fault, printable};
use crate::{explanation, params};

/// Verify an answer or a callback: 0 valid, 1 invalid, 2 cannot be read
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The body as it was received, JSON or a form [default: stdin]
    #[arg(default_value = "-", hide_default_value = true)]
    file: String,
    /// Show on stderr what is signed, with the key masked, and beside it what the gateway says that it signed
    #[arg(long)]
    explain: bool,
    /// The key that signed it, when it is not the one of its table
    #[arg(long)]
    key: Option<KeyArgument>,
    #[command(flatten)]
    merchant: MerchantArguments,
    #[command(flatten)]
    schemas: SchemaArguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum KeyArgument {
    Payment,
    Payout,
}

impl From<KeyArgument> for Key {
    fn from(argument: KeyArgument) -> Self {
        match argument {
            KeyArgument::Payment => Self::Payment,
            KeyArgument::Payout => Self::Payout,
        }
    }
}

/// A table that a body may be made of.
struct Candidate<'l> {
    table: &'l Table,
    /// The name of the table, or of the endpoint that has it alone.
    name: &'l str,
    signed: Signed,
    /// The key, when the table has no rules of its own.
    key: Key,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let library = arguments.schemas.library()?;
    let credentials = arguments.merchant.credentials()?;
    let body = match Body::read(&params::read(&arguments.file)?) {
        Ok(body) => body,
        Err(BadBody::Ambiguous(why)) => return Ok(invalid(&why.to_string())),
        Err(BadBody::Unreadable(why, help)) => {
            return Err(Fault::cannot(format_args!("this cannot be read: {why}")).help(help));
        }
    };
    let Some(candidate) = nearest_table(&library, body.parameters()) else {
        return Err(Fault::cannot("the schemas describe no answer").help("verify without --schemas"));
    };
    let has_rules = !candidate.table.callback.is_empty();
    let by_table = || if has_rules { signing_key(candidate.table, &body.fields) } else { candidate.key };
    let key = arguments.key.map_or_else(by_table, Key::from);
    let refusal =
        verify_fields(&credentials, candidate.table, key, body.fields.clone()).err().map(|it| it.refusal().clone());
    let done = verdict(&candidate, key, &body, &credentials, refusal.as_ref())?;
    if !arguments.explain {
        return Ok(done);
    }
    let is_wrong = refusal == Some(Refusal::Signature(SignatureFault::Wrong));
    let signed = SignedText::of_answer(&body.fields, candidate.table, key, &credentials);
    let done = done.with_note(match explanation::of_fields(&body.fields).filter(|_| is_wrong) {
        Some(gateway) => explanation::of_comparison(&signed.compare(&gateway)),
        None => explanation::of_text(&signed),
    });
    Ok(match body.data() {
        Some(data) => done.with_note(explanation::of_data(data, candidate.table)),
        None => done,
    })
}

fn verdict(
    candidate: &Candidate<'_>,
    key: Key,
    body: &Body,
    credentials: &Credentials,
    refusal: Option<&Refusal>,
) -> Result<Done, Fault> {
    let Some(refusal) = refusal else {
        let protocol = if body.data().is_some() { ", in protocol 2.0" } else { "" };
        let note = format!("read as `{}`, signed with the {} key{protocol}", candidate.name, key.word());
        return Ok(Done::new("valid\n").with_note(note));
    };
    match refusal {
        Refusal::MissingKey(key) => Err(missing_key(*key, "signed this")),
        Refusal::Failure => Ok(invalid(&failure(body.parameters()))),
        Refusal::Signature(SignatureFault::Missing) if candidate.signed == Signed::Never => {
            let name = candidate.name;
            Ok(invalid(&format!("it has no signature, and answers of `{name}` never have one")))
        }
        Refusal::Signature(SignatureFault::Wrong) => {
            let hint = hint(candidate, key, body, credentials);
            Ok(invalid(&format!("its signature is wrong: {hint}")))
        }
        Refusal::Signature(fault) => Ok(invalid(&Refusal::Signature(*fault).to_string())),
        other => Ok(invalid(&format!("its signature is right, but {other} (read as `{}`)", candidate.name))),
    }
}

fn invalid(why: &str) -> Done {
    Done::new(format!("invalid: {}\n", printable(why))).and_no()
}

/// The table that describes most of the fields. Tables of callbacks come first, then those of signed answers.
fn nearest_table<'l>(library: &'l Library, fields: &Fields) -> Option<Candidate<'l>> {
    let callbacks = library.tables.iter().filter(|read| !read.model.callback.is_empty()).map(|read| Candidate {
        table: &read.model,
        name: &read.model.name,
        signed: Signed::Always,
        key: Key::Payment,
    });
    let answers = library.endpoints.iter().flat_map(|read| {
        let (endpoint, last) = (&read.model, read.model.response.forms.len().saturating_sub(1));
        endpoint.response.forms.iter().enumerate().map(move |(number, form)| Candidate {
            table: &form.table,
            name: if form.table.name.is_empty() { &endpoint.name } else { &form.table.name },
            signed: match endpoint.response.signed {
                Signed::Final if number == last => Signed::Always,
                Signed::Final => Signed::Never,
                signed if endpoint.key == Key::None && signed != Signed::Never => Signed::Never,
                signed => signed,
            },
            key: if endpoint.key == Key::None { Key::Payment } else { endpoint.key },
        })
    });
    let mut all: Vec<Candidate<'l>> = callbacks.chain(answers).collect();
    let known = |candidate: &Candidate<'_>| fields.iter().filter(|it| candidate.table.row(it.name()).is_some()).count();
    // The sort is stable: of equals, the first one stays the first.
    all.sort_by_key(|candidate| (std::cmp::Reverse(known(candidate)), candidate.signed == Signed::Never));
    all.into_iter().next()
}

/// Failures are told by a code, whose meaning is known; the gateway's words can hold what is secret.
fn failure(fields: &Fields) -> String {
    match fields.text("error_code").and_then(ResponseCode::find) {
        Some(code) => {
            format!("it tells of failure {}, and failures are never signed: {}", code.value(), code.meaning())
        }
        None => "it tells of a failure, and failures are never signed".to_owned(),
    }
}

/// The likely cause of a wrong signature.
fn hint(candidate: &Candidate<'_>, key: Key, body: &Body, credentials: &Credentials) -> String {
    let other = if key == Key::Payout { Key::Payment } else { Key::Payout };
    let with_other = verify_fields(credentials, candidate.table, other, body.fields.clone());
    let fits = !matches!(
        with_other.as_ref().map_err(flitt_client::callback::RefusedCallback::refusal),
        Err(Refusal::Signature(_) | Refusal::MissingKey(_))
    );
    if fits {
        return format!("it was signed with the {} key, not with the {} key", other.word(), key.word());
    }
    match body.parameters().text("merchant_id") {
        Some(merchant) if merchant != credentials.merchant_id() => format!(
            "it is for the merchant {merchant}, and the {} key at hand is of the merchant {}",
            key.word(),
            credentials.merchant_id()
        ),
        _ => format!("it was changed on the way, or not signed with the {} key at hand", key.word()),
    }
}
