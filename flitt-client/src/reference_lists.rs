//! The reference lists alone, for programs without the gateway's API.

use flitt_derive::Api;

/// The files of the reference lists.
#[derive(Api)]
#[expect(dead_code, reason = "only what its derive generates is used")]
#[flitt(lists = "schemas", crate = crate)]
pub(crate) struct ReferenceLists;
