#![no_main]
//! The importer belongs to a command, which is no library: its modules are taken as they are.

#[allow(dead_code)]
#[path = "../../flitt-cli/src/direction.rs"]
mod direction;
#[allow(dead_code, unused_imports)]
#[path = "../../flitt-cli/src/import/mod.rs"]
mod import;
#[path = "../../flitt-cli/src/import/tests/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(page) = std::str::from_utf8(bytes) {
        invariants::assert_invariants(page);
    }
});
