//! The form that plans what an endpoint of other schema files responds.

use flitt_schema::Endpoint;
use maud::{Markup, html};

use super::Dashboard;
use crate::gateway::Gateway;
use crate::http::form::Form;
use crate::redact::shown_name;

pub(super) const PATH: &str = "/dashboard/endpoints";
const ENDPOINT: &str = "endpoint";
const RESPONSE: &str = "response";

/// The section of the home page, where there are such endpoints. It names what is planned, and shows no value.
pub(super) fn section(dashboard: &Dashboard) -> Markup {
    let given = &dashboard.gateway.config.schemas.given;
    html! {
        @if !given.is_empty() {
            section id="endpoints" {
                h2 { "Endpoints" }
                p.soft {
                    "Endpoints of other schema files. Their requests are checked, and their responses made of the tables, "
                    "except for what is planned here: " code { r#"{"response":{"balance":5}}"# } " or "
                    code { r#"{"failure":{"code":"P7","message":"no"}}"# } ". An empty text cancels the plan."
                }
                @for endpoint in given { (form(dashboard, endpoint)) }
            }
        }
    }
}

fn form(dashboard: &Dashboard, endpoint: &Endpoint) -> Markup {
    let planned = dashboard.gateway.given.of(&endpoint.name);
    html! {
        form.given method="post" action=(PATH) {
            (dashboard.form_token.field())
            input type="hidden" name=(ENDPOINT) value=(endpoint.name);
            label {
                span { strong { (endpoint.name) } " " code { "POST " (endpoint.path) } }
                textarea name=(RESPONSE) rows="2" spellcheck="false" {}
            }
            button.button { "Plan" }
            p.soft {
                @match planned {
                    Some(planned) => { "Planned: " (planned.names().into_iter().map(shown_name).collect::<Vec<_>>().join(", ")) }
                    None => "Nothing is planned."
                }
            }
        }
    }
}

/// Plans the response of a submitted form. The error is a message.
pub(super) fn plan(gateway: &Gateway, form: &Form) -> Result<(), String> {
    let (endpoint, response) = (form.text(ENDPOINT), form.text(RESPONSE));
    if response.trim().is_empty() {
        gateway.given.cancel(endpoint);
        return Ok(());
    }
    gateway.given.plan_one(&gateway.config.schemas.given, endpoint, response).map_err(|error| match error.position() {
        Some((line, column)) => format!("Line {line}, column {column}: {error}"),
        None => error.to_string(),
    })
}
