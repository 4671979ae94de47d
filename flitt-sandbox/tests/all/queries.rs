//! Transactions, fiscal data, and reports.

use std::collections::HashSet;
use std::time::Duration;

use crate::common::{
    APPROVED, DECLINED, PLAIN_DECLINED, call, client, create, error_of, object, order, post_as, reverse, signed, with,
};
use flitt_client::api::company_report::{ReportId, Response};
use flitt_client::api::tables::report_filter::{Operand, ReportFilter};
use flitt_client::api::{CompanyReport, FiscalData, ReportToken, TransactionList};
use flitt_client::{Client, Credentials, Error};
use flitt_sandbox::{Merchant, Sandbox};
use serde_json::{Value, json};

#[tokio::test]
async fn an_order_has_its_transactions() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, with(order("1"), json!({ "preauth": "Y" }))).await;
    let ask = TransactionList::request().order_id("1").build().unwrap();
    assert!(client(&sandbox).send(&ask).await.unwrap().is_empty());
    sandbox.pay("1", DECLINED).unwrap();
    sandbox.pay("1", APPROVED).unwrap();
    let capture = json!({ "order_id": "1", "merchant_id": 1_549_901, "amount": 250, "currency": "GEL" });
    call(&sandbox, "/api/capture/order_id", signed(object(capture))).await;
    reverse(&sandbox, "1", 100, json!({ "reverse_id": "R" })).await;
    reverse(&sandbox, "1", 100, json!({ "reverse_id": "R" })).await;
    reverse(&sandbox, "1", 50, json!({})).await;
    let list = client(&sandbox).send(&ask).await.unwrap();
    let [declined, paid, first, second] = &*list else { panic!("four transactions: {list:?}") };
    assert_eq!((declined.transaction_status(), declined.response_code()), (Some("declined"), Some("1000")));
    assert_eq!((declined.actual_amount(), declined.capture_amount()), (None, None));
    assert_eq!(
        (paid.amount(), paid.capture_amount(), paid.capture_status(), paid.reversal_amount()),
        (Some("10.0"), Some("2.5"), Some("captured"), Some("1.5"))
    );
    assert_eq!((paid.order_id(), paid.transaction_status()), (Some("1"), Some("approved")));
    assert_eq!((paid.masked_card(), paid.card_last_digits()), (Some("444455XXXXXX1111"), Some("1111")));
    assert_eq!((paid.response_code(), paid.parent_tran_id(), paid.preauth()), (None, None, Some("Y")));
    for (reverse, amount) in [(first, "1.0"), (second, "0.5")] {
        assert_eq!((reverse.tran_type(), reverse.amount()), (Some("reverse"), Some(amount)));
        assert_eq!((reverse.parent_tran_id(), reverse.capture_status()), (Some(paid.id()), None));
        assert_eq!((reverse.masked_card(), reverse.reversal_amount()), (Some("444455XXXXXX1111"), Some("0.0")));
    }
    let ids: HashSet<u64> = list.iter().map(flitt_client::api::Transaction::id).collect();
    assert_eq!(ids.len(), list.len());
    let unknown =
        call(&sandbox, "/api/transaction_list/", signed(object(json!({ "order_id": "x", "merchant_id": 1_549_901 }))));
    assert_eq!(error_of(&unknown.await).0, 1018);
}

#[tokio::test]
async fn fiscal_data_are_available_after_a_minute() {
    let sandbox = Sandbox::start().await.unwrap();
    for (name, more) in [
        ("lari", json!({})),
        ("sum", json!({ "currency": "UZS" })),
        ("held", json!({ "currency": "UZS", "preauth": "Y" })),
        ("declined", json!({ "currency": "UZS" })),
    ] {
        create(&sandbox, with(order(name), more)).await;
        sandbox.pay(name, if name == "declined" { PLAIN_DECLINED } else { APPROVED }).unwrap();
    }
    let ask = async |name: &str| client(&sandbox).send(&FiscalData::request().order_id(name).build().unwrap()).await;
    for name in ["lari", "held", "declined"] {
        match ask(name).await.unwrap_err() {
            Error::Failure(failure) => assert_eq!(failure.message(), "Merchant account not found"),
            other => panic!("{name}: {other}"),
        }
    }
    let response = ask("sum").await.unwrap();
    let records = response.fiscalisation_data();
    assert_eq!((records[0].1.code(), records[0].1.status_code()), (Some(-31_603), None));
    sandbox.advance(Duration::from_secs(60));
    let response = ask("sum").await.unwrap();
    let records = response.fiscalisation_data();
    assert_eq!((records[0].1.code(), records[0].1.status_code()), (None, Some(0)));
    assert!(records[0].1.qr_code_url().is_some() && records[0].1.processed_date().is_some());
}

fn company(sandbox: &Sandbox, key: &str) -> Client {
    let credentials = Credentials::new(1_549_901, "test").with_company_key(key);
    Client::builder(credentials).base_url(sandbox.base_url()).build().unwrap()
}

pub(crate) async fn token(sandbox: &Sandbox) -> String {
    let request = ReportToken::request().application_id("1019").date("2026-08-29 12:00:00").build().unwrap();
    let response = company(sandbox, "test").send(&request).await.unwrap();
    assert_eq!(response.expires_in(), Some(3602));
    response.token().to_owned()
}

pub(crate) async fn report(
    sandbox: &Sandbox,
    token: &str,
    report: ReportId,
    filters: &[(&str, Operand, &str)],
    page: u64,
) -> Result<Response, Error> {
    let filter = |(field, operand, value): &(&str, Operand, &str)| {
        let filter = ReportFilter::builder().field(*field).operand(*operand);
        if value.is_empty() { filter.build().unwrap() } else { filter.value(*value).build().unwrap() }
    };
    let request = CompanyReport::request().token(token).report_id(report).merchant_id(1_549_901_u64);
    let request = request.filters(filters.iter().map(filter)).on_page(2_u64).page(page).build().unwrap();
    company(sandbox, "test").send(&request).await
}

#[tokio::test]
async fn reports_contain_the_sandboxs_orders() {
    let sandbox = Sandbox::start().await.unwrap();
    for number in 1..=5 {
        create(&sandbox, with(order(&number.to_string()), json!({ "amount": number * 100 }))).await;
    }
    for name in ["1", "2", "3"] {
        sandbox.pay(name, APPROVED).unwrap();
    }
    sandbox.chargeback("3").unwrap();
    let token = token(&sandbox).await;
    let ids = |response: &Response| -> Vec<String> {
        response.data().iter().map(|row| row.get("order_id").unwrap_or_default().to_owned()).collect()
    };
    let recent = ("order_timestart", Operand::From, "-1");
    let first = report(&sandbox, &token, ReportId::AllTransactions, &[recent], 1).await.unwrap();
    assert_eq!((first.rows_count(), first.rows_on_page(), first.rows_page()), (Some(5), Some(2), Some(1)));
    assert_eq!(ids(&first), ["1", "2"]);
    let last = report(&sandbox, &token, ReportId::AllTransactions, &[recent], 3).await.unwrap();
    assert_eq!((ids(&last), last.rows_on_page()), (vec!["5".to_owned()], Some(1)));
    for (filter, expected) in [
        (("order_status", Operand::Equal, "approved"), &["1", "2"][..]),
        (("order_id", Operand::Any, "2, 4"), &["2", "4"]),
        (("amount", Operand::Greater, "3.5"), &["4", "5"]),
        (("masked_card", Operand::IsNull, ""), &["4", "5"]),
        (("order_desc", Operand::NotLike, "Test"), &[]),
        (("order_timestart", Operand::To, "2000-01-01"), &[]),
    ] {
        let found = report(&sandbox, &token, ReportId::AllTransactions, &[recent, filter], 1).await.unwrap();
        assert_eq!(ids(&found), expected, "{filter:?}");
    }
    let paid = [("tran_timestart", Operand::From, "-1")];
    let successful = report(&sandbox, &token, ReportId::SuccessfulTransactions, &paid, 2).await.unwrap();
    assert_eq!((successful.rows_count(), successful.data()[0].get("actual_amount")), (Some(3), Some("3.00")));
    let disputed = [("chargeback_createtime", Operand::NotNull, "")];
    let disputed = report(&sandbox, &token, ReportId::Chargebacks, &disputed, 1).await.unwrap();
    assert_eq!((disputed.rows_count(), disputed.data()[0].get("amount")), (Some(1), Some("3.00")));
}

#[tokio::test]
async fn reports_contain_reversals_and_settlements() {
    let sandbox = Sandbox::start().await.unwrap();
    for (name, more) in [
        ("paid", json!({})),
        ("back", json!({})),
        ("disputed", json!({})),
        ("held", json!({ "preauth": "Y" })),
        ("taken", json!({ "preauth": "Y" })),
        ("open", json!({})),
    ] {
        create(&sandbox, with(order(name), more)).await;
        if name != "open" {
            sandbox.pay(name, APPROVED).unwrap();
        }
    }
    reverse(&sandbox, "paid", 300, json!({})).await;
    reverse(&sandbox, "back", 1000, json!({})).await;
    sandbox.chargeback("disputed").unwrap();
    let capture = json!({ "order_id": "taken", "merchant_id": 1_549_901, "amount": 250, "currency": "GEL" });
    call(&sandbox, "/api/capture/order_id", signed(object(capture))).await;

    let given = token(&sandbox).await;
    let successful = ReportId::SuccessfulTransactions;
    let reverses = [("tran_timestart", Operand::From, "-1"), ("tran_type", Operand::Equal, "reverse")];
    let found = report(&sandbox, &given, successful, &reverses, 1).await.unwrap();
    assert_eq!((found.rows_count(), found.data()[0].get("actual_amount")), (Some(2), Some("3.00")));
    let parent = found.data()[0].get("parent_tran_id").unwrap().to_owned();
    let paid = [("tran_id", Operand::Equal, parent.as_str())];
    let found = report(&sandbox, &given, successful, &paid, 1).await.unwrap();
    assert_eq!((found.rows_count(), found.data()[0].get("actual_amount")), (Some(1), Some("10.00")));

    let all = [("payment_id", Operand::NotNull, "")];
    let before = report(&sandbox, &given, ReportId::Reimbursements, &all, 1).await.unwrap();
    assert_eq!(before.rows_count(), Some(0), "nobody gets money on the same day");
    sandbox.advance(Duration::from_secs(32 * 60 * 60));
    // Later reversals do not change the settlement.
    reverse(&sandbox, "paid", 100, json!({})).await;
    let given = token(&sandbox).await;
    let settled = report(&sandbox, &given, ReportId::Reimbursements, &all, 1).await.unwrap();
    let settled = settled.data();
    let rows: Vec<_> = settled.iter().map(|row| (row.get("order_id"), row.get("settlement_amount"))).collect();
    assert_eq!(rows, [(Some("paid"), Some("7.00")), (Some("taken"), Some("2.50"))]);
    let row = &settled[0];
    assert!(row.get("settlement_date").unwrap().ends_with(" 08:00:00"), "{row:?}");
    assert_eq!((row.get("settlement_currency"), row.get("fee")), (Some("GEL"), Some("0.00")));
}

#[tokio::test]
async fn reports_require_a_valid_token() {
    let sandbox = Sandbox::builder()
        .merchant(Merchant::test().with_company("1019", "test"))
        .merchant(Merchant::new(7, "seven").with_company("2", "two"))
        .start()
        .await
        .unwrap();
    let message = |response: Result<Response, Error>| match response.unwrap_err() {
        Error::Failure(failure) => failure.message().to_owned(),
        other => panic!("{other}"),
    };
    let all = ReportId::AllTransactions;
    let recent = [("order_timestart", Operand::From, "-1")];
    assert_eq!(message(report(&sandbox, "other", all, &recent, 1).await), "Invalid auth token");
    let given = token(&sandbox).await;
    let expected = "report 745 needs a filter on order_timestart or order_timeend or payment_id or order_id";
    assert_eq!(message(report(&sandbox, &given, all, &[("amount", Operand::Equal, "1")], 1).await), expected);
    let day = [("order_timestart", Operand::DateIs, "yesterday")];
    assert_eq!(message(report(&sandbox, &given, all, &day, 1).await), "expected a date as YYYY-MM-DD");
    let (_, text) = post_as(&sandbox, "/api/extend/company/report/", "application/json", "{}").await;
    let response: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        response,
        json!({ "error": "Authorization token required", "err_code": "Authorization token required" })
    );

    // A wrong key, another company's merchant, and an expired token.
    let request = ReportToken::request().application_id("1019").date("now").build().unwrap();
    match company(&sandbox, "wrong").send(&request).await.unwrap_err() {
        Error::Failure(failure) => {
            assert_eq!((failure.code(), failure.message()), ("403", "Incorrect signature"));
        }
        other => panic!("{other}"),
    }
    let request = CompanyReport::request().token(given.as_str()).report_id(all).merchant_id(7_u64).filters([]);
    let request = request.on_page(2_u64).page(1_u64).build().unwrap();
    assert_eq!(message(company(&sandbox, "test").send(&request).await), "Merchant not found");
    sandbox.advance(Duration::from_secs(2 * 60 * 60));
    assert_eq!(message(report(&sandbox, &given, all, &recent, 1).await), "Invalid auth token");
}
