//! What an answer says that it waits for.

use engine_support::{oracle::told, strategies::sample};
use sekisho_policy::{Fact, Policy, Request, strategies};

/// The names of the facts of the request that are unknown.
fn unknown(request: &Request) -> Vec<&'static str> {
    fn is<T>(fact: &Fact<T>) -> bool {
        matches!(fact, Fact::Unknown)
    }
    let (attempt, instance) = (&request.attempt, &request.instance);
    let caller = &attempt.caller;
    [
        ("user", is(&caller.user())),
        ("groups", is(&caller.groups())),
        ("claim:department", is(&caller.claim("department"))),
        ("signed_in_at", is(&caller.signed_in_at())),
        ("issued_at", is(&caller.issued_at())),
        ("address", is(&attempt.source.address())),
        ("vpc_endpoint", is(&attempt.source.vpc_endpoint())),
        ("account", is(&instance.account)),
        ("region", is(&instance.region)),
        ("instance_id", is(&instance.id)),
        ("tags", is(&instance.tags)),
        ("time", attempt.at.seconds().unsigned_abs() >= 1_000_000_000_000),
    ]
    .into_iter()
    .filter_map(|(name, unknown)| unknown.then_some(name))
    .collect()
}

#[test]
fn an_answer_waits_for_the_facts_that_are_unknown_and_for_no_others() {
    let mut waited = std::collections::BTreeMap::<String, usize>::new();
    for (document, requests) in sample(1500, &strategies::cases(12..=12)) {
        let policy = Policy::compile(document);
        for request in requests {
            let unknown = unknown(&request);
            let answer = told(&policy.decide(request));
            if answer.code == "indeterminate" {
                assert!(!answer.missing.is_empty());
                for missing in answer.missing {
                    assert!(unknown.contains(&&*missing), "{missing} is known");
                    *waited.entry(missing).or_default() += 1;
                }
            }
        }
    }

    println!("{waited:?}");
    assert_eq!(waited.len(), 12, "every fact is waited for");
    assert!(waited.values().all(|count| *count >= 10), "{waited:?}");
}
