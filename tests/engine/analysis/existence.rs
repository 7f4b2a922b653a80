//! What is asked for is found if and only if brute force finds it, and what is found is what was
//! asked for. With hints, too: they never change an answer.

use engine_support::{brute::Space, drawn::Case, oracle, strategies::checked};
use sekisho_policy::{
    Clause, Document, Policy,
    analysis::{Analysis, Hints},
};

use super::{asked::questions, enough, hinted, hints, holds, on_cases, space};
use crate::agreement::Counts;

/// What brute force says is what the engine and the oracle say: of a few of the requests.
fn agree(document: &Document, asked: &Clause, space: &Space<'_>, case: &Case, counts: &Counts) {
    let policy = Policy::compile(document.clone());
    let allowed = space.told[0].allowed();
    for at in case.rest.iter().take(3).filter_map(|part| space.all.some(*part)) {
        let request = space.request(at);
        let expected = allowed.contains(at);
        assert_eq!(policy.decide(request.clone()).is_allow(), expected, "{request:#?}");
        let answer = oracle::answer(document, &request);
        assert_eq!(answer.code == "allow", expected, "{request:#?}");
        let holds = holds(document, asked, &request);
        assert_eq!(holds, space.asked[0].contains(at), "{request:#?}");
        counts.count(if expected { "agreed: allowed" } else { "agreed: denied" });
    }
}

fn law(case: &Case, hints: impl FnOnce(&Space<'_>) -> Hints, counts: &Counts) {
    let (document, asked) = (&checked(&case.old), &case.asked());
    let Some(space) = space(&[document], asked, case, counts) else { return };
    agree(document, &asked[0], &space, case, counts);
    let hints = hints(&space);
    let analysis = Analysis::new(document, &[&asked[0], &asked[1]], &hints);
    for question in questions(document, asked, &analysis, &space) {
        question.check((question.ask)(enough()), &space, counts);
    }
}

/// `SEKISHO_TEST_EFFORT=10` makes it a hundred thousand policies.
#[test]
fn every_question_is_answered_as_brute_force_answers_it() {
    let counts = Counts::default();
    on_cases(10_000, |case| law(case, |_| hints(), &counts));

    counts.require(&[
        ("cases", 9_800),
        ("agreed: allowed", 2_000),
        ("agreed: denied", 2_000),
        ("any: none", 15),
        ("any: found", 5_000),
        ("allowed: none", 2_000),
        ("allowed: found", 5_000),
        ("allowed, but: none", 3_000),
        ("allowed, but: found", 4_000),
        ("denied: none", 800),
        ("denied: found", 5_000),
        ("outside: none", 5_000),
        ("outside: found", 10_000),
    ]);
}

#[test]
fn hints_never_change_an_answer() {
    let counts = Counts::default();
    on_cases(2_000, |case| law(case, |space| hinted(space, case), &counts));

    counts.require(&[("cases", 1_950), ("allowed: none", 400), ("allowed: found", 1_000)]);
}
