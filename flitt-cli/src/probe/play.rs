//! Plays a scenario with an order of its own.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use flitt_sandbox::{GatewayError, Order, OrderStatus, Sandbox};
use tokio::time::{Instant, sleep};

use super::deliver::{Delivery, deliver};
use super::http::{Address, Reach};
use super::judge::{Look, Times, look};
use super::message::Message;
use super::report::{Played, Verdict};
use super::scenario::{Card, Effects, Expected, OtherStep, Reversal, Scenario, Send, SendOrder, Set, Step};
use super::shop::{Shop, Values};
use super::words::fill;
use crate::output::CommandError;

const APPROVED: &str = "4444555511116666";
const DECLINED: &str = "4444111155556666";
/// The time between two looks at the effects.
const PAUSE: Duration = Duration::from_millis(100);

/// What scenarios are played with.
pub(super) struct Setup {
    pub(super) sandbox: Sandbox,
    pub(super) shop: Shop,
    pub(super) times: Times,
    pub(super) reach: Reach,
    /// Where callbacks go instead of the order's address.
    pub(super) callback_url: Option<String>,
}

/// A scenario that is being played.
pub(super) struct Player<'s> {
    setup: &'s Setup,
    order: Order,
    other: Option<Order>,
    kept: HashMap<String, Message>,
    callbacks: Vec<String>,
}

impl<'s> Player<'s> {
    /// With the order that the shop created for the scenario, and a second one where it needs it.
    pub(super) fn new(setup: &'s Setup, order: Order, other: Option<Order>) -> Result<Self, CommandError> {
        for order in std::iter::once(&order).chain(&other) {
            let made_live = setup.sandbox.change_order(&order.purchase.order_id, |order| order.is_live = true);
            made_live.map_err(|error| rejected(&error))?;
        }
        Ok(Self { setup, order, other, kept: HashMap::new(), callbacks: Vec::new() })
    }

    pub(super) async fn play(mut self, scenario: &Scenario) -> Result<Played, CommandError> {
        let mut last = (Effects::default(), Effects::default());
        let mut verdict = Verdict::Passed;
        for (number, step) in scenario.steps.iter().enumerate() {
            let is_last = number + 1 == scenario.steps.len();
            match step {
                Step::Set(set) => self.set(&self.order, set)?,
                Step::Pay(card) => self.pay(&self.order, *card)?,
                Step::Reverse(reversal) => self.reverse(*reversal)?,
                Step::Keep(name) => {
                    let message = self.current(&self.order)?;
                    self.kept.insert(name.clone(), message);
                }
                Step::Other(steps) => self.play_other(steps)?,
                Step::Send(send) => {
                    if !self.send(send).await? {
                        verdict = Verdict::Skipped("the shop uses protocol 2.0, which signs the names, too");
                        break;
                    }
                }
                Step::Wait(time) => sleep(Duration::from_millis(*time)).await,
                Step::Expect(expected) => {
                    last = self.watch(*expected, is_last).await?;
                    if last.0 != last.1 {
                        verdict = Verdict::Failed;
                        break;
                    }
                }
            }
        }
        let (expected, seen) = last;
        Ok(Played { verdict, expected, seen, order_id: self.order.purchase.order_id, callbacks: self.callbacks })
    }

    fn play_other(&mut self, steps: &[OtherStep]) -> Result<(), CommandError> {
        let Some(other) = &self.other else { return Ok(()) };
        for step in steps {
            match step {
                OtherStep::Set(set) => self.set(other, set)?,
                OtherStep::Pay(card) => self.pay(other, *card)?,
                OtherStep::Keep(name) => {
                    let message = self.current(other)?;
                    self.kept.insert(name.clone(), message);
                }
            }
        }
        Ok(())
    }

    fn set(&self, order: &Order, set: &Set) -> Result<(), CommandError> {
        let data = set.merchant_data.as_ref().map(|text| fill(text, |name| self.name(name)));
        let changed = self.setup.sandbox.change_order(&order.purchase.order_id, |order| {
            let purchase = &mut order.purchase;
            purchase.amount = set.amount.unwrap_or(purchase.amount);
            purchase.preauth = set.preauth.unwrap_or(purchase.preauth);
            purchase.verification = set.verification.unwrap_or(purchase.verification);
            purchase.delayed = set.delayed.unwrap_or(purchase.delayed);
            order.is_live = set.test.map_or(order.is_live, |test| !test);
            for (place, text) in [(&mut purchase.currency, &set.currency), (&mut purchase.merchant_data, &data)] {
                if let Some(text) = text {
                    place.clone_from(text);
                }
            }
        });
        changed.map(drop).map_err(|error| rejected(&error))
    }

    fn pay(&self, order: &Order, card: Card) -> Result<(), CommandError> {
        let (sandbox, order_id) = (&self.setup.sandbox, &order.purchase.order_id);
        let result = match card {
            Card::Approved => sandbox.pay(order_id, APPROVED).map(drop),
            Card::Declined => sandbox.pay(order_id, DECLINED).map(drop),
            Card::Expired => sandbox.change_order(order_id, |order| order.status = OrderStatus::Expired).map(drop),
        };
        result.map_err(|error| rejected(&error))
    }

    fn reverse(&self, reversal: Reversal) -> Result<(), CommandError> {
        let (sandbox, order_id) = (&self.setup.sandbox, &self.order.purchase.order_id);
        let amount = match reversal {
            Reversal::Part => Reversal::part_of(self.order.purchase.amount),
            Reversal::Rest => {
                let order = sandbox.order(order_id).unwrap_or_else(|| self.order.clone());
                order.purchase.amount.saturating_sub(order.reversal_amount)
            }
        };
        sandbox.reverse(order_id, amount).map(drop).map_err(|error| rejected(&error))
    }

    /// The callback about the current state of an order.
    fn current(&self, order: &Order) -> Result<Message, CommandError> {
        let callback = self.setup.sandbox.callback_for(&order.purchase.order_id).map_err(|error| rejected(&error))?;
        Message::read(&callback.body).ok_or_else(|| CommandError::usage("the callback of the gateway cannot be read"))
    }

    /// The value of a name in braces.
    fn name(&self, name: &str) -> Option<String> {
        match name {
            "order" => Some(self.order.purchase.order_id.clone()),
            "other" => self.other.as_ref().map(|order| order.purchase.order_id.clone()),
            "merchant" => Some(self.order.purchase.merchant_id.to_string()),
            _ => None,
        }
    }

    /// Sends a callback; false where no such callback exists for the order.
    async fn send(&mut self, send: &Send) -> Result<bool, CommandError> {
        let kept = send.message.as_ref().and_then(|name| self.kept.get(name));
        let about = match send.order {
            SendOrder::This => &self.order,
            SendOrder::Other => self.other.as_ref().unwrap_or(&self.order),
        };
        let mut message = kept.map_or_else(|| self.current(about), |message| Ok(message.clone()))?;
        if !message.can_be(&send.change, send.signing()) {
            return Ok(false);
        }
        let original = message.clone();
        let filled = |text: &String| fill(text, |name| self.name(name).or_else(|| Some(original.text(name))));
        let change: BTreeMap<String, Option<String>> =
            send.change.iter().map(|(name, text)| (name.clone(), text.as_ref().map(filled))).collect();
        message.change(&change);
        let (body, content_type) = message.body(send.signing(), send.encoding);
        let delivery = Delivery {
            address: self.callback_address()?,
            body,
            content_type,
            reach: self.setup.reach,
            is_genuine: send.is_genuine(),
        };
        self.callbacks.extend(deliver(&delivery, send).await?);
        Ok(true)
    }

    /// Where the callbacks of the order go.
    fn callback_address(&self) -> Result<Address, CommandError> {
        let url = self.setup.callback_url.as_ref().unwrap_or(&self.order.purchase.server_callback_url);
        let help = "let the shop send `server_callback_url` with each order, or name the address with --callback-url";
        if url.is_empty() {
            return Err(CommandError::usage("the order of the shop has no `server_callback_url`").help(help));
        }
        Address::parse(url).map_err(|_| {
            CommandError::usage(
                "the callbacks of the order do not go to an address like http://127.0.0.1:8000/callback",
            )
            .help(help)
        })
    }

    /// Looks at the effects until they are judged, and returns those that were expected and the last ones.
    async fn watch(&self, expected: Expected, is_last: bool) -> Result<(Effects, Effects), CommandError> {
        let since = Instant::now();
        loop {
            // Before the question: what it does not show happened later.
            let after = since.elapsed();
            let purchase = &self.order.purchase;
            let values = Values { order: &purchase.order_id, amount: purchase.amount, currency: &purchase.currency };
            let seen = self.setup.shop.verify(&values).await?;
            let expected = expected.effects(purchase.amount, seen);
            if look(expected, seen, after, is_last, self.setup.times) != Look::Again {
                return Ok((expected, seen));
            }
            sleep(PAUSE).await;
        }
    }
}

/// The gateway of the probe rejected a step.
fn rejected(error: &GatewayError) -> CommandError {
    CommandError::usage(format!("the gateway rejected a step: {}", error.message()))
}
