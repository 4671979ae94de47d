//! `expand`.

use snapbox::str;

use crate::flitt::flitt;

#[test]
fn prints_formatted_rust_code() {
    let output = flitt("expand shop/look_up.json").output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("it is UTF-8");
    assert!(output.status.success() && output.stderr.is_empty());
    for expected in [
        "\npub mod look_up {\n",
        "\n    pub static SCHEMA: __flitt::LazyEndpoint = __flitt::LazyEndpoint::new(\n",
        "for LookUp {\n",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    let folder = String::from_utf8(flitt("expand shop").output().expect("it runs").stdout).expect("it is UTF-8");
    for endpoint in ["Charge", "Greet", "LookUp", "PayOut"] {
        assert!(folder.contains(&format!("    pub struct {endpoint};\n")), "{endpoint}");
    }
}

#[test]
fn invalid_schema_files_are_rejected() {
    flitt("expand broken/refund.json").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: cannot expand `broken/refund.json`: 3 errors
broken/refund.json:4:10: invalid `key`: `paymnet`
  |
4 |   "key": "paymnet",
  |          ^^^^^^^^^ did you mean `payment`?
  |
  = help: `key` must be `payment`, `payout`, `company` or `none`

broken/refund.json:5:45: invalid `type`: `strnig`
  |
5 |   "request": [{ "name": "order_id", "type": "strnig", "max_length": 8 }],
  |                                             ^^^^^^^^ did you mean `string`?
  |
  = help: `type` must be `string`, `integer`, `boolean`, `decimal`, `object`, `list`, `map`, `texts` or `string_or_integer`

broken/tables/receipt.json:3:66: `max_length` is out of range: 0
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                                                                  ^
  |
  = help: `max_length` must be from 1 to 1000000 characters; write null if there is no limit
help: correct these errors; `flitt check` reports them too

"#]]);
    flitt("expand broken/tables/receipt.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot expand `broken/tables/receipt.json`: endpoints share it, and it is expanded with them
help: name the file of an endpoint, or a whole folder

"#]]);
    flitt("expand ../../../schemas/endpoint.schema.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `../../../schemas/endpoint.schema.json` is a JSON Schema for editors, not a schema file
help: name the file of an endpoint, such as schemas/order_status.json

"#]]);
    // In the folder of the tables, whose name is not written then.
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/shop/tables");
    flitt("expand receipt.json").current_dir(here).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot expand `receipt.json`: endpoints share it, and it is expanded with them
help: name the file of an endpoint, or a whole folder

"#]]);
    flitt("expand nowhere.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no file or folder `nowhere.json`
help: check the path

"#]]);
    flitt("expand pages").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot expand `pages`: it contains no schema files
help: name the file of an endpoint, or a whole folder

"#]]);
    flitt("expand").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the following required arguments were not provided:
  <SCHEMA>

Usage: flitt expand <SCHEMA>

For more information, try '--help'.

"#]]);
}
