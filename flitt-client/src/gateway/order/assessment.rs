//! The rules: what the facts of an order mean for the money, given what the shop asked for.

use std::collections::BTreeSet;
use std::fmt;

use super::asked::Asked;
use super::facts::{Code, Facts, Seen, Taking};
use super::intent::Intent;
use super::stage::Stage;

/// Something that the shop did not ask for. The order is not paid by it, and a person should look at it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unexpected {
    /// The sum is smaller than the amount of the order.
    Underpaid,
    /// The payer paid in another currency, or in one that is not known.
    OtherCurrency,
    /// A sale is only held.
    Hold,
    /// The order is a check of a card: its money returns to the payer.
    CardCheck,
    /// A test payment, where none count ([`Credentials::with_test_payments`](crate::Credentials::with_test_payments)).
    TestPayment,
    /// More was reversed than the shop asked for ([`OrderState::expect_reversal`](super::OrderState::expect_reversal)).
    Reversal,
    /// A captured sum that the shop did not ask for, or larger than the hold.
    Capture,
    /// Another kind of operation (`tran_type`).
    Operation,
}

const WORDS: [(Unexpected, &str, &str); 8] = [
    (Unexpected::Underpaid, "underpaid", "the sum is smaller than the amount of the order"),
    (Unexpected::OtherCurrency, "other_currency", "paid in another currency, or in one that is not known"),
    (Unexpected::Hold, "hold", "a hold instead of a sale"),
    (Unexpected::CardCheck, "card_check", "a card check, whose money returns to the payer"),
    (Unexpected::TestPayment, "test_payment", "a test payment, where none count"),
    (Unexpected::Reversal, "reversal", "a reversal that the shop did not ask for"),
    (Unexpected::Capture, "capture", "a capture that contradicts the request of the shop, or exceeds the hold"),
    (Unexpected::Operation, "tran_type", "another kind of operation than the shop asked for"),
];

impl Unexpected {
    /// The value of a word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        WORDS.iter().find(|(_, known, _)| *known == word).map(|(what, ..)| what.clone())
    }

    /// The value as one word, such as `underpaid` or `other_currency`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        WORDS.iter().find(|(known, ..)| known == self).map_or("", |(_, word, _)| word)
    }
}

impl fmt::Display for Unexpected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(WORDS.iter().find(|(known, ..)| known == self).map_or("", |(.., text)| text))
    }
}

/// What the facts of an order mean.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is the answer to one question about the order")]
pub(super) struct Assessment {
    pub(super) stage: Stage,
    /// The order is settled as the shop asked for it: paid, or captured in full.
    pub(super) is_paid: bool,
    pub(super) is_held: bool,
    pub(super) was_held: bool,
    /// Money that counts was taken, though perhaps less than the shop asked for.
    pub(super) is_taken: bool,
    /// A check of a card succeeded, failed, or has not ended.
    pub(super) card: Option<bool>,
    pub(super) is_paid_out: bool,
    pub(super) is_settled: bool,
    /// The currency in which the payer paid, where it is known.
    pub(super) currency: Option<String>,
    /// The sum held or taken, in minor units of that currency.
    pub(super) sum: Option<u64>,
    /// Whether a hold was captured.
    pub(super) is_captured: bool,
    /// The captured total, in minor units; `None` where it is not known.
    pub(super) captured: Option<u64>,
    /// The reversed total, in minor units.
    pub(super) reversed: u64,
    /// Whether the reversals return everything; `None` where the sums do not say.
    pub(super) in_full: Option<bool>,
    pub(super) unexpected: BTreeSet<Unexpected>,
    /// What is known is not enough: ask for the status of the order.
    pub(super) ask_status: bool,
}

impl Assessment {
    pub(super) fn new(asked: &Asked, facts: &Facts) -> Self {
        let rules = Rules { asked, facts };
        let unexpected = rules.unexpected();
        let is_card_check = asked.intent == Intent::CardCheck;
        let is_captured = rules.is_captured();
        let in_full = rules.in_full();
        let has = |seen: Seen| facts.has(seen);
        // The money of a card check returns by itself: it was never the shop's.
        let stage = if is_card_check && (has(Seen::Approved) || has(Seen::Reversed)) {
            Stage::Approved
        } else if has(Seen::Reversed) || in_full == Some(true) {
            Stage::Reversed
        } else if has(Seen::Approved) {
            Stage::Approved
        } else if has(Seen::Declined) || has(Seen::Expired) {
            Stage::Declined
        } else {
            Stage::Pending
        };
        let is_sound = stage == Stage::Approved && rules.is_complete() && !blocks(&unexpected);
        let is_held = is_sound && rules.is_held();
        Self {
            stage,
            is_paid: is_sound && rules.is_taken(),
            is_held,
            was_held: is_held || (rules.is_payment() && matches!(facts.taking, Taking::Held | Taking::Captured)),
            is_taken: rules.counts(&unexpected) && matches!(facts.taking, Taking::Taken | Taking::Absent),
            card: rules.card(&unexpected),
            is_paid_out: is_sound && asked.intent == Intent::Payout,
            is_settled: is_sound && asked.intent == Intent::Settlement,
            currency: rules.currency().map(ToOwned::to_owned),
            sum: rules.sum(),
            is_captured,
            captured: rules.captured().filter(|_| is_captured),
            reversed: if is_card_check { 0 } else { facts.reversal },
            in_full,
            ask_status: stage == Stage::Approved && !blocks(&unexpected) && rules.ask_status(),
            unexpected,
        }
    }
}

impl Assessment {
    /// The sum taken, in minor units; 0 where nothing that counts was taken.
    pub(super) fn paid(&self) -> u64 {
        if self.is_captured {
            return self.captured.unwrap_or_default();
        }
        if self.is_taken { self.sum.unwrap_or_default() } else { 0 }
    }

    /// The sum that is or was held, in minor units.
    pub(super) fn held(&self) -> u64 {
        if self.was_held { self.sum.unwrap_or_default() } else { 0 }
    }
}

/// Whether one of them prevents that the order is paid.
fn blocks(unexpected: &BTreeSet<Unexpected>) -> bool {
    unexpected.iter().any(|what| !matches!(what, Unexpected::Reversal | Unexpected::Hold))
}

struct Rules<'o> {
    asked: &'o Asked,
    facts: &'o Facts,
}

impl Rules<'_> {
    /// Whether the payer pays the shop, by a sale or a hold.
    fn is_payment(&self) -> bool {
        matches!(self.asked.intent, Intent::Sale | Intent::Hold)
    }

    /// The currency that was reported: the only one, else that of the order where the sum is equal to its amount.
    fn currency(&self) -> Option<&str> {
        let mut reported = self.facts.sums.by_currency.keys();
        match (reported.next(), reported.next()) {
            (Some(currency), None) => Some(currency),
            (None, _) if self.facts.sums.same_amount.is_some() => Some(self.asked.currency.as_str()),
            _ => None,
        }
    }

    fn is_own_currency(&self) -> bool {
        self.currency().is_some_and(|currency| self.asked.currency == *currency)
    }

    /// The sum that was held or taken, in minor units of [`Self::currency`].
    fn sum(&self) -> Option<u64> {
        let currency = self.currency()?;
        self.facts.sums.by_currency.get(currency).copied().or(self.facts.sums.same_amount)
    }

    /// Whether any sum was reported, in whatever currency.
    fn has_sum(&self) -> bool {
        let sums = &self.facts.sums;
        !sums.by_currency.is_empty() || sums.same_amount.is_some() || sums.other_amount.is_some()
    }

    /// Whether the money of a hold, or a part of it, was taken as far as captures say.
    fn is_capture_reported(&self) -> bool {
        self.is_payment()
            && match self.facts.taking {
                Taking::Captured => true,
                Taking::Taken => self.asked.intent == Intent::Hold,
                _ => false,
            }
    }

    /// Whether the money of a hold, or a part of it, was taken. Money that was never held can be that of a card check, so it
    /// counts only as a purchase.
    fn is_captured(&self) -> bool {
        let is_purchase = || self.facts.has(Seen::Purchase) && !self.is_other_operation();
        self.is_capture_reported()
            && !self.is_other_card_check()
            && !self.is_ignored_test()
            && (self.facts.taking == Taking::Captured || is_purchase())
    }

    /// The captured total, where one was reported that does not contradict the hold, nor what the shop asked for.
    fn captured(&self) -> Option<u64> {
        if !self.is_capture_reported() || !self.is_own_currency() {
            return None;
        }
        if self.facts.taking == Taking::Taken {
            return self.sum();
        }
        self.facts.captures.last().copied().filter(|_| !self.contradicts_capture())
    }

    fn contradicts_capture(&self) -> bool {
        let asked = &self.asked.captures;
        let is_asked = |total: &u64| asked.is_empty() || asked.contains(total);
        let fits = |total: &u64| self.sum().is_none_or(|held| *total <= held);
        self.is_own_currency() && self.facts.captures.iter().any(|total| !is_asked(total) || !fits(total))
    }

    /// What can be reversed in all: what was captured, or what was paid less the fee of the payer.
    fn returnable(&self) -> Option<u64> {
        if !self.is_own_currency() {
            return None;
        }
        if self.facts.taking == Taking::Captured {
            return self.captured();
        }
        let mut fee = 0;
        for known in &self.facts.client_fee {
            fee = fee.max((*known)?);
        }
        self.sum()?.checked_sub(fee)
    }

    fn in_full(&self) -> Option<bool> {
        let returnable = self.returnable().filter(|sum| *sum > 0)?;
        match self.facts.reversal {
            // A sum of 0 is no sum: older messages have none.
            0 => None,
            reversal => Some(reversal >= returnable),
        }
    }

    fn unexpected(&self) -> BTreeSet<Unexpected> {
        let (asked, facts) = (self.asked, self.facts);
        let own = |sum: u64| self.is_own_currency() && sum < asked.amount;
        let reversal = facts.reversal > asked.reversals || (facts.has(Seen::Reversed) && asked.reversals == 0);
        let rules = [
            (Unexpected::Underpaid, self.is_payment() && self.sum().is_some_and(own)),
            (Unexpected::OtherCurrency, self.is_payment() && self.has_sum() && !self.is_accepted_currency()),
            (Unexpected::Hold, asked.intent == Intent::Sale && facts.taking == Taking::Held),
            (Unexpected::CardCheck, self.is_other_card_check()),
            (Unexpected::TestPayment, self.is_ignored_test()),
            (Unexpected::Reversal, asked.intent != Intent::CardCheck && reversal),
            (Unexpected::Capture, self.is_capture_reported() && self.contradicts_capture()),
            (Unexpected::Operation, self.is_other_operation()),
        ];
        rules.into_iter().filter(|(_, holds)| *holds).map(|(what, _)| what).collect()
    }

    /// Whether a card was checked, although the shop asked for something else.
    fn is_other_card_check(&self) -> bool {
        self.asked.intent != Intent::CardCheck && self.facts.has(Seen::CardCheck)
    }

    /// Whether this is a test payment, where none count.
    fn is_ignored_test(&self) -> bool {
        self.facts.has(Seen::Test) && !self.asked.test_payments
    }

    fn is_accepted_currency(&self) -> bool {
        self.currency().is_some_and(|currency| self.asked.accepts(currency))
    }

    /// Whether an operation was reported that the order cannot have.
    fn is_other_operation(&self) -> bool {
        let other = |expected: &[&str]| self.facts.other_operations.iter().any(|name| !expected.contains(&&**name));
        match self.asked.intent {
            Intent::Sale | Intent::Hold | Intent::CardCheck => other(&[]),
            // Which operation a payout to an IBAN has is not documented.
            Intent::Payout => self.facts.has(Seen::Purchase) || self.facts.other_operations.contains("settlement"),
            Intent::Settlement => self.facts.has(Seen::Purchase) || other(&["settlement"]),
        }
    }

    /// Whether money that was taken is that of the sale, even if it is less than its amount.
    fn counts(&self, unexpected: &BTreeSet<Unexpected>) -> bool {
        let is_other = |what: &Unexpected| !matches!(what, Unexpected::Reversal | Unexpected::Underpaid);
        self.asked.intent == Intent::Sale && self.is_accepted_currency() && !unexpected.iter().any(is_other)
    }

    /// Whether everything that the order needs was reported. Silence does not make a purchase.
    fn is_complete(&self) -> bool {
        match self.asked.intent {
            Intent::Sale | Intent::Hold => self.facts.has(Seen::Purchase) && self.sum().is_some(),
            Intent::CardCheck => true,
            Intent::Payout | Intent::Settlement => {
                !self.facts.other_operations.is_empty() || self.facts.has(Seen::NoOperation)
            }
        }
    }

    fn is_taken(&self) -> bool {
        let covers = |sum: Option<u64>| sum.is_some_and(|sum| sum >= self.asked.amount);
        let is_asked = |sum: Option<u64>| sum.is_some_and(|sum| self.asked.captures.last() == Some(&sum));
        match (self.asked.intent, self.facts.taking) {
            (Intent::Sale, Taking::Taken | Taking::Absent) => true,
            (Intent::Sale, Taking::Captured) => covers(self.captured()),
            (Intent::Hold, Taking::Taken | Taking::Captured) => covers(self.captured()) || is_asked(self.captured()),
            _ => false,
        }
    }

    fn is_held(&self) -> bool {
        match self.facts.taking {
            Taking::Held => self.is_payment(),
            Taking::Absent => self.asked.intent == Intent::Hold,
            _ => false,
        }
    }

    /// Whether a check of a card succeeded.
    fn card(&self, unexpected: &BTreeSet<Unexpected>) -> Option<bool> {
        let facts = self.facts;
        if self.asked.intent != Intent::CardCheck {
            None
        } else if facts.has(Seen::CodeFailed) {
            Some(false)
        } else {
            let is_done = facts.has(Seen::Approved) || facts.has(Seen::Reversed);
            let is_verified = matches!(facts.code, Code::Absent | Code::Verified);
            let is_check = facts.has(Seen::Purchase) || facts.has(Seen::CardCheck);
            Some(true).filter(|_| is_done && is_verified && is_check && !blocks(unexpected))
        }
    }

    /// Whether what was reported is not enough to decide.
    fn ask_status(&self) -> bool {
        let facts = self.facts;
        match self.asked.intent {
            Intent::Sale | Intent::Hold => {
                !facts.has(Seen::Purchase)
                    || !self.has_sum()
                    || facts.taking == Taking::Unknown
                    || (facts.taking == Taking::Captured && facts.captures.is_empty() && self.is_own_currency())
            }
            Intent::CardCheck => {
                !facts.has(Seen::CodeFailed)
                    && (facts.code == Code::Unknown || !(facts.has(Seen::Purchase) || facts.has(Seen::CardCheck)))
            }
            Intent::Payout | Intent::Settlement => !self.is_complete(),
        }
    }
}
