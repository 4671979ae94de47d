//! The pages for payers: the checkout page, the bank's page, the result, and the return to the shop.

use std::time::Duration;

use crate::common::{APPROVED, DECLINED, PLAIN, PLAIN_DECLINED, create, order, with};
use flitt_client::api::FinalOrder;
use flitt_client::{Credentials, Outcome, callback};
use flitt_sandbox::{Merchant, OrderStatus, Sandbox};
use reqwest::{Client, Response, redirect::Policy};
use serde_json::{Value, json};

const OTP: &str = "9860010088889992";

/// A browser without scripts.
struct Browser {
    client: Client,
    base_url: String,
    /// The URL of the order's checkout page.
    checkout_url: String,
    url: String,
    status: u16,
    html: String,
}

impl Browser {
    async fn open(sandbox: &Sandbox, more: Value) -> Self {
        let created = create(sandbox, with(order("TestOrder2"), more)).await;
        let client = Client::builder().no_proxy().redirect(Policy::limited(5)).build().unwrap();
        let url = created["checkout_url"].as_str().unwrap().to_owned();
        let base_url = sandbox.base_url().to_owned();
        let html = String::new();
        let mut browser = Self { client, base_url, checkout_url: url.clone(), url, status: 0, html };
        browser.again().await;
        browser
    }

    /// Opens the checkout page again.
    async fn again(&mut self) {
        self.get(&self.checkout_url.clone()).await;
    }

    async fn get(&mut self, url: &str) {
        let response = self.client.get(url).send().await.unwrap();
        self.show(response).await;
    }

    /// Submits the form with this index, with these values.
    async fn send(&mut self, number: usize, typed: &[(&str, &str)]) {
        let form = self.html.split("<form ").nth(number + 1).unwrap().split("</form>").next().unwrap();
        let action = attribute(form, "action=\"");
        let hidden = form.split("type=\"hidden\" name=\"").skip(1).map(|field| {
            let name = field.split('"').next().unwrap().to_owned();
            (name, attribute(field, "value=\""))
        });
        let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(hidden.chain(typed)).finish();
        let url = if action.starts_with('/') { format!("{}{action}", self.base_url) } else { action };
        let request = self.client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
        self.show(request.send().await.unwrap()).await;
    }

    async fn pay(&mut self, number: &str) {
        self.send(0, &[("card_number", number), ("expiry_date", "12 / 40"), ("cvv2", "123")]).await;
    }

    async fn show(&mut self, response: Response) {
        self.status = response.status().as_u16();
        self.url = response.url().to_string();
        self.html = response.text().await.unwrap();
    }

    fn shows(&self, text: &str) -> bool {
        self.html.contains(text)
    }
}

fn attribute(html: &str, begins: &str) -> String {
    let value = html.split(begins).nth(1).unwrap().split('"').next().unwrap();
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The form with the result for the merchant, as it would be posted.
fn result_form(html: &str) -> String {
    let form = html.split("<form ").nth(1).unwrap();
    let fields = form.split("type=\"hidden\" name=\"").skip(1);
    let fields = fields.map(|field| (field.split('"').next().unwrap().to_owned(), attribute(field, "value=\"")));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

#[tokio::test]
async fn a_card_without_3ds_pays_and_the_shop_receives_the_signed_result() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = "http://127.0.0.1:1/back?a=1&b=\"2\"";
    let mut payer = Browser::open(&sandbox, json!({ "response_url": shop, "order_desc": "Tea & \"cake\"" })).await;
    payer.pay(PLAIN).await;
    assert!(payer.url.contains("/checkout/result?token=") && payer.shows("Payment successful"), "{}", payer.html);
    assert!(
        payer.shows("data-send")
            && payer.shows("•••• 6666")
            && !payer.shows("<dd>444455XXXXXX6666")
            && payer.shows("Back to the shop")
    );
    let result = callback::verify::<FinalOrder>(&Credentials::test(), result_form(&payer.html).as_bytes()).unwrap();
    assert_eq!((result.order_id(), result.outcome()), ("TestOrder2", Outcome::Approved));
    payer.again().await;
    assert!(payer.shows("This order is already paid") && !payer.shows("data-send") && !payer.shows("card_number"));
}

#[tokio::test]
async fn a_decline_shows_its_reason_and_can_be_retried() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({})).await;
    payer.pay(PLAIN_DECLINED).await;
    assert!(payer.shows("The bank declined the card.") && !payer.shows("1000") && payer.shows("name=\"card_number\""));
    assert_eq!(sandbox.order("TestOrder2").unwrap().status, OrderStatus::Processing);
    payer.pay(PLAIN).await;
    assert!(payer.shows("Payment successful") && !payer.shows("Back to the shop"), "{}", payer.html);

    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({ "delayed": "N" })).await;
    payer.pay(PLAIN_DECLINED).await;
    assert!(payer.shows("No money was taken.") && !payer.shows("card_number"), "{}", payer.html);
    assert_eq!(sandbox.order("TestOrder2").unwrap().status, OrderStatus::Declined);
}

#[tokio::test]
async fn invalid_input_is_reported_at_its_field_and_is_no_attempt() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({})).await;
    payer.send(0, &[("card_number", "4444 5555 6666 1112"), ("expiry_date", "01/20"), ("cvv2", "12")]).await;
    assert_eq!(payer.status, 422);
    for (id, text) in [
        ("card_number", "Check the digits of the card number."),
        ("expiry_date", "This card has expired."),
        ("cvv2", "Enter 3 or 4 digits."),
    ] {
        assert!(payer.shows(&format!("id=\"{id}-error\" aria-live=\"polite\">{text}</p>")), "{id}: {}", payer.html);
    }
    assert_eq!(payer.html.matches("aria-invalid=\"true\"").count(), 3);
    assert!(payer.shows("value=\"4444 5555 6666 1112\""), "the payer corrects, and does not type it all again");
    assert_eq!(sandbox.order("TestOrder2").unwrap().status, OrderStatus::Created);
}

#[tokio::test]
async fn the_payer_approves_or_declines_on_the_banks_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({})).await;
    payer.pay(APPROVED).await;
    assert!(payer.shows("Confirm the payment") && payer.shows("10.00 GEL"), "{}", payer.html);
    assert_eq!(sandbox.order("TestOrder2").unwrap().status, OrderStatus::Processing);
    let bank = payer.url.clone();
    payer.send(1, &[]).await;
    assert!(payer.shows("The payment was not confirmed at the bank.") && !payer.shows("1024"), "{}", payer.html);
    payer.get(&bank).await;
    assert_eq!(payer.status, 404, "the check is over");

    payer.again().await;
    payer.pay(DECLINED).await;
    let first = payer.url.clone();
    payer.again().await;
    payer.pay(APPROVED).await;
    let second = payer.url.clone();
    payer.get(&first).await;
    assert_eq!(payer.status, 404, "a later check ends the one before");
    payer.get(&second).await;
    payer.send(0, &[]).await;
    assert!(payer.shows("Payment successful"), "{}", payer.html);
    let paid = sandbox.order("TestOrder2").unwrap();
    assert_eq!((paid.status, sandbox.orders().len()), (OrderStatus::Approved, 1));
}

#[tokio::test]
async fn a_one_time_code_is_required_on_the_banks_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({})).await;
    payer.pay(OTP).await;
    payer.send(0, &[("otp", "222222")]).await;
    assert!(payer.shows("The code is wrong."), "{}", payer.html);
    payer.send(0, &[("otp", "111111")]).await;
    assert!(payer.shows("data-send"), "{}", payer.html);
    payer.send(0, &[]).await;
    assert!(payer.shows("Payment successful"), "{}", payer.html);
}

#[tokio::test]
async fn a_test_card_fills_in_the_form_without_a_script() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({})).await;
    let link = attribute(payer.html.split("<ul>").nth(1).unwrap(), "href=\"");
    payer.get(&format!("{}{link}", payer.checkout_url.split('?').next().unwrap())).await;
    assert!(payer.shows("value=\"4444 5555 6666 1111\"") && payer.shows("value=\"123\""), "{}", payer.html);
    payer.get(&format!("{}&card=4222222222222", payer.checkout_url)).await;
    assert!(payer.status == 200 && !payer.shows("4222222222222"), "only documented cards are filled in");
}

#[tokio::test]
async fn cancelling_leads_to_the_merchants_page_or_the_sandboxs() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({})).await;
    let way_out = attribute(&payer.html, "<p class=\"cancel\"><a href=\"");
    payer.get(&format!("{}{way_out}", sandbox.base_url())).await;
    assert!(payer.shows("Payment cancelled") && payer.shows("Back to the payment"), "{}", payer.html);
    assert_eq!(sandbox.order("TestOrder2").unwrap().status, OrderStatus::Created, "the payer may come back");
    let shop = "https://shop.example/cancelled?order=1";
    let payer = Browser::open(&sandbox, json!({ "order_id": "2", "cancel_url": shop })).await;
    assert_eq!(attribute(&payer.html, "<p class=\"cancel\"><a href=\""), shop);
}

#[tokio::test]
async fn completed_orders_have_their_own_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({ "lifetime": 60 })).await;
    sandbox.advance(Duration::from_secs(61));
    payer.pay(PLAIN).await;
    assert!(payer.shows("This payment link has expired") && !payer.shows("card_number"), "{}", payer.html);
    let mut payer = Browser::open(&sandbox, json!({ "order_id": "2", "verification": "Y" })).await;
    assert!(payer.shows("This only checks your card"), "{}", payer.html);
    payer.pay(PLAIN).await;
    assert!(payer.shows("Payment successful"), "{}", payer.html);
    payer.again().await;
    assert!(payer.shows("The money was returned"), "{}", payer.html);
    payer.get(&format!("{}/checkout/result?token=none", sandbox.base_url())).await;
    assert!(payer.status == 404 && payer.shows("There is no such order"));
}

#[tokio::test]
async fn the_page_has_the_language_of_the_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let more = json!({ "lang": "ka", "subscription": "Y", "required_rectoken": "Y", "preauth": "Y" });
    let payer = Browser::open(&sandbox, more).await;
    assert!(payer.shows("<html lang=\"ka\">") && payer.shows("ბარათის ნომერი"), "{}", payer.html);
    for note in ["დაიბლოკება", "გამოწერა", "შეინახავს"] {
        assert!(payer.shows(note), "{note}: {}", payer.html);
    }
    let payer = Browser::open(&sandbox, json!({ "order_id": "2", "lang": "fr" })).await;
    assert!(payer.shows("<html lang=\"en\">") && payer.shows("Card number"));
}

#[tokio::test]
async fn reservation_data_skip_3ds_for_the_card_that_allows_it() {
    const DEPENDS: &str = "4444777799991111";
    let typed = [("card_number", DEPENDS), ("expiry_date", "12/40"), ("cvv2", "123")];
    let sandbox = Sandbox::start().await.unwrap();
    let mut asked = Browser::open(&sandbox, json!({})).await;
    asked.send(0, &typed).await;
    assert!(asked.url.contains("/acs"), "{}", asked.url);
    let data = json!({ "order_id": "excused", "reservation_data": "eyJhY2NvdW50IjoiNyJ9" });
    let mut excused = Browser::open(&sandbox, data).await;
    excused.send(0, &typed).await;
    assert!(excused.html.contains("Payment successful"), "{}", excused.html);
    assert_eq!(sandbox.order("excused").unwrap().purchase.reservation_data, "eyJhY2NvdW50IjoiNyJ9");
    let info = crate::common::status(&sandbox, "excused").await["additional_info"].as_str().unwrap().to_owned();
    assert!(info.contains(r#""reservation_data": "{\"account\":\"7\"}""#), "{info}");
}

#[tokio::test]
async fn a_declined_form_keeps_what_is_no_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({})).await;
    for (card, number) in [
        // A test card, without 3-D Secure and with it; and another card, which can be a real one.
        (PLAIN_DECLINED, "value=\"4444 1111 5555 6666\""),
        (DECLINED, "value=\"4444 1111 6666 5555\""),
        ("5105109876543218", "name=\"card_number\" value=\"\""),
    ] {
        payer.send(0, &[("card_number", card), ("expiry_date", "11 / 41"), ("cvv2", "987")]).await;
        if payer.url.contains("/acs") {
            payer.send(1, &[]).await;
        }
        assert!(payer.shows("Payment declined") && payer.shows(number), "{card}: {}", payer.html);
        assert!(payer.shows("value=\"11 / 41\"") && !payer.shows("987"), "{card}: {}", payer.html);
    }
    // Another order does not know it.
    let other = Browser::open(&sandbox, json!({ "order_id": "other" })).await;
    assert!(!other.shows("11 / 41"), "{}", other.html);
}

#[tokio::test]
async fn a_card_that_is_not_a_test_card_unfolds_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({ "lang": "ka" })).await;
    assert!(payer.shows("<details class=\"test-cards\" id=\"test-cards\"><summary>"), "{}", payer.html);
    payer.pay("5105105105105100").await;
    assert!(payer.shows("ეს ბარათი სატესტო არ არის.") && payer.shows("id=\"test-cards\" open>"), "{}", payer.html);
}

#[tokio::test]
async fn the_chosen_test_card_is_marked() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({})).await;
    assert!(!payer.shows("aria-current"), "{}", payer.html);
    payer.get(&format!("{}&card={PLAIN}", payer.checkout_url)).await;
    assert_eq!(payer.html.matches("aria-current=\"true\"").count(), 1);
    let marked = payer.html.split("aria-current=\"true\"").nth(1).unwrap();
    assert!(marked.contains("4444 5555 1111 6666") && payer.shows("id=\"test-cards\" open>"), "{marked}");
}

#[tokio::test]
async fn a_merchant_has_a_name() {
    let merchants = [Merchant::new(7, "test").with_name("Tea <house>"), Merchant::new(8, "test")];
    let sandbox = Sandbox::builder().merchants(merchants).start().await.unwrap();
    let mut payer = Browser::open(&sandbox, json!({ "merchant_id": 7 })).await;
    assert!(payer.shows("<p class=\"merchant\">Tea &lt;house&gt;</p>"), "{}", payer.html);
    payer.pay(PLAIN).await;
    assert!(payer.shows("<dt>Merchant</dt><dd>Tea &lt;house&gt;</dd>"), "{}", payer.html);
    let nameless = Browser::open(&sandbox, json!({ "merchant_id": 8 })).await;
    assert!(nameless.shows("<p class=\"merchant\">Merchant 8</p>"), "{}", nameless.html);
}

#[tokio::test]
async fn a_payer_who_cancelled_can_go_back_to_the_shop() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = "http://127.0.0.1:1/back";
    let mut payer = Browser::open(&sandbox, json!({ "response_url": shop })).await;
    let way_out = attribute(&payer.html, "<p class=\"cancel\"><a href=\"");
    payer.get(&format!("{}{way_out}", sandbox.base_url())).await;
    assert!(payer.shows("Back to the payment") && payer.shows("Back to the shop") && !payer.shows("data-send"));
    let state = callback::verify_payer_return::<FinalOrder>(&Credentials::test(), result_form(&payer.html).as_bytes());
    assert_eq!(state.unwrap().outcome(), Outcome::Pending(None));
    sandbox.pay("TestOrder2", PLAIN).unwrap();
    payer.get(&format!("{}{way_out}", sandbox.base_url())).await;
    assert!(payer.shows("This order is already paid"), "no money was taken would be wrong: {}", payer.html);
}
