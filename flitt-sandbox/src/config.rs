//! How a sandbox is set up.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::merchant::Merchant;
use crate::sandbox::{Sandbox, run};
use crate::store::StateError;

/// When the gateway repeats a callback that was not answered with HTTP 200, in seconds after the attempt before.
const REPEATS: [u64; 6] = [2, 60, 300, 600, 3600, 86_400];
/// How long the gateway waits for the answer to a callback.
const CALLBACK_TIMEOUT: Duration = Duration::from_secs(30);

/// Sets up a [`Sandbox`].
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
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    pub(crate) address: SocketAddr,
    any_address: bool,
    pub(crate) hosts: Vec<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) merchants: Vec<Merchant>,
    pub(crate) callbacks: CallbackRules,
    pub(crate) clock_speed: u32,
    pub(crate) state: Option<PathBuf>,
}

/// How callbacks are delivered.
#[derive(Clone, Debug)]
pub(crate) struct CallbackRules {
    pub(crate) anywhere: bool,
    /// The sandbox itself, whose demo shop is told wherever it listens.
    pub(crate) own: String,
    pub(crate) repeats: Vec<Duration>,
    pub(crate) timeout: Duration,
}

impl Default for Builder {
    fn default() -> Self {
        let repeats = REPEATS.map(Duration::from_secs).to_vec();
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            any_address: false,
            hosts: Vec::new(),
            base_url: None,
            merchants: Vec::new(),
            callbacks: CallbackRules { anywhere: false, own: String::new(), repeats, timeout: CALLBACK_TIMEOUT },
            clock_speed: 1,
            state: None,
        }
    }
}

impl Builder {
    /// Where to listen; 127.0.0.1 and a free port unless told otherwise. Port 0 is a free one.
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Also listens on an address that other machines reach. Whoever reaches it can create and pay orders.
    pub fn allow_any_address(mut self) -> Self {
        self.any_address = true;
        self
    }

    /// Answers to a further name, such as that of this machine or of a container: `pay.test`, without a port. Requests
    /// that name any host but an IP address, `localhost`, a name given here or that of the [`base_url`](Self::base_url)
    /// are refused: a page of somebody else could otherwise reach the sandbox by a name of its own (DNS rebinding).
    pub fn host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// How others name the sandbox: `http://pay.test:8080`, `http` or `https`, without a path. Checkout pages and the
    /// bank's page are told by it, and its host is answered to. Without, it is the address that is listened on.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Adds a merchant. Without any, the sandbox knows [`Merchant::documented`].
    pub fn merchant(mut self, merchant: Merchant) -> Self {
        self.merchants.push(merchant);
        self
    }

    /// Adds merchants, such as those of a file ([`Merchant::read_all`]).
    pub fn merchants(mut self, merchants: impl IntoIterator<Item = Merchant>) -> Self {
        self.merchants.extend(merchants);
        self
    }

    /// Sends callbacks to any host. Without, only loopback addresses and `localhost` get them: an order copied from
    /// production must not call a real server.
    pub fn allow_callbacks_anywhere(mut self) -> Self {
        self.callbacks.anywhere = true;
        self
    }

    /// How long to wait before each repeat of a callback that was not answered with HTTP 200; after the last one, it is
    /// given up. The gateway's are 2 s, 1 min, 5 min, 10 min, 1 h and 24 h.
    pub fn callback_repeats(mut self, waits: impl IntoIterator<Item = Duration>) -> Self {
        self.callbacks.repeats = waits.into_iter().collect();
        self
    }

    /// Makes the sandbox's clock go some times as quick as the system's: with 3600, an hour of waits between repeats of
    /// callbacks, of lifetimes and of schedules passes in a second. [`Sandbox::advance`] moves it besides. 0 is 1.
    pub fn clock_speed(mut self, factor: u32) -> Self {
        self.clock_speed = factor;
        self
    }

    /// Keeps orders, saved cards and callbacks that are due in a file, which is made if there is none. Whatever was
    /// acknowledged is in it before the answer goes out, and a sandbox that is started with it goes on from there.
    /// Without a file, all of that ends with the sandbox.
    pub fn state(mut self, file: impl Into<PathBuf>) -> Self {
        self.state = Some(file.into());
        self
    }

    /// How long to wait for the answer to a callback. The gateway waits 30 s.
    pub fn callback_timeout(mut self, timeout: Duration) -> Self {
        self.callbacks.timeout = timeout;
        self
    }

    /// Starts the sandbox on the caller's tokio runtime, which has input, output and time enabled.
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
                return Err(StartError::MerchantTwice(merchant.id()));
            }
        }
        run(self).await
    }
}

/// Why a sandbox did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The address can be reached from other machines, which was not allowed.
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        reason: io::Error,
    },
    /// This is no name of a host.
    Host(String),
    /// This is no address of a server.
    BaseUrl(String),
    /// The state file cannot be used.
    State(StateError),
    /// Two merchants have the same number.
    MerchantTwice(u64),
    /// A merchant has an empty key, with which anybody could sign.
    EmptyKey(u64),
    /// There is no tokio runtime here.
    NoRuntime,
    /// The schema files that the sandbox was built with have a fault.
    Schemas(String),
    /// The client that sends callbacks cannot be made.
    CallbackClient(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(
                formatter,
                "the sandbox does not listen on {address}, which other machines can reach; use 127.0.0.1, or allow it \
                 with `allow_any_address`"
            ),
            Self::Listen { address, reason } => write!(formatter, "cannot listen on {address}: {reason}"),
            Self::Host(name) => write!(formatter, "`{name}` is no name of a host, such as pay.test, without a port"),
            Self::BaseUrl(url) => {
                write!(formatter, "`{url}` is no address of a server, such as http://pay.test:8080, without a path")
            }
            Self::State(error) => error.fmt(formatter),
            Self::MerchantTwice(id) => write!(formatter, "the merchant {id} is named twice"),
            Self::EmptyKey(id) => write!(formatter, "a key of the merchant {id} is empty"),
            Self::NoRuntime => formatter.write_str("the sandbox needs a tokio runtime; start it from within one"),
            Self::Schemas(faults) => write!(formatter, "the schema files have faults:\n{faults}"),
            Self::CallbackClient(reason) => write!(formatter, "cannot make the client for callbacks: {reason}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { reason, .. } => Some(reason),
            Self::State(error) => Some(error),
            _ => None,
        }
    }
}
