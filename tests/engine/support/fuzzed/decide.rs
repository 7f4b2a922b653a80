//! A policy that the bytes are, and requests made for it: the engine answers as the oracle does.

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sekisho_policy::{Document, Policy, Request, strategies};

use crate::oracle::{self, told};

use super::{Outcome, rows};

/// More rules than this are for the benches.
const RULES: usize = 12;
const REQUESTS: usize = 4;

/// Eight bytes choose the requests; the rest are the rows of the document, as [`rows::from_bytes`]
/// reads them.
///
/// # Panics
///
/// If engine, entitlement and oracle do not agree.
#[must_use]
pub fn decide(bytes: &[u8]) -> Outcome {
    let Some((seed, bytes)) = bytes.split_first_chunk::<8>() else { return Outcome::Nothing };
    let Ok(document) = Document::from_rows(&rows::from_bytes(bytes)) else {
        return Outcome::Refused;
    };
    if document.rules().len() > RULES {
        return Outcome::Nothing;
    }
    let requests = requests(&document, *seed);
    let policy = Policy::compile(document.clone());
    for request in &requests {
        let expected = oracle::answer(&document, request);
        let decision = policy.decide(request.clone());
        assert_eq!(told(&decision), expected, "{}\n{request:#?}", document.to_json());

        // Each attempt on each instance, not only on its own.
        let entitlement = policy.entitlement(request.attempt.clone());
        for instance in requests.iter().map(|request| &request.instance) {
            let asked = Request { attempt: request.attempt.clone(), instance: instance.clone() };
            let admitted = entitlement.admits(instance);
            assert_eq!(
                admitted,
                policy.decide(asked.clone()),
                "{}\n{asked:#?}",
                document.to_json()
            );
            assert!(
                !(entitlement.is_empty() && admitted.is_allow()),
                "empty, and admits: {}\n{asked:#?}",
                document.to_json()
            );
        }
    }
    Outcome::Held
}

fn requests(document: &Document, seed: [u8; 8]) -> Vec<Request> {
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 4].concat());
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, chance);
    let requests = strategies::requests_for(document);
    (0..REQUESTS).map(|_| requests.new_tree(&mut runner).expect("a request").current()).collect()
}
