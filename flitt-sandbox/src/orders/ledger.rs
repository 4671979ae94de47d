//! The orders in the order of creation, with a record of changes.

use std::collections::BTreeSet;
use std::ops::{Index, IndexMut};

use crate::model::order::Order;

/// Orders by their position. Mutable access to an order marks it as changed.
#[derive(Default)]
pub(super) struct Ledger {
    list: Vec<Order>,
    changed: BTreeSet<usize>,
}

impl Ledger {
    pub(super) fn push(&mut self, order: Order) -> usize {
        let position = self.list.len();
        self.list.push(order);
        self.changed.insert(position);
        position
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn all(&self) -> &[Order] {
        &self.list
    }

    /// The positions of the orders that changed since the last call.
    pub(super) fn take_changed(&mut self) -> BTreeSet<usize> {
        std::mem::take(&mut self.changed)
    }
}

impl Index<usize> for Ledger {
    type Output = Order;

    fn index(&self, position: usize) -> &Order {
        &self.list[position]
    }
}

impl IndexMut<usize> for Ledger {
    fn index_mut(&mut self, position: usize) -> &mut Order {
        self.changed.insert(position);
        &mut self.list[position]
    }
}
