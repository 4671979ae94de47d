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

mod stored {
    use std::future::Future;

    use flitt_orders::sqlx::Sqlite;
    use flitt_orders::{HandlerError, HandlerTx, OrderEvent};

    async fn ship(event: OrderEvent, tx: &mut HandlerTx<Sqlite>) -> Result<(), HandlerError> {
        let _ = tx.connection();
        println!("{}: {:?}", event.order_id, event.kind);
        Ok(())
    }

    pub async fn run(
        sandbox: &flitt_sandbox::Sandbox,
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
    use flitt_client::api::FinalOrder;
    use flitt_client::{Credentials, callback};

    let sandbox = flitt_sandbox::Sandbox::start().await?;
    first::run(&sandbox).await?;

    let credentials = Credentials::test();
    let body = callback::test_callback::<FinalOrder>(&credentials)
        .set("order_id", "1001")
        .set("amount", "2500")
        .set("actual_amount", "2500")
        .set("actual_currency", "GEL")
        .set("tran_type", "purchase")
        .set("order_status", "approved")
        .json();

    stored::run(&sandbox, ("application/json", body.as_bytes()), async {}).await?;

    assert!(LoyaltyPoints::request().card("1").build().is_ok());
    println!("README.md: done");
    Ok(())
}
