//! Small parts that stand on several pages of the desk.

use std::time::Duration;

use flitt_client::List;
use flitt_client::api::tables::final_order::OrderStatus;
use jiff::Timestamp;
use maud::{Markup, html};

use crate::callback::CallbackResult;
use crate::journal::{Call, Message};
use crate::order::Order;

/// How good a state is; names a colour.
fn tone(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Approved => "good",
        OrderStatus::Declined | OrderStatus::Expired => "bad",
        OrderStatus::Reversed => "calm",
        _ => "open",
    }
}

/// The state of an order.
pub(super) fn state(status: OrderStatus) -> Markup {
    html! { span class={ "badge " (tone(status)) } { (status.value()) } }
}

/// How an attempt to deliver a callback ended.
pub(super) fn delivery(result: &CallbackResult) -> Markup {
    let (tone, text) = match result {
        CallbackResult::Answered(200) => ("good", "HTTP 200".to_owned()),
        CallbackResult::Answered(status) => ("bad", format!("HTTP {status}")),
        CallbackResult::Failed(_) => ("bad", "no answer".to_owned()),
        CallbackResult::Refused(_) => ("bad", "not sent".to_owned()),
    };
    html! { span class={ "badge " (tone) } { (text) } }
}

/// A time: that of the day, with the date where one points at it.
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

/// How a request ended: the state of its answer, or the check that it did not pass.
pub(super) fn verdict(call: &Call) -> Markup {
    html! {
        @match &call.failed {
            Some(failed) => span.badge.bad { (failed.code) " " (format!("{:?}", failed.stage).to_lowercase()) },
            None if call.status >= 400 => span.badge.bad { "HTTP " (call.status) },
            None => span.badge.good { "accepted" },
        }
    }
}

/// A request and its answer in full.
pub(super) fn exchange(call: &Call) -> Markup {
    html! {
        @if let Some(failed) = &call.failed {
            p.refused {
                "Refused at the check of " strong { (stage(call)) } ": code " (failed.code) ", "
                q { (failed.message) }
            }
        }
        div.exchange {
            (message("Request", &format!("{} {}", call.method, call.path), &call.request))
            (message("Answer", &format!("HTTP {}", call.status), &call.answer))
        }
    }
}

/// The check that a request did not pass, in words.
fn stage(call: &Call) -> &'static str {
    use crate::journal::Stage;
    match call.failed.as_ref().map(|failed| failed.stage) {
        Some(Stage::Address) => "path and method",
        Some(Stage::ContentType) => "the content type",
        Some(Stage::Body) => "the body",
        Some(Stage::Parameters) => "the parameters",
        Some(Stage::Merchant) => "the merchant",
        Some(Stage::Signature) => "the signature",
        Some(Stage::Currency) => "the currency",
        Some(Stage::Order) | None => "the order",
    }
}

/// What was sent, and the text that was signed.
pub(super) fn message(title: &str, line: &str, message: &Message) -> Markup {
    html! {
        section {
            h3 { (title) " " span { (line) } }
            @match &message.body {
                Some(body) => pre tabindex="0" { (body) },
                None => p.soft { (message.length) " bytes that are neither JSON nor a form" },
            }
            @if let Some(signed) = &message.signed_text {
                h3 { "Signed text" }
                pre.signed tabindex="0" { (signed) }
            }
        }
    }
}

/// A command to copy.
pub(super) fn command(id: &str, title: &str, text: &str) -> Markup {
    html! {
        div.command {
            p { (title) button type="button" data-copy=(id) hidden { "Copy" } }
            pre id=(id) tabindex="0" { (text) }
        }
    }
}

/// How an order is called in lists.
pub(super) fn link(order: &Order) -> Markup {
    html! { a href=(super::path(order)) { (order.purchase.order_id) } }
}
