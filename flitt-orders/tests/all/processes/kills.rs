//! Processes that sell and work on one database are killed at random, and their connections ended.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use flitt_orders::Orders;
use flitt_sandbox::{Order, OrderStatus};
use sqlx::{Pool, Sqlite};

use crate::processes::database::Database;
use crate::processes::gateway::Gateway;
use crate::processes::random::Random;
use crate::processes::shop::{CAPTURE, CHARGE, SALE, Settings, open};
use crate::processes::slots::Slots;
use crate::processes::{Result, count};

/// One of so many looks at the processes injects a fault.
const INJECTIONS: usize = 2;

/// At one of so many, payers pay.
const PAYMENTS: usize = 4;

/// For how long nothing may change at the end, before the test gives up.
const PATIENCE: Duration = Duration::from_secs(200);

/// Orders for which something is due, but for those that are asked for until their lifetime ends, or that wait for a person.
macro_rules! due {
    ($what:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM flitt_order o WHERE due_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM flitt_call c WHERE c.of_order = o.id \
             AND (c.state = 'not_there' OR (c.state = 'lost' AND o.is_missing = 1)))"
        )
    };
}

const DUE: &str = due!("COUNT(*)");

/// How often they were asked for: while it changes, the work goes on.
const ASKED: &str = due!("CAST(COALESCE(SUM(asks), 0) AS BIGINT)");

const UNDELIVERED: &str = "SELECT COUNT(*) FROM flitt_event WHERE done_at IS NULL";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_on_one_file_are_killed() -> Result {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("shop.db").display().to_string();
    run::<Sqlite>(&file, 2).await
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_on_one_server_are_killed() -> Result {
    let Ok(server) = std::env::var(crate::processes::database::ADDRESS) else { return Ok(()) };
    run::<sqlx::Postgres>(&crate::processes::database::schema(&server, "kills").await?, 8).await
}

async fn run<DB: Database>(database: &str, processes: usize) -> Result {
    let (kills, wanted) = (count("ORDERS_KILLS", 4), count("ORDERS_COUNT", 60));
    let (gateway, random, start) = (Gateway::start().await?, Random::from_env(), Instant::now());
    let (pool, orders) = open::<DB>(database, gateway.sandbox.base_url()).await?;
    let folder = tempfile::tempdir()?;
    let closed = folder.path().join("closed");
    let slots = start_shops(processes, database, &gateway, &closed).await?;
    gateway.send_callbacks_to(slots.addresses());

    let (mut killed, mut ended, mut faults) = (0, 0, 0);
    while !closed.exists() {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if random.below(PAYMENTS) == 0 {
            gateway.pay_all();
        }
        assert!(slots.ended()?.is_empty(), "a process has ended by itself");
        if random.below(INJECTIONS) == 0 {
            gateway.inject(&random);
            faults += 1;
        }
        let sold = usize::try_from(DB::number(&pool, "SELECT COUNT(*) FROM flitt_order").await?)?;
        // As often as orders are sold, so that the figures do not depend on the time.
        if killed < kills && sold * kills >= wanted * killed {
            slots.replace(random.below(processes))?;
            killed += 1;
        }
        if ended < kills / 2 && sold * (kills / 2) >= wanted * ended {
            ended += usize::from(DB::end_a_connection(&pool).await?);
        }
        if sold >= wanted && killed == kills {
            std::fs::write(&closed, "")?;
        }
    }
    rest::<DB>(&gateway, &pool).await?;
    drop(slots);
    println!(
        "{processes} processes, {killed} kills, {ended} ended connections, {faults} faults, {:?} callbacks (taken, lost), {:?}",
        gateway.callbacks(),
        start.elapsed()
    );
    compare(&gateway, &pool, &orders).await
}

/// The processes of a shop.
pub(crate) async fn start_shops(
    processes: usize,
    database: &str,
    gateway: &Gateway,
    closed: &std::path::Path,
) -> Result<Slots> {
    let (database, closed) = (database.to_owned(), closed.to_owned());
    let (address, callback_url) = (gateway.sandbox.base_url().to_owned(), gateway.callback_url.clone());
    let (card, program) = (gateway.saved_card().await?, std::env::current_exe()?);
    Slots::start(processes, move |slot, number, listen| {
        let settings = Settings {
            database: database.clone(),
            gateway: address.clone(),
            listen,
            callback_url: callback_url.clone(),
            card: card.clone(),
            name: format!("{slot}-{number}"),
            closed: closed.clone(),
        };
        let mut command = Command::new(&program);
        command.args(["--exact", "processes::program"]).envs(settings.variables());
        command
    })
}

/// Waits until nothing is left to do.
pub(crate) async fn rest<DB: Database>(gateway: &Gateway, pool: &Pool<DB>) -> Result {
    let (mut last, mut since) = ((0, 0, 0), Instant::now());
    loop {
        // Requests of a process that was killed can still arrive.
        gateway.pay_all();
        let (due, undelivered) = (DB::number(pool, DUE).await?, DB::number(pool, UNDELIVERED).await?);
        let left = (due, undelivered, DB::number(pool, ASKED).await?);
        if (due, undelivered) == (0, 0)
            && !gateway.sandbox.orders().iter().any(|order| order.status == OrderStatus::Created)
        {
            return Ok(());
        }
        if left != last {
            (last, since) = (left, Instant::now());
        }
        assert!(since.elapsed() < PATIENCE, "orders, events and questions that are left: {left:?}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// Compares the orders and the book of the shop with the orders of the sandbox.
async fn compare<DB: Database>(gateway: &Gateway, pool: &Pool<DB>, orders: &Orders<DB>) -> Result {
    let mut book: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (order_id, what) in DB::entries(pool).await? {
        book.entry(order_id).or_default().push(what);
    }
    let (mut paid, mut lost) = (0, 0);
    for order in gateway.sandbox.orders() {
        let order_id = &order.purchase.order_id;
        if order_id == "card" {
            continue;
        }
        let entries = book.remove(order_id).unwrap_or_default();
        let money: Vec<String> = entries.iter().filter(|entry| is_of_money(entry)).cloned().collect();
        assert_eq!(money, effects(order_id), "{order_id}: {entries:?}");
        let state = orders.order(order_id).await?.ok_or("an order that is not stored")?;
        assert_eq!((state.paid(), state.reversed()), theirs(&order), "{order_id}: {state:?}");
        paid += 1;
        lost += usize::from(entries.iter().any(|entry| entry.starts_with("response lost")));
    }
    // The others never reached the gateway, or were rejected there. Of a charge that may have been sent, a person decides.
    let (mut parked, mut unsent) = (0, 0);
    for (order_id, entries) in &book {
        match entries.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["parked recurring not_there"] => parked += 1,
            ["response lost checkout_url" | "rejected checkout_url" | "rejected recurring" | "not sent recurring"] => {
                unsent += 1;
            }
            _ => return Err(format!("{order_id}: {entries:?}").into()),
        }
    }
    assert_eq!(orders.stuck().await?.len(), parked, "only charges wait for a person: {:?}", orders.stuck().await?);
    assert_eq!(DB::number(pool, "SELECT COUNT(*) FROM flitt_order WHERE reserved > taken OR taken IS NULL").await?, 0);
    println!(
        "{paid} orders as at the gateway, each effect once; {lost} responses lost; {unsent} never there; {parked} charges parked"
    );
    assert!(paid > 0);
    Ok(())
}

fn is_of_money(entry: &str) -> bool {
    ["paid", "held", "captured", "reversed"].iter().any(|word| entry.starts_with(word))
}

/// What must be in the book for an order that the gateway has.
fn effects(order_id: &str) -> Vec<String> {
    let [(sale, returned), (charge, charge_returned), (captured, capture_returned)] = [SALE, CHARGE, CAPTURE];
    match order_id.split('-').next() {
        Some("charge") => vec![format!("paid {charge}"), format!("reversed {charge_returned}")],
        Some("hold") => {
            vec![format!("held {sale}"), format!("captured {captured}"), format!("reversed {capture_returned}")]
        }
        _ => vec![format!("paid {sale}"), format!("reversed {returned}")],
    }
}

/// What the sandbox says of an order: what was paid or captured, and what was reversed.
fn theirs(order: &Order) -> (u64, u64) {
    let paid = if order.purchase.preauth { order.captured_amount.unwrap_or_default() } else { order.purchase.amount };
    (paid, order.reversal_amount)
}
