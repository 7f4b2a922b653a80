#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = engine_support::fuzzed::document_rows(bytes);
});
