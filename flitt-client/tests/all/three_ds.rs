//! The way to the card's bank and back, through the page of the sandbox.

use flitt_client::api::three_ds_step1::Response;
use flitt_client::api::three_ds_step1::acs_url::AcsUrl;
use flitt_client::api::{ThreeDsStep1, ThreeDsStep2};
use flitt_client::callback::{ThreeDsReturn, ThreeDsReturnError};
use flitt_client::transport::{HttpResponse, MockTransport};
use flitt_client::{Client, Credentials, Currency, Outcome};
use flitt_sandbox::Sandbox;

/// A test card whose payer is asked, without a code.
const ASKED: &str = "4444555566661111";
const BACK: &str = "https://shop.example/bank?order=7&x=\"<>'";

async fn first_step(client: &Client) -> AcsUrl {
    let request = ThreeDsStep1::request()
        .order_id("7")
        .order_desc("Tea")
        .amount(1020)
        .currency(Currency::GEL)
        .card_number(ASKED)
        .expiry_date("1230")
        .cvv2("123")
        .build()
        .unwrap();
    match client.send(&request).await.unwrap() {
        Response::AcsUrl(check) => check,
        other => panic!("no check: {other:?}"),
    }
}

/// What a browser sends when its user presses the first button of a page.
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    fn first(page: &str) -> Self {
        let form = between(page, "<form", "</form>").expect("a form");
        let inputs = form.split("<input").skip(1).filter(|input| attribute(input, "type") == "hidden");
        let fields = inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect();
        Self { action: attribute(form, "action"), fields }
    }

    async fn post(&self) -> String {
        let browser = reqwest::Client::builder().no_proxy().build().unwrap();
        let response = browser.post(&self.action).form(&self.fields).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        response.text().await.unwrap()
    }

    fn body(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    text.split_once(from)?.1.split_once(to).map(|(inner, _)| inner)
}

fn attribute(tag: &str, name: &str) -> String {
    let text = between(tag, &format!(" {name}=\""), "\"").unwrap_or_default();
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    plain.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

#[tokio::test]
async fn a_payer_passes_three_ds_and_returns() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url()).build().unwrap();
    let check = first_step(&client).await;
    let form = check.to_bank_form(BACK, "To the bank").unwrap();
    let there = Form::first(&form.to_page());
    assert_eq!(there.action, check.acs_url());
    assert_eq!(there.fields, form.fields());
    assert_eq!(there.fields[2], ("TermUrl".to_owned(), BACK.to_owned()));

    let back = Form::first(&there.post().await);
    assert_eq!(back.action, BACK, "the first button of the bank's page approves");
    let returned = ThreeDsReturn::parse(back.body().as_bytes()).unwrap();
    assert_eq!(returned.md(), check.md());
    let paid = client.send(&ThreeDsStep2::from_acs_return(&returned, "7").build().unwrap()).await.unwrap();
    assert_eq!((paid.outcome(), paid.order_id()), (Outcome::Approved, "7"));
}

#[test]
fn both_spellings_are_read_and_neither_twice() {
    let expected = ThreeDsReturn::parse(b"PaRes=eJx%2B%2F%3D&MD=20018").unwrap();
    assert_eq!((expected.pares(), expected.md()), ("eJx+/=", "20018"));
    for body in ["pares=eJx%2B%2F%3D&md=20018", "md=20018&PaRes=eJx%2B%2F%3D&extra=1"] {
        assert_eq!(ThreeDsReturn::parse(body.as_bytes()).as_ref(), Ok(&expected), "{body}");
    }
    let refused = |body: &str| ThreeDsReturn::parse(body.as_bytes()).unwrap_err();
    assert_eq!(refused("PaRes=a"), ThreeDsReturnError::Missing("MD"));
    assert_eq!(refused("MD=1&PaRes="), ThreeDsReturnError::Missing("PaRes"));
    assert_eq!(refused("MD=1&PaRes=a&pares=b"), ThreeDsReturnError::Duplicate("PaRes"));
    assert!(matches!(refused("MD=1&MD=2&PaRes=a"), ThreeDsReturnError::Unreadable(_)));
    assert!(matches!(ThreeDsReturn::parse(b"\xff"), Err(ThreeDsReturnError::Unreadable(_))));
    assert!(!format!("{expected:?}").contains("20018"));
}

/// The first step's response is not signed, and its address becomes one that a browser opens.
#[tokio::test]
async fn a_browser_is_not_sent_to_a_script() {
    let response = r#"{"response":{"response_status":"success","acs_url":"javascript:alert(1)","pareq":"x","md":"1"}}"#;
    let client = Client::builder(Credentials::test()).transport(MockTransport::new([Ok(HttpResponse::ok(response))]));
    let check = first_step(&client.build().unwrap()).await;
    let refused = check.to_bank_form(BACK, "To the bank").unwrap_err();
    assert!(refused.to_string().contains("https://"), "{refused}");
}
