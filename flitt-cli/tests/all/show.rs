//! `show`.

use snapbox::str;

use crate::flitt::flitt;

#[test]
fn shows_the_tables_of_an_endpoint() {
    flitt("show charge --schemas shop").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
charge
Charges a card. The payer is not asked.

  path         POST /api/charge
  signed with  the payment key
  protocol     1.0.1
  response     signed, except for failures
  retry        never while the outcome is unknown: confirm it with `look_up`
  source       https://shop.example/charge

Request
PARAMETER    TYPE         MANDATORY  DEFAULT  DESCRIPTION
version      string(10)              1.0.1    Set automatically; `version=` omits it.
order_id     string(8)    yes                 Name of the order.
merchant_id  integer(12)  yes                 Set from the credentials.
amount       integer(6)   yes                 Sum. In minor units: 1020 is 10.20.
currency     string(3)               GEL      Format: currency.
kind         string(9)                        Values: `first`, `repeat`; others are sent, too.
card         string(19)                       Format: card_number. Sensitive: never shown. Accepted from a file or stdin only.
token        string(40)                       Sensitive: never shown. Accepted from a file or stdin only. Quirk: Real ones are longer.
signature    string(40)   yes                 Set by signing.

- exactly one of `card`, `token` must be set: one way to pay

Response (table `receipt`)
PARAMETER    TYPE         ALWAYS  DESCRIPTION
order_id     string(8)    yes
merchant_id  integer(12)  yes
amount       integer(6)           In minor units: 1020 is 10.20.
kind         string(9)
card_token   string               Sensitive: never shown.
signature    string(40)

"#]]);
}

#[test]
fn suggests_similar_endpoints() {
    flitt("show chrage --schemas shop").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `chrage`
help: did you mean `charge`?

"#]]);
    flitt("show look --schemas shop").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `look`
help: did you mean `look_up`?

"#]]);
    flitt("show /api/pay_out --schemas shop").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `/api/pay_out`
help: did you mean `pay_out`?

"#]]);
    flitt("show nothing_like_it").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `nothing_like_it`
help: `flitt list` lists all endpoints

"#]]);
}

/// The folder of check and new is not read by commands that were not asked to: its files decide where requests go.
#[test]
fn points_at_the_folder_that_has_the_endpoint() {
    let folder = tempfile::tempdir().expect("a folder");
    let in_folder = |arguments: &str| flitt(arguments).current_dir(folder.path());
    in_folder("new gift").assert().code(0);
    for command in ["show gift", "call gift --dry-run", "sign gift"] {
        in_folder(command).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `gift`
help: `schemas/gift.json` is read with `--schemas schemas`

"#]]);
    }
    in_folder("show gift --schemas schemas").assert().code(0);
}
