//! Payments by the merchant's server: by saved card, and by card with or without 3-D Secure.

use std::sync::Arc;
use std::time::Duration;

use crate::common::{
    APPROVED, DECLINED, PLAIN, PLAIN_DECLINED, Shop, call, card_token, client, code, create, object, order, signed,
    status, with,
};
use flitt_client::api::three_ds_step1::Response;
use flitt_client::api::{ChargeSavedCard, FinalOrder, ThreeDsStep1, ThreeDsStep2};
use flitt_client::reference::ResponseCode;
use flitt_client::response::Verification;
use flitt_client::value::Flag;
use flitt_client::{Client, Credentials, Currency, Error, Outcome};
use flitt_sandbox::{Merchant, OrderStatus, Sandbox};
use serde_json::{Value, json};

const OTP: &str = "9860010088889992";
const NOT_ASKED: &str = "4444555566669999";
const CHALLENGED: &str = "4444666655559999";

async fn recurring(client: &Client, order_id: &str, rectoken: &str) -> Result<FinalOrder, Error> {
    let request = ChargeSavedCard::request()
        .order_id(order_id)
        .order_desc("Every month")
        .amount(500)
        .currency(Currency::GEL)
        .rectoken(rectoken)
        .build()
        .unwrap();
    client.send(&request).await
}

/// The first step with a card.
async fn step1(sandbox: &Sandbox, order_id: &str, card: &str, url: Option<&str>) -> Result<Response, Error> {
    let mut request = ThreeDsStep1::request()
        .order_id(order_id)
        .order_desc("<script>Tea</script>")
        .amount(1020)
        .currency(Currency::GEL)
        .card_number(card)
        .expiry_date("1230")
        .cvv2("123")
        .required_rectoken(Flag::Y);
    if let Some(url) = url {
        request = request.server_callback_url(url);
    }
    client(sandbox).send(&request.build().unwrap()).await
}

/// The challenge that a first step returns: `acs_url`, `pareq`, `md`.
async fn challenge(sandbox: &Sandbox, order_id: &str, card: &str) -> (String, String, String) {
    match step1(sandbox, order_id, card, None).await.unwrap() {
        Response::AcsUrl(check) => (check.acs_url().into(), check.pareq().into(), check.md().into()),
        other => panic!("no check: {other:?}"),
    }
}

async fn step2(sandbox: &Sandbox, order_id: &str, md: &str, pares: &str) -> Result<FinalOrder, Error> {
    let request = ThreeDsStep2::request().order_id(order_id).md(md).pares(pares).build().unwrap();
    client(sandbox).send(&request).await
}

fn finished(response: Response) -> FinalOrder {
    match response {
        Response::FinalOrder(order) => order,
        other => panic!("not finished: {other:?}"),
    }
}

#[tokio::test]
async fn a_saved_card_is_charged() {
    let sandbox =
        Sandbox::builder().merchant(Merchant::test()).merchant(Merchant::new(7, "seven")).start().await.unwrap();
    let shop = Shop::start([]).await;
    let rectoken = card_token(&sandbox, "first").await;
    let shop_client = client(&sandbox);
    for order_id in ["month 1", "month 2"] {
        let charged = recurring(&shop_client, order_id, &rectoken).await.unwrap();
        assert_eq!((charged.outcome(), charged.verification()), (Outcome::Approved, Verification::Verified));
        assert_eq!((charged.amount(), charged.actual_amount(), charged.order_id()), (500, Some(500), order_id));
        assert_eq!((charged.masked_card(), charged.rectoken()), (Some("444455XXXXXX1111"), Some(rectoken.as_str())));
        assert_eq!(charged.get("eci"), Some("7"));
    }
    let request = ChargeSavedCard::request()
        .order_id("update")
        .order_desc("Every month")
        .amount(500)
        .currency(Currency::GEL)
        .rectoken(rectoken.as_str())
        .preauth(Flag::Y)
        .cvv2("12")
        .server_callback_url(shop.url.as_str())
        .build()
        .unwrap();
    let declined = shop_client.send(&request).await.unwrap();
    assert_eq!(declined.order_status().as_str(), "declined");
    assert_eq!(declined.decline().unwrap().response_code(), ResponseCode::InvalidCvv);
    assert_eq!((declined.rectoken(), declined.actual_amount()), (None, None));
    let update = shop.callback(1).await;
    assert_eq!((update.order_id(), update.order_status().as_str()), ("update", "declined"));
    assert!(sandbox.order("update").unwrap().purchase.preauth);

    assert_eq!(code(recurring(&shop_client, "month 1", &rectoken).await), ResponseCode::DuplicateOrder);
    assert_eq!(code(recurring(&shop_client, "unknown", "unknown").await), ResponseCode::TokenNotFound);
    let foreign = Client::builder(Credentials::new(7, "seven")).base_url(sandbox.base_url()).build().unwrap();
    assert_eq!(code(recurring(&foreign, "foreign", &rectoken).await), ResponseCode::TokenNotFound);
    assert_eq!(sandbox.orders().len(), 4, "what is refused makes no order");
}

#[tokio::test]
async fn a_verified_card_can_be_charged() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, with(order("check"), json!({ "verification": "Y", "required_rectoken": "Y" }))).await;
    sandbox.pay("check", PLAIN).unwrap();
    let rectoken = status(&sandbox, "check").await["rectoken"].as_str().unwrap().to_owned();
    assert_eq!(recurring(&client(&sandbox), "charge", &rectoken).await.unwrap().outcome(), Outcome::Approved);
}

#[tokio::test]
async fn a_card_without_3ds_completes_the_order_immediately() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    for (number, card) in [PLAIN, NOT_ASKED].into_iter().enumerate() {
        let order = finished(step1(&sandbox, card, card, Some(&shop.url)).await.unwrap());
        assert_eq!((order.outcome(), order.verification()), (Outcome::Approved, Verification::Verified));
        assert_eq!(order.rectoken().map(str::len), Some(46));
        assert_eq!(shop.callback(number + 1).await.order_id(), card);
    }
    for (card, why) in [(PLAIN_DECLINED, "1000"), ("4000000000000002", "1015")] {
        let order = finished(step1(&sandbox, card, card, None).await.unwrap());
        assert_eq!((order.order_status().as_str(), order.decline().unwrap().code()), ("declined", why));
    }
    assert_eq!(code(step1(&sandbox, PLAIN, PLAIN, None).await), ResponseCode::DuplicateOrder);
}

#[tokio::test]
async fn a_card_with_3ds_waits_for_the_challenge() {
    let sandbox = Sandbox::start().await.unwrap();
    for card in [APPROVED, CHALLENGED, OTP] {
        let (url, pareq, md) = challenge(&sandbox, card, card).await;
        assert_eq!(url, format!("{}/acs/", sandbox.base_url()));
        assert!(!pareq.is_empty() && md.len() == 40);
        assert_eq!(sandbox.order(card).unwrap().status, OrderStatus::Processing);
        let order = step2(&sandbox, card, &md, &sandbox.pass_challenge(&md)).await.unwrap();
        assert_eq!((order.outcome(), order.verification()), (Outcome::Approved, Verification::Verified));
        assert_eq!(order.rectoken().map(str::len), Some(46));
        let again = step2(&sandbox, card, &md, &sandbox.pass_challenge(&md)).await;
        assert_eq!(code(again), ResponseCode::OrderCompleted);
    }
    // The challenge is passed, but the bank declines.
    let (_, _, md) = challenge(&sandbox, "poor", DECLINED).await;
    let order = step2(&sandbox, "poor", &md, &sandbox.pass_challenge(&md)).await.unwrap();
    assert_eq!(order.decline().unwrap().response_code(), ResponseCode::GeneralDecline);
    // The challenge is failed.
    let (_, _, md) = challenge(&sandbox, "thief", APPROVED).await;
    let order = step2(&sandbox, "thief", &md, &sandbox.fail_challenge(&md)).await.unwrap();
    assert_eq!(order.order_status().as_str(), "declined");
    assert_eq!(order.decline().unwrap().response_code(), ResponseCode::ThreeDsFailed);
    assert_eq!((order.rectoken(), order.actual_amount()), (None, None));
}

#[tokio::test]
async fn invalid_second_steps_are_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    let (_, _, md) = challenge(&sandbox, "one", APPROVED).await;
    let (_, _, other) = challenge(&sandbox, "two", APPROVED).await;
    let passed = sandbox.pass_challenge(&md);
    assert_eq!(code(step2(&sandbox, "nowhere", &md, &passed).await), ResponseCode::OrderNotFound);
    assert_eq!(code(step2(&sandbox, "one", &other, &passed).await), ResponseCode::ParameterIncorrect);
    assert_eq!(code(step2(&sandbox, "two", &other, &passed).await), ResponseCode::ParameterIncorrect);
    for pares in ["x", "e30=", "AAAA", "/////w=="] {
        assert_eq!(code(step2(&sandbox, "one", &md, pares).await), ResponseCode::ParameterIncorrect, "{pares}");
    }
    create(&sandbox, order("page")).await;
    assert_eq!(code(step2(&sandbox, "page", &md, &passed).await), ResponseCode::OperationNotAllowed);
    assert_eq!(step2(&sandbox, "one", &md, &passed).await.unwrap().outcome(), Outcome::Approved);

    sandbox.advance(Duration::from_secs(11 * 60 * 60));
    assert_eq!(sandbox.order("two").unwrap().status, OrderStatus::Declined);
    let late = step2(&sandbox, "two", &other, &sandbox.pass_challenge(&other)).await;
    assert_eq!(code(late), ResponseCode::OrderExpired);
    assert_eq!(code(step2(&sandbox, "page", &md, &passed).await), ResponseCode::OrderExpired);
}

#[tokio::test]
async fn only_one_of_concurrent_second_steps_pays() {
    let sandbox = Arc::new(Sandbox::start().await.unwrap());
    let (_, _, md) = challenge(&sandbox, "race", APPROVED).await;
    let steps: Vec<_> = (0..8)
        .map(|_| {
            let (sandbox, md) = (Arc::clone(&sandbox), md.clone());
            tokio::spawn(async move { step2(&sandbox, "race", &md, &sandbox.pass_challenge(&md)).await.is_ok() })
        })
        .collect();
    let mut done = 0;
    for step in steps {
        done += u64::from(step.await.unwrap());
    }
    assert_eq!(done, 1);
}

/// The token of a card with 3-D Secure requires a new challenge; wallets do not.
#[tokio::test]
async fn card_tokens_and_wallets_pay_in_the_first_step() {
    let sandbox = Sandbox::start().await.unwrap();
    let rectoken = card_token(&sandbox, "first").await;
    let direct = |order_id: &str, more: Value| signed(with(order(order_id), more));
    let path = "/api/3dsecure_step1";
    let by_token = call(&sandbox, path, direct("token", json!({ "rectoken": rectoken }))).await;
    let md = by_token["md"].as_str().unwrap().to_owned();
    assert_eq!(by_token.as_object().unwrap().len(), 4, "{by_token}");
    let order = step2(&sandbox, "token", &md, &sandbox.pass_challenge(&md)).await.unwrap();
    assert_eq!(order.outcome(), Outcome::Approved);
    let unknown = call(&sandbox, path, direct("unknown", json!({ "rectoken": "unknown" }))).await;
    assert_eq!(unknown["error_code"], 1035);

    let encrypted = call(&sandbox, path, direct("container", json!({ "container": "eyJ0b2tlbiI6e319" }))).await;
    assert_eq!(encrypted["order_status"], "approved", "{encrypted}");
    let wallet = |card: &str| json!({ "card_number": card, "expiry_date": "0127", "wallet": "applepay", "cavv": "AgAAAAAABk4DWZ4C28yUQAAAAAA=" });
    for (card, state) in [("4761120010000492", "approved"), (APPROVED, "approved"), (DECLINED, "declined")] {
        let paid = call(&sandbox, path, direct(card, wallet(card))).await;
        assert_eq!(paid["order_status"], state, "{paid}");
    }
    let special = json!({ "card_number": "4444777799991111", "expiry_date": "1230" });
    assert!(call(&sandbox, path, direct("asked", special.clone())).await["acs_url"].is_string());
    let excused = json!({ "reservation_data": "eyIzZHNfbWFuZGF0b3J5Ijp0cnVlfQ==" });
    let paid = call(&sandbox, path, direct("excused", with(object(special), excused).into())).await;
    assert_eq!(paid["order_status"], "approved", "{paid}");
}

async fn form(url: &str, pairs: &[(&str, &str)]) -> (u16, String) {
    let body = form_of(pairs);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let content_type = "application/x-www-form-urlencoded";
    let response = client.post(url).header("content-type", content_type).body(body).send().await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && policy.ends_with("form-action http: https:"), "{policy}");
    (response.status().as_u16(), response.text().await.unwrap())
}

fn form_of(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The values of the hidden field `PaRes`, in the order of the forms.
fn pares_values(html: &str) -> Vec<String> {
    let parts = html.split("name=\"PaRes\" value=\"").skip(1);
    parts.map(|part| part.split_once('"').unwrap().0.to_owned()).collect()
}

#[tokio::test]
async fn the_payer_is_authenticated_on_the_banks_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let back = "http://127.0.0.1:1/back?<b>&\"x";
    let (url, pareq, md) = challenge(&sandbox, "yes", APPROVED).await;
    let pairs = [("PaReq", pareq.as_str()), ("MD", &md), ("TermUrl", back)];
    let (status, html) = form(&url, &pairs).await;
    assert_eq!(status, 200);
    assert!(html.contains("&lt;script&gt;Tea&lt;/script&gt;") && !html.contains("<script>"), "{html}");
    assert!(html.contains("10.20 GEL") && html.contains("•••• 1111"), "{html}");
    let action = "<form method=\"post\" action=\"http://127.0.0.1:1/back?&lt;b&gt;&amp;&quot;x\">";
    assert_eq!(html.matches(action).count(), 2, "{html}");
    assert_eq!(pares_values(&html), [sandbox.pass_challenge(&md), sandbox.fail_challenge(&md)]);
    let got = reqwest::get(format!("{url}?{}", form_of(&pairs))).await.unwrap();
    assert_eq!((got.status().as_u16(), got.text().await.unwrap()), (200, html.clone()));

    for (name, value, expected) in [
        ("PaReq", "other", 404),
        ("MD", "other", 404),
        ("TermUrl", "javascript:alert(1)", 400),
        ("TermUrl", "/back", 400),
        ("TermUrl", "", 400),
    ] {
        let pairs = pairs.map(|(known, same)| if known == name { (known, value) } else { (known, same) });
        assert_eq!(form(&url, &pairs).await.0, expected, "{name} {value}");
    }
    step2(&sandbox, "yes", &md, &pares_values(&html)[1]).await.unwrap();
    assert_eq!(form(&url, &pairs).await.0, 404, "the check is over");

    let put = reqwest::Client::new().put(&url).send().await.unwrap();
    assert_eq!((put.status().as_u16(), put.headers()["allow"].to_str().unwrap()), (405, "GET,HEAD,POST"));
}

#[tokio::test]
async fn a_one_time_code_is_required() {
    let sandbox = Sandbox::start().await.unwrap();
    let (url, pareq, md) = challenge(&sandbox, "code", OTP).await;
    let pairs = [("PaReq", pareq.as_str()), ("MD", &md), ("TermUrl", "https://shop.example/back")];
    let with_code = |code| [pairs[0], pairs[1], pairs[2], ("otp", code)];
    let (passed, failed) = (sandbox.pass_challenge(&md), sandbox.fail_challenge(&md));
    let (_, asked) = form(&url, &pairs).await;
    assert!(asked.contains("name=\"otp\"") && pares_values(&asked) == [failed.clone()], "{asked}");
    let (_, wrong) = form(&url, &with_code("222222")).await;
    assert!(wrong.contains("The code is wrong.") && pares_values(&wrong) == [failed], "{wrong}");
    let (_, right) = form(&url, &with_code("111111")).await;
    assert_eq!(pares_values(&right), [passed]);
    assert_eq!(step2(&sandbox, "code", &md, &pares_values(&right)[0]).await.unwrap().outcome(), Outcome::Approved);
}
