//! Laws about what is not known: a fact that is hidden opens nothing.

use std::sync::Arc;

use engine_support::strategies::{self, compiled};
use proptest::{collection::vec, prelude::*};
use sekisho_policy::{Attempt, Caller, Fact, Instance, Request, Source};
use serde_json::Value;

fn cases() -> impl Strategy<Value = (Value, Vec<Request>)> {
    (strategies::document(), vec(strategies::request(), 12))
}

/// The request with the facts of this selection taken from another: a bit each.
fn mixed(request: &Request, other: &Request, from_other: u16) -> Request {
    let pick = |bit: u16| if from_other & (1 << bit) == 0 { request } else { other };
    let caller = |bit| &pick(bit).attempt.caller;
    let groups = caller(1).groups();
    let mixed = Caller::unknown()
        .with_user(caller(0).user())
        .with_groups(groups.map(|groups| groups.iter().map(String::as_str)))
        .with_claim("department", caller(2).claim("department"))
        .with_signed_in_at(caller(3).signed_in_at())
        .with_issued_at(caller(4).issued_at());
    let source = Source::new(
        pick(5).attempt.source.address(),
        pick(6).attempt.source.vpc_endpoint().map(Clone::clone),
    );
    let instance = Instance {
        account: pick(7).instance.account.clone(),
        region: pick(8).instance.region.clone(),
        id: pick(9).instance.id.clone(),
        tags: pick(10).instance.tags.clone(),
    };
    let attempt = Attempt { caller: mixed, source, ..(*request.attempt).clone() };
    Request { attempt: Arc::new(attempt), instance: Arc::new(instance) }
}

fn nothing_known(request: &Request) -> Request {
    let attempt = Attempt {
        caller: Caller::unknown(),
        source: Source::default(),
        ..(*request.attempt).clone()
    };
    Request { attempt: Arc::new(attempt), instance: Arc::new(Instance::default()) }
}

/// The facts of the request that are unknown, as a selection.
fn unknown(request: &Request) -> u16 {
    fn is<T>(fact: &Fact<T>) -> bool {
        matches!(fact, Fact::Unknown)
    }
    let (attempt, instance) = (&request.attempt, &request.instance);
    let caller = &attempt.caller;
    [
        is(&caller.user()),
        is(&caller.groups()),
        is(&caller.claim("department")),
        is(&caller.signed_in_at()),
        is(&caller.issued_at()),
        is(&attempt.source.address()),
        is(&attempt.source.vpc_endpoint()),
        is(&instance.account),
        is(&instance.region),
        is(&instance.id),
        is(&instance.tags),
    ]
    .into_iter()
    .enumerate()
    .fold(0, |bits, (bit, unknown)| bits | (u16::from(unknown) << bit))
}

#[test]
fn law_15_what_is_allowed_with_unknown_facts_is_allowed_whatever_they_are() {
    strategies::hold(80, cases(), |(json, requests)| {
        let policy = compiled(&json);
        for request in &requests {
            if !policy.decide(request.clone()).is_allow() {
                continue;
            }
            for other in &requests {
                let completed = mixed(request, other, unknown(request));
                assert!(
                    policy.decide(completed.clone()).is_allow(),
                    "{request:#?}\n{completed:#?}"
                );
            }
        }
    });
}

#[test]
fn law_16_hiding_facts_turns_no_denial_into_an_allow() {
    strategies::hold(80, (cases(), any::<u16>()), |((json, requests), hidden)| {
        let policy = compiled(&json);
        for request in &requests {
            if policy.decide(request.clone()).is_allow() {
                continue;
            }
            for hidden in (0..11).map(|bit| 1 << bit).chain([hidden, u16::MAX]) {
                let less = mixed(request, &nothing_known(request), hidden);
                assert!(!policy.decide(less).is_allow(), "{request:#?} without {hidden:b}");
            }
        }
    });
}

#[test]
fn an_answer_waits_for_the_facts_that_are_unknown_and_for_no_others() {
    let names = [
        "user",
        "groups",
        "claim:department",
        "signed_in_at",
        "issued_at",
        "address",
        "vpc_endpoint",
        "account",
        "region",
        "instance_id",
        "tags",
    ];
    let mut waited = 0;
    for (json, requests) in strategies::sample(400, &cases()) {
        let policy = compiled(&json);
        for request in requests {
            let answer = engine_support::oracle::told(&policy.decide(request.clone()));
            if answer.code != "indeterminate" {
                continue;
            }
            waited += 1;
            assert!(!answer.missing.is_empty());
            for missing in answer.missing.iter().filter(|missing| *missing != "time") {
                let bit = names.iter().position(|name| name == missing).unwrap();
                assert_ne!(unknown(&request) & (1 << bit), 0, "{missing} is known");
            }
        }
    }
    assert!(waited > 100);
}
