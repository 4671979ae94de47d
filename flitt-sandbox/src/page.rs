//! What stands on the checkout page: plain HTML that says what the order is and how to pay it.

use flitt_client::List;

use crate::cards::column;
use crate::money;
use crate::order::Order;
use crate::rules::Rules;

/// Most pages need no more than this: nothing is loaded, nothing runs.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; \
                                 base-uri 'none'; form-action 'none'";

/// The page of an order.
pub(crate) fn order(rules: &Rules, base_url: &str, order: &Order) -> String {
    let purchase = &order.purchase;
    let facts = [
        ("Description", purchase.order_desc.clone()),
        ("Order", purchase.order_id.clone()),
        ("Amount", money::shown(&rules.currencies, purchase.amount, &purchase.currency)),
        ("Status", order.status.value().to_owned()),
        ("Merchant", purchase.merchant_id.to_string()),
    ];
    let facts = facts.iter().map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>\n", escape(value)));
    let cards = rules.cards.values.iter().map(|card| {
        let brand = escape(column(&rules.cards, card, "brand"));
        format!(
            "<tr><td><code>{}</code></td><td>{brand}</td><td>{}</td></tr>\n",
            escape(&card.value),
            escape(&card.doc)
        )
    });
    let card = rules.cards.values.first().map_or("", |card| card.value.as_ref());
    let command =
        format!("curl -d token={} -d card_number={card} -d expiry_date=1230 -d cvv2=123 {base_url}/pay", order.token);
    document(&format!(
        "<h1>Order</h1>\n<dl>\n{}</dl>\n<h2>Pay it</h2>\n<pre>{}</pre>\n<h2>Test cards</h2>\n<table>\n{}</table>\n",
        facts.collect::<String>(),
        escape(&command),
        cards.collect::<String>(),
    ))
}

/// The page that stands where there is no order.
pub(crate) fn not_found() -> String {
    document("<h1>There is no such order</h1>\n<p>The address names no order of this sandbox.</p>\n")
}

/// A whole page.
pub(crate) fn document(body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Flitt sandbox</title>\n\
         <style>body{{font-family:sans-serif;margin:2em auto;max-width:48em;padding:0 1em}}\
         dd{{overflow-wrap:anywhere}}pre{{white-space:pre-wrap;overflow-wrap:anywhere}}</style>\n\
         </head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// Text as HTML shows it, also within quotes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
