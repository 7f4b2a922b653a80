//! Answers do not depend on the order in which anything is written, nor on names.

use std::collections::BTreeSet;

use engine_support::{
    drawn::{Tape, reidentified, renamed, shuffle},
    strategies::checked,
};
use sekisho_policy::{
    RuleId,
    analysis::{Analysis, Cause, Comparison},
};

use super::{asked::questions, enough, hints, on_cases, space};
use crate::agreement::Counts;

/// The other end of the alphabet.
fn turned(name: &str) -> String {
    let letters = name.bytes().map(|byte| match byte {
        b'a'..=b'z' => b'a' + b'z' - byte,
        b'0'..=b'9' => b'0' + b'9' - byte,
        other => other,
    });
    letters.map(char::from).collect()
}

#[test]
fn the_order_of_what_is_written_changes_nothing_at_all() {
    let counts = Counts::default();
    on_cases(500, |case| {
        let mut tape = Tape::new(&case.rest);
        let [old, new] = [&case.old, &case.new].map(|document| {
            let mut other = document.clone();
            shuffle(&mut tape, &mut other);
            counts.count(if other == *document { "as it was" } else { "in another order" });
            [checked(document), checked(&other)]
        });
        let asked = case.asked();
        let hints = hints();
        let told = [0, 1].map(|at| {
            let analysis = Analysis::new(&old[at], &[&asked[0], &asked[1]], &hints);
            let comparison = Comparison::new(&old[at], &new[at], &hints);
            let answers = [
                analysis.find_any(&asked[0], enough()),
                analysis.find_allowed(&asked[0], Some(&asked[1]), enough()),
                analysis.find_denied(&asked[0], enough()),
                comparison.first_difference(enough()),
            ];
            let changes =
                [comparison.opened(10_000, enough()), comparison.closed(10_000, enough())];
            format!("{answers:#?}{changes:#?}")
        });
        assert_eq!(told[0], told[1]);
    });

    counts.require(&[("in another order", 600)]);
}

#[test]
fn other_names_change_no_answer() {
    let counts = Counts::default();
    on_cases(1_500, |case| {
        let [old, new] = [&case.old, &case.new].map(|document| {
            let other = reidentified(&renamed(document, turned), turned);
            [checked(document), checked(&other)]
        });
        let hints = hints();
        let mut turned_case = case.clone();
        turned_case.rename(turned);
        let asked = [case.asked(), turned_case.asked()];
        let told = [0, 1].map(|at| {
            let asked = &asked[at];
            let analysis = Analysis::new(&old[at], &[&asked[0], &asked[1]], &hints);
            let space = space(&[&old[at]], asked, case, &counts)?;
            let questions = questions(&old[at], asked, &analysis, &space);
            // Rules come in the order of their ids.
            let (mut none, mut outside) = (Vec::new(), Vec::new());
            for question in questions {
                let answer = (question.ask)(enough());
                let is_none = answer.is_none();
                question.check(answer, &space, &counts);
                let list = if question.name == "outside" { &mut outside } else { &mut none };
                list.push(is_none);
            }
            if at == 1 {
                outside.reverse();
            }
            let comparison = Comparison::new(&old[at], &new[at], &hints);
            let changes =
                [comparison.opened(10_000, enough()), comparison.closed(10_000, enough())];
            let causes = changes.map(|changes| {
                let causes = changes.into_iter().map(|change| match change.cause {
                    Cause::Rule(id) if at == 1 => {
                        (Cause::Rule(RuleId::parse(&turned(id.as_str())).unwrap()), change.edit)
                    }
                    cause => (cause, change.edit),
                });
                causes.collect::<BTreeSet<_>>()
            });
            Some((none, outside, comparison.first_difference(enough()).is_none(), causes))
        });
        assert_eq!(told[0], told[1]);
    });

    counts.require(&[("cases", 2_900), ("outside: none", 1_000), ("outside: found", 1_000)]);
}
