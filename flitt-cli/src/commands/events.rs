//! `flitt events`: what a shop would learn about an order from a set of callbacks and status responses.

use clap_complete::ArgValueCompleter;
use flitt_client::__private::redact::shown_text;
use flitt_client::api::{FinalOrder, GetOrderStatus};
use flitt_client::callback;
use flitt_client::error::{Error, UnknownReason};
use flitt_client::order::{Event, Intent};
use flitt_client::request::Exchange;
use flitt_client::{Credentials, OrderState};
use flitt_schema::Key;
use serde_json::Value;

use crate::arguments::{MerchantArguments, SchemaArguments, missing_key, parse_request};
use crate::complete;
use crate::input::{is_enveloped, read_text};
use crate::output::{CommandError, CommandOutput, Status};

/// Print the events of an order
///
/// Prints one JSON object per line: an event, or the reason why an update was rejected. The last line is the state of the
/// order. Amounts are in minor units.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Arguments {
    /// The name of the endpoint that creates the order, as listed by `flitt list`
    #[arg(add = ArgValueCompleter::new(complete::endpoints))]
    endpoint: String,
    /// The parameters of the request that creates the order, a JSON object: a file, `-` for stdin, or the object itself
    request: String,
    /// Files with a callback (JSON or a form) or a status response (JSON in its envelope), in the order of arrival
    #[arg(value_name = "UPDATE")]
    updates: Vec<String>,
    /// The order was created by a form in the payer's browser
    #[arg(long)]
    browser: bool,
    /// Another currency in which the payer may pay
    #[arg(long, value_name = "CURRENCY")]
    accept_currency: Vec<String>,
    /// The captured total that the shop asked for, in minor units
    #[arg(long, value_name = "TOTAL")]
    captured: Vec<u64>,
    /// The reversed total that the shop asked for, in minor units
    #[arg(long, value_name = "TOTAL")]
    reversed: Option<u64>,
    #[command(flatten)]
    merchant: MerchantArguments,
    #[command(flatten)]
    schemas: SchemaArguments,
}

const HELP: &str = "\
Events: paid, held, captured, declined, expired, reversed, card_verified, card_check_failed, paid_out, settled,
chargeback, ask_status, unexpected (with `what`), rejected (with `reason`).

Test payments count for the public test merchants, and with FLITT_ACCEPT_TEST=1.

Exit codes: 0 every update was accepted, 1 an update was rejected, 2 cannot run";

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let library = arguments.schemas.library()?;
    let credentials = arguments.merchant.credentials()?;
    let request = parse_request(&library, &arguments.endpoint, &arguments.request)?;
    let state = OrderState::from_dynamic_request(&credentials, &request).map_err(|error| {
        CommandError::usage(error).help("name the endpoint that creates the order, such as checkout_url")
    })?;
    let mut state = if arguments.browser { state.created_by_browser() } else { state };
    for currency in &arguments.accept_currency {
        state = state.accept_currency(currency.as_str());
    }
    for total in &arguments.captured {
        state.expect_capture(*total);
    }
    if let Some(total) = arguments.reversed {
        state.expect_reversal(total);
    }
    let mut lines = String::new();
    let mut status = Status::Success;
    for file in &arguments.updates {
        let text = read_text(file)?;
        match parse_update(&credentials, &state, &text)?.and_then(|update| merge(&mut state, &update)) {
            Ok(events) => {
                lines.extend(events.iter().map(|event| object(event_json(event, file)) + "\n"));
            }
            Err(reason) => {
                status = Status::Failed;
                let members = vec![("event", "rejected".into()), ("update", shown(file)), ("reason", shown(&reason))];
                lines.push_str(&(object(members) + "\n"));
            }
        }
    }
    lines.push_str(&state_json(&state));
    Ok(CommandOutput::new(lines).with_status(status))
}

fn merge(state: &mut OrderState, update: &FinalOrder) -> Result<Vec<Event>, String> {
    state.merge(update).map_err(|error| error.to_string())
}

/// A status response in its envelope, or a callback; or why it is rejected.
fn parse_update(
    credentials: &Credentials,
    state: &OrderState,
    text: &str,
) -> Result<Result<FinalOrder, String>, CommandError> {
    let as_callback = || callback::verify::<FinalOrder>(credentials, text.trim().as_bytes());
    if !is_enveloped(text) {
        return Ok(as_callback().map_err(|error| error.to_string()));
    }
    let request = GetOrderStatus::request().order_id(state.order_id()).build().map_err(CommandError::usage)?;
    let exchange = Exchange::new(&request, credentials).map_err(|_| missing_key(Key::Payment, "verify an update"))?;
    let status = exchange.parse_response(200, text.trim().as_bytes()).map_err(|error| match error {
        Error::Unknown(unknown) => match unknown.reason() {
            UnknownReason::Rejected(error) => format!("response rejected: {error}"),
            reason => reason.to_string(),
        },
        other => other.to_string(),
    });
    // The response to a payout itself is signed with the payout key.
    let is_payout = state.intent() == Intent::Payout;
    Ok(status.or_else(|error| as_callback().ok().filter(|_| is_payout).ok_or(error)))
}

/// The members of an event, in this order.
fn event_json(event: &Event, file: &str) -> Members {
    let mut members = Members::new();
    let mut add = |name: &'static str, value: Value| members.push((name, value));
    add("event", event.name().into());
    add("update", shown(file));
    match event {
        Event::Paid { amount, currency, client_fee } => {
            add("amount", (*amount).into());
            add("currency", currency.as_str().into());
            if let Some(fee) = client_fee {
                add("client_fee", shown(fee));
            }
        }
        Event::Held { amount, currency }
        | Event::PaidOut { amount, currency }
        | Event::Settled { amount, currency } => {
            add("amount", (*amount).into());
            add("currency", currency.as_str().into());
        }
        Event::Captured { amount, total, currency } => {
            add("amount", (*amount).into());
            add("total", (*total).into());
            add("currency", currency.as_str().into());
        }
        Event::Reversed { amount, total, in_full, currency } => {
            add("amount", (*amount).into());
            add("total", (*total).into());
            add("currency", currency.as_str().into());
            add("in_full", (*in_full).into());
        }
        Event::Declined(decline) if !decline.code().is_empty() => add("code", shown(decline.code())),
        Event::Unexpected(what) => add("what", what.as_str().into()),
        _ => {}
    }
    members
}

fn state_json(state: &OrderState) -> String {
    let members = vec![
        ("stage", state.stage().as_str().into()),
        ("paid", state.paid().into()),
        ("held", state.held().into()),
        ("captured", state.captured().into()),
        ("reversed", state.reversed().into()),
        ("is_paid", state.is_paid().into()),
    ];
    format!("{{\"state\":{}}}\n", object(members))
}

/// A text from outside.
fn shown(text: &str) -> Value {
    shown_text(text).into()
}

type Members = Vec<(&'static str, Value)>;

/// An object in one line, with its members in the given order.
fn object(members: Members) -> String {
    let members: Vec<String> = members.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}
