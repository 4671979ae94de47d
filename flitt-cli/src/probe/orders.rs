//! The orders that the shop creates at the gateway of the probe.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use flitt_sandbox::{Operation, Order, Sandbox};
use tokio::time::sleep;

use super::process::Started;
use super::shop::{Shop, ShopError, Values, printed_text};
use crate::output::{CommandError, note};

/// The time between two attempts, or looks.
const PAUSE: Duration = Duration::from_millis(100);
/// The smallest amount of which 30 of 100 differ from nothing and from all, in minor units.
const MIN_AMOUNT: u64 = 10;

/// What an order should cost, where the shop lets others choose.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    /// In minor units.
    pub(crate) amount: u64,
    pub(crate) currency: String,
}

/// Lets the shop create orders, one after the other: the new order at the gateway is that of the last question.
pub(super) struct Creator {
    price: Price,
    /// How long the shop may take to start.
    wait: Duration,
    /// How long an order may take to arrive after the shop was asked for it.
    arrival: Duration,
    next: u32,
    /// Whether it has created an order.
    is_ready: bool,
}

impl Creator {
    pub(super) fn new(price: Price, wait: Duration, arrival: Duration) -> Self {
        Self { price, wait, arrival, next: 1, is_ready: false }
    }

    /// A new order. `started` is the program of the shop, if the probe runs it.
    pub(super) async fn create(
        &mut self,
        sandbox: &Sandbox,
        shop: &Shop,
        mut started: Option<&mut Started>,
    ) -> Result<Order, CommandError> {
        let known: HashSet<String> = sandbox.orders().into_iter().map(|order| order.purchase.order_id).collect();
        let deadline = Instant::now() + self.wait;
        let mut is_noted = self.is_ready;
        loop {
            let order = format!("probe-{}-{}", std::process::id(), self.next);
            self.next += 1;
            let values = Values { order: &order, amount: self.price.amount, currency: &self.price.currency };
            match shop.create(&values).await {
                Ok(()) => break,
                Err(ShopError::Never(error)) => return Err(error),
                Err(ShopError::NotYet(error)) if self.is_ready || Instant::now() >= deadline => {
                    return Err(error.help("start the shop, name its command with --start, or correct --create"));
                }
                Err(ShopError::NotYet(_)) => {
                    if let Some(started) = started.as_deref_mut() {
                        is_running(started).await?;
                    }
                }
            }
            if !std::mem::replace(&mut is_noted, true) {
                note("waiting for the shop");
            }
            sleep(PAUSE).await;
        }
        self.is_ready = true;
        let order = arrived(sandbox, &known, self.arrival).await?;
        match order.purchase.amount {
            MIN_AMOUNT.. => Ok(order),
            amount => Err(CommandError::usage(format!("the order costs {amount} minor units")).help(format!(
                "let the shop sell for at least {MIN_AMOUNT}; a part of the sum is returned to the payer"
            ))),
        }
    }
}

/// The order at the gateway that was not there before.
async fn arrived(sandbox: &Sandbox, known: &HashSet<String>, within: Duration) -> Result<Order, CommandError> {
    let deadline = Instant::now() + within;
    loop {
        let is_new = |order: &Order| {
            order.purchase.operation == Operation::Purchase && !known.contains(&order.purchase.order_id)
        };
        if let Some(order) = sandbox.orders().into_iter().find(is_new) {
            return Ok(order);
        }
        if Instant::now() >= deadline {
            let gateway = sandbox.base_url();
            let rejected = sandbox.requests().into_iter().rev().find_map(|request| request.failed_check);
            let error = match rejected {
                Some(check) => format!("the gateway rejected the order of the shop: {} {}", check.code, check.message),
                None => format!("the shop created no order at {gateway}"),
            };
            return Err(CommandError::usage(error)
                .help(format!("the shop's gateway must be {gateway}, its merchant 1549901 with the key `test`")));
        }
        sleep(PAUSE).await;
    }
}

/// An error where the shop cannot come any more.
async fn is_running(shop: &mut Started) -> Result<(), CommandError> {
    let Some((status, printed)) = shop.ended().await else { return Ok(()) };
    Err(CommandError::usage(format!("the shop ended: {status}; {}", printed_text(&printed)))
        .help("--start must name a command that keeps running"))
}
