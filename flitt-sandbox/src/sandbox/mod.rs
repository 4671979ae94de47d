//! A running sandbox, its configuration and its start.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use flitt_client::reference::ResponseCode;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::dashboard;
use crate::gateway::OrderService;
use crate::given::ResponsesError;
use crate::http::acs::{self, ChallengeOutcome};
use crate::journal::{CallbackAttempt, RecordedRequest};
use crate::model::card::Card;
use crate::model::error::GatewayError;
use crate::model::fault::PlannedFault;
use crate::model::order::Order;
use crate::server::{self, ServerState};

mod builder;
mod by_hand;
mod error;
mod start;

pub use builder::SandboxBuilder;
pub use by_hand::CallbackMessage;
pub use error::StartError;

/// A local Flitt gateway that runs on the current tokio runtime.
///
/// It stops when it is dropped: it accepts no new connections, and callbacks that were not delivered are given up.
/// [`stop`](Self::stop) waits for that.
pub struct Sandbox {
    state: Arc<ServerState>,
    address: SocketAddr,
    /// Dropping it is the signal to stop.
    running: watch::Sender<()>,
    tasks: Vec<JoinHandle<()>>,
    /// What responds without a network.
    router: OnceLock<Router>,
}

impl Sandbox {
    /// Starts a sandbox on 127.0.0.1 and a free port, for the documented test merchants.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Configures a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// The base URL for clients, such as `http://127.0.0.1:40123`, without a trailing slash. See also
    /// [`SandboxBuilder::base_url`].
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.state.gateway.config.host.base_url
    }

    /// The address on which it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All orders in their current state, in the order of creation.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.service().lock().all().to_vec()
    }

    /// An order in its current state, by its `order_id`. If several merchants have an order with this identifier, it is
    /// that of the merchant that was added first.
    #[must_use]
    pub fn order(&self, order_id: &str) -> Option<Order> {
        self.find(order_id).ok()
    }

    /// Pays an order as a payer does on the checkout page, without 3-D Secure. Returns the order: approved, or declined
    /// with a [`response_code`](Order::response_code).
    ///
    /// A card verification is then reversed automatically, as [`order`](Self::order) shows.
    ///
    /// # Errors
    ///
    /// There is no such order (1018), it is completed (1019), its lifetime is over (1052), or it is a payout (1100).
    pub fn pay(&self, order_id: &str, card: impl Into<Card>) -> Result<Order, GatewayError> {
        let token = self.find(order_id)?.token;
        let order = self.service().pay(&token, &card.into())?;
        self.state.store.flush_blocking().map(|()| order)
    }

    /// Passes the challenge with this `md`, which the first step of a direct payment returned. Returns the `pares` for
    /// the second step, like the bank's page after the payer's approval.
    #[must_use]
    pub fn pass_challenge(&self, md: &str) -> String {
        acs::pares(md, ChallengeOutcome::Passed)
    }

    /// Fails a challenge: with the returned `pares`, the second step is declined with code 1024.
    #[must_use]
    pub fn fail_challenge(&self, md: &str) -> String {
        acs::pares(md, ChallengeOutcome::Failed)
    }

    /// The names and paths of the endpoints that it was given with [`SandboxBuilder::api`] and serves by their tables.
    #[must_use]
    pub fn given_endpoints(&self) -> Vec<(String, String)> {
        let given = &self.state.gateway.config.schemas.given;
        given.iter().map(|endpoint| (endpoint.name.to_string(), endpoint.path.to_string())).collect()
    }

    /// Sets the responses of an endpoint that was added with [`SandboxBuilder::api`] or from schema files, from now on, as
    /// JSON: `{"response": {..}}` with the values of some parameters, or `{"failure": {"code": .., "message": ".."}}`. See
    /// [`SandboxBuilder::api`].
    ///
    /// # Errors
    ///
    /// If no endpoint of this name was added, or if its response has no such parameter.
    pub fn plan_response(&self, endpoint: &str, json: &str) -> Result<(), ResponsesError> {
        let gateway = &self.state.gateway;
        gateway.given.plan_one(&gateway.config.schemas.given, endpoint, json)
    }

    /// The last 1,000 attempts to deliver a callback, in the order in which they ended, without secrets. Callbacks that
    /// are not delivered yet are not affected by this limit.
    #[must_use]
    pub fn callbacks(&self) -> Vec<CallbackAttempt> {
        self.state.journal.attempts()
    }

    /// The last 1,000 requests to the gateway's endpoints with their responses, oldest first, without secrets.
    ///
    /// ```
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), flitt_sandbox::StartError> {
    /// let sandbox = flitt_sandbox::Sandbox::start().await?;
    /// // Once your program has run:
    /// let rejected: Vec<_> = sandbox.requests().into_iter().filter(|it| it.failed_check.is_some()).collect();
    /// assert!(rejected.is_empty(), "{rejected:#?}");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.journal.requests()
    }

    /// A command line that creates an order in this sandbox, as an example for users: `program` is the `flitt` command,
    /// and the sandbox's demo shop receives the callbacks.
    #[must_use]
    pub fn first_order(&self, program: &str) -> String {
        dashboard::command_line(&self.state.gateway, program)
    }

    /// Charges an approved order back in full, as the payer's bank does after the payer's complaint. Returns the order,
    /// which is reversed. Its state is posted to the order's `chargeback_callback_url`.
    ///
    /// # Errors
    ///
    /// There is no such order (1018), or it is not paid (1100).
    pub fn chargeback(&self, order_id: &str) -> Result<Order, GatewayError> {
        let order = self.find(order_id)?;
        let reversed = self.service().chargeback(order.purchase.merchant_id, order_id)?;
        self.state.store.flush_blocking().map(|()| reversed)
    }

    /// Injects a fault into the next request, or into those that the plan describes. Several plans apply in the order
    /// in which they were added.
    ///
    /// ```no_run
    /// # fn example(sandbox: &flitt_sandbox::Sandbox) {
    /// use flitt_sandbox::Fault;
    ///
    /// sandbox.fault(Fault::DropAfter); // the next request is processed, and its response lost
    /// sandbox.fault(Fault::ServerError.times(3).at("reverse_order").about("TestOrder2"));
    /// # }
    /// ```
    pub fn fault(&self, fault: impl Into<PlannedFault>) {
        self.state.faults.plan(fault.into());
        // Without a state file there is nothing to write; if it cannot be written, every request reports that.
        let _ = self.state.store.flush_blocking();
    }

    /// Moves the sandbox's clock forward. Orders whose lifetime is over then end immediately, scheduled charges that
    /// are due are made immediately, and retries of callbacks are sent one after the other. See also
    /// [`SandboxBuilder::clock_speed`].
    pub fn advance(&self, by: Duration) {
        self.state.gateway.clock.advance(by);
        self.service().update();
    }

    /// Stops the sandbox, and waits at most five seconds for running requests.
    pub async fn stop(self) {
        let Self { state, running, tasks, router, .. } = self;
        drop((state, running, router));
        for task in tasks {
            // A task that was cancelled or panicked has also ended.
            let _ = task.await;
        }
    }

    /// Responds to a POST as the server does, without a network: the HTTP status and the body. For tests with arbitrary
    /// bytes.
    #[doc(hidden)]
    pub async fn respond(&self, path: &str, content_type: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
        let router = || server::router(Arc::clone(&self.state), self.running.subscribe());
        server::respond(self.router.get_or_init(router).clone(), path, content_type, body).await
    }

    /// The paths of all routes, and those of the endpoints. For tests that try each of them.
    #[doc(hidden)]
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        server::paths(&self.state, self.running.subscribe())
    }

    fn service(&self) -> &OrderService {
        &self.state.gateway.orders
    }

    fn find(&self, order_id: &str) -> Result<Order, GatewayError> {
        let orders = self.service().lock();
        let merchants = &self.state.gateway.config.merchants;
        let found = merchants.iter().find_map(|merchant| orders.find(merchant.id(), order_id).ok());
        found.cloned().ok_or_else(|| GatewayError::filled(ResponseCode::OrderNotFound, &[("order_id", order_id)]))
    }
}

/// Shows only the base URL.
impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
