//! A running sandbox.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flitt_client::ResponseCode;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::acs;
use crate::callback::{CallbackAttempt, channel};
use crate::cards::Card;
use crate::clock::Clock;
use crate::config::{Builder, CallbackRules, StartError};
use crate::connection::{Cut, Cuttable};
use crate::desk;
use crate::failure::Failure;
use crate::fault::{Faults, PlannedFault};
use crate::gateway::Gateway;
use crate::host::Host;
use crate::journal::{Call, Journal};
use crate::merchant::Merchant;
use crate::order::Order;
use crate::orders::Orders;
use crate::reports::Tokens;
use crate::rules::Rules;
use crate::server;
use crate::store::{Kept, Store};

/// How often, by the sandbox's clock, orders are looked for whose lifetime is over or whose schedule is due.
const WATCH_PERIOD: Duration = Duration::from_secs(1);
/// How often at most, by the system's clock.
const WATCH_PAUSE: Duration = Duration::from_millis(10);
/// How long requests under way may take to end when the sandbox stops.
const GRACE: Duration = Duration::from_secs(5);

/// A local Flitt gateway that runs on the caller's tokio runtime.
///
/// It stops when it is dropped: it takes no new connections, and callbacks that are not delivered are given up.
/// [`stop`](Self::stop) waits for that.
pub struct Sandbox {
    gateway: Arc<Gateway>,
    address: SocketAddr,
    /// Its drop is the signal to stop.
    running: watch::Sender<()>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox on 127.0.0.1 and a free port, for the documented test merchant.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Sets up a sandbox.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The address to give a client, such as `http://127.0.0.1:40123`; without a slash at its end. See also
    /// [`Builder::base_url`].
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.gateway.host.base_url
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every order, as it stands now, in the order of creation.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.gateway.orders().all().to_vec()
    }

    /// An order, as it stands now, by the merchant's name for it. When several merchants have one of this name, the one
    /// of the first merchant that the sandbox was given.
    #[must_use]
    pub fn order(&self, order_id: &str) -> Option<Order> {
        self.find(order_id).ok()
    }

    /// Pays an order as a payer would on the checkout page, and gives the order as it stands after that: approved, or
    /// declined with a [`response_code`](Order::response_code).
    ///
    /// The money of a verification then goes back by itself: [`order`](Self::order) shows it as reversed.
    ///
    /// Fails when there is no such order (1018), it is completed (1019), its lifetime is over (1052), or it is a payout
    /// (1100).
    pub fn pay(&self, order_id: &str, card: impl Into<Card>) -> Result<Order, Failure> {
        let token = self.find(order_id)?.token;
        let paid = self.gateway.pay(&token, &card.into())?;
        self.gateway.store.wait_written().map(|()| paid)
    }

    /// Passes the check of a payer that the first step of a direct payment asks for, named by its `md`, and gives the
    /// `pares` for the second step. What the bank's page does when the payer approves there.
    #[must_use]
    pub fn pass_challenge(&self, md: &str) -> String {
        acs::pares(md, true)
    }

    /// Fails the check of a payer: with this `pares`, the second step is declined with code 1024.
    #[must_use]
    pub fn fail_challenge(&self, md: &str) -> String {
        acs::pares(md, false)
    }

    /// The last thousand attempts to deliver a callback, in the order in which they ended, without secrets. What is still
    /// to be delivered is not forgotten with older ones.
    #[must_use]
    pub fn callbacks(&self) -> Vec<CallbackAttempt> {
        self.gateway.journal.attempts()
    }

    /// The last thousand requests to the gateway's endpoints with their answers, oldest first, without secrets.
    ///
    /// ```
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), flitt_sandbox::StartError> {
    /// let sandbox = flitt_sandbox::Sandbox::start().await?;
    /// // Once your program has run:
    /// let refused: Vec<_> = sandbox.calls().into_iter().filter(|call| call.failed.is_some()).collect();
    /// assert!(refused.is_empty(), "{refused:#?}");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.gateway.journal.calls()
    }

    /// A command line that creates an order here, for people who see the sandbox for the first time: `program` is the
    /// command `flitt`, and the sandbox's own demo shop takes the callbacks.
    #[must_use]
    pub fn first_order(&self, program: &str) -> String {
        desk::command_line(&self.gateway, program)
    }

    /// Takes all of an approved order back, as the payer's bank does when the payer complains, and gives the order as
    /// it stands after that: reversed. Its state is posted to the order's `chargeback_callback_url`.
    ///
    /// Fails when there is no such order (1018), or it is not paid (1100).
    pub fn charge_back(&self, order_id: &str) -> Result<Order, Failure> {
        let order = self.find(order_id)?;
        let reversed = self.gateway.charge_back(order.purchase.merchant_id, order_id)?;
        self.gateway.store.wait_written().map(|()| reversed)
    }

    /// Makes something go wrong with the next request, or with those that the plan names. Several plans are taken in the
    /// order in which they came.
    ///
    /// ```no_run
    /// # fn example(sandbox: &flitt_sandbox::Sandbox) {
    /// use flitt_sandbox::Fault;
    ///
    /// sandbox.fault(Fault::DropAfter); // the next request is carried out, and its answer lost
    /// sandbox.fault(Fault::ServerError.times(3).at("reverse_order").about("TestOrder2"));
    /// # }
    /// ```
    pub fn fault(&self, fault: impl Into<PlannedFault>) {
        self.gateway.faults.plan(fault.into());
    }

    /// Moves the sandbox's clock forward. Orders whose lifetime is then over end at once, scheduled charges that are
    /// then due are made at once, and so are repeats of callbacks, one at a time. See also [`Builder::clock_speed`].
    pub fn advance(&self, by: Duration) {
        self.gateway.clock.advance(by);
        drop(self.gateway.orders());
    }

    /// Stops, and waits until requests under way are answered, for at most five seconds.
    pub async fn stop(self) {
        let Self { gateway, running, tasks, .. } = self;
        drop((gateway, running));
        for task in tasks {
            // A task that was cancelled or panicked has stopped as well.
            let _ = task.await;
        }
    }

    /// Answers a POST as the server does, without a network: the HTTP status and the body. For tests by any bytes.
    #[doc(hidden)]
    pub async fn respond(&self, path: &str, content_type: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
        server::respond(Arc::clone(&self.gateway), self.running.subscribe(), path, content_type, body).await
    }

    fn find(&self, order_id: &str) -> Result<Order, Failure> {
        let orders = self.gateway.orders();
        let found = self.gateway.merchants.iter().find_map(|merchant| orders.find(merchant.id(), order_id).ok());
        found.cloned().ok_or_else(|| Failure::filled(ResponseCode::OrderNotFound, &[("order_id", order_id)]))
    }
}

/// Only the address.
impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

/// Starts what a builder describes.
pub(crate) async fn run(builder: Builder) -> Result<Sandbox, StartError> {
    let runtime = Handle::try_current().map_err(|_| StartError::NoRuntime)?;
    let rules = Rules::shared().map_err(StartError::Schemas)?;
    let (store, kept) = match &builder.state {
        Some(path) => Store::open(path).map_err(StartError::State)?,
        None => (Store::default(), Kept::default()),
    };
    let store = Arc::new(store);
    let clock = Arc::new(Clock::new(builder.clock_speed, kept.clock));
    let merchants: Arc<[Merchant]> = builder.merchants.into();
    let journal = Arc::new(Journal::new(Arc::clone(&rules), Arc::clone(&merchants)));
    let (address, speed) = (builder.address, builder.clock_speed.max(1));
    let listen = |reason| StartError::Listen { address, reason };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let bound = listener.local_addr().map_err(listen)?;
    let listening = format!("http://{}", reachable(bound));
    let host = Host::new(builder.base_url, listening, builder.hosts)?;
    let callback_rules = CallbackRules { own: host.listening.clone(), ..builder.callbacks };
    let (callbacks, courier) = channel(callback_rules, Arc::clone(&clock), Arc::clone(&journal), Arc::clone(&store))
        .map_err(|error| StartError::CallbackClient(error.to_string()))?;
    let next_callback = kept.callbacks.iter().map(|callback| callback.number.saturating_add(1)).max().unwrap_or(0);
    kept.callbacks.into_iter().for_each(|callback| callbacks.send(callback));
    let gateway = Arc::new(Gateway {
        rules,
        merchants,
        host,
        clock,
        callbacks,
        journal,
        store,
        faults: Faults::default(),
        report_tokens: Tokens::default(),
        next_callback: next_callback.into(),
        orders: Mutex::new(Orders::restored(kept.orders)),
    });
    let (running, stopped) = watch::channel(());
    let tasks = vec![
        runtime.spawn(serve(listener, Arc::clone(&gateway), stopped.clone())),
        runtime.spawn(courier.run(stopped.clone())),
        runtime.spawn(watch_orders(Arc::clone(&gateway), WATCH_PAUSE.max(WATCH_PERIOD / speed), stopped)),
    ];
    Ok(Sandbox { gateway, address: bound, running, tasks })
}

/// An address that a client can connect to: 0.0.0.0 listens everywhere and is none.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn serve(listener: TcpListener, gateway: Arc<Gateway>, stopped: watch::Receiver<()>) {
    let service = server::router(gateway, stopped.clone()).into_make_service_with_connect_info::<Cut>();
    let graceful = axum::serve(Cuttable(listener), service).with_graceful_shutdown(wait(stopped.clone()));
    tokio::select! {
        // Accepting connections never ends with an error: what fails is tried again.
        _ = graceful => {}
        () = async { wait(stopped).await; tokio::time::sleep(GRACE).await } => {}
    }
}

/// Lets time pass for orders that nobody asks for.
async fn watch_orders(gateway: Arc<Gateway>, period: Duration, mut stopped: watch::Receiver<()>) {
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            () = tokio::time::sleep(period) => drop(gateway.orders()),
        }
    }
}

/// Until the sandbox is dropped or stopped.
async fn wait(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}
