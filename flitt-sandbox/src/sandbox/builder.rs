//! The configuration of a sandbox.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use flitt_client::Api;
use flitt_schema::{InMemory, Library};

use super::start::start;
use super::{Sandbox, StartError};
use crate::callbacks::{AllowedTargets, DeliveryOptions};
use crate::model::merchant::Merchant;
use crate::model::switch::{Switch, Switches};
use crate::redact::{DebugAddress, DebugText, ShownPath};

/// How long a hold waits for its capture, as documented by gateways of the same family.
const HOLD_LIFETIME: Duration = Duration::from_secs(25 * 24 * 60 * 60);

/// Configures a [`Sandbox`].
///
/// ```no_run
/// # async fn example() -> Result<(), flitt_sandbox::StartError> {
/// use flitt_sandbox::{Merchant, Sandbox};
///
/// let sandbox = Sandbox::builder().address(([127, 0, 0, 1], 8080)).merchant(Merchant::new(7, "key")).start().await?;
/// # drop(sandbox);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct SandboxBuilder {
    pub(super) address: SocketAddr,
    any_address: bool,
    pub(super) hosts: Vec<String>,
    pub(super) base_url: Option<String>,
    pub(super) merchants: Vec<Merchant>,
    pub(super) callbacks: DeliveryOptions,
    pub(super) sends_callbacks: bool,
    pub(super) clock_speed: u32,
    pub(super) state: Option<PathBuf>,
    pub(super) schemas: Vec<Arc<Library>>,
    pub(super) responses: Vec<String>,
    pub(super) switches: Switches,
    pub(super) hold_lifetime: Duration,
}

/// Shows addresses without their secrets.
impl fmt::Debug for SandboxBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SandboxBuilder")
            .field("address", &self.address)
            .field("any_address", &self.any_address)
            .field("hosts", &self.hosts.iter().map(|host| DebugAddress(host)).collect::<Vec<_>>())
            .field("base_url", &self.base_url.as_deref().map(DebugAddress))
            .field("merchants", &self.merchants)
            .field("callbacks", &self.callbacks)
            .field("sends_callbacks", &self.sends_callbacks)
            .field("clock_speed", &self.clock_speed)
            .field("state", &self.state.as_deref().map(ShownPath))
            .field("switches", &self.switches)
            .field("hold_lifetime", &self.hold_lifetime)
            .field("schemas", &self.schemas.iter().flat_map(|library| names(library)).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

fn names(library: &Library) -> impl Iterator<Item = DebugText<'_>> {
    library.endpoints.iter().map(|loaded| DebugText(&loaded.model.name))
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            any_address: false,
            hosts: Vec::new(),
            base_url: None,
            merchants: Vec::new(),
            callbacks: DeliveryOptions::default(),
            sends_callbacks: true,
            clock_speed: 1,
            state: None,
            schemas: Vec::new(),
            responses: Vec::new(),
            switches: Switches::default(),
            hold_lifetime: HOLD_LIFETIME,
        }
    }
}

impl SandboxBuilder {
    /// Serves the endpoints of this API too: their requests are checked like those of the gateway's own endpoints, by their
    /// tables, and the responses are made of the tables. [`Sandbox::plan_response`] decides what a response says. Endpoints
    /// that the sandbox has itself (the same name and path) stay its own. `Partner` derives `flitt_client::Api`.
    ///
    /// ```no_run
    /// # use flitt_client::api::Flitt as Partner;
    /// # async fn example() -> Result<(), flitt_sandbox::StartError> {
    /// let sandbox = flitt_sandbox::Sandbox::builder().api::<Partner>().start().await?;
    /// # drop(sandbox);
    /// # Ok(())
    /// # }
    /// ```
    pub fn api<A: Api>(self) -> Self {
        self.schemas(Library::read_folder(&A::FILES.iter().copied().collect::<InMemory>()))
    }

    /// The same for schema files that are read at run time. Files with errors are an error of [`start`](Self::start).
    pub fn schemas(mut self, library: Library) -> Self {
        self.schemas.push(Arc::new(library));
        self
    }

    /// What the responses of such endpoints say, as JSON: for each endpoint `{"response": {..}}` with the values of some
    /// parameters, or `{"failure": {"code": .., "message": ".."}}`. Such as `{"points": {"response": {"balance": 5}}}`.
    pub fn responses(mut self, json: impl Into<String>) -> Self {
        self.responses.push(json.into());
        self
    }

    /// The address to listen on. Default: 127.0.0.1 and a free port. Port 0 is a free one.
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Permits an address that other machines can reach. Everybody who reaches it can create and pay orders.
    pub fn allow_any_address(mut self) -> Self {
        self.any_address = true;
        self
    }

    /// Accepts an additional host name, such as that of this machine or of a container: `pay.test`, without a port.
    /// Requests to hosts other than an IP address, `localhost`, these names and that of the
    /// [`base_url`](Self::base_url) are rejected: otherwise a web page of another site could reach the sandbox under a
    /// host name of its own (DNS rebinding).
    pub fn host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// The URL under which others reach the sandbox: `http://pay.test:8080`, `http` or `https`, without a path. The
    /// URLs of checkout pages and of the bank's page begin with it, and its host name is accepted. Default: the address
    /// that the sandbox listens on.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Adds a merchant. Default: [`Merchant::documented`].
    pub fn merchant(mut self, merchant: Merchant) -> Self {
        self.merchants.push(merchant);
        self
    }

    /// Adds merchants, such as those of a file ([`Merchant::read_all`]).
    pub fn merchants(mut self, merchants: impl IntoIterator<Item = Merchant>) -> Self {
        self.merchants.extend(merchants);
        self
    }

    /// Sends callbacks to any host. By default only loopback addresses and `localhost` receive them, so that an order
    /// that was copied from production does not call a real server.
    pub fn allow_callbacks_anywhere(mut self) -> Self {
        self.callbacks.targets = AllowedTargets::Any;
        self
    }

    /// Sends no callbacks: a test delivers them by hand ([`Sandbox::callback_for`]).
    pub fn without_callbacks(mut self) -> Self {
        self.sends_callbacks = false;
        self
    }

    /// How long to wait before each retry of a callback whose response was not HTTP 200. After the last retry it is
    /// given up. Default, like the gateway: 2 s, 1 min, 5 min, 10 min, 1 h and 24 h.
    pub fn callback_retry_delays(mut self, delays: impl IntoIterator<Item = Duration>) -> Self {
        self.callbacks.retry_delays = delays.into_iter().collect();
        self
    }

    /// Makes the sandbox's clock run faster than the system's: with 3600, an hour of retry delays, lifetimes and
    /// schedules passes in a second. [`Sandbox::advance`] moves the clock in addition. 0 is treated as 1.
    pub fn clock_speed(mut self, factor: u32) -> Self {
        self.clock_speed = factor;
        self
    }

    /// Keeps orders, saved cards, undelivered callbacks, planned faults and tokens for reports in a file, which is created if it does not exist. Changes
    /// are written before the response to a request is sent. A sandbox that is started with an existing file continues
    /// with its content. By default the state ends with the sandbox.
    pub fn state(mut self, file: impl Into<PathBuf>) -> Self {
        self.state = Some(file.into());
        self
    }

    /// Turns a behaviour on or off that is not proven of the gateway. Default: the side that is better supported.
    ///
    /// ```no_run
    /// use flitt_sandbox::{Sandbox, Switch};
    ///
    /// let builder = Sandbox::builder().switch(Switch::BareCallbacks, false);
    /// ```
    pub fn switch(mut self, switch: Switch, is_on: bool) -> Self {
        self.switches.set(switch, is_on);
        self
    }

    /// How long a hold waits for its capture, by the sandbox's clock. Then it ends ([`Switch::HoldsEnd`]). Default: 25
    /// days.
    pub fn hold_lifetime(mut self, lifetime: Duration) -> Self {
        self.hold_lifetime = lifetime;
        self
    }

    /// How long to wait for the response to a callback. Default, like the gateway: 30 s.
    pub fn callback_timeout(mut self, timeout: Duration) -> Self {
        self.callbacks.timeout = timeout;
        self
    }

    /// Starts the sandbox on the current tokio runtime, which must have I/O and time enabled.
    pub async fn start(mut self) -> Result<Sandbox, StartError> {
        if self.merchants.is_empty() {
            self.merchants = Merchant::documented();
        }
        if !self.any_address && !self.address.ip().to_canonical().is_loopback() {
            return Err(StartError::NotLoopback(self.address));
        }
        for (position, merchant) in self.merchants.iter().enumerate() {
            if merchant.has_empty_key() {
                return Err(StartError::EmptyKey(merchant.id()));
            }
            if self.merchants[..position].iter().any(|earlier| earlier.id() == merchant.id()) {
                return Err(StartError::DuplicateMerchant(merchant.id()));
            }
        }
        start(self).await
    }
}
