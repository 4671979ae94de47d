//! Creates the parts of a sandbox, and starts its tasks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::{Sandbox, SandboxBuilder, StartError};
use crate::callbacks::{CallbackQueue, DeliveryLog, DeliveryWorker, Targets};
use crate::clock::Clock;
use crate::config::Config;
use crate::dashboard::{FormToken, ShopOrders};
use crate::endpoints::dispatch::check_schemas;
use crate::gateway::{CommitLog, Gateway, OrderService};
use crate::given::GivenResponses;
use crate::http::body::BodyReader;
use crate::http::host::Host;
use crate::http::serve::{self, ConnectionLimits};
use crate::journal::Journal;
use crate::model::fault::{PlannedFault, PlannedFaults};
use crate::model::merchant::Merchants;
use crate::reports::Reports;
use crate::schemas::Schemas;
use crate::server::{self, ServerState};
use crate::store::{Changes, PersistedState, Store};

/// How often orders are checked for the end of their lifetime and for scheduled charges, by the sandbox's clock.
const UPDATE_PERIOD: Duration = Duration::from_secs(1);
/// The minimum of the same, by the system's clock.
const MIN_UPDATE_PERIOD: Duration = Duration::from_millis(10);
/// How long running requests may take after the sandbox is stopped.
const GRACE_PERIOD: Duration = Duration::from_secs(5);

/// Starts a sandbox with this configuration.
pub(super) async fn start(builder: SandboxBuilder) -> Result<Sandbox, StartError> {
    let runtime = Handle::try_current().map_err(|_| StartError::NoRuntime)?;
    let schemas = Schemas::with_given(&builder.schemas).map_err(|error| StartError::Schemas(error.into()))?;
    check_schemas(&schemas).map_err(|error| StartError::Schemas(error.into()))?;
    let given = Arc::new(GivenResponses::default());
    for responses in &builder.responses {
        given.plan_all(&schemas.given, responses).map_err(StartError::Responses)?;
    }
    let (store, mut state) = match &builder.state {
        Some(path) => Store::open(path).map_err(StartError::State)?,
        None => (Store::default(), PersistedState::default()),
    };
    let store = Arc::new(store);
    let (listener, address) = listen(builder.address).await?;
    let listening = format!("http://{}", reachable(address));
    let host = Host::new(builder.base_url, listening, builder.hosts)?;

    let clock = Arc::new(Clock::new(builder.clock_speed, state.clock));
    let merchants = Merchants::from(builder.merchants);
    let journal = Arc::new(Journal::new(Arc::clone(&schemas), merchants.clone()));
    let (switches, hold_lifetime) = (builder.switches, builder.hold_lifetime);
    let config = Arc::new(Config { schemas, merchants, host, switches, hold_lifetime });
    let (callbacks, queue) = CallbackQueue::new();
    let progress = DeliveryLog { clock: Arc::clone(&clock), journal: Arc::clone(&journal), store: Arc::clone(&store) };
    let targets = Targets::new(builder.callbacks.targets, address);
    let worker = DeliveryWorker::new(queue, builder.callbacks, targets, progress);
    let log = CommitLog { journal: Arc::clone(&journal), store: Arc::clone(&store), callbacks };
    let (faults, tokens) = (std::mem::take(&mut state.faults), std::mem::take(&mut state.tokens));
    let orders = Arc::new(OrderService::new(Arc::clone(&config), Arc::clone(&clock), log, state));
    let gateway = Gateway { config, clock, orders: Arc::clone(&orders), given };
    let reports = Reports::new(gateway.clone(), Arc::clone(&store), tokens);
    let faults = Arc::new(planned_faults(faults, &store, &gateway.clock));
    let shop = Arc::new(ShopOrders::new(&gateway.config.merchants));
    let form_token = Arc::new(FormToken::random().map_err(|error| StartError::Random(error.into()))?);
    let bodies = BodyReader::default();
    let state = Arc::new(ServerState { gateway, journal, store, faults, reports, shop, form_token, bodies });

    let (running, stopped) = watch::channel(());
    server::check_paths(&state, stopped.clone()).map_err(|error| StartError::Schemas(error.into()))?;
    let period = MIN_UPDATE_PERIOD.max(UPDATE_PERIOD / builder.clock_speed.max(1));
    let mut tasks = vec![runtime.spawn(serve(listener, Arc::clone(&state), stopped.clone()))];
    if builder.sends_callbacks {
        tasks.push(runtime.spawn(worker.run(stopped.clone())));
    }
    tasks.push(runtime.spawn(update_orders(orders, period, stopped)));
    Ok(Sandbox { state, address, running, tasks, router: OnceLock::new() })
}

/// The planned faults of a state file, and from now on of the store.
fn planned_faults(planned: Vec<PlannedFault>, store: &Arc<Store>, clock: &Arc<Clock>) -> PlannedFaults {
    let (store, clock) = (Arc::clone(store), Arc::clone(clock));
    PlannedFaults::new(planned, move |planned| {
        if store.is_persistent() {
            let faults = Some(planned.to_vec());
            store.write(Changes { faults, clock: clock.now(), ..Changes::default() }, drop);
        }
    })
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let error = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(error)?;
    let bound = listener.local_addr().map_err(error)?;
    Ok((listener, bound))
}

/// An address that a client can connect to: an unspecified one (0.0.0.0) is replaced by loopback.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn serve(listener: TcpListener, state: Arc<ServerState>, stopped: watch::Receiver<()>) {
    let router = server::router(state, stopped.clone());
    tokio::select! {
        () = serve::serve(listener, router, ConnectionLimits::default(), stopped.clone()) => {}
        () = async { wait(stopped).await; tokio::time::sleep(GRACE_PERIOD).await } => {}
    }
}

/// Ends orders and makes scheduled charges at their time, also if there are no requests.
async fn update_orders(orders: Arc<OrderService>, period: Duration, mut stopped: watch::Receiver<()>) {
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            () = tokio::time::sleep(period) => orders.update(),
        }
    }
}

/// Waits until the sandbox is dropped or stopped.
async fn wait(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}
