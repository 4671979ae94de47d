//! Every kind of order.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use flitt_client::api::tables::recurring_data;
use flitt_client::api::three_ds_step1::Response;
use flitt_client::api::{
    CardPayout, ChargeSavedCard, CheckoutRedirect, CheckoutToken, CheckoutUrl, GetOrderStatus, ThreeDsStep1,
    ThreeDsStep2,
};
use flitt_client::value::Flag;
use flitt_client::{Currency, Error as GatewayError};
use flitt_orders::{Error, HandlerTx, NotAllowedError, OrderEvent, Resolution, StuckId};

use crate::support::{CARD, Fate, Handled, Result, Shop, TestEngine, callback, checkout, on_each_database};

on_each_database! {
    a_checkout_order_is_sent_by_a_worker_where_its_program_is_gone;
    a_token_goes_to_the_caller_only;
    what_is_sensitive_is_sent_by_its_program_or_not_at_all;
    people_see_no_secrets;
    orders_are_deleted_when_nothing_more_can_happen;
    a_direct_payment_passes_its_second_step;
    cards_are_saved_and_charged_and_paid_to;
    a_hold_is_captured;
    charges_of_a_schedule_appear_under_their_order;
    a_form_in_a_browser_is_not_sent;
    an_id_that_was_used_before_waits_for_a_person;
    a_status_that_contradicts_the_order_is_shown;
    a_rejected_request_leaves_nothing_reserved;
    a_program_that_stood_still_sends_nothing;
    a_payment_in_another_currency_is_returned_up_to_the_amount;
    a_capture_in_another_currency_is_returned_up_to_what_was_asked;
}

async fn a_checkout_order_is_sent_by_a_worker_where_its_program_is_gone<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &checkout("tea")).await?;
    // The same again is the same order; another one under its id is not.
    assert_eq!(format!("{:?}", shop.orders.create(&mut tx, &checkout("tea")).await?), format!("{order:?}"));
    let other = CheckoutUrl::request().order_id("tea").order_desc("Tea").amount(999).currency(Currency::GEL).build()?;
    assert!(matches!(shop.orders.create(&mut tx, &other).await, Err(Error::OtherOrder)));
    tx.commit().await?;
    shop.worker().run_once().await?;
    assert_eq!(shop.wire.count("checkout"), 0, "its program has time");
    shop.settle_down().await?;
    assert_eq!(shop.wire.count("checkout"), 1);
    assert_eq!(shop.effects("tea").await, ["created true"]);
    let stored = DB::number(&shop.pool, "SELECT COUNT(*) FROM flitt_call WHERE request IS NOT NULL").await;
    assert_eq!(stored, 0, "its parameters are not needed any more");
    let events = DB::texts(&shop.pool, "SELECT body FROM flitt_event").await;
    assert_eq!(events, [""], "the shop has the address of the page, and with it the token");
    // A request that moves no money is not one for the orders.
    let mut tx = shop.orders.begin().await?;
    let status = GetOrderStatus::request().order_id("tea").build()?;
    assert!(matches!(shop.orders.create(&mut tx, &status).await, Err(Error::MovesNoMoney)));
    Ok(())
}

async fn a_token_goes_to_the_caller_only<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let request = |order_id: &str| {
        CheckoutToken::request().order_id(order_id).order_desc("Tea").amount(1000).currency(Currency::GEL).build()
    };
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &request("tea")?).await?;
    shop.orders.create(&mut tx, &request("forgotten")?).await?;
    tx.commit().await?;
    let token = shop.orders.send(&order).await?.token().to_owned();
    shop.settle_down().await?;
    assert_eq!(shop.effects("forgotten").await, ["not sent checkout_token"]);
    let calls = DB::texts(&shop.pool, "SELECT COALESCE(request, '') || digest || state FROM flitt_call").await;
    let events = DB::texts(&shop.pool, "SELECT body FROM flitt_event").await;
    assert!(!calls.iter().chain(&events).any(|text| text.contains(&token)), "a token is stored");
    Ok(())
}

async fn what_is_sensitive_is_sent_by_its_program_or_not_at_all<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let (card, token) = ("4444555566661111", "f0e1d2c3b4a5968778695a4b3c2d1e0f");
    let direct = ThreeDsStep1::request().order_id("direct").order_desc("Tea").amount(1020).currency(Currency::GEL);
    let direct = direct.card_number(card).expiry_date("1230").cvv2("123").build()?;
    let charge = ChargeSavedCard::request().order_id("charge").order_desc("May").amount(500).currency(Currency::GEL);
    let payout = CardPayout::request().order_id("payout").order_desc("May").amount(500).currency(Currency::GEL);
    let text = CheckoutUrl::request().order_id("text").amount(1000).currency(Currency::GEL);
    let mut tx = shop.orders.begin().await?;
    shop.orders.create(&mut tx, &direct).await?;
    shop.orders.create(&mut tx, &charge.rectoken(token).build()?).await?;
    shop.orders.create(&mut tx, &payout.receiver_rectoken(token).build()?).await?;
    let data = format!(r#"{{"cart":5,"rectoken":"{token}"}}"#);
    let named = CheckoutUrl::request().order_id("named").order_desc("Tea").amount(1000).currency(Currency::GEL);
    shop.orders.create(&mut tx, &named.merchant_data(data).build()?).await?;
    shop.orders.create(&mut tx, &text.order_desc(format!("paid with {card}")).build()?).await?;
    tx.commit().await?;
    shop.settle_down().await?;
    assert_eq!(shop.wire.count("/api/"), 0);
    for (order_id, endpoint) in [
        ("direct", "secure_step1"),
        ("charge", "recurring"),
        ("payout", "p2pcredit"),
        ("named", "checkout_url"),
        ("text", "checkout_url"),
    ] {
        assert_eq!(shop.effects(order_id).await, [format!("not sent {endpoint}")]);
    }
    let calls = "SELECT COALESCE(request, '') || digest || key || COALESCE(last_error, '') FROM flitt_call";
    for query in [calls, "SELECT body FROM flitt_event", "SELECT state FROM flitt_order"] {
        for stored in DB::texts(&shop.pool, query).await {
            assert!(!stored.contains(card) && !stored.contains(token), "a secret is stored: {stored}");
        }
    }
    // The shop supplies the card again under another id; under the same one, it is too late.
    let mut tx = shop.orders.begin().await?;
    let late = shop.orders.create(&mut tx, &direct).await?;
    tx.commit().await?;
    assert!(matches!(shop.orders.send(&late).await, Err(Error::NotAllowed(NotAllowedError::GivenUp))));
    Ok(())
}

async fn people_see_no_secrets<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let order_id = "tea for 5105109876543218";
    shop.checkout(order_id).await?;
    let rejected = shop.orders.receive("", &callback(order_id, &[("amount", "5")])).await.expect_err("another amount");
    shop.sandbox.pay(order_id, CARD).map_err(|error| format!("{error:?}"))?;
    let mut tx = shop.orders.begin().await?;
    shop.orders.create(&mut tx, &checkout("left")).await?;
    tx.commit().await?;
    let events = Arc::new(Mutex::new(vec![format!("{rejected:?} {rejected:#?}")]));
    let seen = Arc::clone(&events);
    let handler = move |event: OrderEvent, _: HandlerTx<DB>| -> Handled {
        seen.lock().expect("texts").push(format!("{event:?} {event:#?}"));
        let error = r#"card 5105 1098 7654 3218 http://u:pw0rd@x/?k=q {"rectoken":"canary"} token=22a111"#;
        Box::pin(async move { Err(std::io::Error::other(error).into()) })
    };
    let worker = shop.orders.worker(handler);
    for _ in 0..60 {
        shop.later(Duration::from_hours(1));
        worker.run_once().await?;
    }
    let stuck = shop.orders.stuck().await?;
    let seen = format!("{} {stuck:?}", events.lock().expect("texts").join(" "));
    for kind in ["Rejected {", "Money(", "Created {", "last_error: Some"] {
        assert!(seen.contains(kind), "{kind} is seen: {seen}");
    }
    for secret in ["5105", "pw0rd", "k=q", "canary", "token=2", "token=c"] {
        assert!(!seen.contains(secret), "{secret} is seen: {seen}");
    }
    Ok(())
}

async fn orders_are_deleted_when_nothing_more_can_happen<DB: TestEngine>(shop: Shop<DB>) -> Result {
    for order_id in ["kept", "returned", "undelivered"] {
        shop.paid(order_id).await?;
    }
    for order_id in ["returned", "undelivered"] {
        let mut tx = shop.orders.begin().await?;
        shop.orders.reverse(&mut tx, order_id, 1000, "all").await?;
        tx.commit().await?;
    }
    assert_eq!(shop.orders.prune(Duration::ZERO).await?, 0, "reversals are under way");
    shop.settle_down().await?;
    DB::run(
        &shop.pool,
        "UPDATE flitt_event SET done_at = NULL, is_parked = 1 WHERE kind = 'reversed:ended' AND of_order = \
         (SELECT id FROM flitt_order WHERE order_id = 'undelivered')",
    )
    .await;
    assert_eq!(shop.orders.prune(Duration::from_hours(1)).await?, 0, "it changed a moment ago");
    shop.later(Duration::from_hours(2));
    assert_eq!(shop.orders.prune(Duration::from_hours(1)).await?, 1);
    let left = DB::texts(&shop.pool, "SELECT order_id FROM flitt_order ORDER BY order_id").await;
    assert_eq!(left, ["kept", "undelivered"]);
    // Money is left of the one; but not for ever.
    let orders = shop.orders.clone().with_refund_period(Duration::from_hours(3));
    assert_eq!(orders.prune(Duration::ZERO).await?, 0);
    shop.later(Duration::from_hours(2));
    assert_eq!(orders.prune(Duration::from_hours(5)).await?, 0, "the shop wants to keep it");
    assert_eq!(orders.prune(Duration::from_hours(1)).await?, 1);
    assert!(shop.orders.order("kept").await?.is_none());
    Ok(())
}

async fn a_direct_payment_passes_its_second_step<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let card = "4444555566661111";
    let first = ThreeDsStep1::request().order_id("tea").order_desc("Tea").amount(1020).currency(Currency::GEL);
    let first = first.card_number(card).expiry_date("1230").cvv2("123").build()?;
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &first).await?;
    tx.commit().await?;
    let Response::AcsUrl(check) = shop.orders.send(&order).await? else { return Err("no check".into()) };
    let pares = shop.sandbox.pass_challenge(check.md());
    let second = ThreeDsStep2::request().order_id("tea").pares(pares).md(check.md()).build()?;
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &second).await?;
    tx.commit().await?;
    // Its response is lost: the status says its outcome.
    shop.wire.next("step2", Fate::ResponseLost);
    assert!(matches!(shop.orders.send(&order).await, Err(Error::Gateway(GatewayError::Unknown(_)))));
    shop.settle_down().await?;
    assert_eq!(shop.effects("tea").await, ["paid 1020"]);
    assert_eq!(shop.wire.count("step2"), 1);
    let everything = [
        "SELECT COALESCE(request, '') || endpoint || COALESCE(last_error, '') FROM flitt_call",
        "SELECT state FROM flitt_order",
        "SELECT body FROM flitt_event",
    ];
    for query in everything {
        for text in DB::texts(&shop.pool, query).await {
            assert!(!text.contains(card) && !text.contains("\"123\""), "a card is stored: {text}");
        }
    }
    Ok(())
}

async fn cards_are_saved_and_charged_and_paid_to<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let token = shop.saved_card().await?;
    assert_eq!(shop.effects("card").await, ["card_verified"]);
    let charge = ChargeSavedCard::request().order_id("may").order_desc("May").amount(500).currency(Currency::GEL);
    let payout = CardPayout::request().order_id("salary").order_desc("May").amount(700).currency(Currency::GEL);
    let mut tx = shop.orders.begin().await?;
    let charge = shop.orders.create(&mut tx, &charge.rectoken(token.as_str()).build()?).await?;
    let payout = shop.orders.create(&mut tx, &payout.receiver_rectoken(token.as_str()).build()?).await?;
    tx.commit().await?;
    shop.orders.send(&charge).await?;
    shop.wire.next("p2pcredit", Fate::ResponseLost);
    shop.orders.send(&payout).await.expect_err("its response is lost");
    shop.settle_down().await?;
    assert_eq!(shop.effects("may").await, ["paid 500"]);
    assert_eq!(shop.effects("salary").await, ["paid_out"]);
    assert_eq!(shop.wire.count("p2pcredit"), 1);
    Ok(())
}

async fn a_hold_is_captured<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let hold = CheckoutUrl::request().order_id("room").order_desc("Room").amount(1000).currency(Currency::GEL);
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &hold.preauth(Flag::Y).build()?).await?;
    tx.commit().await?;
    shop.orders.send(&order).await?;
    let mut tx = shop.orders.begin().await?;
    assert!(
        matches!(shop.orders.capture(&mut tx, "room", 1000, "x").await, Err(Error::NotAllowed(_))),
        "nothing is held"
    );
    drop(tx);
    shop.sandbox.pay("room", CARD).map_err(|error| format!("{error:?}"))?;
    shop.settle_down().await?;
    // The request is lost, then its response; a capture may be repeated.
    shop.wire.next("capture", Fate::RequestLost);
    shop.wire.next("capture", Fate::ResponseLost);
    shop.wire.next("capture", Fate::Connect);
    let mut tx = shop.orders.begin().await?;
    shop.orders.capture(&mut tx, "room", 400, "x").await?;
    tx.commit().await?;
    shop.settle_down().await?;
    assert_eq!(shop.effects("room").await, ["held 1000", "captured 400"]);
    assert_eq!(shop.sandbox.order("room").expect("an order").captured_amount, Some(400));
    Ok(())
}

async fn charges_of_a_schedule_appear_under_their_order<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let schedule = recurring_data::RecurringData::builder()
        .amount(990)
        .period(recurring_data::Period::Month)
        .every(1)
        .quantity(12)
        .build()?;
    let request =
        CheckoutUrl::request().order_id("magazine").order_desc("Magazine").amount(1000).currency(Currency::GEL);
    let mut tx = shop.orders.begin().await?;
    let request = request.subscription(Flag::Y).recurring_data(schedule).build()?;
    let order = shop.orders.create(&mut tx, &request).await?;
    tx.commit().await?;
    shop.orders.send(&order).await?;
    shop.sandbox.pay("magazine", CARD).map_err(|error| format!("{error:?}"))?;
    shop.settle_down().await?;
    shop.sandbox.advance(Duration::from_hours(24 * 32));
    let charge = shop.sandbox.orders().last().ok_or("no charge")?.purchase.order_id.clone();
    let callback = |parent: &str, amount: &str| {
        let changes = [
            ("parent_order_id", parent),
            ("amount", amount),
            ("actual_amount", amount),
            ("additional_info", "{\"capture_status\":null}"),
        ];
        crate::support::callback(&charge, &changes)
    };
    // Neither another amount than that of the schedule nor the schedule of an unknown order.
    assert_eq!(shop.orders.receive("", &callback("magazine", "5")).await.expect_err("rejected").http_status(), 409);
    assert_eq!(shop.orders.receive("", &callback("unknown", "990")).await.expect_err("rejected").http_status(), 404);
    shop.orders.receive("", &callback("magazine", "990")).await?;
    shop.settle_down().await?;
    assert_eq!(shop.effects(&charge).await, ["paid 990"]);
    assert_eq!(shop.state(&charge).await?.parent(), Some("magazine"));
    // What was deleted of it is enough that a late callback does not pay it again.
    let orders = shop.orders.clone().with_refund_period(Duration::from_hours(1));
    shop.later(Duration::from_hours(2));
    assert_eq!(orders.prune(Duration::from_hours(1)).await?, 1);
    assert_eq!(orders.prune(Duration::from_hours(1)).await?, 0);
    shop.orders.receive("", &callback("magazine", "990")).await?;
    shop.settle_down().await?;
    assert_eq!(shop.effects(&charge).await, ["paid 990"]);
    Ok(())
}

async fn a_form_in_a_browser_is_not_sent<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let form =
        CheckoutRedirect::request().order_id("tea").order_desc("Tea").amount(1000).currency(Currency::GEL).build()?;
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &form).await?;
    tx.commit().await?;
    assert!(matches!(shop.orders.send(&order).await, Err(Error::SentByBrowser)));
    assert_eq!(order.request().get("order_id"), Some("tea"));
    shop.settle_down().await?;
    assert_eq!(shop.wire.count("checkout"), 0);
    // It was never posted: when its lifetime is over, it is final.
    shop.later(Duration::from_hours(24));
    shop.settle_down().await?;
    assert_eq!(DB::number(&shop.pool, "SELECT COUNT(*) FROM flitt_order WHERE due_at IS NOT NULL").await, 0);
    assert_eq!(shop.orders.prune(Duration::ZERO).await?, 1);
    assert!(shop.orders.order("tea").await?.is_none());
    Ok(())
}

async fn an_id_that_was_used_before_waits_for_a_person<DB: TestEngine>(shop: Shop<DB>) -> Result {
    // Another system has created and been paid the same.
    for order_id in ["ours", "theirs"] {
        shop.orders.client().send(&checkout(order_id)).await?;
        shop.sandbox.pay(order_id, CARD).map_err(|error| format!("{error:?}"))?;
        shop.checkout(order_id).await.expect_err("the id exists");
    }
    shop.settle_down().await?;
    assert_eq!(shop.effects("ours").await, [""; 0], "nothing is shipped");
    let stuck = shop.orders.stuck().await?;
    assert_eq!(stuck.len(), 2);
    for (stuck, resolution) in stuck.iter().zip([Resolution::CarriedOut, Resolution::NotCarriedOut]) {
        let StuckId::Call(call) = stuck.id else { return Err("a request".into()) };
        assert_eq!((stuck.reason.as_str(), stuck.amount), ("exists", 1000));
        shop.orders.settle(&stuck.order_id, call, resolution).await?;
    }
    shop.settle_down().await?;
    assert_eq!(shop.effects("ours").await, ["parked checkout_url exists", "paid 1000"]);
    assert_eq!(shop.effects("theirs").await, [""; 0]);
    assert_eq!(DB::number(&shop.pool, "SELECT COUNT(*) FROM flitt_event WHERE done_at IS NULL").await, 0);
    let late = crate::support::callback("theirs", &[("reversal_amount", "5")]);
    assert_eq!(shop.orders.receive("", &late).await.expect_err("it is another order").http_status(), 409);
    Ok(())
}

async fn a_status_that_contradicts_the_order_is_shown<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.checkout("tea").await?;
    let other = "UPDATE flitt_order SET state = REPLACE(state, '\"amount\":1000', '\"amount\":999')";
    DB::run(&shop.pool, other).await;
    shop.sandbox.pay("tea", CARD).map_err(|error| format!("{error:?}"))?;
    for _ in 0..3 {
        shop.settle_down().await?;
    }
    assert_eq!(shop.effects("tea").await, [""; 0]);
    let stuck = shop.orders.stuck().await?;
    let shown = stuck.iter().map(|stuck| (stuck.reason.as_str(), stuck.last_error.as_deref())).collect::<Vec<_>>();
    let error = "order `tea`: update rejected: the order was created with 999 minor units, not with 1000";
    assert_eq!(shown, [("set_aside", Some(error))]);
    Ok(())
}

async fn a_rejected_request_leaves_nothing_reserved<DB: TestEngine>(shop: Shop<DB>) -> Result {
    shop.paid("tea").await?;
    // Another program returns the money first, so the gateway rejects the request.
    let reverse = flitt_client::api::ReverseOrder::request().order_id("tea").amount(1000).currency(Currency::GEL);
    let mut tx = shop.orders.begin().await?;
    shop.orders.reverse(&mut tx, "tea", 700, "clerk").await?;
    tx.commit().await?;
    shop.orders.client().send(&reverse.build()?).await?;
    shop.settle_down().await?;
    assert_eq!(shop.sandbox.order("tea").expect("an order").reversal_amount, 1000);
    // The status is asked for at once: without any callback, it is known what has happened.
    let effects = ["paid 1000", "rejected reverse_order", "reversed 1000", "unexpected reversal"];
    assert_eq!(shop.effects("tea").await, effects);
    assert_eq!(DB::number(&shop.pool, "SELECT reserved FROM flitt_order").await, 1000);
    let mut tx = shop.orders.begin().await?;
    let refused = shop.orders.reverse(&mut tx, "tea", 1, "more").await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    Ok(())
}

async fn a_program_that_stood_still_sends_nothing<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &checkout("tea")).await?;
    tx.commit().await?;
    shop.steps.stand_still_before("commit", Duration::from_mins(3));
    assert!(matches!(shop.orders.send(&order).await, Err(Error::Suspended)));
    assert_eq!(shop.wire.count("checkout"), 0);
    shop.orders.send(&order).await?;
    assert_eq!(shop.wire.count("checkout"), 1);
    Ok(())
}

async fn a_payment_in_another_currency_is_returned_up_to_the_amount<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let orders = shop.orders.clone().with_accepted_currency("UAH");
    let changes = [("actual_amount", "15118"), ("actual_currency", "UAH")];
    for (orders, order_id, effect) in
        [(&orders, "abroad", "paid 15118"), (&shop.orders, "home", "unexpected other_currency")]
    {
        let mut tx = orders.begin().await?;
        let order = orders.create(&mut tx, &checkout(order_id)).await?;
        tx.commit().await?;
        orders.send(&order).await?;
        orders.receive("", &crate::support::callback(order_id, &changes)).await?;
        let worker = shop.worker();
        while worker.run_once().await? > 0 {}
        assert_eq!(shop.effects(order_id).await, [effect]);
    }
    let mut tx = orders.begin().await?;
    let refused = orders.reverse(&mut tx, "abroad", 1001, "all").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::TooMuch { available: 1000 }))), "{refused:?}");
    orders.reverse(&mut tx, "abroad", 1000, "all").await?;
    let refused = orders.reverse(&mut tx, "home", 1, "all").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::UnknownAmount))), "{refused:?}");
    tx.commit().await?;
    // Of a smaller hold, the money is there, too.
    let hold = CheckoutUrl::request().order_id("small").order_desc("Room").amount(1000).currency(Currency::GEL);
    let mut tx = orders.begin().await?;
    let order = orders.create(&mut tx, &hold.preauth(Flag::Y).build()?).await?;
    tx.commit().await?;
    orders.send(&order).await?;
    let small = [("actual_amount", "500"), ("additional_info", r#"{"capture_status": "hold"}"#)];
    orders.receive("", &crate::support::callback("small", &small)).await?;
    let mut tx = orders.begin().await?;
    let refused = orders.reverse(&mut tx, "small", 500, "all").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::UnknownAmount))), "{refused:?}");
    drop(tx);
    // The gateway shows the reversal in the currency of the payment: it is compared with nothing.
    let reversed = [("actual_amount", "15118"), ("actual_currency", "UAH"), ("reversal_amount", "1511")];
    orders.receive("", &crate::support::callback("abroad", &reversed)).await?;
    assert_eq!(DB::number(&shop.pool, "SELECT reserved FROM flitt_order WHERE order_id = 'abroad'").await, 1000);
    // There is money of the payer here, so it is kept.
    DB::run(&shop.pool, "UPDATE flitt_order SET due_at = NULL WHERE order_id IN ('home', 'small')").await;
    DB::run(&shop.pool, "UPDATE flitt_event SET done_at = 1").await;
    shop.later(Duration::from_hours(24 * 1000));
    assert_eq!(orders.prune(Duration::from_hours(1)).await?, 0);
    Ok(())
}

/// The gateway has the captured sum in major units of the order's currency, and the held one in another.
async fn a_capture_in_another_currency_is_returned_up_to_what_was_asked<DB: TestEngine>(shop: Shop<DB>) -> Result {
    let orders = shop.orders.clone().with_accepted_currency("UAH");
    let hold = CheckoutUrl::request().order_id("room").order_desc("Room").amount(1000).currency(Currency::GEL);
    let mut tx = orders.begin().await?;
    let order = orders.create(&mut tx, &hold.preauth(Flag::Y).build()?).await?;
    tx.commit().await?;
    orders.send(&order).await?;
    shop.sandbox.pay("room", CARD).map_err(|error| format!("{error:?}"))?;
    let update = |status: &str| {
        let info = format!(r#"{{"capture_status": {status}, "capture_amount": 4.0}}"#);
        let changes = [("actual_amount", "15118"), ("actual_currency", "UAH"), ("additional_info", info.as_str())];
        crate::support::callback("room", &changes)
    };
    orders.receive("", &update("\"hold\"")).await?;
    shop.wire.always("status", &update("\"captured\""));
    let mut tx = orders.begin().await?;
    orders.capture(&mut tx, "room", 400, "take").await?;
    tx.commit().await?;
    shop.settle_down().await?;
    assert_eq!(shop.effects("room").await, ["held 15118", "captured 0"]);
    let mut tx = orders.begin().await?;
    let refused = orders.reverse(&mut tx, "room", 401, "back").await;
    assert!(matches!(refused, Err(Error::NotAllowed(NotAllowedError::TooMuch { available: 400 }))), "{refused:?}");
    orders.reverse(&mut tx, "room", 400, "back").await?;
    Ok(())
}
