#![doc = include_str!("../README.md")]

// The modules, in the direction of the data: `server` (routes) receives a request, `request` parses and checks it, and a function of
// `endpoints` carries it out. That function works on the orders of `gateway`, whose rules are in `orders`, and fills a `response`.
// Changes go to `journal` and `store`, then `callbacks` delivers notifications. `pages` is for payers, `dashboard` for developers, and
// `reports` is the gateway's portal. A module imports only modules of its own group and of earlier groups.

// Plain data, and the basics: time, random numbers, HTTP, redaction.
mod clock;
mod http;
mod model;
mod random;
mod redact;

// What is fixed at the start.
mod config;
mod schemas;

// The rules of orders, without HTTP.
mod orders;

// What happens with changes: recorded, written, delivered.
mod callbacks;
mod journal;
mod store;

// From a request to its response.
mod endpoints;
mod gateway;
mod given;
mod request;
mod response;

// For people: payers, developers, accountants.
mod assets;
mod dashboard;
mod pages;
mod reports;

// All of it together.
mod sandbox;
mod server;

pub use flitt_client::api::tables::final_order::OrderStatus;
pub use given::ResponsesError;
pub use journal::{CallbackAttempt, CallbackResult, CheckStage, FailedCheck, RecordedBody, RecordedRequest};
pub use model::card::Card;
pub use model::error::GatewayError;
pub use model::fault::{FailureResponse, Fault, ParseFaultError, PlannedFault};
pub use model::merchant::{Merchant, MerchantsError};
pub use model::order::{Operation, Order, Purchase, Share};
pub use model::plan::{Period, Plan};
pub use model::switch::{Evidence, ParseSwitchError, Switch};
pub use sandbox::{CallbackMessage, Sandbox, SandboxBuilder, StartError};
pub use store::StateError;
