//! Callbacks that are stored a second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use flitt_client::api::{CheckoutUrl, FinalOrder};
use flitt_client::{Credentials, Currency, callback};
use flitt_orders::Orders;
use futures_util::future::try_join_all;
use sqlx::Pool;

use crate::database::Database;
use crate::{Result, count, open, percentile, reached};

/// How many are stored in one turn.
const CALLBACKS: u32 = 200;

/// The least of what one INSERT reaches.
const TARGET: f64 = 0.5;

/// What is stored in a turn.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// By `receive`: verified, merged into its order, with its event.
    Ours,
    /// One INSERT of the same size, in a transaction of its own.
    Insert,
    /// The same without a transaction.
    Alone,
    /// In a transaction whose commit does not survive a power cut.
    Weak,
}

pub(crate) async fn measure<DB: Database>(address: &str) -> Result {
    let (pool, orders) = open::<DB>(address).await?;
    let weak = DB::open(address, false).await?;
    DB::make_plain(&pool).await?;
    for tasks in [1, 8] {
        let mut ways = vec![Way::Ours, Way::Insert, Way::Alone];
        ways.extend(DB::WEAK.map(|_| Way::Weak));
        let mut times = vec![Vec::new(); ways.len()];
        for turn in 0..count("ORDERS_TURNS", 9) {
            for (place, (way, times)) in ways.iter().zip(&mut times).enumerate() {
                let bodies = bodies::<DB>(&pool, &orders, *way, &format!("{tasks}-{turn}-{place}")).await?;
                let database = if *way == Way::Weak { &weak } else { &pool };
                times.push(one_turn(database, &orders, *way, bodies, tasks).await?);
            }
        }
        let times: Vec<Duration> = times.iter_mut().map(|times| percentile(times, 50)).collect();
        let rate = |time: Duration| f64::from(CALLBACKS) / time.as_secs_f64();
        for ((way, time), target) in ways.iter().zip(&times).skip(1).zip([Some(TARGET), None, None]) {
            let ratio = times[0].as_secs_f64().recip() / time.as_secs_f64().recip();
            let other = match way {
                Way::Alone => "one INSERT without a transaction",
                Way::Weak => DB::WEAK.unwrap_or_default(),
                _ => "BEGIN, one INSERT of the same size, COMMIT",
            };
            let (target, is_reached) = target
                .map_or(("reported".to_owned(), ""), |target| (format!("at least {target}"), reached(ratio >= target)));
            println!(
                "| {}, {tasks} tasks: callbacks stored | {:.0}/s | {other} | {:.0}/s | {ratio:.2} | {target} | {is_reached} |",
                DB::NAME,
                rate(times[0]),
                rate(*time),
            );
        }
    }
    Ok(())
}

/// Callbacks about orders that are stored, each about one of its own.
async fn bodies<DB: Database>(pool: &Pool<DB>, orders: &Orders<DB>, way: Way, name: &str) -> Result<Vec<String>> {
    let credentials = Credentials::test();
    let mut bodies = Vec::new();
    let mut tx = orders.begin().await?;
    for number in 0..CALLBACKS {
        let order_id = format!("{name}-{number}");
        if way == Way::Ours {
            let page = CheckoutUrl::request().order_id(order_id.as_str()).order_desc("Tea").amount(1000);
            orders.create(&mut tx, &page.currency(Currency::GEL).build()?).await?;
        }
        let values = [
            ("order_id", order_id.as_str()),
            ("order_status", "approved"),
            ("amount", "1000"),
            ("currency", "GEL"),
            ("actual_amount", "1000"),
            ("actual_currency", "GEL"),
            ("tran_type", "purchase"),
        ];
        let body = callback::test_callback::<FinalOrder>(&credentials);
        bodies.push(values.iter().fold(body, |body, (name, value)| body.set(name, *value)).json());
    }
    tx.commit().await?;
    // As if each was sent.
    DB::run(pool, "UPDATE flitt_call SET state = 'done', request = NULL WHERE state <> 'done'").await?;
    Ok(bodies)
}

async fn one_turn<DB: Database>(
    pool: &Pool<DB>,
    orders: &Orders<DB>,
    way: Way,
    bodies: Vec<String>,
    tasks: usize,
) -> Result<Duration> {
    let bodies = Arc::new(bodies);
    let start = Instant::now();
    let tasks = (0..tasks).map(|task| {
        let (pool, orders, bodies) = (pool.clone(), orders.clone(), Arc::clone(&bodies));
        tokio::spawn(async move {
            for body in bodies.iter().skip(task).step_by(tasks) {
                match way {
                    Way::Ours => orders.receive("application/json", body.as_bytes()).await?,
                    _ => DB::insert(&pool, body, body, way == Way::Alone).await?,
                }
            }
            Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
        })
    });
    for ended in try_join_all(tasks).await? {
        ended?;
    }
    Ok(start.elapsed())
}
