//! Laws 29 and 30: what a comparison finds is different, and what it proves equal is.

use engine_support::strategies::hold;
use sekisho_policy::{
    Fact, Policy, Request, UnixTime,
    analysis::{Answer, Budget, Comparison, Hints},
    strategies,
};

use crate::agreement::Counts;

/// Whether each fact of a request is known, or known to be absent.
pub fn is_known(request: &Request) -> bool {
    let caller = &request.attempt.caller;
    let instance = &request.instance;
    !(matches!(caller.user(), Fact::Unknown)
        || matches!(caller.groups(), Fact::Unknown)
        || caller.claims().any(|(_, value)| matches!(value, Fact::Unknown))
        || matches!(caller.signed_in_at(), Fact::Unknown)
        || matches!(caller.issued_at(), Fact::Unknown)
        || matches!(request.attempt.source.address(), Fact::Unknown)
        || matches!(request.attempt.source.vpc_endpoint(), Fact::Unknown)
        || matches!(instance.tags, Fact::Unknown)
        || matches!(instance.account, Fact::Unknown)
        || matches!(instance.region, Fact::Unknown)
        || matches!(instance.id, Fact::Unknown))
}

#[test]
fn what_is_found_differs_and_what_is_proved_equal_never_does() {
    let counts = Counts::default();
    let hints = Hints::near(UnixTime::from_seconds(1_793_000_000));
    let pairs = (strategies::cases(0..=30), strategies::documents());
    hold(1_000, pairs, |((old, requests), other)| {
        let mut new = old.to_json();
        let mut value: serde_json::Value = serde_json::from_str(&new).unwrap();
        if let Some(rules) = value["rules"].as_array_mut()
            && rules.len() > 1
        {
            rules.remove(0);
        }
        new = value.to_string();
        let new = sekisho_policy::Document::from_json(&new).unwrap_or(other);
        let comparison = Comparison::new(&old, &new, &hints);
        let (before, after) = (Policy::compile(old.clone()), Policy::compile(new.clone()));
        let differs = |request: &Request| {
            before.decide(request.clone()).is_allow() != after.decide(request.clone()).is_allow()
        };
        match comparison.first_difference(Budget::default()) {
            Answer::None(effort) => {
                counts.count("equal");
                if effort.steps > 50 {
                    counts.count("equal, long")
                }
                for request in requests.iter().filter(|it| is_known(it)) {
                    assert!(
                        !differs(request),
                        "{request:#?}\n{}\n{}",
                        old.to_yaml(),
                        new.to_yaml()
                    );
                    counts.count("sampled");
                }
            }
            Answer::Found(found) => {
                assert!(differs(&found.witness));
                counts.count("different");
            }
            Answer::Undecided(why) => panic!("{why:#?}\n{}\n{}", old.to_yaml(), new.to_yaml()),
        }
    });
    counts.require(&[("equal", 50), ("different", 100)]);
}
