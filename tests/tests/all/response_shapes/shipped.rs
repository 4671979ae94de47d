//! The endpoints of the gateway that need it.

use flitt_client::api::company_report::ReportId;
use flitt_client::api::tables::report_filter::Operand;
use flitt_client::api::tables::{custom_field, product, report_filter, reservation_data};
use flitt_client::api::{CheckoutUrl, CompanyReport, FiscalData, GetOrderStatus, TransactionList};
use flitt_client::error::{FieldsError, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::response::Verification;
use flitt_client::value::{DateTime, OpenEnum};
use flitt_client::{Credentials, Error};

use super::rejected;

fn credentials() -> Credentials {
    Credentials::new(1_549_901, "test")
}

/// The two transactions of an order, the first as the documentation prints it.
const TRANSACTIONS: &str = r#"{"response": [
    {"id": 2008762318, "payment_id": 812945884, "parent_tran_id": null, "timestart": "22.08.2024 00:51:11",
     "timeend": "22.08.2024 00:51:16", "duration": 4492, "merchant_id": 1549901, "tran_type": "purchase",
     "sender_country": "US", "sender_email": "test@test.com", "amount": 20.0, "currency": "GEL", "actual_amount": 302.35,
     "actual_currency": "GEL", "expire_month": "08", "expire_year": "2024", "cavv": "CAACByOHgGKTUReYJYeAAAAAAAA=",
     "eci": "05", "md": "2008762318", "veres_status": "Y", "pares_status": "Y", "ipaddress_v4": "178.54.60.26",
     "payment_system": "card", "card_last_digits": "1111", "card_bin": "444455", "reversal_amount": 0.0,
     "capture_amount": null, "sender_approval_code": "123456", "sender_rrn": "111111111111", "capture_status": null,
     "transaction_status": "approved", "response_code": null, "settlement_amount": 0.0, "settlement_currency": null,
     "settlement_date": null, "fee": null, "preauth": false, "settlement_status": null, "rectoken": null, "istest": true,
     "client_fee": 0.0, "ip_country": "UA", "verification_code": null, "receiver_rrn": null,
     "receiver_approval_code": null, "receiver_country": null, "protocol": "alfa", "rectoken_lifetime": null,
     "order_id": "TestOrder31", "binmanagement_enabled": "True", "masked_card": "444455XXXXXX1111", "card_type": "VISA"},
    {"id": 2008762319, "parent_tran_id": 2008762318, "merchant_id": 1549901, "tran_type": "reverse", "amount": 20.00,
     "currency": "GEL", "preauth": "Y", "rectoken": "canary", "later": {"a": [1,  2]}}
]}"#;

#[test]
fn a_list_of_transactions() {
    let request = TransactionList::request().order_id("TestOrder1").build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let list = exchange.parse_response(200, TRANSACTIONS.as_bytes()).expect("it is read");
    assert_eq!(list.response().verification(), Verification::Unsigned);
    let [purchase, reverse] = &*list else { panic!("two transactions") };
    assert_eq!((purchase.id(), purchase.amount(), purchase.istest()), (2_008_762_318, Some("20.0"), Some(true)));
    assert_eq!((purchase.actual_amount(), purchase.preauth()), (Some("302.35"), Some("false")));
    assert_eq!(purchase.parent_tran_id(), None, "null is nothing");
    assert_eq!(purchase.timestart(), "22.08.2024 00:51:11".parse::<DateTime>().ok());
    assert_eq!((reverse.parent_tran_id(), reverse.amount()), (Some(2_008_762_318), Some("20.00")));
    assert_eq!(reverse.get("later"), Some(r#"{"a": [1,  2]}"#), "what nobody knows is kept as it is written");
    // Nothing is lost in the raw response, and nothing sensitive is shown.
    let again: serde_json::Value = serde_json::from_str(&list.response().to_json()).expect("JSON");
    let printed: serde_json::Value = serde_json::from_str(TRANSACTIONS).expect("JSON");
    assert_eq!(again, printed["response"]);
    let shown = format!("{list:?} {:?}", list.response());
    assert!(!shown.contains("canary") && !shown.contains("CAACByOHgGKTUReYJYeAAAAAAAA="), "{shown}");

    assert!(exchange.parse_response(200, br#"{"response": []}"#).expect("no transaction is a response").is_empty());
}

#[test]
fn a_list_that_is_not_a_list() {
    let request = TransactionList::request().order_id("TestOrder1").build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let failure = br#"{"response":{"error_code":1018,"error_message":"Order not found","response_status":"failure"}}"#;
    match exchange.parse_response(200, failure) {
        Err(Error::Failure(failure)) => assert_eq!(failure.code(), "1018"),
        other => panic!("{other:?}"),
    }
    let rejection = |body: &str| rejected(exchange.parse_response(200, body.as_bytes())).0;
    assert_eq!(rejection(r#"{"response":{"response_status":"success"}}"#), VerificationError::UnexpectedShape);
    let item = |place: &str, why: VerificationError| VerificationError::Item(place.to_owned(), Box::new(why));
    assert_eq!(rejection(r#"{"response":[{"id":1},{}]}"#), item("1", VerificationError::Missing("id".to_owned())));
    assert_eq!(rejection(r#"{"response":[{"id":1,"merchant_id":2}]}"#), item("0", VerificationError::OtherMerchant));
    assert_eq!(rejection(r#"{"response":[{"id":"x"}]}"#), item("0", VerificationError::NotDigits("id".to_owned())));
    let duplicate = FieldsError::Duplicate("id".to_owned());
    assert_eq!(rejection(r#"{"response":[{"id":1,"id":2}]}"#), item("0", VerificationError::Unreadable(duplicate)));
    assert!(
        matches!(rejection(r#"{"response":[1]}"#), VerificationError::Item(_, why) if matches!(*why, VerificationError::Unreadable(_)))
    );
    assert!(matches!(rejection(r#"{"response":[{"id":1}"#), VerificationError::Unreadable(_)));
    // What could be read of a rejected list is kept.
    let (_, fields) = rejected(exchange.parse_response(200, br#"{"response":[{"id":1},{}]}"#));
    assert_eq!(fields.expect("they are kept").iter().count(), 2);
    // A response that is one object elsewhere is no list here, nor the other way round.
    let status = GetOrderStatus::request().order_id("TestOrder1").build().expect("it is valid");
    let status = Exchange::new(&status, &credentials).expect("it is signed");
    assert!(matches!(
        rejected(status.parse_response(200, TRANSACTIONS.as_bytes())).0,
        VerificationError::Unreadable(_)
    ));
}

#[test]
fn fiscal_records_by_their_numbers() {
    let order_id = "6120b190-2a39-4fde-acae-a9761e7e58bd";
    let request = FiscalData::request().order_id(order_id).build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    // It says `success`, and is none.
    let failure = br#"{"response":{"error":"Merchant account not found","response_status":"success"}}"#;
    match exchange.parse_response(200, failure) {
        Err(Error::Failure(failure)) => {
            assert_eq!(failure.message(), "Merchant account not found");
            assert_eq!(failure.code(), "");
            let text = "the gateway rejected the request to `fiscal_data`: Merchant account not found";
            assert_eq!(failure.to_string(), text);
        }
        other => panic!("{other:?}"),
    }
    let missing = r#"{"response":{"order_id":"6120b190-2a39-4fde-acae-a9761e7e58bd","fiscalisation_data":{"2079125283":{"message":{"ru":"...","uz":"Fiskal ma`lumotlar topilmadi.","en":"Fiscal data not found."},"code":-31603}},"response_status":"success"}}"#;
    let response = exchange.parse_response(200, missing.as_bytes()).expect("it is read");
    let records = response.fiscalisation_data();
    let [(number, record)] = records.as_slice() else { panic!("one record") };
    assert_eq!((number.as_str(), record.code(), record.status_code()), ("2079125283", Some(-31_603), None));
    let message = record.message().expect("there is one");
    assert_eq!(message.en(), Some("Fiscal data not found."));

    let request = FiscalData::request().order_id("pgtest000-1_02").build().expect("it is valid");
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let made = r#"{"response":{"order_id":"pgtest000-1_02","fiscalisation_data":{"9002999267":{"status_code":0,"message":"","terminal_id":"EZ000000000658","date":"","fiscal_sign":"","qr_code_url":"https://ofd.soliq.uz/epi?t=XXX&r=XXX&c=XXX&s=XXX","type":0,"receipt_id":3340,"external":true,"processed_date":1736320610322}},"response_status":"success"}}"#;
    let response = exchange.parse_response(200, made.as_bytes()).expect("it is read");
    let records = response.fiscalisation_data();
    let (_, record) = records.first().expect("one record");
    assert_eq!((record.status_code(), record.receipt_id(), record.external()), (Some(0), Some(3340), Some(true)));
    assert_eq!((record.message(), record.get("message")), (None, None), "an empty text is no message");
    assert_eq!(record.processed_date(), Some(1_736_320_610_322));
    // The response to another order is none to this request.
    let (rejection, _) = rejected(exchange.parse_response(200, missing.as_bytes()));
    assert_eq!(rejection, VerificationError::OtherRequest("order_id".to_owned()));
}

fn report() -> flitt_client::api::company_report::Request {
    let filters = [
        report_filter::ReportFilter::builder()
            .field("settlement_date")
            .operand(Operand::From)
            .value("-2")
            .build()
            .expect("it is valid"),
        report_filter::ReportFilter::builder().field("rrn").operand(Operand::IsNull).build().expect("it is valid"),
    ];
    let request = CompanyReport::request()
        .token("canary")
        .report_id(ReportId::Reimbursements)
        .merchant_id(1_549_901)
        .filters(filters);
    request.on_page(10).page(1).build().expect("it is valid")
}

#[test]
fn a_report_is_asked_for_with_its_token() {
    let (request, credentials) = (report(), credentials());
    let exchange = Exchange::new(&request, &credentials).expect("nothing is signed");
    assert_eq!(exchange.host(), Some("https://portal.flitt.com"));
    assert_eq!(exchange.path(), "/api/extend/company/report/");
    assert_eq!(exchange.headers().collect::<Vec<_>>(), [("Authorization", "Token canary".to_owned())]);
    let body = r#"{"filters":[{"s":"settlement_date","m":"from","v":"-2"},{"s":"rrn","m":"isnull"}],"merchant_id":1549901,"on_page":10,"page":1,"report_id":969}"#;
    assert_eq!(std::str::from_utf8(exchange.body()).expect("a text"), body);
    let shown = format!("{request:?} {exchange:?}");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(
        CompanyReport::request()
            .token("a\r\nb")
            .report_id("403")
            .merchant_id(1)
            .filters([])
            .on_page(1)
            .page(1)
            .build()
            .is_err()
    );
    assert_eq!(OpenEnum::<Operand>::from("!=").known(), Some(Operand::NotEqual));
}

#[test]
fn rows_of_a_report_by_their_columns() {
    let (request, credentials) = (report(), credentials());
    let exchange = Exchange::new(&request, &credentials).expect("nothing is signed");
    let body = r#"{"rows_count": 7, "rows_on_page": 2, "rows_page": 1,
        "fields": ["payment_id", "card_brand", "fee", "unknown", "card_brand", "settlement_date"],
        "data": [[1234567890, "Visa", "11.97", [1, 2], "MasterCard", "2025-01-24 08:00:00"], [1, null, 0.50]]}"#;
    let page = exchange.parse_response(200, body.as_bytes()).expect("it is read");
    assert_eq!((page.rows_count(), page.rows_page()), (Some(7), Some(1)));
    assert_eq!(page.fields().len(), 6);
    let rows = page.data();
    let [first, second] = rows.as_slice() else { panic!("two rows") };
    assert_eq!((first.payment_id(), first.fee()), (Some(1_234_567_890), Some("11.97")));
    assert_eq!(first.settlement_date(), Some("2025-01-24 08:00:00"));
    assert_eq!((first.card_brand(), first.get("unknown")), (Some("Visa"), Some("[1, 2]")), "the first of two counts");
    assert_eq!((second.card_brand(), second.fee(), second.settlement_date()), (None, Some("0.50"), None));
    assert!(page.get("data").is_some_and(|raw| raw.contains("MasterCard")), "the raw text has all of it");

    for (body, code, message) in [
        (
            r#"{"error":"Invalid auth token","err_code":"Invalid auth token"}"#,
            "Invalid auth token",
            "Invalid auth token",
        ),
        (r#"{"error_code":403,"error_message":"Incorrect signature","request_id":"x"}"#, "403", "Incorrect signature"),
    ] {
        match exchange.parse_response(403, body.as_bytes()) {
            Err(Error::Failure(failure)) => {
                assert_eq!((failure.code(), failure.message()), (code, message));
            }
            other => panic!("{body}: {other:?}"),
        }
    }
    let lacking = r#"{"rows_count": 7, "rows_on_page": 2, "rows_page": 1, "data": []}"#;
    assert_eq!(
        rejected(exchange.parse_response(200, lacking.as_bytes())).0,
        VerificationError::Missing("fields".to_owned())
    );
}

#[test]
fn goods_travel_in_base64() {
    let product = product::Product::builder().id(1).name("Product A").price("100.00").code("00702001001000001");
    let field = custom_field::CustomField::builder().name("inn").required(true).r#type(custom_field::Type::Input);
    let data = reservation_data::ReservationData::builder()
        .customer_name("Nino")
        .secure_mandatory(true)
        .products([product.build().expect("it is valid")])
        .fields_custom([field.build().expect("it is valid")])
        .build()
        .expect("it is valid");
    let order = CheckoutUrl::request().order_id("1").order_desc("x").amount(1).currency("UZS").reservation_data(data);
    let order = order.build().expect("it is valid");
    let text = order.get("reservation_data").expect("it is set").to_owned();
    let row = CheckoutUrl::request().order_id("1").order_desc("x").amount(1).currency("UZS").reservation_data(text);
    assert_eq!(row.build().expect("it is valid"), order, "the text itself is taken too");
    let too_long = reservation_data::ReservationData::builder().account("x".repeat(251)).build();
    assert!(too_long.is_err(), "nested lengths are checked");
}
