//! Transactions of the shop and of handlers.

use std::collections::BTreeSet;
use std::time::Duration;

use flitt_client::{Client, Credentials};
use flitt_orders::{Error, Orders};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

use crate::support::{Result, Shop, Sqlite, TestEngine, callback, checkout, on_each_database, what};

on_each_database! {
    a_basket_and_its_order_are_one_commit;
    an_error_that_is_swallowed_fails_or_stores_everything;
    a_handler_that_swallows_an_error_is_not_done;
    a_handler_that_keeps_its_transaction_is_not_done;
    a_handler_can_ask_for_a_reversal;
    a_look_for_work_uses_the_index;
    a_look_for_work_waits_for_nobody;
    no_statement_reads_a_whole_table;
}

async fn a_basket_and_its_order_are_one_commit<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for is_bought in [false, true] {
        let mut tx = shop.orders.begin().await?;
        shop.orders.create(&mut tx, &checkout("tea")).await?;
        DB::insert(tx.connection(), 1, "tea", "basket").await?;
        if is_bought {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        assert_eq!(shop.orders.order("tea").await?.is_some(), is_bought);
        assert_eq!(shop.effects("tea").await.len(), usize::from(is_bought));
    }
    Ok(())
}

/// On PostgreSQL, nothing of a transaction is stored after an error, and its commit must not succeed.
async fn an_error_that_is_swallowed_fails_or_stores_everything<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let mut tx = shop.orders.begin().await?;
    shop.orders.create(&mut tx, &checkout("tea")).await?;
    DB::insert(tx.connection(), 1, "tea", "basket").await?;
    let twice = DB::insert(tx.connection(), 1, "tea", "basket").await;
    assert!(twice.is_err());
    let is_committed = tx.commit().await.is_ok();
    assert_eq!(shop.orders.order("tea").await?.is_some(), is_committed);
    Ok(())
}

async fn a_handler_that_swallows_an_error_is_not_done<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    DB::run(&shop.pool, "INSERT INTO effects (event, order_id, what) VALUES (0, 'nobody', 'is there')").await;
    let worker = shop.orders.worker(|event, mut tx| async move {
        DB::insert(tx.connection(), event.id, &event.order_id, &what(&event.kind)).await?;
        let _ = DB::insert(tx.connection(), 0, "nobody", "is there").await;
        Ok(())
    });
    while worker.run_once().await? > 0 {}
    // Either both are stored, the effect and the note that it is delivered, or neither.
    let undelivered = DB::number(&shop.pool, "SELECT COUNT(*) FROM flitt_event WHERE done_at IS NULL").await;
    assert_eq!(shop.effects("tea").await.len(), usize::from(undelivered == 0));
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000"]);
    Ok(())
}

async fn a_handler_that_keeps_its_transaction_is_not_done<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    let kept = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let worker = {
        let kept = std::sync::Arc::clone(&kept);
        shop.orders.worker(move |_, tx| {
            let kept = std::sync::Arc::clone(&kept);
            async move {
                let mut kept = kept.lock().map_err(|_| "a lock")?;
                // The second time, the first transaction is given back.
                kept.clear();
                kept.push(tx);
                Ok(())
            }
        })
    };
    // It waits for the kept transaction where that locks the database, and continues when it is given back.
    let work = tokio::spawn(async move { worker.run_once().await });
    while kept.lock().map_err(|_| "a lock")?.is_empty() && !work.is_finished() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    kept.lock().map_err(|_| "a lock")?.clear();
    work.await??;
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1000"]);
    Ok(())
}

async fn a_handler_can_ask_for_a_reversal<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.sandbox.pay("tea", crate::support::CARD).map_err(|error| format!("{error:?}"))?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    let orders = shop.orders.clone();
    let worker = shop.orders.worker(move |event, mut tx| {
        let orders = orders.clone();
        async move {
            let what = what(&event.kind);
            DB::effect(&mut tx, event.id, &event.order_id, &what).await?;
            if what.starts_with("paid") {
                orders.reverse(&mut tx, &event.order_id, 1000, "sold out").await?;
            }
            Ok(())
        }
    });
    while worker.run_once().await? > 0 {}
    shop.settle_down().await?;
    assert_eq!(shop.sandbox.order("tea").expect("an order").reversal_amount, 1000);
    assert_eq!(shop.effects("tea").await, ["paid 1000", "reversed 1000"]);
    let mut tx = shop.orders.begin().await?;
    assert!(matches!(shop.orders.reverse(&mut tx, "tea", 1, "more").await, Err(Error::NotAllowed(_))));
    Ok(())
}

async fn a_look_for_work_uses_the_index<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.later(Duration::from_hours(1));
    shop.steps.statements("");
    assert_eq!(shop.worker().run_once().await?, 1);
    let looks = shop.steps.statements("ORDER BY due_at");
    assert_eq!(looks.len(), 2, "it looks, and takes");
    for look in looks {
        let values = [("$1", "'1'"), ("$2", "1"), ("$3", "0"), ("$4", "8")];
        let look = values.iter().fold(look, |look, (name, value)| look.replace(name, value));
        let plan = DB::plan(&shop.pool, &look).await;
        assert!(plan.contains("flitt_order_due"), "{plan}");
        // The time is a condition of the index, and not a filter of what it finds.
        let condition = plan.split("Filter:").next().unwrap_or_default().replace(' ', "");
        assert!(condition.contains("due_at<"), "{plan}");
    }
    Ok(())
}

/// Another program writes meanwhile. On SQLite, only a worker that finds something waits for it.
async fn a_look_for_work_waits_for_nobody<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    let mut writer = shop.orders.begin().await?;
    shop.orders.create(&mut writer, &checkout("coffee")).await?;
    assert_eq!(shop.worker().run_once().await?, 0);
    Ok(writer.commit().await?)
}

/// Neither a callback nor a worker is slower with more orders; only what a person asks for is.
async fn no_statement_reads_a_whole_table<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.steps.statements("");
    shop.paid("tea").await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    shop.orders.receive("", b"{}").await.expect_err("it is not signed");
    shop.later(Duration::from_hours(1));
    assert_eq!(shop.orders.clone().with_refund_period(Duration::ZERO).prune(Duration::ZERO).await?, 1);
    let statements: BTreeSet<String> = shop.steps.statements(" WHERE ").into_iter().collect();
    let of_people = |statement: &str| statement.contains("o.merchant = $1");
    for statement in statements.iter().filter(|statement| !of_people(statement)) {
        let statement =
            (1..=99).rev().fold(statement.clone(), |text, number| text.replace(&format!("${number}"), "'1'"));
        // Of the rejected callbacks there are few, and they have an index of their own.
        let plan = DB::plan(&shop.pool, &statement).await;
        let plan = plan.replace("SCAN flitt_callback USING COVERING INDEX flitt_callback_rejected", "");
        assert!(!["SCAN flitt", "Seq Scan on flitt"].iter().any(|scan| plan.contains(scan)), "{statement}: {plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{statement}: {plan}");
        // Nor is one row looked for among others: a whole key is given, of the table or of the order that the rows belong to.
        let whole = ["(name = ", "(id = ", "order_id = ", "(of_order = ", "digest = ", "due_at <", "(id <= "];
        for scan in plan.split("Index Cond: ").skip(1) {
            let condition = scan.split(',').next().unwrap_or_default();
            assert!(whole.iter().any(|key| condition.contains(key)), "{statement}: {plan}");
        }
    }
    assert!(statements.len() > 10, "{}", statements.len());
    Ok(())
}

/// Orders in a file, by two programs that do not wait for locks.
async fn two_programs() -> Result<(tempfile::TempDir, [Orders<Sqlite>; 2])> {
    let folder = tempfile::tempdir()?;
    let options = SqliteConnectOptions::new().filename(folder.path().join("shop.db")).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).busy_timeout(Duration::ZERO);
    let client = Client::new(Credentials::test())?;
    let program =
        async || Ok::<_, sqlx::Error>(Orders::new(sqlx::Pool::connect_with(options.clone()).await?, client.clone()));
    let programs = [program().await?, program().await?];
    programs[0].migrate().await?;
    Ok((folder, programs))
}

/// On SQLite, one that begins by reading cannot write any more once another program has.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_writes_from_its_beginning() -> Result {
    let (_folder, [one, other]) = two_programs().await?;
    let mut tx = one.begin().await?;
    assert!(matches!(one.reverse(&mut tx, "tea", 1, "x").await, Err(Error::UnknownOrder)));
    assert!(matches!(other.begin().await, Err(Error::Database(_))), "another program waits before it reads");
    one.create(&mut tx, &checkout("tea")).await?;
    tx.commit().await?;
    other.begin().await?.commit().await?;
    Ok(())
}

/// SQLite itself has no fair queue of waiting transactions.
#[tokio::test(flavor = "multi_thread")]
async fn the_transactions_of_a_program_wait_for_their_turn() -> Result {
    let (_folder, [one, _]) = two_programs().await?;
    let create = async |number: usize| {
        let mut tx = one.begin().await?;
        one.create(&mut tx, &checkout(&format!("tea-{number}"))).await?;
        tx.commit().await
    };
    for result in futures_util::future::join_all((0..8).map(create)).await {
        result?;
    }
    Ok(())
}
