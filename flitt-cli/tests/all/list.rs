//! `list`.

use snapbox::str;

use crate::flitt::flitt;

#[test]
fn lists_the_endpoints_of_a_folder() {
    flitt("list --schemas shop").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
ENDPOINT  KEY      PATH          DESCRIPTION
charge    payment  /api/charge   Charges a card.
greet     -        /api/greet    Says hello.
look_up   payment  /api/look_up  Looks an order up.
pay_out   payout   /api/pay_out  Sends money out.

"#]]);
}

#[test]
fn lists_the_built_in_endpoints() {
    flitt("list").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
ENDPOINT[..]KEY[..]PATH[..]DESCRIPTION
...
order_status[..]payment[..]/api/status/order_id[..]
...

"#]]);
}

#[test]
fn schemas_with_errors_are_rejected() {
    flitt("list --schemas broken").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot use the schemas of `broken`: 3 errors
help: `flitt check broken` reports them

"#]]);
    flitt("list").env("FLITT_SCHEMAS", "nowhere").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no folder `nowhere`
help: --schemas and FLITT_SCHEMAS name a folder of schema files

"#]]);
}
