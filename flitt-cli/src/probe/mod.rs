//! Plays scenarios at a shop, and judges it by what it did.
//!
//! ```text
//! scenario (data) --Step--> play --Delivery--> deliver, http --> shop
//!                             |  <--Effects-- shop (process, http)
//!                             +--> judge --Played--> report
//! ```

mod deliver;
mod http;
mod interrupt;
mod judge;
mod message;
mod orders;
mod play;
mod process;
pub(crate) mod report;
pub(crate) mod scenario;
mod shop;
pub(crate) mod words;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use flitt_client::{Client, Credentials};
use flitt_sandbox::{Sandbox, StartError};
use tokio::sync::{Mutex, Semaphore};
use tokio::task::JoinSet;

use self::http::Reach;
pub(crate) use self::judge::Times;
use self::orders::Creator;
pub(crate) use self::orders::Price;
use self::play::{Player, Setup};
use self::process::{Environment, Started};
use self::report::Played;
use self::scenario::{Scenario, Step};
pub(crate) use self::shop::Action;
use self::shop::Shop;
use crate::output::{CommandError, note};

/// What is played, and how the shop is reached.
pub(crate) struct Settings {
    pub(crate) scenarios: Vec<Scenario>,
    pub(crate) listen: SocketAddr,
    /// The words of the command that runs the shop.
    pub(crate) start: Option<Vec<String>>,
    pub(crate) create: Action,
    pub(crate) verify: Action,
    pub(crate) callback_url: Option<String>,
    pub(crate) callbacks_anywhere: bool,
    pub(crate) price: Price,
    pub(crate) times: Times,
    /// How long the shop may take to start.
    pub(crate) wait: Duration,
    /// How many scenarios are played at once.
    pub(crate) jobs: usize,
}

/// What the jobs share.
struct Shared {
    setup: Setup,
    creating: Mutex<(Creator, Option<Started>)>,
    jobs: Semaphore,
}

/// Plays the scenarios, and returns them with their results in the same order. The shop is stopped at the end, also when the probe is
/// interrupted.
pub(crate) async fn run(settings: Settings) -> Result<Vec<(Scenario, Played)>, CommandError> {
    // Before the shop is started: a signal that comes at once must not leave it behind.
    let interrupted = interrupt::interrupted();
    tokio::select! {
        result = play(settings) => result,
        signal = interrupted => Err(CommandError::usage(format!("interrupted by {signal}"))),
    }
}

async fn play(settings: Settings) -> Result<Vec<(Scenario, Played)>, CommandError> {
    let sandbox = Sandbox::builder().address(settings.listen).without_callbacks().start().await.map_err(start_error)?;
    let gateway = sandbox.base_url().to_owned();
    let merchant = Credentials::test().merchant_id().to_owned();
    note(&format!("the gateway of the shop is {gateway}, its merchant {merchant} with the payment key `test`"));
    let environment: Environment = vec![
        (Client::BASE_URL_VARIABLE, gateway.clone()),
        (Credentials::MERCHANT_ID_VARIABLE, merchant),
        (Credentials::PAYMENT_KEY_VARIABLE, "test".to_owned()),
        (Credentials::ACCEPT_TEST_VARIABLE, "0".to_owned()),
    ];
    let started = settings.start.map(|words| {
        process::start(&words, &environment).map_err(|error| {
            CommandError::usage(error).context("cannot start the shop").help("check the command after --start")
        })
    });
    let shop = Shop { create: settings.create, verify: settings.verify, gateway, environment };
    let reach = if settings.callbacks_anywhere { Reach::Anywhere } else { Reach::ThisMachine };
    let setup = Setup { sandbox, shop, times: settings.times, reach, callback_url: settings.callback_url };
    let creating =
        Mutex::new((Creator::new(settings.price, settings.wait, settings.times.timeout), started.transpose()?));
    let shared = Arc::new(Shared { setup, creating, jobs: Semaphore::new(settings.jobs.max(1)) });

    let mut playing = JoinSet::new();
    for (position, scenario) in settings.scenarios.into_iter().enumerate() {
        let shared = Arc::clone(&shared);
        playing.spawn(async move {
            let played = shared.play(&scenario).await;
            let name = format!("scenario {} ({})", scenario.number, scenario.name);
            (position, played.map(|played| (scenario, played)).map_err(|error| (name, error)))
        });
    }
    let mut results = Vec::new();
    while let Some(ended) = playing.join_next().await {
        let (position, played) = ended.map_err(CommandError::usage)?;
        match played {
            Ok(played) => results.push((position, played)),
            Err((name, error)) => {
                note(&format!("in {name}"));
                return Err(error);
            }
        }
    }
    results.sort_by_key(|(position, _)| *position);
    Ok(results.into_iter().map(|(_, played)| played).collect())
}

impl Shared {
    async fn play(&self, scenario: &Scenario) -> Result<Played, CommandError> {
        // It is never closed.
        let _permit = self.jobs.acquire().await;
        let needs_other = scenario.steps.iter().any(|step| matches!(step, Step::Other(_)));
        let (order, other) = {
            let mut creating = self.creating.lock().await;
            let (creator, started) = &mut *creating;
            let Setup { sandbox, shop, .. } = &self.setup;
            let order = creator.create(sandbox, shop, started.as_mut()).await?;
            let other = if needs_other { Some(creator.create(sandbox, shop, started.as_mut()).await?) } else { None };
            (order, other)
        };
        Player::new(&self.setup, order, other)?.play(scenario).await
    }
}

fn start_error(error: StartError) -> CommandError {
    match error {
        StartError::NotLoopback(address) => {
            CommandError::usage(format!("other machines can reach {address}")).help("listen on 127.0.0.1 or [::1]")
        }
        error => {
            CommandError::usage(error).help("choose another address with --listen, which must be the shop's gateway")
        }
    }
}
