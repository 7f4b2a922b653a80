//! What mutants decide, found out without compiling them.

use std::{cell::Cell, collections::BTreeMap};

use engine_support::strategies::hold;
use proptest::{
    collection::vec,
    strategy::{BoxedStrategy, Strategy},
};
use sekisho_policy::{
    Decision, Document, Policy, Request, Truth,
    mutants::Trials,
    strategies::{Shape, cases, documents_of, requests_for},
};

/// That the trials of every mutant say what the compiled mutant says.
fn tried(document: &Document, requests: &[Request], counts: &Cell<[usize; 3]>) {
    let policy = Policy::compile(document.clone());
    let before: Vec<Decision> = requests.iter().map(|it| policy.decide(it.clone())).collect();
    let mut trials = Trials::of(document);
    let (first, rest) = requests.split_first().unwrap();
    trials.add(first.clone());
    for (number, mutant) in document.mutants().enumerate() {
        if number == 1 {
            // In the middle of the mutants of one part.
            rest.iter().for_each(|request| trials.add(request.clone()));
        }
        let known = if number == 0 { 1 } else { requests.len() };
        let found: BTreeMap<usize, Decision> = trials.decisions(&mutant).collect();
        let compiled = Policy::compile(mutant.document());
        let [mut all, mut asked, mut changed] = counts.get();
        for (at, request) in requests.iter().enumerate().take(known) {
            let decision = compiled.decide(request.clone());
            assert_eq!(found.get(&at).unwrap_or(&before[at]), &decision, "{mutant:?} on {at}");
            assert_eq!(trials.decide(&mutant, request.clone()), decision, "{mutant:?} on {at}");
            all += 1;
            asked += usize::from(found.contains_key(&at));
            changed += usize::from(decision != before[at]);
        }
        counts.set([all, asked, changed]);
    }
}

#[test]
fn trials_find_what_each_mutant_decides() {
    let counts = Cell::new([0; 3]);

    hold(60, cases(3..=6), |(document, requests)| tried(&document, &requests, &counts));

    let [all, asked, changed] = counts.get();
    println!("of {all} decisions {asked} were asked for and {changed} differ");
    assert!(changed * 50 > all, "{changed} of {all} differ");
}

/// Whether no rule waits for a fact.
fn is_decided(policy: &Policy, request: &Request) -> bool {
    policy.findings(request).iter().all(|finding| finding.truth != Truth::Undecided)
}

#[test]
fn a_mutant_and_its_document_differ_where_the_narrow_ones_do() {
    let counts = Cell::new([0; 3]);

    hold(40, cases(3..=6), |(document, requests)| {
        let policy = Policy::compile(document.clone());
        let trials = Trials::of(&document);
        for mutant in document.mutants() {
            let mutated = Policy::compile(mutant.document());
            let (before, after) = trials.narrowed(&mutant);
            let [mut all, mut differing, mut dropped] = counts.get();
            dropped += document.rules().len() - before.rules().len();
            let (before, after) = (Policy::compile(before), Policy::compile(after));
            for request in &requests {
                if !is_decided(&policy, request) || !is_decided(&mutated, request) {
                    continue;
                }
                let [old, new, small_old, small_new] = [&policy, &mutated, &before, &after]
                    .map(|policy| policy.decide(request.clone()).is_allow());
                assert_eq!(old != new, small_old != small_new, "{mutant:?} on {request:?}");
                all += 1;
                differing += usize::from(old != new);
            }
            counts.set([all, differing, dropped]);
        }
    });

    let [all, differing, dropped] = counts.get();
    println!("{differing} of {all} decisions differ, {dropped} rules were left out");
    assert!(differing * 50 > all, "{differing} of {all} differ");
    assert!(dropped >= 300, "{dropped} rules were left out");
}

/// Documents of many rules, with requests.
fn large() -> BoxedStrategy<(Document, Vec<Request>)> {
    let documents = documents_of(&Shape::large(20..=40, 12));
    let with_requests = documents.prop_flat_map(|document| {
        let requests = vec(requests_for(&document), 8);
        requests.prop_map(move |requests| (document.clone(), requests))
    });
    with_requests.boxed()
}

#[test]
fn trials_find_what_each_mutant_of_many_rules_decides() {
    let counts = Cell::new([0; 3]);

    hold(4, large(), |(document, requests)| tried(&document, &requests, &counts));

    let [all, asked, changed] = counts.get();
    println!("of {all} decisions {asked} were asked for and {changed} differ");
    assert!(changed * 400 > all, "{changed} of {all} differ");
    assert!(asked * 5 < all, "{asked} of {all} were asked for");
}
