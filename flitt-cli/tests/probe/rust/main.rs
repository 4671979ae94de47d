//! The shop with the bug that the argument names, or with none, at the address `SHOP_LISTEN` and the gateway `FLITT_BASE_URL`.

use std::env;
use std::error::Error;

mod shop;

use self::shop::Bug;

const NAMES: [(&str, Bug); 16] = [
    ("trusts-everybody", Bug::TrustsEverybody),
    ("takes-less", Bug::TakesLess),
    ("takes-other-currency", Bug::TakesOtherCurrency),
    ("partial-as-full", Bug::PartialAsFull),
    ("decline-is-final", Bug::DeclineIsFinal),
    ("hold-as-sale", Bug::HoldAsSale),
    ("takes-tests", Bug::TakesTests),
    ("ships-again", Bug::ShipsAgain),
    ("adds-totals", Bug::AddsTotals),
    ("ships-anything", Bug::ShipsAnything),
    ("never-ships", Bug::NeverShips),
    ("order-from-address", Bug::OrderFromAddress),
    ("takes-other-merchant", Bug::TakesOtherMerchant),
    ("trusts-names", Bug::TrustsNames),
    ("ignores-full-reversal", Bug::IgnoresFullReversal),
    ("reads-once", Bug::ReadsOnce),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let bug = match env::args().nth(1) {
        Some(name) => Some(NAMES.iter().find(|(known, _)| *known == name).ok_or("there is no such bug")?.1),
        None => None,
    };
    let listener = tokio::net::TcpListener::bind(env::var("SHOP_LISTEN")?).await?;
    let url = format!("http://{}", listener.local_addr()?);
    axum::serve(listener, shop::shop(url, env::var("FLITT_BASE_URL")?, bug)).await?;
    Ok(())
}
