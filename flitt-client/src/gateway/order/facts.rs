//! What the updates of an order say, as facts that only grow.

use std::collections::{BTreeMap, BTreeSet};

use super::asked::Asked;
use super::intent::Creation;
use crate::gateway::api::FinalOrder;
use crate::gateway::api::reference::Currency;
use crate::gateway::api::tables::additional_info::AdditionalInfo;
use crate::gateway::api::tables::final_order::{OrderStatus, TranType, VerificationStatus};
use crate::runtime::response::Source;
use crate::runtime::value::OpenEnum;

/// All that is known from updates. [`Facts::join`] does not depend on their order, nor on duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) seen: BTreeSet<Seen>,
    /// Kinds of operations of approved updates other than a purchase and the check of a card.
    pub(super) other_operations: BTreeSet<String>,
    pub(super) sums: Sums,
    pub(super) taking: Taking,
    /// The totals captured, in minor units, as reported.
    pub(super) captures: BTreeSet<u64>,
    /// The sum reversed, in minor units.
    pub(super) reversal: u64,
    /// The fee of the payer, in minor units; `None` where it cannot be read.
    pub(super) client_fee: BTreeSet<Option<u64>>,
    pub(super) code: Code,
}

/// Something that an update said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    /// The status of the order.
    Approved,
    Declined,
    Expired,
    Reversed,
    Chargeback,
    /// The operation of an approved update.
    Purchase,
    CardCheck,
    /// The gateway's own response names no operation.
    NoOperation,
    /// A test payment.
    Test,
    /// The check of a card by a code failed.
    CodeFailed,
}

/// The sum held or taken (`actual_amount`), in minor units: for each currency that was reported; and without a currency,
/// where it is equal to the amount of the order or differs from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) by_currency: BTreeMap<String, u64>,
    pub(super) same_amount: Option<u64>,
    pub(super) other_amount: Option<u64>,
}

/// Whether the money was taken; a later value outranks an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Taking {
    /// Nothing is known.
    #[default]
    Unknown,
    /// There is no information on captures, in a message whose silence can be relied on.
    Absent,
    /// The money is only held.
    Held,
    /// The money was taken without a hold.
    Taken,
    /// A hold was captured, in part or in full.
    Captured,
}

/// What is known of the check of a card by a code; a later value outranks an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Code {
    /// Nothing is known.
    #[default]
    Unknown,
    /// There is no information, in a message whose silence can be relied on.
    Absent,
    /// The payer has not entered the right code yet.
    Pending,
    /// The payer entered the right code.
    Verified,
}

/// No document describes a callback about a chargeback; it is recognised by this word.
const CHARGEBACK: &str = "chargeback";

impl Facts {
    /// What one update says.
    pub(super) fn from_update(asked: &Asked, update: &FinalOrder) -> Self {
        let status = update.order_status();
        let code = update.verification_status();
        let mut facts = Self { reversal: update.reversal_amount().unwrap_or_default(), ..Self::default() };
        facts.add(Seen::Approved, status == OrderStatus::Approved);
        facts.add(Seen::Declined, status == OrderStatus::Declined);
        facts.add(Seen::Expired, status == OrderStatus::Expired);
        facts.add(Seen::Reversed, status == OrderStatus::Reversed);
        facts.add(Seen::Chargeback, status == *CHARGEBACK || update.get("tran_type") == Some(CHARGEBACK));
        facts.add(Seen::CodeFailed, code.as_ref().is_some_and(|code| *code == VerificationStatus::Failed));
        if !facts.has(Seen::Approved) && !facts.has(Seen::Reversed) {
            return facts;
        }
        let silence_counts = silence_counts(asked, update.source());
        facts.sums = Sums::from_update(asked, update);
        facts.code = match code {
            Some(code) if code == VerificationStatus::Verified => Code::Verified,
            Some(_) => Code::Pending,
            None if silence_counts => Code::Absent,
            None => Code::Unknown,
        };
        match update.additional_info() {
            Some(info) => facts.add_info(asked, update, &info, silence_counts),
            // Information that cannot be read is not silence.
            None if silence_counts && update.get("additional_info").is_none() => facts.taking = Taking::Absent,
            None => {}
        }
        facts.add_operation(update);
        facts
    }

    /// Whether an update said it.
    pub(super) fn has(&self, seen: Seen) -> bool {
        self.seen.contains(&seen)
    }

    fn add(&mut self, seen: Seen, is_said: bool) {
        if is_said {
            self.seen.insert(seen);
        }
    }

    fn add_operation(&mut self, update: &FinalOrder) {
        let Some(operation) = update.tran_type() else {
            return self.add(Seen::NoOperation, update.source() == Source::Response);
        };
        match operation.known() {
            Some(TranType::Purchase) => self.add(Seen::Purchase, true),
            Some(TranType::Verification) => self.add(Seen::CardCheck, true),
            _ if operation == *CHARGEBACK => {}
            // After a capture or a reversal, the operation can be that of the last transaction.
            _ if self.taking == Taking::Captured || self.has(Seen::Reversed) || self.reversal > 0 => {}
            _ => _ = self.other_operations.insert(operation.as_str().to_owned()),
        }
    }

    fn add_info(&mut self, asked: &Asked, update: &FinalOrder, info: &AdditionalInfo, silence_counts: bool) {
        self.add(Seen::Test, is_test(info));
        if let Some(fee) = info.client_fee() {
            self.client_fee.insert(minor_units(&asked.currency, fee).filter(|_| is_own(asked, update)));
        }
        let status = info.capture_status();
        self.taking = match status.as_ref().map(OpenEnum::as_str) {
            Some("captured") => Taking::Captured,
            Some(_) => Taking::Held,
            None if info.fields().get("capture_status").is_some() => Taking::Taken,
            None if silence_counts => Taking::Absent,
            None => Taking::Unknown,
        };
        let sum = info.capture_amount().filter(|_| self.taking == Taking::Captured && is_own(asked, update));
        self.captures.extend(sum.and_then(|sum| minor_units(&asked.currency, sum)));
    }

    /// What is known from both.
    pub(super) fn join(mut self, other: Self) -> Self {
        self.seen.extend(other.seen);
        self.other_operations.extend(other.other_operations);
        self.sums = self.sums.join(other.sums);
        self.taking = self.taking.max(other.taking);
        self.captures.extend(other.captures);
        self.reversal = self.reversal.max(other.reversal);
        self.client_fee.extend(other.client_fee);
        self.code = self.code.max(other.code);
        self
    }
}

/// Whether a payment is a test payment. No document says how `is_test` is written, so whatever does not clearly deny it counts.
fn is_test(info: &AdditionalInfo) -> bool {
    const NO: [&str; 5] = ["", "0", "false", "n", "no"];
    info.fields().get("is_test").is_some_and(|field| !NO.iter().any(|no| field.text().trim().eq_ignore_ascii_case(no)))
}

impl Sums {
    fn from_update(asked: &Asked, update: &FinalOrder) -> Self {
        let mut sums = Self::default();
        let Some(sum) = update.actual_amount() else { return sums };
        match update.actual_currency() {
            Some(currency) => _ = sums.by_currency.insert(currency.as_str().to_owned(), sum),
            None if sum == asked.amount => sums.same_amount = Some(sum),
            None => sums.other_amount = Some(sum),
        }
        sums
    }

    fn join(mut self, other: Self) -> Self {
        for (currency, sum) in other.by_currency {
            let known = self.by_currency.entry(currency).or_default();
            *known = sum.max(*known);
        }
        self.same_amount = self.same_amount.max(other.same_amount);
        self.other_amount = self.other_amount.max(other.other_amount);
        self
    }
}

/// Whether the absence of a parameter says anything. Whoever has seen a signed message can post it with a parameter renamed,
/// so only the gateway's own response is complete. Of an order that the shop's server created as something else than a
/// hold, the missing information cannot be that it is one.
fn silence_counts(asked: &Asked, source: Source) -> bool {
    match source {
        Source::Response => true,
        Source::Callback => asked.creation == Creation::Server,
        Source::Browser => false,
    }
}

/// Whether the sums of an update are in the currency of the order.
fn is_own(asked: &Asked, update: &FinalOrder) -> bool {
    match update.actual_currency() {
        Some(currency) => currency == asked.currency,
        None => update.actual_amount() == Some(asked.amount),
    }
}

/// A sum in major units, in minor units of a currency; `None` where the currency or the sum is not known, or has a sign or too
/// many digits. Zeros at the end of a fraction add nothing.
pub(super) fn minor_units(currency: &OpenEnum<Currency>, text: &str) -> Option<u64> {
    let text = match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.'),
        None => text,
    };
    currency.known()?.parse_minor(if text.is_empty() { "0" } else { text }).ok()
}
