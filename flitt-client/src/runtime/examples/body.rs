//! An example as the bytes that are on the wire.

use flitt_schema::{Body, Endpoint, Example, ExampleKind, ExampleOf, ExampleValue, Origin, Protocol, Shape, quoted};

use super::data;
use super::signed::full_text;
use crate::runtime::wire_names::{DATA, REQUEST, RESPONSE, SIGNATURE, VERSION, VERSION_2};

/// The name of the only object in the example of a map.
const NAME_IN_MAP: &str = "example";

/// The body of an example: its values in the order of the file, with its signature, in the envelope.
#[must_use]
pub fn body(example: &Example, endpoint: &Endpoint) -> String {
    let is_request = example.of == ExampleOf::Request;
    let row = |name: &str| endpoint.request.row(name).filter(|_| is_request);
    let is_in_body = |value: &&ExampleValue| row(&value.name).is_none_or(|row| row.details.header.is_none());
    let values: Vec<&ExampleValue> = example.values.iter().filter(is_in_body).collect();
    let signature =
        example.signed.as_ref().map(|signed| (signature_name(example, endpoint), signed.signature.text.as_str()));
    let mut members: Vec<String> =
        values.iter().map(|value| format!("{}:{}", quoted(&value.name), value.to_json())).collect();
    if is_request && endpoint.body == Body::Form && example.protocol != Protocol::Data {
        let pairs = values.iter().filter(|value| value.kind != ExampleKind::Null);
        let pairs = pairs.map(|value| (value.name.as_str(), value.text.as_str())).chain(signature);
        return form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    }
    if example.protocol == Protocol::Data {
        members = in_data(example, endpoint, &members.join(","));
    }
    members.extend(signature.map(|(name, text)| format!("{}:{}", quoted(name), quoted(text))));
    let object = format!("{{{}}}", members.join(","));
    let content = match endpoint.response.shape {
        Shape::List if !is_request => format!("[{object}]"),
        Shape::Map if !is_request => format!("{{\"{NAME_IN_MAP}\":{object}}}"),
        _ => object,
    };
    match endpoint.protocol {
        Protocol::Plain => content,
        Protocol::Flat | Protocol::Data => {
            format!("{{\"{}\":{content}}}", if is_request { REQUEST } else { RESPONSE })
        }
    }
}

/// Version and data of protocol 2.0: the data that is signed or, without a signature, that of the values.
fn in_data(example: &Example, endpoint: &Endpoint, members: &str) -> Vec<String> {
    let signed = full_text(example, endpoint);
    let data = signed.as_deref().and_then(|text| text.split_once('|')).map(|(_, data)| data.to_owned());
    let data = data.unwrap_or_else(|| data::encode(members));
    vec![format!("\"{VERSION}\":\"{VERSION_2}\""), format!("\"{DATA}\":{}", quoted(&data))]
}

/// The name of the signature's parameter: that of the table for requests of protocol 1.
fn signature_name<'e>(example: &Example, endpoint: &'e Endpoint) -> &'e str {
    let is_in_table = example.of == ExampleOf::Request && example.protocol != Protocol::Data;
    let row = endpoint.request.rows.iter().find(|row| row.origin == Origin::Signature).filter(|_| is_in_table);
    row.map_or(SIGNATURE, |row| row.name.as_ref())
}
