//! Callbacks: by every way in which a server receives them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use flitt_client::api::FinalOrder;
use flitt_client::callback::Verified;
use flitt_client::{Client, Credentials};
use flitt_orders::{Orders, Step};
use sqlx::Sqlite;

use crate::support::{Result, Shop, TestEngine, callback, on_each_database};

on_each_database! {
    forms_and_repetitions_are_accepted;
    rejected_callbacks_are_few_and_short;
    a_callback_is_few_statements;
    the_oldest_rejected_callbacks_are_forgotten_and_no_others;
    what_is_kept_of_a_callback;
    a_callback_that_was_accepted_changes_nothing;
    a_callback_that_another_merchant_accepted_is_new;
    a_callback_that_was_accepted_stays_so_when_it_is_rejected;
}

async fn forms_and_repetitions_are_accepted<DB: TestEngine>(shop: Shop<DB>) -> Result {
    // Before its order is stored, a callback is unknown; after it, the same one is accepted.
    let body = callback("tea", &[]);
    assert_eq!(shop.orders.receive("", &body).await.expect_err("unknown").http_status(), 404);
    shop.checkout("tea").await?;
    shop.orders.receive("Application/JSON; charset=utf-8", &body).await?;
    shop.orders.receive("", &body).await?;
    assert_eq!(shop.orders.receive("text/html", &body).await.expect_err("unsupported").http_status(), 415);
    let large = vec![b' '; 300_000];
    assert_eq!(shop.orders.receive(None, &large).await.expect_err("too large").http_status(), 413);
    let accepted = DB::number(&shop.pool, "SELECT COUNT(*) FROM flitt_callback WHERE is_accepted = 1").await;
    assert_eq!(accepted, 1);
    Ok(())
}

async fn rejected_callbacks_are_few_and_short<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for number in 0..1010 {
        let body = format!("{{\"order_id\":\"{number}\",\"text\":\"{}\"}}", "x".repeat(1000));
        shop.orders.receive("", body.as_bytes()).await.expect_err("it is not signed");
    }
    assert_eq!(DB::number(&shop.pool, "SELECT COUNT(*) FROM flitt_callback").await, 1000);
    let longest = DB::number(&shop.pool, "SELECT CAST(MAX(LENGTH(reason)) AS BIGINT) FROM flitt_callback").await;
    assert!(longest <= 300, "{longest}");
    Ok(())
}

async fn the_oldest_rejected_callbacks_are_forgotten_and_no_others<DB: TestEngine>(shop: Shop<DB>) -> Result {
    // Each second one was accepted.
    let rows = (1..=2000).map(|number| format!("('1549901', 'digest-{number}', 1, {})", number % 2));
    let rows = rows.collect::<Vec<_>>().join(", ");
    DB::run(
        &shop.pool,
        &format!("INSERT INTO flitt_callback (merchant, digest, received_at, is_accepted) VALUES {rows}"),
    )
    .await;
    let count =
        async |of: &str| DB::number(&shop.pool, &format!("SELECT COUNT(*) FROM flitt_callback WHERE {of}")).await;
    for (body, is_forgotten) in [("{}", "digest = 'digest-2'"), ("[]", "digest = 'digest-4'")] {
        assert_eq!(count(is_forgotten).await, 1);
        shop.orders.receive("", body.as_bytes()).await.expect_err("it is not signed");
        assert_eq!((count(is_forgotten).await, count("is_accepted = 0").await), (0, 1000));
        assert_eq!(count("is_accepted = 1").await, 1000, "those that were accepted are kept");
    }
    Ok(())
}

async fn what_is_kept_of_a_callback<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let rows = "SELECT c.merchant || ' ' || COALESCE(o.order_id, 'none') || ' ' || c.is_accepted || ' ' || COALESCE(c.reason, 'good') \
                FROM flitt_callback c LEFT JOIN flitt_order o ON o.id = c.of_order ORDER BY c.id";
    let rejected = "1549901 none 0 order `tea`: it is not stored";
    let before = shop.steps.now();
    for _ in 0..2 {
        assert_eq!(shop.orders.receive("", &callback("tea", &[])).await.expect_err("unknown").http_status(), 404);
        assert_eq!(DB::texts(&shop.pool, rows).await, [rejected]);
    }
    for order_id in ["tea", "coffee"] {
        shop.checkout(order_id).await?;
    }
    for _ in 0..2 {
        for order_id in ["tea", "coffee"] {
            shop.orders.receive("", &callback(order_id, &[])).await?;
        }
        assert_eq!(DB::texts(&shop.pool, rows).await, ["1549901 tea 1 good", "1549901 coffee 1 good"]);
    }
    let times = format!("received_at BETWEEN {before} AND {}", shop.steps.now());
    assert_eq!(DB::number(&shop.pool, &format!("SELECT COUNT(*) FROM flitt_callback WHERE {times}")).await, 2);
    let digests = DB::texts(&shop.pool, "SELECT digest FROM flitt_callback").await;
    assert!(digests.iter().all(|digest| digest.len() == 64), "not of SHA-256: {digests:?}");
    Ok(())
}

async fn a_callback_that_was_accepted_changes_nothing<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    let before = shop.state("tea").await?.to_json();
    shop.orders.receive("", &callback("tea", &[])).await?;
    // Were the order as before, it would be paid by this callback.
    DB::run(&shop.pool, &format!("UPDATE flitt_order SET state = '{before}'")).await;
    shop.orders.receive("", &callback("tea", &[])).await?;
    assert!(!shop.state("tea").await?.is_paid());
    shop.orders.receive("", &callback("tea", &[("rrn", "1")])).await?;
    assert!(shop.state("tea").await?.is_paid());
    Ok(())
}

/// When its key was replaced, its signature is wrong.
async fn a_callback_that_was_accepted_stays_so_when_it_is_rejected<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.orders.receive("", &callback("tea", &[])).await?;
    let merchant = shop.orders.client().credentials().merchant_id().parse()?;
    let client = Client::new(Credentials::new(merchant, "another key").with_test_payments(true))?;
    let other = Orders::new(shop.pool.clone(), client).with_steps(Arc::clone(&shop.steps) as Arc<dyn Step>);
    assert_eq!(other.receive("", &callback("tea", &[])).await.expect_err("rejected").http_status(), 400);
    let accepted =
        "SELECT COUNT(*) FROM flitt_callback WHERE is_accepted = 1 AND reason IS NULL AND of_order IS NOT NULL";
    assert_eq!(DB::number(&shop.pool, accepted).await, 1);
    Ok(())
}

async fn a_callback_that_another_merchant_accepted_is_new<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    let before = shop.state("tea").await?.to_json();
    shop.orders.receive("", &callback("tea", &[])).await?;
    DB::run(&shop.pool, "UPDATE flitt_callback SET merchant = 'another'").await;
    DB::run(&shop.pool, &format!("UPDATE flitt_order SET state = '{before}'")).await;
    shop.orders.receive("", &callback("tea", &[])).await?;
    assert!(shop.state("tea").await?.is_paid());
    Ok(())
}

/// Each statement is a way to PostgreSQL's server and back: it writes everything by one.
async fn a_callback_is_few_statements<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    shop.steps.statements("");
    shop.orders.receive("", &callback("tea", &[])).await?;
    let steps = shop.steps.statements("");
    let reads = steps.iter().filter(|step| step.starts_with("SELECT")).count();
    let writes = steps.iter().filter(|step| step.contains("INSERT") || step.contains("UPDATE flitt")).count();
    let is_joined = steps.iter().any(|step| step.starts_with("WITH"));
    assert_eq!((reads, writes), (2, if is_joined { 1 } else { 3 }), "{steps:#?}");
    assert_eq!(is_joined, std::any::type_name::<DB>().contains("Postgres"));
    assert_eq!(steps.len(), reads + writes + 3, "beginning, committing, and after it: {steps:#?}");
    Ok(())
}

/// The state of an axum router.
#[derive(Clone)]
struct Web {
    orders: Orders<Sqlite>,
}

impl FromRef<Web> for Credentials {
    fn from_ref(web: &Web) -> Self {
        web.orders.client().credentials().clone()
    }
}

async fn handler(State(web): State<Web>, Verified(update): Verified<FinalOrder>) -> StatusCode {
    match web.orders.receive_verified(&update).await {
        Ok(()) => StatusCode::OK,
        Err(error) => StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_axum_handler_responds_after_the_commit() -> Result {
    let shop = Shop::<Sqlite>::open().await;
    shop.checkout("tea").await?;
    let app = Router::new().route("/callback", post(handler)).with_state(Web { orders: shop.orders.clone() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/callback", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = reqwest::Client::new();
    let posted =
        async |body: Vec<u8>| client.post(&url).body(body).send().await.map(|response| response.status().as_u16());
    assert_eq!(posted(callback("unknown", &[])).await?, 404);
    assert_eq!(posted(callback("tea", &[])).await?, 200);
    assert!(shop.state("tea").await?.is_paid());
    assert_eq!(posted(callback("tea", &[])).await?, 200);
    assert_eq!(posted(b"{}".to_vec()).await?, 400);
    shop.pool.close().await;
    assert_eq!(posted(callback("tea", &[("reversal_amount", "5")])).await?, 503);
    Ok(())
}
