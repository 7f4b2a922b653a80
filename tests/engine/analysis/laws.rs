//! Laws 26, 29 and 32: of comparisons with themselves, with each other, and with what a rule may do.

use std::collections::BTreeMap;

use engine_support::{
    brute::{Set, Space},
    drawn::{Tape, respelled},
    strategies::checked,
};
use sekisho_policy::{
    Document,
    analysis::{Analysis, Cause, Change, Comparison, Edit},
};
use serde_json::Value;

use super::{enough, found, hints, on_cases, space};
use crate::agreement::Counts;

/// The requests that some changes from one of these documents to the other tell.
fn union<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
    of: [usize; 2],
    space: &Space<'_>,
) -> Set {
    let regions = changes.into_iter().flat_map(|change| {
        assert!(change.is_complete, "{change:#?}");
        &change.regions
    });
    regions.fold(space.all.none(), |all, found| &all | &space.held_of(&found.region, of))
}

fn opened(old: &Document, new: &Document) -> Vec<Change> {
    Comparison::new(old, new, &hints()).opened(10_000, enough())
}

#[test]
fn law_29_a_document_differs_in_nothing_from_itself() {
    let counts = Counts::default();
    on_cases(500, |case| {
        let document = &checked(&case.old);
        let hints = hints();
        let comparison = Comparison::new(document, document, &hints);
        assert!(comparison.opened(10, enough()).is_empty());
        assert!(comparison.closed(10, enough()).is_empty());
        let answer = comparison.first_difference(enough());
        assert!(answer.is_none(), "{answer:#?}");
        counts.count("documents");
    });

    counts.require(&[("documents", 500)]);
}

#[test]
fn law_29_what_opens_from_here_to_there_closes_from_there_to_here() {
    let counts = Counts::default();
    on_cases(1_500, |case| {
        let (old, new) = (&checked(&case.old), &checked(&case.new));
        let Some(space) = space(&[old, new], &[], case, &counts) else { return };
        let forth = opened(old, new);
        let hints = hints();
        let back = Comparison::new(new, old, &hints).closed(10_000, enough());
        let mirrored = |edit| match edit {
            Edit::Added => Edit::Removed,
            Edit::Removed => Edit::Added,
            Edit::Changed => Edit::Changed,
        };
        let told = |changes: &[Change], of, edit: &dyn Fn(Edit) -> Edit| {
            let told = changes
                .iter()
                .map(|it| (it.cause.clone(), (edit(it.edit), union([it], of, &space))));
            told.collect::<BTreeMap<Cause, _>>()
        };
        assert_eq!(told(&forth, [0, 1], &|edit| edit), told(&back, [1, 0], &mirrored));
        counts.add("changes", forth.len());
    });

    counts.require(&[("changes", 800)]);
}

#[test]
fn law_29_what_two_edits_open_one_of_them_opens() {
    let counts = Counts::default();
    on_cases(1_500, |case| {
        let (first, second, third) =
            (&checked(&case.old), &checked(&case.new), &checked(&case.newer()));
        let Some(space) = space(&[first, second, third], &[], case, &counts) else { return };
        let documents = [first, second, third];
        let [one, other, both] = [[0, 1], [1, 2], [0, 2]].map(|of| {
            let [old, new] = of.map(|at| documents[at]);
            union(&opened(old, new), of, &space)
        });
        if let Some(at) = (&both - &(&one | &other)).first() {
            panic!("opened by neither\n{:#?}", space.request(at));
        }
        counts.count(if both.is_empty() { "nothing" } else { "something" });
        counts.count(if both == one { "as the first" } else { "not as the first" });
    });

    counts.require(&[("something", 300), ("not as the first", 200)]);
}

#[test]
fn law_26_what_is_written_otherwise_is_proved_to_be_the_same() {
    let counts = Counts::default();
    on_cases(3_000, |case| {
        let other = respelled(&mut Tape::new(&case.rest), &case.old);
        let (document, other) = (&checked(&case.old), &checked(&other));
        let hints = hints();
        let answer = Comparison::new(document, other, &hints).first_difference(enough());
        assert!(answer.is_none(), "{}\n{answer:#?}", other.to_yaml());
        counts.count(format!("theme: {}", case.theme));
        counts.count(if document == other { "written the same" } else { "written otherwise" });
        if other.rules().len() > document.rules().len() {
            counts.count("rules in parts");
        }
    });

    counts.require(&[("written otherwise", 2_000), ("rules in parts", 800)]);
}

#[test]
fn law_32_a_rule_within_a_scope_changes_nothing_outside() {
    let counts = Counts::default();
    on_cases(1_500, |case| {
        let (document, asked) = (&checked(&case.old), &case.asked());
        let Some(space) = space(&[document], asked, case, &counts) else { return };
        let hints = hints();
        let analysis = Analysis::new(document, &[&asked[0], &asked[1]], &hints);
        let allowed = space.told[0].allowed();
        let mut within = document.rules().iter().filter(|rule| {
            rule.enabled && found(analysis.find_outside(&rule.id, &asked[0], enough())).is_none()
        });
        let Some(rule) = within.next() else { return };
        let without = space.told[0].allowed_without(&rule.id);
        let changed = &(&allowed - &without) | &(&without - &allowed);
        assert!((&changed - &space.asked[0]).is_empty(), "{rule:#?}");
        counts.count(if changed.is_empty() { "changes nothing" } else { "changes something" });
        // The same by the analysis: whatever taking it out changes is in the scope.
        let mut fewer: Value = case.old.clone();
        let rules = fewer["rules"].as_array_mut().unwrap();
        rules.retain(|other| other["id"] != rule.id.as_str());
        if rules.is_empty() {
            return;
        }
        let fewer = &checked(&fewer);
        for (old, new) in [(document, fewer), (fewer, document)] {
            let told = union(&opened(old, new), [0, 0], &space);
            assert!((&told - &space.asked[0]).is_empty(), "{rule:#?}");
            assert!((&told - &changed).is_empty(), "{rule:#?}");
        }
        counts.count("compared");
    });

    counts.require(&[("changes something", 80), ("compared", 300)]);
}
