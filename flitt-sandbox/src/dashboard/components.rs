//! Components that several pages of the dashboard use.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::value::WireEnum;
use jiff::Timestamp;
use maud::{Markup, html};

use crate::journal::{CallbackResult, CheckStage, MAX_BODY_LENGTH, RecordedBody, RecordedRequest};
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
        CallbackResult::Failed(_) => ("bad", "no answer".to_owned()),
        CallbackResult::NotSent(_) => ("bad", "not sent".to_owned()),
    };
    html! { span class={ "badge " (tone) } { (text) } }
}

/// The time of day, with the date as a tooltip.
pub(super) fn time(at: Duration) -> Markup {
    let time = i64::try_from(at.as_millis()).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    html! {
        @if let Some(time) = time {
            time datetime=(time.to_string()) title=(time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()) {
                (time.strftime("%H:%M:%S%.3f").to_string())
            }
        }
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
            p.refused {
                "Refused at the check of " strong { (stage(failed.stage)) } ": code " (failed.code) ", "
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
            (body("Request", &format!("{} {}", request.method, request.path), &request.request))
            (body("Response", &format!("HTTP {}", request.status), &request.response))
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

/// A body, and the signed text. The journal has redacted both.
pub(super) fn body(title: &str, subtitle: &str, body: &RecordedBody) -> Markup {
    html! {
        section {
            h3 { (title) " " span { (subtitle) } }
            @match &body.content {
                Some(content) => pre tabindex="0" data-exact { (content) },
                None if body.length > MAX_BODY_LENGTH => p.soft { (body.length) " bytes, which is too long to be shown" },
                None => p.soft { (body.length) " bytes that are neither JSON nor a form" },
            }
            @if let Some(signed) = &body.signed_text {
                h3 { "Signed text" }
                pre.signed tabindex="0" data-exact { (signed) }
            }
        }
    }
}

/// A command to copy, made of what the sandbox itself chose.
pub(super) fn command(id: &str, title: &str, text: &str) -> Markup {
    html! {
        div.command {
            p { (title) button type="button" data-copy=(id) hidden { "Copy" } }
            pre id=(id) tabindex="0" data-exact { (text) }
        }
    }
}

/// A link to the page of an order.
pub(super) fn link(order: &Order) -> Markup {
    html! { a href=(super::path(order)) { (shown_text(&order.purchase.order_id)) } }
}
