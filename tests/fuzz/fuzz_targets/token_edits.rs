#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = door_support::fuzzed::token_edits(bytes);
});
