//! The form that plans faults for future requests.

use flitt_schema::Endpoint;
use maud::{Markup, html};

use super::Dashboard;
use crate::http::form::Form;
use crate::model::fault::{Fault, PlannedFault, PlannedFaults};
use crate::schemas::Schemas;

const FAULT: &str = "fault";
const TIMES: &str = "times";
const ENDPOINT: &str = "endpoint";
/// The maximum number of requests of one plan.
const MAX_TIMES: u32 = 1000;

/// The section of the home page with the form and the planned faults.
pub(super) fn section(dashboard: &Dashboard) -> Markup {
    let (schemas, token) = (&dashboard.gateway.config.schemas, dashboard.form_token.field());
    let planned = dashboard.faults.remaining();
    html! {
        section {
            details id="faults" open[!planned.is_empty()] {
                summary { h2 { "Faults" } }
                form.faults method="post" action="/dashboard/faults" {
                    (token)
                    label.times { span { "Let the next" }
                        input type="number" name=(TIMES) value="1" min="1" max=(MAX_TIMES) required;
                    }
                    label { span { "requests at" }
                        select name=(ENDPOINT) {
                            option value="" { "any endpoint" }
                            @for endpoint in schemas.endpoints.iter().chain(&schemas.given) { option { (name(endpoint)) } }
                        }
                    }
                    label { span { "fail by" }
                        select name=(FAULT) {
                            @for (fault, description) in Fault::all() {
                                option value=(fault) { (fault) ": " (description) }
                            }
                        }
                    }
                    button.button { "Plan" }
                }
                div id="planned" data-live {
                    @if planned.is_empty() {
                        p.soft { "Nothing is planned. The header " code { "x-sandbox-fault" } " does the same for one request." }
                    } @else {
                        ul { @for fault in &planned { li { (fault) } } }
                        form.faults method="post" action="/dashboard/faults" { (token) button.button { "Cancel all" } }
                    }
                }
            }
        }
    }
}

/// Plans the fault of a submitted form. An empty form cancels all planned faults. The error is a message.
pub(super) fn plan(schemas: &Schemas, faults: &PlannedFaults, form: &Form) -> Result<(), String> {
    if form.text(FAULT).is_empty() {
        faults.clear();
    } else {
        let fault: Fault = form.text(FAULT).parse().map_err(|error| format!("{error}"))?;
        if faults.is_full() {
            return Err("Too many faults are planned. Cancel them first.".to_owned());
        }
        let times = form.text(TIMES).parse().ok().filter(|times| (1..=MAX_TIMES).contains(times));
        let times = times.ok_or_else(|| format!("A plan is for 1 to {MAX_TIMES} requests."))?;
        let planned = PlannedFault::from(fault).times(times);
        let endpoint =
            schemas.endpoints.iter().chain(&schemas.given).map(name).find(|name| *name == form.text(ENDPOINT));
        faults.plan(endpoint.into_iter().fold(planned, PlannedFault::at));
    }
    Ok(())
}

fn name(endpoint: &Endpoint) -> &str {
    &endpoint.name
}
