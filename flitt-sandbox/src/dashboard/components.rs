//! Components that several pages of the dashboard use.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::value::WireEnum;
use jiff::Timestamp;
use maud::{Markup, html};

use crate::journal::{CallbackResult, CheckStage, MAX_BODY_LENGTH, RecordedBody, RecordedRequest};
use crate::model::merchant::{Merchant, Merchants};
use crate::model::order::Order;
use crate::redact::shown_text;

/// The CSS class for the colour of a status.
fn tone(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Approved => "good",
        OrderStatus::Declined | OrderStatus::Expired => "bad",
        OrderStatus::Reversed => "calm",
        _ => "open",
    }
}

/// The status of an order.
pub(super) fn status(status: OrderStatus) -> Markup {
    html! { span class={ "badge " (tone(status)) } { (status.as_str()) } }
}

/// The result of an attempt to deliver a callback.
pub(super) fn delivery(result: &CallbackResult) -> Markup {
    let (tone, text) = match result {
        CallbackResult::Responded(200) => ("good", "HTTP 200".to_owned()),
        CallbackResult::Responded(status) => ("bad", format!("HTTP {status}")),
        CallbackResult::Failed(_) => ("bad", "no response".to_owned()),
        CallbackResult::NotSent(_) => ("bad", "not sent".to_owned()),
    };
    html! { span class={ "badge " (tone) } { (text) } }
}

/// A date and the time, in UTC.
pub(super) fn date_time(at: Duration) -> Markup {
    formatted(at, "%Y-%m-%d %H:%M:%S")
}

/// The same with milliseconds, for what follows each other quickly.
pub(super) fn precise_time(at: Duration) -> Markup {
    formatted(at, "%Y-%m-%d %H:%M:%S%.3f")
}

fn formatted(at: Duration, format: &str) -> Markup {
    let time = i64::try_from(at.as_millis()).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    html! {
        @if let Some(time) = time {
            time datetime=(time.to_string()) { (time.strftime(format).to_string()) }
        }
    }
}

/// The name of a merchant, or its ID.
pub(super) fn merchant_name(merchants: &Merchants, id: u64) -> String {
    match merchants.find(id).map(Merchant::name) {
        Some(name) if !name.is_empty() => shown_text(name).into_owned(),
        _ => id.to_string(),
    }
}

/// The result of a request: accepted, an HTTP status, or the check that it failed.
pub(super) fn call_result(request: &RecordedRequest) -> Markup {
    html! {
        @match &request.failed_check {
            Some(failed) => span.badge.bad { (failed.code) " " (format!("{:?}", failed.stage).to_lowercase()) },
            None if request.status >= 400 => span.badge.bad { "HTTP " (request.status) },
            None => span.badge.good { "accepted" },
        }
    }
}

/// The bodies of a request and of its response.
pub(super) fn exchange(request: &RecordedRequest) -> Markup {
    html! {
        @if let Some(failed) = &request.failed_check {
            p.rejected {
                "Rejected at the check of " strong { (stage(failed.stage)) } ": code " (failed.code) ", "
                q { (failed.message) }
            }
        }
        @if !request.ignored_parameters.is_empty() {
            p.soft {
                "Ignored, because the endpoint does not have them, and not signed: "
                (request.ignored_parameters.join(", "))
            }
        }
        div.exchange {
            (body(&format!("request-{}", request.number), "Request", &format!("{} {}", request.method, request.path), &request.request))
            (body(&format!("response-{}", request.number), "Response", &format!("HTTP {}", request.status), &request.response))
        }
    }
}

/// The description of a check.
fn stage(stage: CheckStage) -> &'static str {
    match stage {
        CheckStage::Address => "path and method",
        CheckStage::ContentType => "the content type",
        CheckStage::Body => "the body",
        CheckStage::Parameters => "the parameters",
        CheckStage::Merchant => "the merchant",
        CheckStage::Signature => "the signature",
        CheckStage::Currency => "the currency",
        CheckStage::Order => "the order",
    }
}

/// A body, and the signed text, each with a button that copies all of it. The journal has redacted both. The ID is that of the
/// body on the page.
pub(super) fn body(id: &str, title: &str, subtitle: &str, body: &RecordedBody) -> Markup {
    let signed_id = format!("{id}-signed");
    html! {
        section {
            div.heading { h3 { (title) " " span { (subtitle) } } @if body.content.is_some() { (copy_button(id)) } }
            @match &body.content {
                Some(content) => pre id=(id) tabindex="0" data-exact { (content) },
                None if body.length > MAX_BODY_LENGTH => p.soft { (body.length) " bytes, which is too long to be shown" },
                None => p.soft { (body.length) " bytes that are neither JSON nor a form" },
            }
            @if let Some(signed) = &body.signed_text {
                div.heading { h3 { "Signed text" } (copy_button(&signed_id)) }
                pre.signed id=(signed_id) tabindex="0" data-exact { (signed) }
            }
        }
    }
}

/// A button that copies the text of an element. The script shows it.
pub(super) fn copy_button(id: &str) -> Markup {
    html! { button.button.copy type="button" data-copy=(id) hidden { "Copy" } }
}

/// A command to copy, made of what the sandbox itself chose.
pub(super) fn command(id: &str, title: &str, text: &str) -> Markup {
    html! {
        div.command {
            div.heading { h3 { (title) } (copy_button(id)) }
            pre id=(id) tabindex="0" data-exact { (text) }
        }
    }
}

/// A link to the page of an order.
pub(super) fn link(order: &Order) -> Markup {
    html! { a href=(super::path(order)) { (shown_text(&order.purchase.order_id)) } }
}
