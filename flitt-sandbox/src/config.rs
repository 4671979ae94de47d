//! How a sandbox is set up.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use flitt_client::schema::Key;
use secrecy::{ExposeSecret, SecretString};

use crate::sandbox::{Sandbox, run};
use crate::store::StateError;

/// When the gateway repeats a callback that was not answered with HTTP 200, in seconds after the attempt before.
const REPEATS: [u64; 6] = [2, 60, 300, 600, 3600, 86_400];
/// How long the gateway waits for the answer to a callback.
const CALLBACK_TIMEOUT: Duration = Duration::from_secs(30);

/// A merchant that the sandbox knows.
///
/// `Debug` shows the number only; the memory of the keys is cleared when they are dropped.
#[derive(Clone)]
pub struct Merchant {
    id: u64,
    payment_key: SecretString,
    payout_key: Option<SecretString>,
    company: Option<Company>,
    may_split: bool,
}

/// Who merchants belong to: its number, and the key that signs requests for reports.
#[derive(Clone)]
struct Company {
    id: String,
    key: SecretString,
}

impl Merchant {
    /// A merchant by its number, with the key that signs payments.
    #[must_use]
    pub fn new(id: u64, payment_key: &str) -> Self {
        Self { id, payment_key: payment_key.into(), payout_key: None, company: None, may_split: true }
    }

    /// Adds the key that signs payouts.
    #[must_use]
    pub fn with_payout_key(mut self, key: &str) -> Self {
        self.payout_key = Some(key.into());
        self
    }

    /// Says to which company the merchant belongs, by its number, and the key that signs the company's requests for
    /// reports. Payments are split within a company only; merchants without one count as a company of their own.
    #[must_use]
    pub fn with_company(mut self, id: &str, key: &str) -> Self {
        self.company = Some(Company { id: id.to_owned(), key: key.into() });
        self
    }

    /// Refuses to split payments of this merchant, as the gateway does unless it was agreed.
    #[must_use]
    pub fn without_split(mut self) -> Self {
        self.may_split = false;
        self
    }

    /// Every merchant of the documentation's examples, all of the test company 1019: [`Merchant::test`] first, then
    /// 1549902 (reports), 700001 (split payments) and the receivers 500001 and 600001, each with the key `test`.
    #[must_use]
    pub fn documented() -> Vec<Self> {
        let others = [1_549_902, 700_001, 500_001, 600_001].map(|id| Self::new(id, "test"));
        std::iter::once(Self::test()).chain(others).map(|merchant| merchant.with_company("1019", "test")).collect()
    }

    /// The documented test merchant: 1549901, with the keys `test` and `testcredit`
    /// (<https://docs.flitt.com/api/testing/>).
    #[must_use]
    pub fn test() -> Self {
        Self::new(1_549_901, "test").with_payout_key("testcredit")
    }

    /// The merchant's number.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// A key, if the merchant has it.
    pub(crate) fn key(&self, key: Key) -> Option<&str> {
        match key {
            Key::Payment => Some(self.payment_key.expose_secret()),
            Key::Payout => self.payout_key.as_ref().map(ExposeSecret::expose_secret),
            Key::Company => self.company.as_ref().map(|company| company.key.expose_secret()),
            Key::None => None,
        }
    }

    /// The number of the company; nothing without one.
    pub(crate) fn company(&self) -> Option<&str> {
        self.company.as_ref().map(|company| company.id.as_str())
    }

    /// The key of a company, if the merchant belongs to it.
    pub(crate) fn company_key(&self, id: &str) -> Option<&str> {
        self.company.as_ref().filter(|company| company.id == id).map(|company| company.key.expose_secret())
    }

    /// Whether payments may be split.
    pub(crate) fn may_split(&self) -> bool {
        self.may_split
    }

    fn has_empty_key(&self) -> bool {
        [Key::Payment, Key::Payout, Key::Company].iter().any(|key| self.key(*key) == Some(""))
    }
}

impl fmt::Debug for Merchant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Merchant({})", self.id)
    }
}

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
    pub(crate) merchants: Vec<Merchant>,
    pub(crate) callbacks: CallbackRules,
    pub(crate) clock_speed: u32,
    pub(crate) state: Option<PathBuf>,
}

/// How callbacks are delivered.
#[derive(Clone, Debug)]
pub(crate) struct CallbackRules {
    pub(crate) anywhere: bool,
    pub(crate) repeats: Vec<Duration>,
    pub(crate) timeout: Duration,
}

impl Default for Builder {
    fn default() -> Self {
        let repeats = REPEATS.map(Duration::from_secs).to_vec();
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            any_address: false,
            merchants: Vec::new(),
            callbacks: CallbackRules { anywhere: false, repeats, timeout: CALLBACK_TIMEOUT },
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
                return Err(StartError::EmptyKey(merchant.id));
            }
            if self.merchants[..position].iter().any(|earlier| earlier.id == merchant.id) {
                return Err(StartError::MerchantTwice(merchant.id));
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
