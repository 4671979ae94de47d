//! One callback comes eight times at once, to two processes.

use std::time::Instant;

use axum::http::header::CONTENT_TYPE;
use flitt_client::Currency;
use flitt_client::api::CheckoutUrl;
use futures_util::future::join_all;
use sqlx::Sqlite;

use crate::processes::database::Database;
use crate::processes::gateway::{CARD, Gateway};
use crate::processes::kills::{rest, start_shops};
use crate::processes::shop::{SALE, open};
use crate::processes::{Result, count};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_callbacks_at_once_to_two_processes_on_one_file() -> Result {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("shop.db").display().to_string();
    run::<Sqlite>(&file).await
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_callbacks_at_once_to_two_processes_on_one_server() -> Result {
    let Ok(server) = std::env::var(crate::processes::database::ADDRESS) else { return Ok(()) };
    run::<sqlx::Postgres>(&crate::processes::database::schema(&server, "callbacks").await?).await
}

async fn run<DB: Database>(database: &str) -> Result {
    let (wanted, start) = (count("ORDERS_CALLBACKS", 10), Instant::now());
    let gateway = Gateway::start().await?;
    let (pool, orders) = open::<DB>(database, gateway.sandbox.base_url()).await?;
    let folder = tempfile::tempdir()?;
    // They do not sell.
    let closed = folder.path().join("closed");
    std::fs::write(&closed, "")?;
    let slots = start_shops(2, database, &gateway, &closed).await?;
    let client = reqwest::Client::new();
    for number in 0..wanted {
        let order_id = format!("sale-{number}");
        let page = CheckoutUrl::request().order_id(order_id.as_str()).order_desc("Tea").amount(SALE.0);
        let mut tx = orders.begin().await?;
        let order = orders.create(&mut tx, &page.currency(Currency::GEL).build()?).await?;
        tx.commit().await?;
        orders.send(&order).await?;
        gateway.sandbox.pay(&order_id, CARD).map_err(|error| format!("{error:?}"))?;
        let callback = gateway.sandbox.callback_for(&order_id).map_err(|error| format!("{error:?}"))?;
        let posts = (0..8).map(|copy| {
            let url = format!("http://{}/callback", slots.addresses()[copy % 2]);
            let (client, body) = (client.clone(), callback.body.clone());
            async move {
                loop {
                    let post = client.post(&url).header(CONTENT_TYPE, "application/json").body(body.clone());
                    match post.send().await {
                        Ok(response) => return Ok(response.status().as_u16()),
                        // The process is not there yet.
                        Err(error) if error.is_connect() && number == 0 => {
                            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
        });
        for status in join_all(posts).await {
            assert_eq!(status?, 200, "{order_id}");
        }
    }
    rest::<DB>(&gateway, &pool).await?;
    let entries = DB::entries(&pool).await?;
    for number in 0..wanted {
        let order_id = format!("sale-{number}");
        let entries: Vec<&str> =
            entries.iter().filter(|(of, _)| *of == order_id).map(|(_, what)| what.as_str()).collect();
        assert_eq!(entries, [format!("paid {}", SALE.0), format!("reversed {}", SALE.1)], "{order_id}");
    }
    println!(
        "{wanted} orders, 8 callbacks of each at once to two processes, all 200, each effect once, {:?}",
        start.elapsed()
    );
    Ok(())
}
