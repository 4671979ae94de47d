#![no_main]
//! The importer belongs to a command, which is no library: its modules are taken as they are.

#[path = "../../flitt-cli/src/import/holds.rs"]
mod holds;
#[allow(dead_code, unused_imports)]
#[path = "../../flitt-cli/src/import/mod.rs"]
mod import;
#[allow(dead_code)]
#[path = "../../flitt-cli/src/words.rs"]
mod words;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(page) = std::str::from_utf8(bytes) {
        holds::holds(page);
    }
});
