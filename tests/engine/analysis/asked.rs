//! Every question about a case, with what brute force finds and what a witness must be.

use engine_support::{
    brute::{Set, Space},
    oracle::{self, truth},
};
use sekisho_policy::{
    Clause, Document, Effect, Request,
    analysis::{Analysis, Answer, Budget, Found},
};

use super::{found, holds};
use crate::agreement::Counts;

/// A question.
pub(super) struct Asked<'c> {
    pub(super) name: &'static str,
    /// What is asked for, by brute force.
    pub(super) expected: Set,
    pub(super) ask: Box<dyn Fn(Budget) -> Answer + 'c>,
    /// Whether one is asked for, and by whom, by the oracle.
    is_so: Judge<'c>,
}

/// Says of a witness whether it is what was asked for.
type Judge<'c> = Box<dyn Fn(&Request, &Found) -> bool + 'c>;

/// Every question about a document of which these are all the requests, and two clauses.
pub(super) fn questions<'c>(
    document: &'c Document,
    [asked, other]: &'c [Clause; 2],
    analysis: &'c Analysis<'c>,
    space: &Space<'_>,
) -> Vec<Asked<'c>> {
    let allowed = space.told[0].allowed();
    let [in_asked, in_other] = &space.asked[..] else { panic!("two clauses") };
    let is_allowed = move |request: &Request| oracle::answer(document, request).code == "allow";
    let is_in = move |request: &Request| holds(document, asked, request);
    let names = move |found: &Found, effect: Effect| {
        found.rules.iter().all(|id| {
            let rule = document.rules().iter().find(|rule| rule.id == *id).unwrap();
            rule.effect == effect && truth(document, rule, &found.witness).value == Some(true)
        })
    };
    let by_a_rule = move |found: &Found| found.rules.len() == 1 && names(found, Effect::Allow);
    let mut all = vec![
        Asked {
            name: "any",
            ask: Box::new(|budget| analysis.find_any(asked, budget)),
            expected: in_asked.clone(),
            is_so: Box::new(move |request, found| is_in(request) && found.rules.is_empty()),
        },
        Asked {
            name: "allowed",
            ask: Box::new(|budget| analysis.find_allowed(asked, None, budget)),
            expected: in_asked & &allowed,
            is_so: Box::new(move |request, found| {
                is_in(request) && is_allowed(request) && by_a_rule(found)
            }),
        },
        Asked {
            name: "allowed, but",
            ask: Box::new(|budget| analysis.find_allowed(asked, Some(other), budget)),
            expected: &(in_asked & &allowed) - in_other,
            is_so: Box::new(move |request, found| {
                is_in(request)
                    && !holds(document, other, request)
                    && is_allowed(request)
                    && by_a_rule(found)
            }),
        },
        Asked {
            name: "denied",
            ask: Box::new(|budget| analysis.find_denied(asked, budget)),
            expected: in_asked - &allowed,
            is_so: Box::new(move |request, found| {
                is_in(request) && !is_allowed(request) && names(found, Effect::Deny)
            }),
        },
    ];
    all.extend(document.rules().iter().map(|rule| Asked {
        name: "outside",
        ask: Box::new(|budget| analysis.find_outside(&rule.id, asked, budget)),
        expected: space.told[0].rule(&rule.id, rule.effect) - in_asked,
        is_so: Box::new(move |request, found| {
            truth(document, rule, request).value == Some(true)
                && !is_in(request)
                && found.rules == [rule.id.clone()]
        }),
    }));
    all
}

impl Asked<'_> {
    /// What was found is there, and what was not is not: the witness by the oracle, all of its
    /// region by brute force.
    #[track_caller]
    pub(super) fn check(&self, answer: Answer, space: &Space<'_>, counts: &Counts) {
        let name = self.name;
        let Some(found) = found(answer) else {
            if let Some(at) = self.expected.first() {
                panic!("{name}: not found\n{:#?}", space.request(at));
            }
            counts.count(format!("{name}: none"));
            return;
        };
        counts.count(format!("{name}: found"));
        assert!((self.is_so)(&found.witness, &found), "{name}: not so\n{found:#?}");
        let in_region = space.holds_request(&found.region, &found.witness);
        assert!(in_region, "{name}: the witness is not of its region\n{found:#?}");
        assert!(!self.expected.is_empty(), "{name}: brute force finds none\n{found:#?}");
        let held = space.held(&found.region);
        if let Some(at) = (&held - &self.expected).first() {
            let request = space.request(at);
            panic!("{name}: another of the region is not so\n{request:#?}\n{found:#?}");
        }
        counts.add(format!("{name}: alike"), held.len());
    }
}
