//! The timeline of an order on the dashboard.

use crate::common::{create, order, status};
use flitt_sandbox::Sandbox;

#[tokio::test]
async fn the_latest_events_are_shown() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("busy")).await;
    let path = format!("{}/dashboard/orders/{}", sandbox.base_url(), sandbox.order("busy").unwrap().payment_id);
    let page = async || reqwest::get(&path).await.unwrap().text().await.unwrap();
    assert!(!page().await.contains("earlier events"));
    for _ in 0..210 {
        status(&sandbox, "busy").await;
    }
    let html = page().await;
    // The creation, the request that created it, and 210 more.
    assert!(html.contains("And 12 earlier events."), "{html}");
    assert_eq!(html.matches("POST /api/status/order_id").count(), 2 * 200);
}
