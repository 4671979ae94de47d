//! The work of a client: it creates an order, pays it, and reverses a part of it.

use flitt_client::api::{CheckoutUrl, FinalOrder, GetOrderStatus, ReverseOrder};
use flitt_client::{Client, Credentials, Currency, Outcome as Ended, RetryPolicy};

use crate::Outcome;

const CARD: &str = "4444555511116666";
/// The reversed part of 1000.
pub(crate) const REVERSED: u64 = 300;

/// The last step of an order that the sandbox acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Created,
    Paid,
    Reversed,
}

/// A merchant's client and a payer's browser.
#[derive(Clone)]
pub(crate) struct Worker {
    client: Client,
    browser: reqwest::Client,
    url: String,
    shop: String,
}

impl Worker {
    pub(crate) fn new(url: &str, shop: &str) -> Outcome<Self> {
        let client = Client::builder(Credentials::test()).base_url(url).retry(RetryPolicy::none()).build()?;
        let browser = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { client, browser, url: url.to_owned(), shop: shop.to_owned() })
    }

    /// Does all steps, and reports each that was acknowledged.
    pub(crate) async fn order(&self, order_id: &str, mut report: impl FnMut(Step)) -> Outcome {
        let order = CheckoutUrl::request().order_id(order_id).order_desc("Endurance").amount(1000);
        let order = order.currency(Currency::GEL).server_callback_url(self.shop.as_str()).build()?;
        let created = self.client.send(&order).await?;
        report(Step::Created);
        let token = created.checkout_url().split_once("token=").map(|(_, token)| token).ok_or("no token")?.to_owned();
        let form = format!("token={token}&card_number={CARD}");
        let paid = self.browser.post(format!("{}/pay", self.url));
        let paid = paid.header("content-type", "application/x-www-form-urlencoded").body(form).send().await?;
        if !paid.text().await?.contains("approved") {
            return Err(format!("{order_id} was not approved").into());
        }
        report(Step::Paid);
        self.reverse(order_id).await?;
        report(Step::Reversed);
        Ok(())
    }

    /// Reverses a part, once even if it is repeated.
    pub(crate) async fn reverse(&self, order_id: &str) -> Outcome {
        let reverse = ReverseOrder::request().order_id(order_id).amount(REVERSED).currency(Currency::GEL);
        self.client.send(&reverse.reverse_id("R").build()?).await?;
        Ok(())
    }

    pub(crate) async fn state(&self, order_id: &str) -> Outcome<FinalOrder> {
        Ok(self.client.send(&GetOrderStatus::request().order_id(order_id).build()?).await?)
    }

    /// Checks that an order has at least its acknowledged state, and is consistent.
    pub(crate) async fn check(&self, order_id: &str, step: Step) -> Outcome {
        let order =
            self.state(order_id).await.map_err(|error| format!("{order_id}, acknowledged {step:?}: {error}"))?;
        let (ended, reversed) = (order.outcome(), order.reversal_amount().unwrap_or_default());
        let is_paid = ended == Ended::Approved && order.actual_amount() == Some(1000);
        let is_whole = match reversed {
            0 => is_paid || matches!(ended, Ended::Pending(_)),
            REVERSED => is_paid,
            _ => false,
        };
        let is_there = match step {
            Step::Created => true,
            Step::Paid => is_paid,
            Step::Reversed => is_paid && reversed == REVERSED,
        };
        if is_whole && is_there {
            return Ok(());
        }
        Err(format!("{order_id}, acknowledged {step:?}, is {ended:?} with {reversed} reversed").into())
    }
}
