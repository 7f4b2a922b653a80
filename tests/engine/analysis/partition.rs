//! What two documents decide differently is told exactly: by whom, and of which requests.

use std::collections::BTreeSet;

use engine_support::{brute::Space, drawn::Case, strategies::checked};
use sekisho_policy::{
    Document, Policy,
    analysis::{Cause, Change, Comparison, Edit, Hints, Span},
};

use super::{enough, found, hinted, hints, on_cases, space};
use crate::agreement::Counts;

/// The old and the new document.
type Both<'c> = [&'c Document; 2];

/// A direction: from which document to which.
#[derive(Clone, Copy)]
struct Way {
    from: usize,
    to: usize,
    name: &'static str,
}

const WAYS: [Way; 2] =
    [Way { from: 0, to: 1, name: "opened" }, Way { from: 1, to: 0, name: "closed" }];

/// Everything that could be a cause.
fn causes(documents: Both<'_>) -> BTreeSet<Cause> {
    let rules = documents.iter().flat_map(|document| document.rules());
    let tags = documents.iter().flat_map(|document| document.required_tags());
    let rules = rules.map(|rule| Cause::Rule(rule.id.clone()));
    rules.chain(tags.map(|key| Cause::RequiredTag(key.clone()))).collect()
}

/// How a cause differs, by what is in force.
fn edit([old, new]: Both<'_>, cause: &Cause) -> Edit {
    let has = |document: &Document| match cause {
        Cause::Rule(id) => document.rules().iter().any(|rule| rule.enabled && rule.id == *id),
        Cause::RequiredTag(key) => document.required_tags().contains(key),
    };
    match (has(old), has(new)) {
        (true, true) => Edit::Changed,
        (true, false) => Edit::Removed,
        (false, true) => Edit::Added,
        (false, false) => panic!("{cause:?} is nowhere"),
    }
}

/// Whether a name is told with whose it is.
fn has_editions(span: &Span) -> bool {
    let within = [&span.schedules, &span.zones].into_iter().flatten().flatten();
    let mut labels = within.flat_map(|it| it.inside.iter().chain(&it.outside));
    labels.any(|label| label.edition.is_some())
}

/// Every change is told with exactly its requests, each in one region.
fn check(both: Both<'_>, space: &Space<'_>, way: Way, changes: &[Change], counts: &Counts) {
    let Way { from, to, name } = way;
    let told: BTreeSet<&Cause> = changes.iter().map(|change| &change.cause).collect();
    assert_eq!(told.len(), changes.len(), "a cause is told once");
    let policies = both.map(|document| Policy::compile(document.clone()));
    let none = space.all.none();
    let mut all = none.clone();
    for change in changes {
        assert!(change.is_complete && change.undecided.is_none(), "{change:#?}");
        assert!(!change.regions.is_empty(), "{change:#?}");
        assert_eq!(change.edit, edit(both, &change.cause), "{change:#?}");
        counts.count(format!("{name}: {:?}", change.edit));
        if change.regions.len() > 1 {
            counts.count(format!("{name}: several regions"));
        }
        let mut union = none.clone();
        for found in &change.regions {
            let witness = &found.witness;
            assert!(!policies[from].decide(witness.clone()).is_allow(), "{found:#?}");
            assert!(policies[to].decide(witness.clone()).is_allow(), "{found:#?}");
            assert!(space.holds_request(&found.region, witness), "{found:#?}");
            let held = space.held(&found.region);
            if let Some(at) = (&union & &held).first() {
                panic!("{name}: in two regions\n{:#?}\n{change:#?}", space.request(at));
            }
            union = &union | &held;
            counts.count(format!("{name}: region"));
        }
        let expected = space.opened_by(from, to, &change.cause);
        all = &all | &expected;
        if let Some(at) = (&expected - &union).first() {
            panic!("{name}: in no region\n{:#?}\n{change:#?}", space.request(at));
        }
        if let Some(at) = (&union - &expected).first() {
            panic!("{name}: in a region\n{:#?}\n{change:#?}", space.request(at));
        }
        if change.regions.iter().any(|found| has_editions(&found.region)) {
            counts.count("names that mean two things");
        }
        counts.count("exact partitions");
    }
    for cause in causes(both).iter().filter(|cause| !told.contains(cause)) {
        let missed = space.opened_by(from, to, cause).first();
        assert!(missed.is_none(), "{name}: {cause:?}\n{:#?}", space.request(missed.unwrap()));
        counts.count(format!("{name}: nothing by a cause"));
    }
    let opened = &space.told[to].allowed() - &space.told[from].allowed();
    assert_eq!(all, opened, "{name}: each has a cause");
}

fn law(case: &Case, hints: impl FnOnce(&Space<'_>) -> Hints, counts: &Counts) {
    let (old, new) = (&checked(&case.old), &checked(&case.new));
    let Some(space) = space(&[old, new], &[], case, counts) else { return };
    let hints = hints(&space);
    let comparison = Comparison::new(old, new, &hints);
    let [before, after] = [0, 1].map(|of| space.told[of].allowed());
    let differs = (&(&before - &after) | &(&after - &before)).first();
    match (found(comparison.first_difference(enough())), differs) {
        (None, None) => counts.count("equal"),
        (Some(found), Some(_)) => {
            let [before, after] = [old, new]
                .map(|document| Policy::compile(document.clone()).decide(found.witness.clone()));
            assert_ne!(before.is_allow(), after.is_allow(), "{found:#?}");
            counts.count("different");
        }
        (None, Some(at)) => panic!("not found\n{:#?}", space.request(at)),
        (Some(found), None) => panic!("brute force finds none\n{found:#?}"),
    }
    check([old, new], &space, WAYS[0], &comparison.opened(10_000, enough()), counts);
    check([old, new], &space, WAYS[1], &comparison.closed(10_000, enough()), counts);
    for edit in &case.edits {
        counts.count(format!("edit: {edit}"));
    }
}

/// `SEKISHO_TEST_EFFORT=10` makes it a hundred thousand pairs.
#[test]
fn what_opens_and_closes_is_told_exactly() {
    let counts = Counts::default();
    on_cases(10_000, |case| law(case, |_| hints(), &counts));

    counts.require(&[
        ("cases", 9_800),
        ("equal", 2_000),
        ("different", 4_000),
        ("exact partitions", 6_000),
        ("opened: several regions", 2_000),
        ("closed: several regions", 2_000),
        ("names that mean two things", 300),
        ("edit: zone edited", 300),
        ("edit: schedule edited", 300),
        ("edit: offset edited", 300),
        ("edit: effect turned", 300),
        ("edit: required tags edited", 300),
    ]);
}

#[test]
fn what_opens_and_closes_is_the_same_whatever_the_hints_are() {
    let counts = Counts::default();
    on_cases(1_500, |case| law(case, |space| hinted(space, case), &counts));

    counts.require(&[("different", 600), ("exact partitions", 900)]);
}
