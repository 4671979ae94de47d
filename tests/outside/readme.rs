//! The code of README.md as it is printed, with what it leaves to the shop. `run` puts each block in the place of the comment
//! that names it by a text in it.

mod first {
    fn store(state: String) -> Result<(), std::fmt::Error> {
        assert!(state.contains("TestOrder2"));
        Ok(())
    }

    pub async fn run(sandbox: &flitt_sandbox::Sandbox) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        // README.md: store(state.to_json())
        assert!(created.checkout_url().starts_with(&sandbox.base_url().to_string()));
        Ok(())
    }
}

mod kept {
    use std::future::Future;

    use flitt_client::Client;
    use flitt_client::api::checkout_url::Request;
    use flitt_orders::sqlx::{Sqlite, SqlitePool};
    use flitt_orders::{HandlerTx, HandlerError, OrderEvent, Orders};

    async fn ship(event: OrderEvent, tx: &mut HandlerTx<Sqlite>) -> Result<(), HandlerError> {
        let _ = tx.connection();
        println!("{}: {:?}", event.order_id, event.kind);
        Ok(())
    }

    pub async fn run(
        (pool, client, request): (SqlitePool, Client, Request),
        (content_type, body): (&str, &[u8]),
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), HandlerError> {
        // README.md: Orders::new(pool, client)
        Ok(())
    }
}

// README.md: pub struct LoyaltyPoints

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    use flitt_client::api::{CheckoutUrl, FinalOrder};
    use flitt_client::{Client, Credentials, Currency, callback};

    let sandbox = flitt_sandbox::Sandbox::start().await?;
    first::run(&sandbox).await?;

    let credentials = Credentials::test();
    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url()).build()?;
    let request =
        CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(2500).currency(Currency::GEL).build()?;
    let body = callback::test_callback::<FinalOrder>(&credentials)
        .set("order_id", "1001")
        .set("amount", "2500")
        .set("actual_amount", "2500")
        .set("actual_currency", "GEL")
        .set("tran_type", "purchase")
        .set("order_status", "approved")
        .json();

    let options = flitt_orders::sqlx::sqlite::SqliteConnectOptions::new().filename("shop.db").create_if_missing(true);
    let options = options.journal_mode(flitt_orders::sqlx::sqlite::SqliteJournalMode::Wal);
    let pool = flitt_orders::sqlx::sqlite::SqlitePoolOptions::new().connect_with(options).await?;
    kept::run((pool, client, request), ("application/json", body.as_bytes()), async {}).await?;

    assert!(LoyaltyPoints::request().card("1").build().is_ok());
    println!("README.md: done");
    Ok(())
}
