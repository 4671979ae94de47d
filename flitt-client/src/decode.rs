//! From the bytes of an answer to an [`Answer`]: read, told apart, verified, and refused where the signature alone does
//! not protect.

use std::fmt;

use crate::answer::{Answer, Verification};
use crate::credentials::Credentials;
use crate::data;
use crate::fields::{Fields, FieldsError};
use crate::names::{ERROR_CODE, FAILURE, RESPONSE_STATUS};
use crate::schema::{Endpoint, Format, Key, Origin, Parameter, Protocol, SEPARATOR, Shape, Signed, Table, is_currency};
use crate::signature::{SignatureFault, verify};

/// An answer that was told apart.
pub(crate) enum Reply {
    /// The gateway processed the request. The number is that of the answer's form.
    Answer(Answer, usize),
    /// It did not, and says why.
    Failure(Fields),
}

/// An answer that cannot be used, with what could be read of it.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) refusal: Refusal,
    pub(crate) fields: Option<Fields>,
}

/// Why an answer or a callback was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// It is not UTF-8.
    NotUtf8,
    /// Its fields cannot be read.
    Unreadable(FieldsError),
    /// It is one object where a list should be, a list where one object should be, or of none of its endpoint's forms.
    OtherShape,
    /// One of many objects is not accepted: its name or its place, from 0, and why.
    Item(String, Box<Refusal>),
    /// The signature is missing, malformed or wrong.
    Signature(SignatureFault),
    /// The credentials lack the key that verifies it.
    MissingKey(Key),
    /// It is for another merchant.
    OtherMerchant,
    /// A parameter does not repeat the value of the request.
    OtherRequest(String),
    /// A parameter that every answer has is absent or empty.
    Missing(String),
    /// An amount, or a number that names something, holds something else than digits.
    NotDigits(String),
    /// A currency is not three letters.
    NotACurrency(String),
    /// A value holds the separator `|` of the signed text where it cannot: text was moved across parameters.
    Separator(String),
    /// The data of protocol 2.0 are not base64, or not its one canonical spelling.
    NotBase64,
    /// A parameter that holds JSON does not.
    NotJson(String),
    /// It tells of a failure, which is never signed.
    Failure,
}

impl Refused {
    fn unread(refusal: Refusal) -> Self {
        Self { refusal, fields: None }
    }
}

/// Reads the body of an answer to a request of this endpoint.
pub(crate) fn reply(endpoint: &Endpoint, body: &[u8], credentials: &Credentials) -> Result<Reply, Refused> {
    let envelope = (endpoint.protocol != Protocol::Plain).then_some("response");
    let may_be_list = endpoint.response.shape == Shape::List;
    let mut fields = read(body, envelope, may_be_list).map_err(Refused::unread)?;
    let in_data = data::is_data(&fields);
    if in_data {
        fields = match data::verified(&fields, endpoint.key, credentials) {
            Ok(fields) => fields,
            Err(refusal) => return Err(Refused { refusal, fields: Some(fields) }),
        };
    }
    if is_failure(endpoint, &fields) {
        return Ok(Reply::Failure(fields));
    }
    if endpoint.response.shape != Shape::Object {
        return many(endpoint, fields, credentials);
    }
    let forms = &endpoint.response.forms;
    let chosen = forms.iter().position(|form| form.when.as_deref().is_none_or(|name| fields.text(name).is_some()));
    let Some((number, form)) = chosen.and_then(|number| Some((number, forms.get(number)?))) else {
        return Err(Refused { refusal: Refusal::OtherShape, fields: Some(fields) });
    };
    let signed = match endpoint.response.signed {
        Signed::Final if number + 1 == forms.len() => Signed::Always,
        Signed::Final => Signed::Never,
        signed => signed,
    };
    let accepted = if in_data {
        accept_verified(fields, &form.table, credentials)
    } else {
        accept(fields, &form.table, signed, endpoint.key, credentials)
    };
    accepted.map(|answer| Reply::Answer(answer, number))
}

/// Whether the gateway did not process the request. Without an envelope there is no status: a code tells it.
fn is_failure(endpoint: &Endpoint, fields: &Fields) -> bool {
    let is_set = |name: &str| fields.text(name).is_some();
    let declared = endpoint.response.failure.as_ref();
    let is_declared = declared.is_some_and(|rows| is_set(&rows.message) || rows.code.as_deref().is_some_and(is_set));
    let is_plain = endpoint.protocol == Protocol::Plain && is_set(ERROR_CODE);
    is_declared || is_plain || fields.text(RESPONSE_STATUS) == Some(FAILURE)
}

/// Takes an answer of many objects: every one of them passes the rules of their table.
fn many(endpoint: &Endpoint, fields: Fields, credentials: &Credentials) -> Result<Reply, Refused> {
    let is_list = endpoint.response.shape == Shape::List;
    let Some(form) = endpoint.response.forms.first().filter(|_| fields.is_list() == is_list) else {
        return Err(Refused { refusal: Refusal::OtherShape, fields: Some(fields) });
    };
    let refused = fields.iter().filter(|field| is_list || field.is_nested()).find_map(|field| {
        let refusal = match Fields::from_json(field.text()) {
            Ok(item) => refusal(&item, &item.positions(&form.table), &form.table, credentials)?,
            Err(why) => Refusal::Unreadable(why),
        };
        Some(Refusal::Item(field.name().to_owned(), Box::new(refusal)))
    });
    match refused {
        None => Ok(Reply::Answer(Answer::new(fields, &form.table, Verification::Unsigned), 0)),
        Some(refusal) => Err(Refused { refusal, fields: Some(fields) }),
    }
}

/// Takes fields whose signature was verified as a whole.
pub(crate) fn accept_verified(fields: Fields, table: &Table, credentials: &Credentials) -> Result<Answer, Refused> {
    accept_rows(fields, table, Verification::Verified, credentials)
}

/// Reads the fields of a body: inside an envelope, or bare; of an object, or perhaps of a list.
fn read(body: &[u8], envelope: Option<&str>, may_be_list: bool) -> Result<Fields, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::NotUtf8)?;
    let read = |inner: &str| {
        let is_list = may_be_list && inner.trim_start().starts_with('[');
        if is_list { Fields::from_json_list(inner) } else { Fields::from_json(inner) }
    };
    let fields = match envelope {
        None => read(text),
        Some(name) if may_be_list => {
            Fields::in_envelope(text, name).and_then(|inner| read(inner).map_err(|fault| fault.within(text, inner)))
        }
        Some(name) => Fields::from_envelope(text, name),
    };
    fields.map_err(Refusal::Unreadable)
}

/// Verifies fields, and refuses what a valid signature does not exclude: names are not signed, so values can move.
pub(crate) fn accept(
    fields: Fields,
    table: &Table,
    signed: Signed,
    key: Key,
    credentials: &Credentials,
) -> Result<Answer, Refused> {
    match verification(&fields, signed, key, credentials) {
        Ok(verification) => accept_rows(fields, table, verification, credentials),
        Err(refusal) => Err(Refused { refusal, fields: Some(fields) }),
    }
}

fn accept_rows(
    fields: Fields,
    table: &Table,
    verification: Verification,
    credentials: &Credentials,
) -> Result<Answer, Refused> {
    let rows = fields.positions(table);
    match refusal(&fields, &rows, table, credentials) {
        None => Ok(Answer::of_rows(fields, rows, table, verification)),
        Some(refusal) => Err(Refused { refusal, fields: Some(fields) }),
    }
}

fn verification(fields: &Fields, signed: Signed, key: Key, credentials: &Credentials) -> Result<Verification, Refusal> {
    if signed == Signed::Never {
        return Ok(Verification::Unsigned);
    }
    let secret = credentials.key(key).ok_or(Refusal::MissingKey(key))?;
    match verify(fields, secret) {
        Ok(()) => Ok(Verification::Verified),
        Err(_) if signed == Signed::Unproven => Ok(Verification::Unproven),
        Err(fault) => Err(Refusal::Signature(fault)),
    }
}

/// The first rule of the table that an answer breaks. Of each row, the position of its field is known.
fn refusal(fields: &Fields, rows: &[Option<u16>], table: &Table, credentials: &Credentials) -> Option<Refusal> {
    table.rows.iter().zip(rows).find_map(|(row, position)| {
        let name = || row.name.clone().into_owned();
        let text = position.and_then(|position| fields.text_at(position));
        match text.filter(|text| !text.is_empty()) {
            None if row.always => Some(Refusal::Missing(name())),
            None => None,
            Some(text) => refusal_of_value(row, text, credentials, name),
        }
    })
}

fn refusal_of_value(
    row: &Parameter,
    text: &str,
    credentials: &Credentials,
    name: impl Fn() -> String,
) -> Option<Refusal> {
    if row.origin == Origin::Signature {
        return None;
    }
    let is_digits = || text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u64>().is_ok();
    if text.contains(SEPARATOR) && !row.separator {
        Some(Refusal::Separator(name()))
    } else if row.is_digits() && !is_digits() {
        Some(Refusal::NotDigits(name()))
    } else if row.origin == Origin::Credentials && text != credentials.merchant_id() {
        Some(Refusal::OtherMerchant)
    } else if row.format == Some(Format::Currency) && !is_currency(text) {
        Some(Refusal::NotACurrency(name()))
    } else if row.format == Some(Format::Json) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
        Some(Refusal::NotJson(name()))
    } else {
        None
    }
}

/// An answer repeats what the request said, where its table says so.
pub(crate) fn echoes<'v>(
    answer: &Answer,
    table: &Table,
    sent: impl Fn(&str) -> Option<&'v str>,
) -> Result<(), Refusal> {
    let differs = |row: &&Parameter| {
        row.echo
            && match (sent(&row.name), answer.get(&row.name)) {
                (Some(sent), Some(received)) => sent != received,
                _ => false,
            }
    };
    match table.rows.iter().find(differs) {
        Some(row) => Err(Refusal::OtherRequest(row.name.clone().into_owned())),
        None => Ok(()),
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => formatter.write_str("it is not UTF-8"),
            Self::Unreadable(why) => why.fmt(formatter),
            Self::OtherShape => formatter.write_str("it is of another shape than the answers of its endpoint"),
            Self::Item(name, refusal) => write!(formatter, "its object `{name}` is refused: {refusal}"),
            Self::Signature(SignatureFault::Missing) => formatter.write_str("it has no signature"),
            Self::Signature(SignatureFault::Malformed) => {
                formatter.write_str("its signature is not a string of 40 lower-case hexadecimal digits")
            }
            Self::Signature(SignatureFault::Wrong) => {
                formatter.write_str("its signature is wrong: it was changed on the way, or signed with another key")
            }
            Self::MissingKey(key) => write!(formatter, "the credentials have no {} key to verify it", key.word()),
            Self::OtherMerchant => formatter.write_str("it is for another merchant"),
            Self::OtherRequest(name) => write!(formatter, "its `{name}` is not that of the request"),
            Self::Missing(name) => write!(formatter, "it has no `{name}`"),
            Self::NotDigits(name) => write!(formatter, "its `{name}` is not a number in digits"),
            Self::NotACurrency(name) => write!(formatter, "its `{name}` is not a currency of three letters"),
            Self::Separator(name) => write!(formatter, "its `{name}` holds `|`, which can only have been moved there"),
            Self::NotBase64 => formatter.write_str("its data are not canonical base64"),
            Self::NotJson(name) => write!(formatter, "its `{name}` is not JSON"),
            Self::Failure => formatter.write_str("it tells of a failure, which nobody signs"),
        }
    }
}

impl std::error::Error for Refusal {}
