//! The form of a token: its header field, its size, its parts, its encoding.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::{BearerToken, MAX_TOKEN_BYTES, TokenUse};

use crate::minting::{NOW, assert_refused, honest_claims, honest_header, judge, sato, signed};
use support::tokens::dev_issuer;

fn honest() -> String {
    dev_issuer().access_token(&sato(), NOW).unwrap()
}

/// The code of the refusal of an `Authorization` header field.
fn field(value: &str) -> Option<&'static str> {
    BearerToken::from_header(value).err().map(|refusal| refusal.code())
}

#[test]
fn only_bearer_one_space_and_a_token_is_a_bearer_field() {
    let token = honest();
    let found = [
        format!("Bearer {token}"),
        format!("bearer {token}"),
        format!("BEARER {token}"),
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer  {token}"),
        format!("Bearer\t{token}"),
        format!(" Bearer {token}"),
        format!("Basic {token}"),
        format!("Bearer: {token}"),
        token.clone(),
        format!("Bearer {token} "),
        format!("Bearer {token}\n"),
        format!("Bearer {token},Bearer {token}"),
        format!("Bearer Bearer {token}"),
        format!("Bearer {}", "a".repeat(MAX_TOKEN_BYTES + 1)),
    ]
    .map(|value| field(&value));

    let expected = [
        None,
        None,
        None,
        Some("missing_token"),
        Some("not_bearer"),
        Some("not_bearer"),
        Some("not_bearer"),
        Some("not_bearer"),
        Some("not_bearer"),
        Some("not_bearer"),
        Some("not_bearer"),
        Some("not_bearer"),
        Some("malformed_token"),
        Some("malformed_token"),
        Some("malformed_token"),
        Some("malformed_token"),
        Some("too_large"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_token_is_exactly_three_parts_of_base64url_characters() {
    let token = honest();
    let [header, claims, signature]: [&str; 3] =
        token.split('.').collect::<Vec<_>>().try_into().unwrap();

    assert_refused([
        ("nothing", String::new(), "missing_token"),
        ("one part", header.to_owned(), "malformed_token"),
        ("two parts", format!("{header}.{claims}"), "malformed_token"),
        ("no signature", format!("{header}.{claims}."), "malformed_token"),
        ("no claims", format!("{header}..{signature}"), "malformed_token"),
        ("no header", format!(".{claims}.{signature}"), "malformed_token"),
        ("dots alone", "..".to_owned(), "malformed_token"),
        ("four parts", format!("{token}.{signature}"), "malformed_token"),
        ("five parts, an encrypted token", format!("{token}.a.b"), "malformed_token"),
        ("JSON serialisation", format!(r#"{{"payload":"{claims}"}}"#), "malformed_token"),
        ("padding on the header", format!("{header}=.{claims}.{signature}"), "malformed_token"),
        ("padding on the claims", format!("{header}.{claims}=.{signature}"), "malformed_token"),
        ("padding on the signature", format!("{token}=="), "malformed_token"),
        ("standard alphabet", format!("{header}.{claims}.+/{signature}"), "malformed_token"),
        ("newline", format!("{token}\n"), "malformed_token"),
        ("space inside", format!("{header}. {claims}.{signature}"), "malformed_token"),
        ("NUL", format!("{token}\0"), "malformed_token"),
        ("not ASCII", format!("{header}.{claims}.{signature}é"), "malformed_token"),
        ("quotes", format!("\"{token}\""), "malformed_token"),
        ("scheme left on", format!("Bearer {token}"), "malformed_token"),
    ]);
}

#[test]
fn a_token_of_8_kib_is_read_and_one_byte_more_is_not() {
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
    assert_refused([
        ("one byte more", format!("{longest}A"), "too_large"),
        ("200 KiB", "A".repeat(200 * 1024), "too_large"),
        ("1 MiB with dots", "A.".repeat(512 * 1024), "too_large"),
    ]);
}

#[test]
fn no_part_has_a_second_spelling() {
    let token = honest();
    // 256 bytes end in two characters of which the last holds four unused bits.
    let last = token.chars().last().unwrap();
    let alphabet: Vec<char> =
        ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['-', '_']).collect();
    let value = alphabet.iter().position(|&character| character == last).unwrap();
    let others = (0..16).filter(|bits| bits != &(value & 15)).map(|bits| {
        let spelling = alphabet[(value & !15) | bits];
        let text = format!("{}{spelling}", &token[..token.len() - 1]);
        (format!("unused bits {bits}"), text, "bad_encoding")
    });
    let cases: Vec<_> = others.collect();
    assert_eq!(cases.len(), 15);
    assert_refused(cases);

    let (_, rest) = token.split_once('.').unwrap();
    let input = format!("{}.AAAAA", URL_SAFE_NO_PAD.encode(honest_header()));
    let signature = dev_issuer().signature(TokenUse::Access, input.as_bytes()).unwrap();
    assert_refused([
        ("a header of 4n + 1 characters", format!("{}.{rest}", "A".repeat(5)), "bad_encoding"),
        ("signed claims of 4n + 1 characters", format!("{input}.{signature}"), "bad_encoding"),
    ]);
}

#[test]
fn a_header_longer_than_1_kib_is_not_read() {
    let fit = honest_header().replace('}', &format!(r#","x":"{}"}}"#, "y".repeat(800)));
    let long = honest_header().replace('}', &format!(r#","x":"{}"}}"#, "y".repeat(1_000)));

    assert!(judge(&signed(fit.as_bytes(), honest_claims().as_bytes())).is_ok());
    let long = signed(long.as_bytes(), honest_claims().as_bytes());
    assert_refused([("long", long, "malformed_header")]);
}
