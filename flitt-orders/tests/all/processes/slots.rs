//! The processes of a shop: each has a place, in which another one follows it when it is killed.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, Ordering};

use crate::processes::Result;

/// The processes, and how each of them is started: by place, and by how many there were before.
pub(crate) struct Slots {
    addresses: Vec<SocketAddr>,
    start: Box<dyn Fn(usize, usize, SocketAddr) -> Command + Send + Sync>,
    children: Mutex<Vec<Child>>,
    started: Mutex<usize>,
}

impl Slots {
    pub(crate) fn start(
        count: usize,
        start: impl Fn(usize, usize, SocketAddr) -> Command + Send + Sync + 'static,
    ) -> Result<Self> {
        let addresses = free_addresses(count)?;
        let slots = Self { addresses, start: Box::new(start), children: Mutex::default(), started: Mutex::new(0) };
        for slot in 0..count {
            let child = slots.spawn(slot)?;
            slots.children.lock().expect("a lock").push(child);
        }
        Ok(slots)
    }

    pub(crate) fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    fn spawn(&self, slot: usize) -> Result<Child> {
        let mut started = self.started.lock().expect("a lock");
        *started += 1;
        let mut command = (self.start)(slot, *started, self.addresses[slot]);
        let errors = if std::env::var_os("ORDERS_LOG").is_some() { Stdio::inherit() } else { Stdio::null() };
        Ok(command.stdout(Stdio::null()).stderr(errors).spawn()?)
    }

    /// Kills the process of a place, and starts another one.
    pub(crate) fn replace(&self, slot: usize) -> Result {
        let mut children = self.children.lock().expect("a lock");
        children[slot].kill()?;
        children[slot].wait()?;
        children[slot] = self.spawn(slot)?;
        Ok(())
    }

    /// The places whose process has ended by itself.
    pub(crate) fn ended(&self) -> Result<Vec<usize>> {
        let mut ended = Vec::new();
        for (slot, child) in self.children.lock().expect("a lock").iter_mut().enumerate() {
            if child.try_wait()?.is_some() {
                ended.push(slot);
            }
        }
        Ok(ended)
    }
}

impl Drop for Slots {
    fn drop(&mut self) {
        for child in self.children.get_mut().into_iter().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Addresses that nobody listens on, out of the range of those that outgoing connections have, and other ones each time.
fn free_addresses(count: usize) -> Result<Vec<SocketAddr>> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 8_000)?;
    let ports = std::iter::repeat_with(|| first + NEXT.fetch_add(1, Ordering::SeqCst)).take(2_000);
    let addresses = ports.map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    let free: Vec<_> = addresses.filter(|address| TcpListener::bind(address).is_ok()).take(count).collect();
    if free.len() == count { Ok(free) } else { Err("no free ports".into()) }
}
