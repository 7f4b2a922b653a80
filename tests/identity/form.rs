//! The size of a token and of its header. What else there is to its form is in the corpus.

use sekisho_identity::{MAX_TOKEN_BYTES, TokenRefusal};

use crate::minting::{honest_claims, honest_header, judge, signed};

#[test]
fn a_token_of_8_kib_is_read_and_one_byte_more_is_not() {
    assert_eq!(MAX_TOKEN_BYTES, 8_192);
    // Spaces behind the header and the claims, until the parts fill 8 KiB exactly.
    let sized = |header: usize, claims: usize| {
        let header = honest_header() + &" ".repeat(header);
        signed(header.as_bytes(), (honest_claims() + &" ".repeat(claims)).as_bytes())
    };
    let filler = (MAX_TOKEN_BYTES - sized(0, 0).len()) * 3 / 4;
    let longest = (0..3)
        .flat_map(|header| (filler - 6..filler + 3).map(move |claims| (header, claims)))
        .map(|(header, claims)| sized(header, claims))
        .find(|token| token.len() == MAX_TOKEN_BYTES)
        .expect("some filler gives exactly 8 KiB");

    assert!(judge(&longest).is_ok());
    assert_eq!(judge(&format!("{longest}A")), Err(TokenRefusal::TooLarge));
}

#[test]
fn a_header_of_1_kib_is_read_and_one_byte_more_is_not() {
    let sized = |bytes: usize| {
        let header = format!("{:<bytes$}", honest_header());
        assert_eq!(header.len(), bytes);
        signed(header.as_bytes(), honest_claims().as_bytes())
    };

    assert!(judge(&sized(1024)).is_ok());
    assert_eq!(judge(&sized(1025)), Err(TokenRefusal::MalformedHeader));
}
