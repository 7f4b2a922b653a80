//! The token corpus: one sentence, one recipe, one expected answer a case. The tokens are made now.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sekisho_identity::{BearerToken, KeySet, KeySettings, KeySource, TokenRefusal, Verifier};
use sekisho_policy::UnixTime;
use support::{
    token_corpus::{self, Case},
    tokens::MemoryKeys,
};

use crate::{jsonwebtoken::jsonwebtoken_accepts, minting::NOW};

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

/// Runs the cases of a file: so many, of which so many are accepted.
async fn run(file: &str, count: usize, accepted: usize) {
    let cases = token_corpus::cases().remove(file).unwrap();
    let document = token_corpus::jwks().to_string();
    let keys = KeySet::from_jwks(document.as_bytes()).unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let found = answers(case, &keys, &document).await;
        if found != [case.expected.as_str(); 2] {
            wrong.push(format!("{}: {found:?}, required {}", case.name, case.expected));
        }
    }

    println!("sekisho: {} wrong answers to the {} tokens of {file}", wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{file}:\n{}", wrong.join("\n"));
    let found = cases.iter().filter(|case| case.expected == "accept").count();
    assert_eq!((cases.len(), found), (count, accepted), "{file}: cases, and accepted ones");
}

macro_rules! corpus {
    ($($test:ident: $file:literal, $count:literal, $accepted:literal);* $(;)?) => {
        $(
            #[tokio::test]
            async fn $test() {
                run($file, $count, $accepted).await;
            }
        )*

        /// Every file there is.
        const FILES: &[&str] = &[$($file),*];
    };
}

corpus! {
    attacks_on_clients_are_answered_as_described: "client", 34, 3;
    attacks_on_groups_are_answered_as_described: "groups", 34, 14;
    attacks_on_issuers_are_answered_as_described: "issuer", 36, 3;
    attacks_on_the_form_are_answered_as_described: "form", 89, 3;
    attacks_on_the_header_are_answered_as_described: "header", 118, 0;
    attacks_on_the_json_of_claims_are_answered_as_described: "claims-json", 71, 0;
    attacks_on_the_signature_are_answered_as_described: "signature", 64, 1;
    attacks_on_the_types_of_registered_claims_are_answered_as_described: "registered", 23, 6;
    attacks_on_the_subject_are_answered_as_described: "subject", 16, 1;
    attacks_on_times_are_answered_as_described: "times", 73, 10;
    attacks_on_the_use_are_answered_as_described: "token-use", 23, 1;
    what_is_no_attack_is_accepted_as_described: "accepted", 20, 20;
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
    println!("sekisho: 0 wrong answers, or the tests beside this one fail");
}

#[test]
fn the_corpus_is_whole() {
    let files = token_corpus::cases();
    let run: BTreeSet<&str> = FILES.iter().copied().collect();
    assert_eq!(files.keys().map(String::as_str).collect::<BTreeSet<_>>(), run);

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
