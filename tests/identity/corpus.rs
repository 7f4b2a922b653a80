//! The token corpus: one sentence, one recipe, one expected answer a case. The tokens are made now.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sekisho_identity::{BearerToken, KeySet, KeySettings, KeySource, TokenRefusal, Verifier};
use sekisho_policy::UnixTime;
use support::{
    token_corpus::{self, Case, jsonwebtoken_accepts},
    tokens::MemoryKeys,
};

use crate::minting::NOW;

/// So many cases are in each file, and of them so many are accepted.
const COUNTS: [(&str, usize, usize); 11] = [
    ("accepted", 20, 20),
    ("claims-json", 71, 0),
    ("client", 34, 3),
    ("form", 89, 3),
    ("groups", 34, 14),
    ("header", 118, 0),
    ("issuer", 36, 3),
    ("signature", 64, 1),
    ("subject", 16, 1),
    ("times", 73, 10),
    ("token-use", 23, 1),
];

/// What becomes of a token: with the keys in hand, and behind the key cache.
async fn answers(case: &Case, keys: &KeySet, document: &str) -> [String; 2] {
    let text = case.token(NOW);
    let token = match case.field(&text) {
        Some(field) => BearerToken::from_header(&field),
        None => BearerToken::from_compact(&text),
    };
    let token = match token {
        Ok(token) => token,
        Err(refusal) => return [refusal.code(), refusal.code()].map(str::to_owned),
    };
    let (expected, now) = (case.expectation(), case.judged.at(NOW));
    let source: Arc<dyn KeySource> = MemoryKeys::new(document);
    let issuers = vec![(expected.clone(), source)];
    let verifier = Verifier::new(issuers, KeySettings::default()).unwrap();
    assert_eq!(verifier.hydrate(now).await.failures().count(), 0);
    let pure = sekisho_identity::verify(&token, keys, &expected, now);
    let cached = verifier.verify(&token, now).await;
    [pure.err(), cached.err()].map(|error| error.map_or("accept", TokenRefusal::code).to_owned())
}

#[tokio::test]
async fn every_token_of_the_corpus_is_answered_as_described() {
    let document = token_corpus::jwks().to_string();
    let keys = KeySet::from_jwks(document.as_bytes()).unwrap();
    let mut wrong = Vec::new();
    for (file, cases) in token_corpus::cases() {
        for case in cases {
            let found = answers(&case, &keys, &document).await;
            if found != [case.expected.as_str(); 2] {
                wrong.push(format!("{file}: {}: {found:?}, required {}", case.name, case.expected));
            }
        }
    }

    println!("sekisho: {} wrong answers", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Printed beside our own count, and not asserted: what others do is theirs to change.
#[test]
fn the_same_tokens_are_put_to_jsonwebtoken() {
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    let (mut asked, mut accepted) = (0, 0);
    for (file, cases) in token_corpus::cases() {
        for case in cases.iter().filter(|case| case.field.is_none()) {
            asked += 1;
            // It reads the clock itself: what is judged later here was issued earlier there.
            let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
            let now = UnixTime::from_seconds(i64::try_from(clock.as_secs()).unwrap());
            let token = case.token(now.saturating_add(case.judged.after.saturating_neg()));
            let accepts = jsonwebtoken_accepts(case, &token);
            if accepts != (case.expected == "accept") {
                *wrong.entry(file.clone()).or_default() += 1;
                accepted += usize::from(accepts);
                println!(
                    "jsonwebtoken {}: {}",
                    if accepts { "accepts" } else { "refuses" },
                    case.name
                );
            }
        }
    }

    let sum: usize = wrong.values().sum();
    println!("jsonwebtoken: {sum} wrong answers to {asked} tokens, {accepted} accepted: {wrong:?}");
    println!("sekisho: 0 wrong answers: the test beside this one fails otherwise");
}

#[test]
fn the_corpus_is_whole() {
    let files = token_corpus::cases();
    let accepted = |cases: &[Case]| cases.iter().filter(|case| case.expected == "accept").count();
    let counts: Vec<(&str, usize, usize)> =
        files.iter().map(|(file, cases)| (file.as_str(), cases.len(), accepted(cases))).collect();
    assert_eq!(counts, COUNTS);

    let cases: Vec<&Case> = files.values().flatten().collect();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "every case has a name of its own");
    for case in &cases {
        assert!(case.why.ends_with('.') && case.why.len() > 15, "{}: {}", case.name, case.why);
    }

    let rows: BTreeSet<&str> = cases.iter().map(|case| case.row()).collect();
    let row = |letter: char, numbers: std::ops::RangeInclusive<u8>| {
        numbers.map(move |number| format!("{letter}{number}"))
    };
    let table: BTreeSet<String> = row('F', 1..=4)
        .chain(row('H', 1..=9))
        .chain(row('C', 1..=19))
        .chain(row('T', 1..=1))
        .collect();
    assert_eq!(rows, table.iter().map(String::as_str).collect());

    let codes: BTreeSet<&str> = cases.iter().map(|case| case.expected.as_str()).collect();
    let elsewhere = [TokenRefusal::AmbiguousAuthorization, TokenRefusal::KeysUnavailable];
    let all = TokenRefusal::ALL.into_iter().filter(|refusal| !elsewhere.contains(refusal));
    assert_eq!(codes, all.map(TokenRefusal::code).chain(["accept"]).collect());
}
