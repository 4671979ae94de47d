//! A worker's look for work, where nothing is due.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flitt_client::Currency;
use flitt_client::api::CheckoutUrl;
use flitt_orders::Step;

use crate::database::Database;
use crate::{Result, count, open, percentile, reached};

/// How often it looks.
const ROUNDS: usize = 3000;

/// What the worker of the measurement executes.
#[derive(Default)]
struct Statements(Mutex<Vec<String>>);

impl Step for Statements {
    fn stops_before(&self, step: &str) -> bool {
        self.0.lock().expect("a lock").push(step.to_owned());
        false
    }
}

pub(crate) async fn measure<DB: Database>(address: &str) -> Result {
    let (pool, orders) = open::<DB>(address).await?;
    let first = CheckoutUrl::request().order_id("first").order_desc("Tea").amount(1000).currency(Currency::GEL);
    let mut tx = orders.begin().await?;
    orders.create(&mut tx, &first.build()?).await?;
    tx.commit().await?;
    DB::run(&pool, "UPDATE flitt_order SET due_at = NULL").await?;
    let rows = count("ORDERS_ROWS", 1_000_000);
    DB::fill(&pool, i64::try_from(rows)?).await?;

    let statements = Arc::new(Statements::default());
    let looked = Arc::clone(&statements) as Arc<dyn Step>;
    assert_eq!(orders.clone().with_steps(looked).worker(|_, _| async { Ok(()) }).run_once().await?, 0);
    let look =
        statements.0.lock().expect("a lock").iter().find(|statement| statement.contains("ORDER BY due_at")).cloned();
    let plan = DB::plan(&pool, &look.ok_or("no look for work")?).await?;
    let condition = plan.split("Filter:").next().unwrap_or_default().replace(' ', "");
    assert!(plan.contains("flitt_order_due") && condition.contains("due_at<"), "{plan}");
    eprintln!("{}: {plan}", DB::NAME);

    let worker = orders.worker(|_, _| async { Ok(()) });
    // Another transaction writes meanwhile: it does not wait for it.
    let writer = orders.begin().await?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        assert_eq!(worker.run_once().await?, 0);
        times.push(start.elapsed());
    }
    writer.rollback().await?;
    for (percent, limit) in [(50, Duration::from_millis(1)), (99, Duration::from_millis(10))] {
        let time = percentile(&mut times, percent);
        println!(
            "| {}, {rows} orders, none due: a worker's look for work, {} | {time:.2?} | | | | under {limit:?} | {} |",
            DB::NAME,
            if percent == 50 { "median" } else { "p99" },
            reached(time < limit)
        );
    }
    Ok(())
}
