use crate::diagnostic::Diagnostic;
use crate::library::Read;
use crate::model::Endpoint;
use crate::text::nearest;

/// Every rule over the endpoints of one folder.
pub(crate) fn folder(endpoints: &[Read<Endpoint>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (position, read) in endpoints.iter().enumerate() {
        found.extend(endpoints[..position].iter().filter_map(|earlier| same_endpoint(earlier, read)));
    }
    if endpoints.len() > 1 {
        found.extend(endpoints.iter().filter_map(|read| unknown_confirmation(read, endpoints)));
    }
    found
}

/// Two endpoints differ in their name, and in their path or protocol.
fn same_endpoint(earlier: &Read<Endpoint>, read: &Read<Endpoint>) -> Option<Diagnostic> {
    let (one, other) = (&earlier.model, &read.model);
    let same_path = !one.path.is_empty() && one.path == other.path && one.host == other.host;
    let (key, message) = if one.name == other.name {
        ("endpoint", format!("another file describes an endpoint `{}` too", one.name))
    } else if same_path && one.protocol == other.protocol {
        ("path", format!("the endpoint `{}` has the same path and protocol", one.name))
    } else {
        return None;
    };
    let diagnostic = Diagnostic::new(&read.source, read.keys.of(key).clone(), message);
    Some(diagnostic.with_help(format!("the other one is {}", earlier.source.path())))
}

/// `confirm_with` names an endpoint of the folder. One file alone cannot tell.
fn unknown_confirmation(read: &Read<Endpoint>, endpoints: &[Read<Endpoint>]) -> Option<Diagnostic> {
    let names = || endpoints.iter().map(|other| other.model.name.as_ref());
    let name = read.model.confirm_with.as_deref().filter(|name| !names().any(|known| known == *name))?;
    let place = read.keys.of("confirm_with").clone();
    let diagnostic = Diagnostic::new(&read.source, place, format!("there is no endpoint `{name}`"));
    Some(match nearest(name, names()) {
        Some(similar) => diagnostic.with_label(format!("did you mean `{similar}`?")),
        None => diagnostic,
    })
}
