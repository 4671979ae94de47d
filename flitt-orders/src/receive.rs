//! Updates: callbacks and status responses.

use flitt_client::__private::redact::shown_text;
use flitt_client::OrderState;
use flitt_client::api::FinalOrder;
use flitt_client::callback::{self, CallbackRejection};
use flitt_client::order::{Event, MergeError};
use flitt_client::response::Source;

use crate::core::{Input, Money, State, Update};
use crate::describe::digest_of;
use crate::engine::{Engine, Tx, Write};
use crate::error::Error;
use crate::event::of_money;
use crate::orders::Orders;
use crate::store::{Found, NewOrder, StoredOrder};

/// Where an update comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A callback of the gateway, or what a payer's browser brought.
    Callback,
    /// A callback to the URL of chargebacks.
    Chargeback,
    /// The response to a request that moves money.
    Response,
    /// The response to a status request, before which so many were owed.
    Status { owed: u32 },
}

impl<DB: Engine> Orders<DB> {
    /// Processes a callback: verifies its body, merges it into its order, and stores the order with its events. After `Ok`,
    /// respond with HTTP 200; after an error, with [`Error::http_status`]. A callback that was accepted before changes
    /// nothing.
    ///
    /// `content_type` is the header's value, a `&str` or an `Option` of one; none or an empty one is JSON or a form.
    pub async fn receive<'a>(&self, content_type: impl Into<Option<&'a str>>, body: &[u8]) -> Result<(), Error> {
        self.receive_from(Origin::Callback, content_type.into(), body).await
    }

    /// Takes a callback to the `chargeback_callback_url` of an order, as [`receive`](Self::receive) does: give it a URL of its own. No
    /// document describes its form, so the URL alone says that it is about a chargeback
    /// ([`Event::Chargeback`](flitt_client::order::Event::Chargeback)).
    pub async fn receive_chargeback<'a>(
        &self,
        content_type: impl Into<Option<&'a str>>,
        body: &[u8],
    ) -> Result<(), Error> {
        self.receive_from(Origin::Chargeback, content_type.into(), body).await
    }

    async fn receive_from(&self, origin: Origin, content_type: Option<&str>, body: &[u8]) -> Result<(), Error> {
        let content_type = content_type.filter(|content_type| !content_type.is_empty());
        let digest = match origin {
            // The same body can come to both URLs.
            Origin::Chargeback => digest_of(&[b"chargeback\n", body].concat()),
            _ => digest_of(body),
        };
        let update = match callback::verify_http::<FinalOrder>(self.client.credentials(), content_type, body) {
            Ok(update) => update,
            Err(rejection) => {
                if rejection != CallbackRejection::ContentType {
                    self.note_rejection(&digest, &rejection.to_string()).await?;
                }
                return Err(rejection.into());
            }
        };
        self.take(origin, &digest, &update).await
    }

    /// Takes a callback that was verified already, such as by the extractor `Verified` of axum.
    pub async fn receive_verified(&self, update: &FinalOrder) -> Result<(), Error> {
        let mut text = String::new();
        for field in update.fields().iter() {
            for part in [field.name(), field.text()] {
                // The length keeps apart what is joined.
                text.push_str(&part.len().to_string());
                text.push_str(part);
            }
        }
        self.take(Origin::Callback, &digest_of(text.as_bytes()), update).await
    }

    async fn take(&self, origin: Origin, digest: &str, update: &FinalOrder) -> Result<(), Error> {
        match self.merge_callback(origin, digest, update).await {
            Err(error @ Error::UnknownOrder) => {
                let reason = format!("order `{}`: it is not stored", shown_text(update.order_id()));
                self.note_rejection(digest, &reason).await?;
                Err(error)
            }
            Err(error @ Error::Rejected { .. }) => {
                self.note_rejection(digest, &error.to_string()).await?;
                Err(error)
            }
            result => result,
        }
    }

    async fn merge_callback(&self, origin: Origin, digest: &str, update: &FinalOrder) -> Result<(), Error> {
        let mut tx = self.write().await?;
        let found = Found::OrderId(update.order_id());
        let mut stored = match self.store.load_for(&mut tx, found, Some(digest)).await? {
            Some(stored) => stored,
            None => {
                self.insert_scheduled(&mut tx, update).await?;
                self.store.load_for(&mut tx, found, Some(digest)).await?.ok_or(Error::UnknownOrder)?
            }
        };
        if stored.is_accepted {
            return Ok(());
        }
        // What a payer's browser brings has the values of the callback that decides, which is not to count as one that came before.
        let is_from_gateway = update.source() != Source::Browser;
        let accepted = is_from_gateway.then(|| self.store.accept_callback(digest, stored.number, stored.now));
        self.merge(&mut tx, &mut stored, update, origin, accepted).await?;
        self.commit(tx).await
    }

    /// A charge that the gateway makes by itself, by the schedule of an order that is stored: it becomes an order of its own.
    async fn insert_scheduled(&self, tx: &mut Tx<DB>, update: &FinalOrder) -> Result<(), Error> {
        let parent = update.parent_order_id().ok_or(Error::UnknownOrder)?;
        let parent = self.store.load(tx, Found::OrderId(parent)).await?.ok_or(Error::UnknownOrder)?;
        let amount = parent.schedule_amount.ok_or(Error::UnknownOrder)?;
        let state = OrderState::scheduled(&parent.state, update.order_id(), amount);
        let now = parent.now;
        let new = NewOrder { state: &state, schedule_amount: None, lifetime: 0, ask_at: Some(now), now };
        self.store.insert_order(tx, &new).await.map(drop)
    }

    /// Merges an update into a locked order, and stores it with its events and with what is written `also`.
    pub(crate) async fn merge(
        &self,
        tx: &mut Tx<DB>,
        stored: &mut StoredOrder,
        update: &FinalOrder,
        origin: Origin,
        also: Option<Write>,
    ) -> Result<(), Error> {
        if stored.order.created_by().is_some_and(|call| call.state == State::Foreign) {
            return Err(Error::rejected(&stored.state, MergeError::OrderId));
        }
        let before = stored.state.clone();
        let merged = match origin {
            Origin::Chargeback => stored.state.merge_chargeback(update),
            _ => stored.state.merge(update),
        };
        let events = merged.map_err(|error| Error::rejected(&before, error))?;
        let stage = stored.state.stage();
        let update = Update {
            money: Money::of(&stored.state),
            is_new: stored.state != before,
            ask_status: events.contains(&Event::AskStatus),
            is_status: matches!(origin, Origin::Response | Origin::Status { .. }),
            owed: if let Origin::Status { owed } = origin { owed } else { 0 },
        };
        let events = events.iter().filter(|event| **event != Event::AskStatus);
        let events = events.map(|event| of_money(event, stage)).collect();
        self.change(tx, stored, Input::Update(update), events, None, also).await
    }

    async fn note_rejection(&self, digest: &str, reason: &str) -> Result<(), Error> {
        let mut tx = self.write().await?;
        let now = self.store.now(&mut tx).await?;
        self.store.reject_callback(&mut tx, digest, reason, now).await?;
        self.commit(tx).await
    }
}
