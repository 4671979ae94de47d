//! Tables: created once, and used by compatible programs only.

use std::time::Duration;

use flitt_orders::{Error, Orders, SchemaError};
use futures_util::future::join_all;

use crate::support::{Result, Shop, TestEngine, callback, on_each_database};

on_each_database! {
    programs_that_migrate_at_once_all_end_well;
    tables_of_others_are_left_alone;
    an_interrupted_migration_continues;
    the_tables_refuse_what_makes_no_sense;
    no_number_is_given_again;
}

async fn programs_that_migrate_at_once_all_end_well<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let other = shop.orders.clone().with_prefix("fresh_")?;
    for result in join_all((0..8).map(|_| other.migrate())).await {
        result?;
    }
    assert_eq!(DB::number(&shop.pool, "SELECT COUNT(*) FROM fresh_meta").await, 3);
    for prefix in ["", "1a", "Flitt_", "a-b", "a;drop", "a_very_long_prefix_of_tables", "é"] {
        assert!(matches!(shop.orders.clone().with_prefix(prefix), Err(Error::Prefix)), "{prefix}");
    }
    Ok(())
}

async fn tables_of_others_are_left_alone<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let with = |prefix: &str| shop.orders.clone().with_prefix(prefix);
    let is_other = |result| matches!(result, Err(Error::Schema(SchemaError::OtherProgram)));
    DB::run(&shop.pool, "CREATE TABLE a_meta (x BIGINT)").await;
    assert!(is_other(with("a_")?.migrate().await));
    DB::run(&shop.pool, "CREATE TABLE b_order (x BIGINT)").await;
    assert!(is_other(with("b_")?.migrate().await));
    DB::run(&shop.pool, "CREATE TABLE c_meta (name TEXT, value TEXT)").await;
    DB::run(&shop.pool, "INSERT INTO c_meta VALUES ('program', 'another')").await;
    assert!(is_other(with("c_")?.migrate().await));
    // A later release that this one can go along with, and one that it cannot.
    DB::run(&shop.pool, "UPDATE flitt_meta SET value = '2' WHERE name = 'version'").await;
    shop.orders.migrate().await?;
    DB::run(&shop.pool, "UPDATE flitt_meta SET value = '2' WHERE name = 'oldest'").await;
    let is_later = |result| matches!(result, Err(Error::Schema(SchemaError::Later { oldest: 2 })));
    assert!(is_later(shop.orders.migrate().await));
    assert!(is_later(shop.worker().run_once().await.map(drop)));
    let missing = with("missing_")?.worker(|_, _| async { Ok(()) }).run(std::future::ready(())).await;
    assert!(matches!(missing, Err(Error::Schema(SchemaError::Missing))), "{missing:?}");
    Ok(())
}

async fn an_interrupted_migration_continues<DB: TestEngine>(mut shop: Shop<DB>) -> Result {
    for step in 1.. {
        shop.steps.end_at(step);
        let result = shop.orders.clone().with_prefix("again_")?.migrate().await;
        let ended = shop.steps.has_ended();
        shop.restart();
        if !ended {
            result?;
            assert!(step > 10, "{step} steps");
            break;
        }
        result.expect_err("it was ended");
    }
    assert_eq!(DB::number(&shop.pool, "SELECT COUNT(*) FROM again_meta").await, 3);
    Ok(())
}

/// Each table, its columns that cannot be null, and those that can.
const TABLES: [(&str, &str, &str); 5] = [
    ("flitt_meta", "name, value", ""),
    (
        "flitt_order",
        "merchant, test, order_id, state, reserved, is_missing, asks, owed, expires_at, lifetime, lease_until, created_at, changed_at, \
         is_scheduled",
        ", taken, schedule_amount, ask_at, due_at, problem",
    ),
    (
        "flitt_call",
        "of_order, kind, endpoint, key, digest, amount, is_retryable, needs_payer, state, tries, copies, at, changed_at",
        ", reverse_id, request, last_error",
    ),
    ("flitt_event", "of_order, kind, total, body, created_at, tries, at, is_parked", ", done_at, last_error"),
    ("flitt_callback", "merchant, digest, received_at, is_accepted", ", of_order, reason"),
];

/// A paid order, with something in each table.
async fn with_all_tables<DB: TestEngine>(shop: &Shop<DB>, order_id: &str) -> Result {
    shop.paid(order_id).await?;
    Ok(shop.orders.receive("", &callback(order_id, &[])).await?)
}

/// What no statement of this crate does, and a mistake of another program or of a later release can.
async fn the_tables_refuse_what_makes_no_sense<DB: TestEngine>(shop: Shop<DB>) -> Result {
    with_all_tables(&shop, "tea").await?;
    let refused = async |statement: String| assert!(DB::refuses(&shop.pool, &statement).await, "{statement}");
    for (table, required, optional) in TABLES {
        for column in required.split(", ") {
            refused(format!("UPDATE {table} SET {column} = NULL")).await;
        }
        refused(format!("INSERT INTO {table} ({required}{optional}) SELECT {required}{optional} FROM {table}")).await;
        if format!("{required}{optional}").contains("of_order") {
            refused(format!("UPDATE {table} SET of_order = -1")).await;
        }
    }
    refused("DELETE FROM flitt_order".to_owned()).await;
    Ok(())
}

/// Numbers are kept elsewhere: in memory until an order is sent, with what a handler did for an event, by a person.
async fn no_number_is_given_again<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let numbers = async |which: &str| {
        let mut numbers = Vec::new();
        for (table, ..) in &TABLES[1..] {
            numbers.push(DB::number(&shop.pool, &format!("SELECT {which}(id) FROM {table}")).await);
        }
        numbers
    };
    with_all_tables(&shop, "tea").await?;
    let before = numbers("MAX").await;
    shop.later(Duration::from_hours(1));
    assert_eq!(shop.orders.clone().with_refund_period(Duration::ZERO).prune(Duration::ZERO).await?, 1);
    with_all_tables(&shop, "coffee").await?;
    let after = numbers("MIN").await;
    assert!(before.iter().zip(&after).all(|(before, after)| before < after), "{before:?} {after:?}");
    Ok(())
}

fn is_not_durable(result: &std::result::Result<(), Error>) {
    assert!(matches!(result, Err(Error::Schema(SchemaError::NotDurable { .. }))), "{result:?}");
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn postgres_must_keep_what_it_has_committed() -> Result {
    if std::env::var_os("ORDERS_POSTGRES").is_none() {
        return Ok(());
    }
    let shop = Shop::<crate::support::Postgres>::open().await;
    let options = (*shop.pool.connect_options()).clone().options([("synchronous_commit", "off")]);
    let pool = sqlx::postgres::PgPoolOptions::new().connect_with(options).await?;
    let weak = Orders::new(pool, shop.orders.client().clone());
    is_not_durable(&weak.migrate().await);
    is_not_durable(&weak.worker(|_, _| async { Ok(()) }).run_once().await.map(drop));
    Ok(())
}

#[tokio::test]
async fn sqlite_must_keep_what_it_has_committed() -> Result {
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
    let folder = tempfile::tempdir()?;
    let options = SqliteConnectOptions::new().filename(folder.path().join("shop.db")).create_if_missing(true);
    let pool = |options| SqlitePoolOptions::new().max_connections(1).connect_with(options);
    let client = flitt_client::Client::new(flitt_client::Credentials::test())?;
    // Refused before there are tables, and afterwards.
    for has_tables in [false, true] {
        for weak in [SqliteSynchronous::Normal, SqliteSynchronous::Off] {
            let weak = Orders::new(pool(options.clone().synchronous(weak)).await?, client.clone());
            let worker = weak.worker(|_, _| async { Ok(()) });
            is_not_durable(&if has_tables { worker.run_once().await.map(drop) } else { weak.migrate().await });
        }
        Orders::new(pool(options.clone()).await?, client.clone()).migrate().await?;
    }
    // A database that cannot be written.
    let read_only = Orders::new(pool(options.read_only(true)).await?, client);
    read_only.migrate().await?;
    let mut tx = read_only.begin().await?;
    let error = read_only.create(&mut tx, &crate::support::checkout("tea")).await.expect_err("it is read-only");
    assert!(matches!(error, Error::Database(_)), "{error}");
    Ok(())
}
