//! From the body of a request to parameters that passed the checks of its table.

use flitt_client::schema::{Endpoint, Format, GroupRule, Key, Rule, SEPARATOR, Violation, check_received};
use flitt_client::{Field, Fields, FieldsError, ResponseCode, masked_signed_text, sign};
use subtle::ConstantTimeEq;

use crate::config::Merchant;
use crate::failure::Failure;
use crate::rules::Rules;

const ENVELOPE: &str = "request";
const MERCHANT_ID: &str = "merchant_id";
const SIGNATURE: &str = "signature";
const VERSION: &str = "version";

/// A request that passed every check that needs no orders.
pub(crate) struct Checked<'g> {
    pub(crate) endpoint: &'g Endpoint,
    pub(crate) merchant: &'g Merchant,
    fields: Fields,
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

    /// Whether a flag is on.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.value(name) == Some("Y")
    }

    /// A whole number. The table has checked that it is one; what does not fit is refused all the same.
    pub(crate) fn number(&self, name: &str) -> Result<u64, Failure> {
        self.text(name).parse().map_err(|_| Failure::parameter(ResponseCode::ParameterIncorrect, name))
    }
}

/// Whether a content type is JSON; the type as it was received is refused otherwise.
pub(crate) fn check_content_type(received: &str) -> Result<(), Failure> {
    let essence = received.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Failure::filled(ResponseCode::UnsupportedContentType, &[("content_type", received)]))
    }
}

/// The fields of `{"request": {..}}`.
pub(crate) fn read(body: &[u8]) -> Result<Fields, Failure> {
    let text = std::str::from_utf8(body).map_err(|_| Failure::new(ResponseCode::NotUtf8))?;
    if text.trim().is_empty() {
        return Err(Failure::new(ResponseCode::RequestEmpty));
    }
    let inner = Fields::in_envelope(text, ENVELOPE).map_err(|fault| unreadable(&fault))?;
    if inner == "null" {
        return Err(Failure::new(ResponseCode::RequestEmpty));
    }
    let fields = Fields::from_json(inner).map_err(|fault| unreadable(&fault))?;
    let is_empty = fields.iter().next().is_none();
    if is_empty { Err(Failure::new(ResponseCode::RequestEmpty)) } else { Ok(fields) }
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
    fields: Fields,
) -> Result<Checked<'g>, Failure> {
    if fields.iter().any(|field| field.text().contains(SEPARATOR) && !field.is_nested()) {
        let separator = SEPARATOR.to_string();
        return Err(Failure::filled(ResponseCode::SeparatorInParameter, &[("separator", &separator)]));
    }
    if fields.text(VERSION) == Some("2.0") {
        return Err(Failure::parameter(ResponseCode::ParameterIncorrect, VERSION)
            .with(": ", "the sandbox does not speak protocol 2.0"));
    }
    check_table(endpoint, &fields)?;
    let merchant_id = fields.text(MERCHANT_ID).unwrap_or_default();
    let merchant = merchants
        .iter()
        .find(|merchant| merchant.id().to_string() == merchant_id)
        .ok_or_else(|| Failure::filled(ResponseCode::MerchantNotFound, &[(MERCHANT_ID, merchant_id)]))?;
    check_signature(endpoint, merchant, &fields)?;
    check_currencies(rules, endpoint, &fields, merchant_id)?;
    Ok(Checked { endpoint, merchant, fields })
}

/// Only texts and whole numbers can be signed in a way that everybody agrees on. Null is absent.
fn is_text_or_integer(field: &Field) -> bool {
    let digits = field.text().strip_prefix('-').unwrap_or(field.text());
    field.is_string() || digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn check_table(endpoint: &Endpoint, fields: &Fields) -> Result<(), Failure> {
    let table = &endpoint.request;
    let violations = check_received(table, |row| {
        let field = fields.get(&table.rows[row].name)?;
        (field.is_string() || !field.text().is_empty()).then(|| field.text())
    });
    let broken = |rule: &Rule| violations.iter().find(|violation| violation.rule == *rule);
    if let Some(violation) = broken(&Rule::Missing) {
        return Err(Failure::parameter(ResponseCode::ParameterMissing, &violation.parameter));
    }
    if let Some(violation) = broken(&Rule::Empty) {
        return Err(Failure::parameter(ResponseCode::ParameterEmpty, &violation.parameter));
    }
    if let Some(field) = fields.iter().find(|field| !is_text_or_integer(field)) {
        return Err(Failure::parameter(ResponseCode::ParameterIncorrect, field.name()));
    }
    violations.first().map_or(Ok(()), |violation| Err(refused(violation, fields)))
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

fn check_signature(endpoint: &Endpoint, merchant: &Merchant, fields: &Fields) -> Result<(), Failure> {
    if endpoint.key == Key::None {
        return Ok(());
    }
    let Some(key) = merchant.key(endpoint.key) else {
        return Err(Failure::new(ResponseCode::MerchantMisconfigured));
    };
    let received = fields.text(SIGNATURE).unwrap_or_default();
    let expected = sign(key, pairs(fields));
    if bool::from(expected.as_bytes().ct_eq(received.as_bytes())) {
        return Ok(());
    }
    let signed = masked_signed_text(key, pairs(fields));
    let explained = format!("signature: {received}; response_signature_string: {signed}");
    Err(Failure::new(ResponseCode::InvalidSignature).with(" ", &explained))
}

fn pairs(fields: &Fields) -> impl Iterator<Item = (&str, &str)> {
    fields.iter().map(|field| (field.name(), field.text()))
}

fn check_currencies(rules: &Rules, endpoint: &Endpoint, fields: &Fields, merchant_id: &str) -> Result<(), Failure> {
    let rows = endpoint.request.rows.iter().filter(|row| row.format == Some(Format::Currency));
    for currency in rows.filter_map(|row| fields.text(&row.name)) {
        if rules.currencies.find(currency).is_none() {
            let values = [("currency", currency), (MERCHANT_ID, merchant_id)];
            return Err(Failure::filled(ResponseCode::CurrencyNotAvailable, &values));
        }
    }
    Ok(())
}
