//! Law 31, by brute force: what a rule is good for, by whom it is covered, and what of it is idle.

use engine_support::{
    brute::{Set, Space, Told},
    oracle,
    strategies::checked,
};
use sekisho_policy::{
    Clause, Document, Effect, Rule, RuleId,
    analysis::{Analysis, Found, Lint, RuleStanding},
};

use super::{enough, hints, on_cases, space};
use crate::agreement::Counts;

/// What one rule says, beside what the others say.
struct Beside<'t, 'd> {
    rule: &'t Rule,
    told: &'t Told<'d>,
    /// The requests that it holds for.
    own: &'t Set,
    /// Those that lack a required tag.
    lacking: Set,
}

impl Beside<'_, '_> {
    fn others(&self, effect: Effect) -> Set {
        self.told.all(effect, Some(&self.rule.id))
    }

    /// The requests of which the decision rests on this rule alone.
    fn needed(&self) -> Set {
        let denied = &self.others(Effect::Deny) | &self.lacking;
        match self.rule.effect {
            Effect::Allow => &(self.own - &denied) - &self.others(Effect::Allow),
            Effect::Deny => &(self.own & &self.told.allows()) - &denied,
        }
    }

    /// What is left of these when those rules are taken away.
    fn left(&self, requests: &Set, rules: &[RuleId]) -> Set {
        let all = [Effect::Allow, Effect::Deny]
            .into_iter()
            .flat_map(|effect| rules.iter().map(move |rule| self.told.rule(rule, effect)));
        all.fold(requests - &self.lacking, |left, rule| &left - rule)
    }

    /// These rules cover the requests, and none of them is too many.
    #[track_caller]
    fn check_cover(&self, requests: &Set, by: &[RuleId], has_required: bool, counts: &Counts) {
        assert!(!by.contains(&self.rule.id));
        assert!(self.left(requests, by).is_empty(), "{} by {by:?}", self.rule.id);
        // Which required tags are among what covers it is not told.
        if has_required {
            return;
        }
        for one in by {
            let fewer: Vec<RuleId> = by.iter().filter(|other| *other != one).cloned().collect();
            assert!(!self.left(requests, &fewer).is_empty(), "{one} of {by:?} is too many");
        }
        counts.count(format!("covered by {}", by.len()));
    }
}

#[track_caller]
fn check_useful(beside: &Beside<'_, '_>, found: &Found, document: &Document, space: &Space<'_>) {
    assert!(space.holds_request(&found.region, &found.witness), "{found:#?}");
    assert!((&space.held(&found.region) - &beside.needed()).is_empty(), "{found:#?}");
    let answer = oracle::answer(document, &found.witness);
    let code = if beside.rule.effect == Effect::Allow { "allow" } else { "explicit" };
    assert_eq!((answer.code, answer.rules), (code, vec![beside.rule.id.to_string()]));
}

fn check(
    beside: &Beside<'_, '_>,
    standing: &RuleStanding,
    document: &Document,
    space: &Space<'_>,
    counts: &Counts,
) {
    let (rule, told) = (beside.rule, beside.told);
    let changes = told.allowed() != told.allowed_without(&rule.id);
    assert_eq!(changes, !beside.needed().is_empty());
    let is_useful = matches!(standing, RuleStanding::Useful(_));
    assert_eq!(is_useful, changes, "{} is {standing:#?}", rule.id);
    let has_required = !document.required_tags().is_empty();
    let denied = &beside.others(Effect::Deny) | &beside.lacking;
    let is_denied = (beside.own - &denied).is_empty();
    let name = match standing {
        RuleStanding::Useful(found) => {
            check_useful(beside, found, document, space);
            "useful"
        }
        RuleStanding::Impossible(_) => {
            assert!(beside.own.is_empty());
            "impossible"
        }
        RuleStanding::Overridden(by, _) => {
            assert!(rule.effect == Effect::Allow && !beside.own.is_empty() && is_denied);
            beside.check_cover(beside.own, by, has_required, counts);
            "overridden"
        }
        RuleStanding::Redundant(by, _) => {
            assert!(!beside.own.is_empty());
            // Of a deny rule that is not covered, what anything allows is.
            let covered = match rule.effect {
                Effect::Allow => {
                    assert!(!is_denied);
                    beside.own.clone()
                }
                Effect::Deny if is_denied => beside.own.clone(),
                Effect::Deny => beside.own & &told.allows(),
            };
            assert!(!covered.is_empty());
            beside.check_cover(&covered, by, has_required, counts);
            "redundant"
        }
        RuleStanding::Idle(_) => {
            assert!(rule.effect == Effect::Deny && !beside.own.is_empty() && !is_denied);
            assert!((beside.own & &told.allows()).is_empty());
            "idle"
        }
        RuleStanding::Undecided(why) => panic!("{why:#?}"),
    };
    counts.count(format!("{:?} {name}", rule.effect));
}

#[test]
fn law_31_what_a_rule_is_good_for_is_what_brute_force_finds() {
    let counts = Counts::default();
    on_cases(5_000, |case| {
        let document = &checked(&case.old);
        let Some(space) = space(&[document], &[], case, &counts) else { return };
        let hints = hints();
        let analysis = Analysis::new(document, &[], &hints);
        let told = &space.told[0];
        for rule in document.rules() {
            let standing = analysis.standing(&rule.id, enough());
            assert_eq!(standing.is_some(), rule.enabled);
            let Some(standing) = standing else { continue };
            let own = told.rule(&rule.id, rule.effect);
            let lacking = told.all_lacking();
            let beside = Beside { rule, told, own, lacking };
            check(&beside, &standing, document, &space, &counts);
        }
    });

    counts.require(&[
        ("Allow useful", 2_000),
        ("Allow impossible", 20),
        ("Allow overridden", 200),
        ("Allow redundant", 500),
        ("Deny useful", 1_000),
        ("Deny impossible", 50),
        ("Deny redundant", 200),
        ("Deny idle", 100),
        ("covered by 1", 500),
        ("covered by 2", 100),
        ("covered by 3", 5),
    ]);
}

/// The clauses of a rule, and that the time is now or later.
fn clauses(rule: &Rule, now: Clause) -> Vec<Clause> {
    [now, rule.when.clone()].into_iter().chain(rule.unless.iter().cloned()).collect()
}

#[test]
fn law_31_an_exception_is_idle_and_a_rule_is_over_if_brute_force_says_so() {
    let counts = Counts::default();
    on_cases(3_000, |case| {
        let document = &checked(&case.old);
        let hints = hints();
        let analysis = Analysis::new(document, &[], &hints);
        let lints = analysis.lint(enough());
        for rule in document.rules().iter().filter(|rule| rule.enabled) {
            let mut now = Clause::default();
            now.not_before = Some(hints.near);
            let clauses = clauses(rule, now);
            let Some(space) = space(&[document], &clauses, case, &counts) else { return };
            let told = &space.told[0];
            let own = told.rule(&rule.id, rule.effect);
            let later = &space.asked[0] & own;
            let is_over = !own.is_empty() && later.is_empty();
            let says = |wanted: &dyn Fn(&Lint) -> bool| {
                lints.iter().any(|lint| lint.rule() == Some(&rule.id) && wanted(lint))
            };
            assert_eq!(says(&|lint| matches!(lint, Lint::Expired { .. })), is_over, "{}", rule.id);
            counts.count(if is_over { "over" } else { "not over" });
            if told.allowed() == told.allowed_without(&rule.id) {
                continue;
            }
            for exception in 0..rule.unless.len() {
                // What is denied without the exception.
                let others = (0..rule.unless.len()).filter(|other| *other != exception);
                let denied = &space.asked[1] & &space.asked[2 + exception];
                let denied = others.fold(denied, |left, other| &left - &space.asked[2 + other]);
                let is_idle = (&denied & &told.allowed()).is_empty();
                let found = says(
                    &|lint| matches!(lint, Lint::IdleException { exception: at, .. } if *at == exception),
                );
                assert_eq!(found, is_idle, "exception {exception} of {}", rule.id);
                counts.count(if is_idle { "idle exception" } else { "needed exception" });
            }
        }
    });

    counts.require(&[
        ("over", 30),
        ("not over", 3_000),
        ("idle exception", 200),
        ("needed exception", 400),
    ]);
}
