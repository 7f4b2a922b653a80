#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = support::fuzzed::key_set(bytes);
});
