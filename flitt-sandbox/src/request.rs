//! From the body of a request to parameters that passed the checks of its table.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::schema::{
    Endpoint, Format as RowFormat, GroupRule, Key, Origin, Parameter, Protocol, Rule, SEPARATOR, ValueType, Violation,
    check_received,
};
use flitt_client::{Field, Fields, FieldsError, ResponseCode, masked_signed_text, sign};
use percent_encoding::percent_decode;
use subtle::ConstantTimeEq;

use crate::failure::Failure;
use crate::fault::Fault;
use crate::merchant::Merchant;
use crate::rules::Rules;
use crate::wire::{DATA, Format, ORDER, SIGNATURE, VERSION};

const ENVELOPE: &str = "request";
const ORDER_ID: &str = "order_id";
const MERCHANT_ID: &str = "merchant_id";

/// A request as it was read, before any check.
pub(crate) struct Received {
    format: Format,
    /// The parameters.
    fields: Fields,
    /// What they came in, in protocol 2.0.
    outer: Option<Fields>,
}

/// A request that passed every check that needs no orders.
pub(crate) struct Checked<'g> {
    pub(crate) endpoint: &'g Endpoint,
    pub(crate) merchant: &'g Merchant,
    pub(crate) format: Format,
    /// What is to go wrong with the answer, or with callbacks.
    pub(crate) fault: Option<Fault>,
    is_protocol_2: bool,
    fields: Fields,
}

impl Received {
    /// The order that it is about, if it says so.
    pub(crate) fn order_id(&self) -> Option<&str> {
        self.fields.text(ORDER_ID)
    }
}

impl Checked<'_> {
    /// The value of a parameter: the one that was sent, or the one that the table says is assumed.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let assumed = || self.endpoint.request.row(name)?.details.default.as_deref();
        self.fields.text(name).or_else(assumed)
    }

    /// The value of a mandatory parameter.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.value(name).unwrap_or_default()
    }

    /// The value of an optional parameter; empty where there is none.
    pub(crate) fn owned(&self, name: &str) -> String {
        self.text(name).to_owned()
    }

    /// Whether the request came in protocol 2.0, in which its answer and its callbacks then go.
    pub(crate) fn is_protocol_2(&self) -> bool {
        self.is_protocol_2
    }

    /// Whether a flag is on.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.value(name) == Some("Y")
    }

    /// A whole number. The table has checked that it is one; what does not fit is refused all the same.
    pub(crate) fn number(&self, name: &str) -> Result<u64, Failure> {
        self.text(name).parse().map_err(|_| Failure::parameter(ResponseCode::ParameterIncorrect, name))
    }
}

/// Reads the body of a request: `{"request": {..}}` or a form, and what protocol 2.0 wraps.
pub(crate) fn read(endpoint: &Endpoint, format: Format, body: &[u8]) -> Result<Received, Failure> {
    let fields = match format {
        Format::Json => json(body)?,
        Format::Form => form(body)?,
    };
    if fields.iter().next().is_none() {
        return Err(Failure::new(ResponseCode::RequestEmpty));
    }
    // Numbers lose their zero with some clients.
    let says_2 = matches!(fields.text(VERSION), Some("2.0" | "2"));
    match (says_2, format) {
        (true, Format::Json) => unpacked(fields),
        (true, Format::Form) => {
            Err(Failure::parameter(ResponseCode::ParameterIncorrect, VERSION)
                .with(": ", "protocol 2.0 takes JSON alone"))
        }
        (false, _) if endpoint.protocol == Protocol::Data => {
            Err(Failure::parameter(ResponseCode::ParameterIncorrect, VERSION)
                .with(": ", "this endpoint speaks protocol 2.0 alone"))
        }
        (false, _) => Ok(Received { format, fields, outer: None }),
    }
}

fn json(body: &[u8]) -> Result<Fields, Failure> {
    let text = std::str::from_utf8(body).map_err(|_| Failure::new(ResponseCode::NotUtf8))?;
    if text.trim().is_empty() {
        return Err(Failure::new(ResponseCode::RequestEmpty));
    }
    inside(text, ENVELOPE)
}

fn form(body: &[u8]) -> Result<Fields, Failure> {
    let text = std::str::from_utf8(body).map_err(|_| Failure::new(ResponseCode::NotUtf8))?;
    // Reading a form replaces what is not UTF-8.
    percent_decode(body).decode_utf8().map_err(|_| Failure::new(ResponseCode::NotUtf8))?;
    Fields::from_form(text).map_err(|fault| unreadable(&fault))
}

/// The fields of an object in an envelope.
fn inside(text: &str, envelope: &str) -> Result<Fields, Failure> {
    let inner = Fields::in_envelope(text, envelope).map_err(|fault| unreadable(&fault))?;
    if inner == "null" {
        return Err(Failure::new(ResponseCode::RequestEmpty));
    }
    Fields::from_json(inner).map_err(|fault| unreadable(&fault))
}

/// The parameters in the data of protocol 2.0, which are read before the signature: they name the merchant.
fn unpacked(outer: Fields) -> Result<Received, Failure> {
    for name in [DATA, SIGNATURE] {
        match outer.get(name) {
            None => return Err(Failure::parameter(ResponseCode::ParameterMissing, name)),
            Some(field) if field.text().is_empty() => {
                return Err(Failure::parameter(ResponseCode::ParameterEmpty, name));
            }
            Some(_) => {}
        }
    }
    let incorrect = |why| Failure::parameter(ResponseCode::ParameterIncorrect, DATA).with(": ", why);
    let bytes = BASE64_STANDARD.decode(outer.text(DATA).unwrap_or_default());
    let bytes = bytes.map_err(|_| incorrect("it is not base64"))?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::new(ResponseCode::NotUtf8))?;
    let fields = inside(&text, ORDER)?;
    if fields.iter().next().is_none() {
        return Err(Failure::new(ResponseCode::RequestEmpty));
    }
    Ok(Received { format: Format::Json, fields, outer: Some(outer) })
}

fn unreadable(fault: &FieldsError) -> Failure {
    match fault {
        FieldsError::NoEnvelope(_) => Failure::new(ResponseCode::RequestEmpty),
        FieldsError::Duplicate(name) => Failure::parameter(ResponseCode::ParameterIncorrect, name),
        _ => Failure::new(ResponseCode::InvalidFormat),
    }
}

/// Checks the fields against the endpoint's table, then who sent them, then the signature, then the currencies.
pub(crate) fn check<'g>(
    rules: &'g Rules,
    merchants: &'g [Merchant],
    endpoint: &'g Endpoint,
    received: Received,
    fault: Option<Fault>,
) -> Result<Checked<'g>, Failure> {
    let fields = &received.fields;
    if fields.iter().any(|field| field.text().contains(SEPARATOR) && !field.is_nested()) {
        return Err(separator());
    }
    check_table(endpoint, &received)?;
    let merchant_id = fields.text(MERCHANT_ID).unwrap_or_default();
    let merchant = merchants
        .iter()
        .find(|merchant| merchant.id().to_string() == merchant_id)
        .ok_or_else(|| Failure::filled(ResponseCode::MerchantNotFound, &[(MERCHANT_ID, merchant_id)]))?;
    check_signature(endpoint, merchant, &received)?;
    check_currencies(rules, endpoint, fields, merchant_id)?;
    let Received { format, fields, outer } = received;
    Ok(Checked { endpoint, merchant, format, fault, is_protocol_2: outer.is_some(), fields })
}

fn separator() -> Failure {
    Failure::filled(ResponseCode::SeparatorInParameter, &[("separator", &SEPARATOR.to_string())])
}

/// Only texts and whole numbers can be signed in a way that everybody agrees on. Null is absent.
fn is_text_or_integer(field: Field<'_>) -> bool {
    let digits = field.text().strip_prefix('-').unwrap_or(field.text());
    field.is_string() || digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn check_table(endpoint: &Endpoint, received: &Received) -> Result<(), Failure> {
    let table = &endpoint.request;
    let fields = &received.fields;
    let violations = check_received(table, |row| {
        let row = &table.rows[row];
        let is_outer = matches!(row.origin, Origin::Signature | Origin::Protocol);
        let field = received.outer.as_ref().filter(|_| is_outer).unwrap_or(fields).get(&row.name)?;
        (field.is_string() || !field.text().is_empty()).then(|| field.text())
    });
    let broken = |rule: &Rule| violations.iter().find(|violation| violation.rule == *rule);
    if let Some(violation) = broken(&Rule::Missing) {
        return Err(Failure::parameter(ResponseCode::ParameterMissing, &violation.parameter));
    }
    if let Some(violation) = broken(&Rule::Empty) {
        return Err(Failure::parameter(ResponseCode::ParameterEmpty, &violation.parameter));
    }
    let is_flat = received.outer.is_none();
    let is_wrong = |field: &Field<'_>| {
        let is_single = |row: &Parameter| matches!(row.value_type, ValueType::String | ValueType::Integer);
        !is_text_or_integer(*field) && (is_flat || table.row(field.name()).is_some_and(is_single))
    };
    if let Some(field) = fields.iter().find(is_wrong) {
        let refused = Failure::parameter(ResponseCode::ParameterIncorrect, field.name());
        let needs_2 = endpoint.data_when.iter().any(|name| name == field.name());
        return Err(if needs_2 { refused.with(": ", "it needs protocol 2.0") } else { refused });
    }
    if broken(&Rule::Separator).is_some() {
        return Err(separator());
    }
    let known = violations.iter().find(|violation| !matches!(violation.rule, Rule::Unknown { .. }));
    known.map_or(Ok(()), |violation| Err(refused(violation, fields)))
}

/// A rule that is broken by what was sent, in the gateway's words.
fn refused(violation: &Violation, fields: &Fields) -> Failure {
    if let Rule::Group(group) = &violation.rule
        && group.rule != GroupRule::Excludes
    {
        let absent = group.of.iter().flat_map(|names| names.iter()).find(|name| fields.text(name).is_none());
        if let Some(name) = absent {
            return Failure::parameter(ResponseCode::ParameterMissing, name);
        }
    }
    Failure::parameter(ResponseCode::ParameterIncorrect, &violation.parameter)
}

fn check_signature(endpoint: &Endpoint, merchant: &Merchant, received: &Received) -> Result<(), Failure> {
    if endpoint.key == Key::None {
        return Ok(());
    }
    let Some(key) = merchant.key(endpoint.key) else {
        return Err(Failure::new(ResponseCode::MerchantMisconfigured));
    };
    let signed = received.outer.as_ref().unwrap_or(&received.fields);
    let given = signed.text(SIGNATURE).unwrap_or_default();
    let is_signed = |(name, _): &(&str, &str)| received.outer.is_none() || *name == DATA;
    let expected = sign(key, pairs(signed).filter(is_signed));
    if bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
        return Ok(());
    }
    let mut explained = format!("signature: {given}");
    // Data in base64 explain nothing to people, and hide cards from them badly.
    if received.outer.is_none() {
        explained.push_str("; response_signature_string: ");
        explained.push_str(&masked_signed_text(key, pairs(signed)));
    }
    Err(Failure::new(ResponseCode::InvalidSignature).with(" ", &explained))
}

fn pairs(fields: &Fields) -> impl Iterator<Item = (&str, &str)> {
    fields.iter().map(|field| (field.name(), field.text()))
}

fn check_currencies(rules: &Rules, endpoint: &Endpoint, fields: &Fields, merchant_id: &str) -> Result<(), Failure> {
    let rows = endpoint.request.rows.iter().filter(|row| row.format == Some(RowFormat::Currency));
    for currency in rows.filter_map(|row| fields.text(&row.name)) {
        if rules.currencies.find(currency).is_none() {
            let values = [("currency", currency), (MERCHANT_ID, merchant_id)];
            return Err(Failure::filled(ResponseCode::CurrencyNotAvailable, &values));
        }
    }
    Ok(())
}
