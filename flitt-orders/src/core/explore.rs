//! Every state that can be reached, within bounds: two clerks who return money, a program and two workers that send, a request that
//! is late, lost, or overtaken, a response that is lost, a program that dies, and a gateway that does what it is asked.

use std::collections::{BTreeMap, HashSet, VecDeque};

use super::money::Progress;
use super::{Call, Input, Kind, Millis, Money, Order, Outcome, Policy, Repeat, State, Taken, Update, Work};
use super::{decide, due_at, next};

/// The sum of the payment.
const PAID: u64 = 100;

/// How often a request is tried, at most.
const TRIES: u32 = 2;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    now: Millis,
    /// As it is stored.
    order: Order,
    /// Requests that may still reach the gateway: the call.
    on_the_wire: Vec<i64>,
    /// Senders that wait for a response: call, attempt, and the response, if it has come back.
    senders: Vec<(i64, u32, Option<Outcome>)>,
    /// What the gateway has carried out: by call, how often.
    carried_out: BTreeMap<i64, u32>,
    /// What clerks still want to do.
    wishes: Vec<Call>,
    /// How often each call was put on the wire.
    copies: BTreeMap<i64, u32>,
}

fn policy() -> Policy {
    Policy { grace: 4, patience: 2, initial_backoff: 1, max_backoff: 2, lease: 1, attempts: 2, returnable: 1000 }
}

fn paid() -> Money {
    Money { progress: Progress::Settled, taken: Taken::Known(PAID), ..Money::none() }
}

fn call(id: i64, kind: Kind, repeat: Repeat, amount: u64) -> Call {
    let is_stored = repeat == Repeat::Freely;
    let (state, needs_payer) = (State::Planned, false);
    Call { id, kind, repeat, is_stored, needs_payer, amount, state, tries: 0, copies: 0, at: 0 }
}

impl World {
    fn new(calls: Vec<Call>, wishes: Vec<Call>, money: Money) -> Self {
        let order = Order {
            money,
            calls,
            asks: 0,
            ask_at: None,
            owed: 0,
            is_missing: false,
            expires_at: 50,
            lifetime: 50,
            deliver_at: None,
        };
        let senders = Vec::new();
        let (carried_out, copies) = (BTreeMap::new(), BTreeMap::new());
        Self { now: 0, order, on_the_wire: Vec::new(), senders, carried_out, wishes, copies }
    }

    /// What the order means for the money, as a status response says.
    fn status(&self) -> Option<Money> {
        let sum = |kind: Kind| {
            let calls = self.order.calls.iter().filter(|call| call.kind == kind);
            calls.map(|call| call.amount * u64::from(self.carried_out.get(&call.id).copied().unwrap_or_default())).sum()
        };
        let is_created = self.order.created_by().is_none_or(|call| self.carried_out.contains_key(&call.id));
        is_created.then(|| Money { reversed: sum(Kind::Reverse), ..paid() })
    }

    /// The world after a decision; `None` where it is not allowed.
    fn decided(&self, input: Input) -> Option<Self> {
        let decision = decide(&self.order, input, self.now, &policy()).ok()?;
        Some(Self { order: decision.order, ..self.clone() })
    }

    fn begun(&self, id: i64, is_worker: bool) -> Option<Self> {
        let mut world = self.decided(Input::Begin { call: id, is_worker })?;
        let attempt = world.order.call(id)?.tries;
        world.senders.push((id, attempt, None));
        world.on_the_wire.push(id);
        *world.copies.entry(id).or_default() += 1;
        Some(world)
    }

    /// A request reaches the gateway. One with an idempotency parameter is carried out once.
    fn arrived(&self, at: usize) -> Self {
        let mut world = self.clone();
        let id = world.on_the_wire.remove(at);
        let Some(call) = world.order.call(id).cloned() else { return world };
        let is_known = world.carried_out.contains_key(&id);
        let reversed = self.status().map_or(0, |money| money.reversed);
        let outcome = match call.kind {
            Kind::Reverse if is_known => Outcome::Done,
            Kind::Reverse if reversed + call.amount > PAID => Outcome::Rejected,
            _ if is_known => Outcome::Exists,
            _ => Outcome::Done,
        };
        if !is_known && outcome == Outcome::Done {
            *world.carried_out.entry(id).or_default() += 1;
        }
        if let Some(sender) = world.senders.iter_mut().find(|(call, _, response)| *call == id && response.is_none()) {
            sender.2 = Some(outcome);
        }
        world
    }

    fn successors(&self) -> Vec<Self> {
        let mut worlds = Vec::new();
        for at in 0..self.wishes.len() {
            let mut world = self.clone();
            let wish = world.wishes.remove(at);
            worlds.push(world.decided(Input::Plan(wish)).unwrap_or(world));
        }
        // The program that created the order, once or by mistake twice; and workers, of which each sees what is due.
        worlds.extend(self.order.created_by().and_then(|call| self.begun(call.id, false)));
        match next(&self.order, self.now) {
            Ok(Work::Send(id)) => worlds.extend(self.begun(id, true)),
            Ok(Work::Overdue(call)) => worlds.extend(self.decided(Input::Overdue { call })),
            Ok(Work::Ask) => {
                worlds.extend(self.decided(Input::NoStatus { is_missing: false }));
                worlds.extend(self.asked());
            }
            Ok(Work::Deliver) => {}
            Err(later) => {
                if let Some(now) = later {
                    worlds.push(Self { now, ..self.clone() });
                }
            }
        }
        // A callback, or the status response to a question of long ago.
        worlds.extend(self.status().filter(|money| *money != self.order.money).and_then(|_| self.asked()));
        for at in 0..self.on_the_wire.len() {
            worlds.push(self.arrived(at));
            let mut lost = self.clone();
            lost.on_the_wire.remove(at);
            worlds.push(lost);
        }
        for (at, (call, attempt, response)) in self.senders.iter().enumerate() {
            let mut world = self.clone();
            world.senders.remove(at);
            let ended = |outcome| Input::Ended { call: *call, attempt: *attempt, outcome };
            worlds.extend(response.and_then(|outcome| world.decided(ended(outcome))));
            // Its time limit is over, whether the request still arrives or not.
            worlds.extend(world.decided(ended(Outcome::Unknown)));
            // It finds no connection: nothing was on the wire.
            if let Some(at) = world.on_the_wire.iter().position(|id| id == call).filter(|_| response.is_none()) {
                let mut unconnected = world.clone();
                unconnected.on_the_wire.remove(at);
                unconnected.copies.entry(*call).and_modify(|copies| *copies -= 1);
                worlds.extend(unconnected.decided(ended(Outcome::NotSent)));
            }
            // It dies.
            worlds.push(world);
        }
        // In which order requests and senders were added makes no difference.
        for world in &mut worlds {
            world.on_the_wire.sort_unstable();
            world.senders.sort_unstable();
        }
        worlds
    }

    fn asked(&self) -> Option<Self> {
        let input = match self.status() {
            Some(money) => {
                let is_new = money != self.order.money;
                Input::Update(Update { money, is_new, ask_status: false, is_status: true, owed: self.order.owed })
            }
            None => Input::NoStatus { is_missing: true },
        };
        self.decided(input)
    }

    /// What must hold in every state.
    fn check(&self) {
        let amount = |filter: &dyn Fn(&Call) -> bool| -> u64 {
            let reversals = self.order.calls.iter().filter(|call| call.kind == Kind::Reverse && filter(call));
            reversals.map(|call| call.amount).sum()
        };
        assert!(amount(&Call::is_reserved) <= PAID, "more is asked for than was taken: {self:#?}");
        let is_done = self.order.is_final(self.now) && self.order.owed == 0;
        assert!(is_done || due_at(&self.order).is_some(), "nobody will look at it: {self:#?}");
        for call in &self.order.calls {
            let done = self.carried_out.get(&call.id).copied().unwrap_or_default();
            let is_possible = done > 0 || self.on_the_wire.contains(&call.id);
            let sent = self.copies.get(&call.id).copied().unwrap_or_default();
            assert!(call.repeat == Repeat::Freely || sent <= 1, "sent twice: {self:#?}");
            assert!(done <= 1, "carried out twice: {self:#?}");
            match call.state {
                State::Planned => assert_eq!(sent, 0, "it was sent: {self:#?}"),
                State::Done => assert!(done == 1, "it was not carried out: {self:#?}"),
                State::Rejected | State::NotSent => assert!(!is_possible, "it can be carried out: {self:#?}"),
                _ => {}
            }
        }
    }
}

/// All states that can be reached up to a time, each checked. Returns how many they are.
fn explore(world: World, until: Millis) -> usize {
    let mut known = HashSet::from([world.clone()]);
    let mut queue = VecDeque::from([world]);
    while let Some(world) = queue.pop_front() {
        world.check();
        for next in world.successors() {
            let is_within = next.now <= until && next.order.calls.iter().all(|call| call.tries <= TRIES);
            if is_within && !known.contains(&next) {
                known.insert(next.clone());
                queue.push_back(next);
            }
        }
    }
    known.len()
}

fn until(short: Millis) -> Millis {
    std::env::var("ORDERS_TIME").ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}

#[test]
fn a_charge_is_never_sent_twice_and_never_forgotten() {
    let money = Money::none();
    let states = explore(World::new(vec![call(1, Kind::Create, Repeat::Never, PAID)], Vec::new(), money), until(9));
    println!("a charge: {states} states");
    assert!(states > 100, "{states}");
}

#[test]
fn two_reversals_never_exceed_what_was_taken() {
    let money = paid();
    let wish = |(id, amount)| call(id, Kind::Reverse, Repeat::Freely, amount);
    let mut states = explore(World::new(Vec::new(), [(1, 60), (2, 60)].map(wish).to_vec(), money.clone()), until(3));
    states += explore(World::new(Vec::new(), [(1, 60), (2, 40)].map(wish).to_vec(), money), until(1));
    println!("reversals: {states} states");
    assert!(states > 1000, "{states}");
}
