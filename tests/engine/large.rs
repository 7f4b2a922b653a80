//! Law 34 on policies of hundreds of rules, where an index has something to find.

use engine_support::strategies::hold;
use sekisho_policy::{
    Document, Fact, Policy, Request, Rule, Zone,
    strategies::{self, Shape},
};

use crate::agreement::{Counts, agree};

/// What an index would treat in a way of its own, as far as one sees it from outside: values that
/// many rules share, several at once, none, and texts too long to lie in place.
fn paths(document: &Document, request: &Request) -> [(&'static str, bool); 18] {
    let (attempt, instance) = (&request.attempt, &request.instance);
    let (caller, address) = (&attempt.caller, attempt.source.address());
    let groups = caller.groups().known().map(|groups| groups.iter().collect::<Vec<_>>());
    let tags = instance.tags.known().map(|tags| tags.iter().collect::<Vec<_>>());
    let shared = |group: &str| {
        let asks = |rule: &&Rule| {
            let who = rule.when.who.as_ref();
            who.and_then(|who| who.groups.as_ref()).is_some_and(|groups| groups.contains(group))
        };
        document.rules().iter().filter(asks).count()
    };
    let zones = address.known().map_or(0, |address| {
        let within = |zone: &&Zone| zone.cidrs.iter().flatten().any(|net| net.contains(address));
        document.zones().values().filter(within).count()
    });
    let long = |text: &str| text.len() > 24;
    [
        ("path: in several groups", groups.as_ref().is_some_and(|it| it.len() > 1)),
        ("path: in no group", groups.as_ref().is_some_and(Vec::is_empty)),
        ("path: in a group of 33 rules", groups.iter().flatten().any(|it| shared(it) > 32)),
        ("path: in a group of no rule", groups.iter().flatten().any(|it| shared(it) == 0)),
        ("path: in a group with a long name", groups.iter().flatten().any(|it| long(it))),
        ("path: groups unknown", caller.groups() == Fact::Unknown),
        ("path: user unknown", caller.user() == Fact::Unknown),
        ("path: in 13 zones", zones > 12),
        ("path: in no zone", zones == 0 && address.known().is_some()),
        ("path: address unknown", address == Fact::Unknown),
        ("path: endpoint unknown", attempt.source.vpc_endpoint() == Fact::Unknown),
        ("path: tags unknown", instance.tags == Fact::Unknown),
        ("path: no tags", tags.as_ref().is_some_and(Vec::is_empty)),
        ("path: eight tags", tags.as_ref().is_some_and(|tags| tags.len() >= 8)),
        ("path: a long tag", tags.iter().flatten().any(|(key, value)| long(key) || long(value))),
        ("path: id unknown", instance.id == Fact::Unknown),
        ("path: account unknown", instance.account == Fact::Unknown),
        ("path: region unknown", instance.region == Fact::Unknown),
    ]
}

/// Rules over shared words, some of them in every third rule, most in few; lists of up to forty
/// values; hundreds of rules that differ in little; as many denials as there are rules to deny.
#[test]
fn law_34_a_policy_of_hundreds_of_rules_answers_as_the_naive_oracle_does() {
    let counts = Counts::default();
    let mut long_lists = Shape::large(200..=400, 60);
    long_lists.values = 40;
    let mut all_alike = Shape::large(300..=300, 3);
    all_alike.denies = 3;
    let mut denials = Shape::large(200..=400, 100);
    denials.denies = 70;
    for shape in [Shape::large(200..=400, 300), long_lists, all_alike, denials] {
        let documents = strategies::documents_of(&shape);
        hold(2, strategies::cases_of(documents, 150..=150), |(document, requests)| {
            let policy = Policy::compile(document.clone());
            for request in &requests {
                agree(&document, &policy, request, &counts);
                for (path, _) in paths(&document, request).into_iter().filter(|(_, met)| *met) {
                    counts.count(path);
                }
            }
        });
    }

    let answers = [
        ("cases", 1200),
        ("allow", 250),
        ("default", 50),
        ("explicit", 70),
        ("indeterminate", 50),
        ("rules named: several", 190),
    ];
    counts.require(&answers);
    let counts = counts.0.borrow();
    let met: Vec<_> = counts.iter().filter(|(what, _)| what.starts_with("path: ")).collect();
    assert_eq!(met.len(), 18, "every path is met");
    assert!(met.iter().all(|(_, count)| **count >= 10), "{met:?}");
}
