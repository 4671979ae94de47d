//! Tests by examples: each passes through the generated types as requests and responses do.

use std::any::type_name;
use std::ops::Range;

use flitt_schema::{Diagnostic, Example, ExampleOf, ExampleValue, InMemory, Library, Loaded, Origin, Protocol, Signed};

use super::{body, check_examples, data, key_of};
use crate::runtime::credentials::Credentials;
use crate::runtime::fields::Fields;
use crate::runtime::request::{Api, Endpoint, EndpointVisitor, Request, Values, encode};
use crate::runtime::response::{
    Classified, FromResponse, RawResponse, Verification, VerificationError, decode, protocol_v2,
};
use crate::runtime::signature::received_signature;
use crate::runtime::wire_names::REQUEST;

/// Tests the examples in the schema files of an API that was derived: for a test of its crate, of one line.
///
/// ```
/// # use flitt_client::api::Flitt;
/// // #[test] fn examples_hold() { .. }
/// flitt_client::testing::api_examples::<Flitt>();
/// ```
///
/// Each example of a request is checked, signed and written by the type that was generated, and must have the signature of the
/// example; each response is read and verified by it, and must have the values of the example.
///
/// # Panics
///
/// If an example does not hold. The message has all of them, each with file, line and column.
#[track_caller]
pub fn api_examples<A: Api>() {
    let library = Library::read_folder(&A::FILES.iter().copied().collect::<InMemory>());
    let mut run = Run::new::<A>(&library);
    A::visit(&mut run);
    run.finish();
}

/// Tests the examples in the schema file of an endpoint that was derived by itself; see [`api_examples`].
///
/// # Panics
///
/// If an example does not hold. The message has all of them, each with file, line and column.
#[track_caller]
pub fn endpoint_examples<E: Endpoint>() {
    let files = E::FILES.iter().copied().collect::<InMemory>();
    let library = Library::read_endpoint(&files, &format!("{}.json", E::SCHEMA.name));
    let mut run = Run::new::<E>(&library);
    run.visit::<E>();
    run.finish();
}

struct Run<'l> {
    /// The type that was derived, for messages.
    name: &'static str,
    library: &'l Library,
    found: Vec<Diagnostic>,
}

impl<'l> Run<'l> {
    fn new<T>(library: &'l Library) -> Self {
        let found = library.diagnostics.iter().cloned().chain(check_examples(library)).collect();
        Self { name: type_name::<T>(), library, found }
    }

    #[track_caller]
    fn finish(self) {
        let mut found = self.found;
        found.sort_by_key(|one| (one.path().to_owned(), one.line_and_column()));
        let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(texts.is_empty(), "the examples of `{}` do not hold:\n\n{}\n", self.name, texts.join("\n\n"));
    }
}

impl EndpointVisitor for Run<'_> {
    fn visit<E: Endpoint>(&mut self) {
        let name = E::SCHEMA.name.as_ref();
        let Some(loaded) = self.library.endpoint(name) else { return };
        // What is reported already fails here in other words.
        if self.found.iter().any(|one| one.path() == loaded.source.path()) {
            return;
        }
        for example in loaded.examples() {
            let case = Case { example: &example, loaded, credentials: credentials(&example, loaded) };
            let found = match example.of {
                ExampleOf::Request => case.request::<E>(),
                ExampleOf::Response => case.response::<E>(),
            };
            self.found.extend(found);
        }
    }
}

/// The credentials of the merchant that an example names, with the key that signs it.
fn credentials(example: &Example, loaded: &Loaded<flitt_schema::Endpoint>) -> Credentials {
    let endpoint = &loaded.model;
    let rows = endpoint.response.variants.iter().flat_map(|form| form.table.rows.iter());
    let mut rows = rows.chain(endpoint.request.rows.iter()).filter(|row| row.origin == Origin::Credentials);
    let merchant = rows.find_map(|row| example.text(&row.name)?.parse().ok());
    let key = key_of(example);
    Credentials::new(merchant.unwrap_or_default(), key).with_payout_key(key).with_company_key(key)
}

struct Case<'c> {
    example: &'c Example,
    loaded: &'c Loaded<flitt_schema::Endpoint>,
    credentials: Credentials,
}

impl Case<'_> {
    /// Checks, signs and writes a request.
    fn request<E: Endpoint>(&self) -> Option<Diagnostic> {
        let values = self.request_values::<E>()?;
        let values = if self.example.is_partial {
            values
        } else {
            match Request::<E>::checked(values) {
                Ok(request) => request.values().clone(),
                Err(invalid) => {
                    let violations: Vec<String> = invalid.violations().iter().map(ToString::to_string).collect();
                    let message = format!("its type rejects it: {}", violations.join("; "));
                    return Some(self.error(&self.example.begin, &message));
                }
            }
        };
        let written = encode(E::SCHEMA, &values, &self.credentials).map_err(|error| error.to_string());
        match written.and_then(|body| sent(&body, E::SCHEMA)) {
            Ok((fields, parameters)) => self.compare_request(&fields, &parameters),
            Err(reason) => Some(self.error(&self.example.begin, &format!("its type cannot write it: {reason}"))),
        }
    }

    /// The values that its builder would have; `None` for a version of the protocol that no request has.
    fn request_values<E: Endpoint>(&self) -> Option<Values> {
        let rows = &E::SCHEMA.request.rows;
        let mut values = Values::new(rows.len());
        for (position, row) in rows.iter().enumerate() {
            let text = self.example.text(&row.name);
            if row.origin == Origin::Protocol && self.example.protocol != Protocol::Data {
                let usual = row.details.fixed.as_deref().or(row.details.default.as_deref());
                values = match text {
                    None => values.without_protocol(),
                    text if text == usual => values.in_protocol_1(),
                    Some(_) => return None,
                };
            } else if let Some(text) = text.filter(|_| row.is_set_by_caller()) {
                values = values.set_text(position, text);
            }
        }
        Some(values)
    }

    fn compare_request(&self, fields: &Fields, parameters: &Fields) -> Option<Diagnostic> {
        let is_sent = |value: &&ExampleValue| {
            let row = self.loaded.model.request.row(&value.name);
            !value.text.is_empty() && row.is_some_and(|row| row.details.header.is_none())
        };
        if let Some(wrong) = self.compare(self.example.values.iter().filter(is_sent), parameters) {
            return Some(wrong);
        }
        // In protocol 2.0, the order and the white space of the data are the writer's.
        let signed = self.example.signed.as_ref().filter(|_| self.example.protocol != Protocol::Data)?;
        let name = self.loaded.model.request.rows.iter().find(|row| row.origin == Origin::Signature)?.name.as_ref();
        if fields.text(name) == Some(&signed.signature.text) {
            return None;
        }
        let more = parameters.iter().find(|field| self.example.text(field.name()).is_none() && field.name() != name);
        let more = more.map(|field| format!(": it also sends `{}`", field.name())).unwrap_or_default();
        Some(self.error(&signed.signature.span, &format!("the request of its type has another signature{more}")))
    }

    /// Reads and verifies a response.
    fn response<E: Endpoint>(&self) -> Option<Diagnostic> {
        let body = body(self.example, &self.loaded.model);
        let response = match decode(E::SCHEMA, body.as_bytes(), &self.credentials, &str::to_owned) {
            Ok(Classified::Response(response, variant)) => {
                // Every form has its own type.
                drop(E::Response::from_response(response.clone(), variant));
                response
            }
            Ok(Classified::Failure(_)) => return Some(self.error(&self.example.begin, "it is read as a failure")),
            Err(rejected) => return self.rejected::<E>(&rejected.error),
        };
        let is_expected = response.verification() == self.verification(&response);
        if !is_expected {
            let message = format!("it is read as {:?}", response.verification());
            return Some(self.error(&self.example.begin, &message));
        }
        let object = match E::SCHEMA.response.shape {
            flitt_schema::Shape::Object => response.fields().clone(),
            _ => Fields::from_json(response.fields().iter().next()?.text()).ok()?,
        };
        self.compare(self.example.values.iter().filter(|value| !value.text.is_empty()), &object)
    }

    fn rejected<E: Endpoint>(&self, error: &VerificationError) -> Option<Diagnostic> {
        let is_left_out = self.example.is_partial && matches!(error, VerificationError::Missing(_));
        // Without its signature, nothing verifies.
        let is_unsigned = self.example.signed.is_none() && matches!(error, VerificationError::Signature(_));
        if is_left_out || (is_unsigned && E::SCHEMA.response.signed != Signed::Never) {
            return None;
        }
        Some(self.error(&self.example.begin, &format!("its type rejects it: {error}")))
    }

    fn verification(&self, response: &RawResponse) -> Verification {
        match (&self.example.signed, response.verification()) {
            (Some(_), _) => Verification::Verified,
            (None, Verification::Unproven) => Verification::Unproven,
            (None, _) => Verification::Unsigned,
        }
    }

    /// The first value that a message does not have.
    fn compare<'v>(&self, mut values: impl Iterator<Item = &'v ExampleValue>, fields: &Fields) -> Option<Diagnostic> {
        let differs =
            |value: &&ExampleValue| fields.get(&value.name).is_none_or(|field| !data::is_equal(value, field.text()));
        let value = values.find(differs)?;
        let message = match fields.get(&value.name) {
            None => format!("its type leaves `{}` out", value.name),
            Some(_) => format!("its type has another value of `{}`", value.name),
        };
        Some(self.error(&value.span, &message))
    }

    fn error(&self, span: &Range<usize>, message: &str) -> Diagnostic {
        Diagnostic::new(&self.loaded.source, span.clone(), format!("invalid example: {message}"))
    }
}

/// The fields of a body, and the parameters among them or in its data.
fn sent(body: &[u8], endpoint: &flitt_schema::Endpoint) -> Result<(Fields, Fields), String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let fields = match (endpoint.body, endpoint.protocol) {
        (flitt_schema::Body::Form, _) => Fields::from_form(text),
        (_, Protocol::Plain) => Fields::from_json(text),
        (_, Protocol::Flat | Protocol::Data) => Fields::from_envelope(text, REQUEST),
    };
    let fields = fields.map_err(|error| error.to_string())?;
    let parameters = if protocol_v2::is_data(&fields) {
        received_signature(&fields).map_err(|error| error.to_string())?;
        protocol_v2::parameters(&fields).map_err(|error| error.to_string())?
    } else {
        fields.clone()
    };
    Ok((fields, parameters))
}
