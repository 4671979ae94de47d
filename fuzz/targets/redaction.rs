#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| flitt_tests::hostile::redaction(bytes));
