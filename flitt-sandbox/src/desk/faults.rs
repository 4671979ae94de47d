//! What is to go wrong with the next requests: a form of the desk.

use flitt_client::schema::Endpoint;
use maud::{Markup, html};

use crate::fault::{Fault, PlannedFault};
use crate::gateway::Gateway;

const FAULT: &str = "fault";
const TIMES: &str = "times";
const ENDPOINT: &str = "endpoint";
/// The most requests that one plan of the desk is for.
const MOST: u32 = 1000;

/// The part of the desk that takes them, and tells what is still to happen.
pub(super) fn section(gateway: &Gateway) -> Markup {
    let planned = gateway.faults.planned();
    html! {
        section {
            details id="faults" open[!planned.is_empty()] {
                summary { h2 { "Faults" } }
                form.faults method="post" action="/desk/faults" {
                    label { "Let the next"
                        input type="number" name=(TIMES) value="1" min="1" max=(MOST) required;
                    }
                    label { "requests at"
                        select name=(ENDPOINT) {
                            option value="" { "any endpoint" }
                            @for endpoint in &gateway.rules.endpoints { option { (name(endpoint)) } }
                        }
                    }
                    label { "fail by"
                        select name=(FAULT) {
                            @for (fault, words) in Fault::all() {
                                option value=(fault) { (fault) ": " (words) }
                            }
                        }
                    }
                    button { "Plan" }
                }
                div id="planned" data-live {
                    @if planned.is_empty() {
                        p.soft { "Nothing is planned. The header " code { "x-sandbox-fault" } " does the same for one request." }
                    } @else {
                        ul { @for fault in &planned { li { (fault) } } }
                        form.faults method="post" action="/desk/faults" { button { "Cancel all" } }
                    }
                }
            }
        }
    }
}

/// Plans what a form says, or cancels everything if it says nothing; tells what is wrong with it.
pub(super) fn plan(gateway: &Gateway, form: &[(String, String)]) -> Result<(), String> {
    let value = |name: &str| form.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    if value(FAULT).is_empty() {
        gateway.faults.clear();
    } else {
        let fault: Fault = value(FAULT).parse().map_err(|why| format!("{why}"))?;
        let times = value(TIMES).parse().ok().filter(|times| (1..=MOST).contains(times));
        let times = times.ok_or_else(|| format!("A plan is for 1 to {MOST} requests."))?;
        let planned = PlannedFault::from(fault).times(times);
        let endpoint = gateway.rules.endpoints.iter().map(name).find(|name| *name == value(ENDPOINT));
        gateway.faults.plan(endpoint.into_iter().fold(planned, PlannedFault::at));
    }
    gateway.journal.touch();
    Ok(())
}

fn name(endpoint: &Endpoint) -> &str {
    &endpoint.name
}
