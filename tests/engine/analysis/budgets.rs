//! A search that runs out of steps says so, and whatever it says is so.

use engine_support::strategies::checked;
use sekisho_policy::analysis::{Analysis, Answer, Budget, Comparison, Undecided};

use super::{asked::questions, hints, on_cases, space};
use crate::agreement::Counts;

const BUDGETS: [u64; 9] = [0, 1, 2, 3, 4, 6, 10, 25, 100];

#[test]
fn a_small_budget_is_never_a_wrong_answer() {
    let counts = Counts::default();
    on_cases(1_000, |case| {
        let (document, asked) = (&checked(&case.old), &case.asked());
        let Some(space) = space(&[document], asked, case, &counts) else { return };
        let hints = hints();
        let analysis = Analysis::new(document, &[&asked[0], &asked[1]], &hints);
        for question in questions(document, asked, &analysis, &space) {
            let mut decided = None;
            for steps in BUDGETS {
                match (question.ask)(Budget::of_steps(steps)) {
                    Answer::Undecided(Undecided::OutOfSteps(effort)) => {
                        assert!(decided.is_none(), "less was enough: {decided:?}");
                        assert_eq!(effort.steps, steps, "every step was taken");
                        counts.count("undecided");
                    }
                    answer => {
                        let effort = match &answer {
                            Answer::None(effort) => *effort,
                            Answer::Found(found) => found.effort,
                            Answer::Undecided(why) => panic!("{why:#?}"),
                        };
                        assert!(effort.steps <= steps, "{effort:?} of {steps}");
                        let told = format!("{answer:?}");
                        if let Some(before) = decided.replace(told.clone()) {
                            assert_eq!(told, before, "more steps change nothing");
                        } else {
                            question.check(answer, &space, &counts);
                        }
                    }
                }
            }
        }
    });

    counts.require(&[
        ("undecided", 5_000),
        ("outside: none", 500),
        ("outside: found", 1_000),
        ("allowed: none", 200),
        ("allowed: found", 400),
    ]);
}

#[test]
fn a_comparison_that_is_cut_short_tells_nothing_that_is_not_so() {
    let counts = Counts::default();
    on_cases(1_000, |case| {
        let (old, new) = (&checked(&case.old), &checked(&case.new));
        let Some(space) = space(&[old, new], &[], case, &counts) else { return };
        let hints = hints();
        let comparison = Comparison::new(old, new, &hints);
        let all = comparison.opened(10_000, Budget::default());
        for (regions, steps) in
            [(0, 100_000), (1, 100_000), (2, 100_000), (9, 0), (9, 2), (9, 5), (2, 10), (9, 40)]
        {
            let changes = comparison.opened(regions, Budget::of_steps(steps));
            for change in &changes {
                assert!(change.regions.len() <= regions, "{change:#?}");
                assert!(change.effort.steps <= steps, "{change:#?}");
                let expected = space.opened_by(0, 1, &change.cause);
                let told = change.regions.iter().map(|found| space.held(&found.region));
                let told = told.fold(&space.all - &space.all, |all, one| &all | &one);
                assert!((&told - &expected).is_empty(), "{change:#?}");
                if change.is_complete {
                    assert_eq!(told, expected, "{change:#?}");
                }
                counts.count(match (change.is_complete, &change.undecided) {
                    (true, None) => "complete",
                    (false, None) => "cut short by the limit",
                    (false, Some(Undecided::OutOfSteps(_))) => "cut short by the budget",
                    (_, Some(_)) => panic!("{change:#?}"),
                });
            }
            // What is not told of is proved to open nothing.
            for change in &all {
                let is_told = changes.iter().any(|told| told.cause == change.cause);
                assert!(is_told, "{regions} regions, {steps} steps\n{change:#?}");
            }
        }
    });

    counts.require(&[
        ("complete", 300),
        ("cut short by the limit", 300),
        ("cut short by the budget", 300),
    ]);
}
