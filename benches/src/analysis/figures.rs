//! The figures of one document.

use std::time::{Duration, Instant};

use sekisho_policy::{
    Clause, Document, Effect, Policy, UnixTime,
    analysis::{Analysis, Answer, Budget, Comparison, Hints, RuleStanding, Undecided},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::Kind;

/// What questions about one document cost, in milliseconds and in steps of search.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// The kind of document.
    pub kind: &'static str,
    /// Its rules.
    pub rules: usize,
    /// To read one document.
    pub parse_ms: f64,
    /// To compile one document.
    pub compile_ms: f64,
    /// To prepare questions about one document, which compiles it.
    pub prepare_ms: f64,
    /// To find what an edit of one rule opens and closes, both documents read and compiled; the
    /// engine's confirmation is in it.
    pub diff_ms: f64,
    /// The regions found in it.
    pub diff_regions: usize,
    /// The most steps of one direction of it.
    pub diff_steps: u64,
    /// To prove 200 statements of the kind `never`, or to find a witness against each.
    pub never_ms: f64,
    /// How many of the 200 were proved.
    pub never_proved: usize,
    /// How many ran out of their budget.
    pub never_undecided: usize,
    /// To find everything that looks wrong.
    pub lint_ms: f64,
    /// How much that is.
    pub lint_findings: usize,
    /// To say of every rule what it is good for, and to show the region of requests that it is good for.
    pub standing_ms: f64,
    /// How many rules are good for something, are not, and ran out of their budget.
    pub useful: usize,
    /// See above.
    pub useless: usize,
    /// See above.
    pub undecided_rules: usize,
    /// The most steps that one rule took.
    pub rule_steps: u64,
    /// To find the least change that allows a denied request, on average over 20.
    pub why_not_ms: f64,
}

/// 2026-10-26, a Monday, in the morning of Japan.
const NOW: UnixTime = UnixTime::from_seconds(1_792_976_400);

/// Asks everything of one document.
pub fn measure(kind: Kind, rules: usize) -> Figures {
    let json = kind.draw(rules);
    let text = json.to_string();
    let (document, parse) = timed(|| read(&text));
    let hints = Hints::near(NOW);
    let (_, compile) = timed(|| Policy::compile(document.clone()));
    let (analysis, prepare) = timed(|| Analysis::new(&document, &[], &hints));

    let edited = read(&edit(json).to_string());
    // What a tool holds anyway is not counted: see `compile_ms`.
    let ((opened, closed), diff) = timed(|| {
        let comparison = Comparison::new(&document, &edited, &hints);
        (comparison.opened(3, Budget::default()), comparison.closed(3, Budget::default()))
    });
    let changes = || opened.iter().chain(&closed);

    let clauses = statements(&document);
    let mut never = [0; 3];
    let ((), never_time) = timed(|| {
        for clause in &clauses {
            match analysis.find_allowed(clause, None, Budget::default()) {
                Answer::None(_) => never[0] += 1,
                Answer::Found(_) => never[1] += 1,
                Answer::Undecided(why) => never[2] += undecided(&why),
            }
        }
    });

    let (lints, lint_time) = timed(|| analysis.lint(Budget::default()));
    let mut standings = [0; 3];
    let mut rule_steps = 0;
    let ((), standing_time) = timed(|| {
        for rule in document.rules() {
            let Some(standing) = analysis.standing(&rule.id, Budget::default()) else { continue };
            let (place, steps) = match standing {
                RuleStanding::Useful(found) => (0, found.effort.steps),
                RuleStanding::Impossible(effort)
                | RuleStanding::Idle(effort)
                | RuleStanding::Overridden(_, effort)
                | RuleStanding::Redundant(_, effort) => (1, effort.steps),
                RuleStanding::Undecided(why) => {
                    standings[2] += undecided(&why);
                    continue;
                }
            };
            standings[place] += 1;
            rule_steps = rule_steps.max(steps);
        }
    });

    let denied: Vec<_> = clauses
        .iter()
        .filter_map(|clause| analysis.find_denied(clause, Budget::default()).found().cloned())
        .take(20)
        .collect();
    let ((), why_not) = timed(|| {
        for found in &denied {
            let why = document.why_not(&found.witness, 1, Budget::default());
            assert!(why.reason.is_some(), "a denied request is denied");
        }
    });

    Figures {
        kind: kind.name(),
        rules,
        parse_ms: milliseconds(parse),
        compile_ms: milliseconds(compile),
        prepare_ms: milliseconds(prepare),
        diff_ms: milliseconds(diff),
        diff_regions: changes().map(|change| change.regions.len()).sum(),
        diff_steps: changes().map(|change| change.effort.steps).max().unwrap_or(0),
        never_ms: milliseconds(never_time),
        never_proved: never[0],
        never_undecided: never[2],
        lint_ms: milliseconds(lint_time),
        lint_findings: lints.len(),
        standing_ms: milliseconds(standing_time),
        useful: standings[0],
        useless: standings[1],
        undecided_rules: standings[2],
        rule_steps,
        why_not_ms: milliseconds(why_not) / denied.len().max(1) as f64,
    }
}

/// Another condition in one rule in the middle: an action and another environment.
fn edit(mut json: Value) -> Value {
    if let Some(rules) = json["rules"].as_array_mut() {
        let middle = rules.len() / 2;
        rules[middle]["actions"] = json!(["reboot", "start", "stop"]);
        rules[middle]["instances"]["tags"]["Env"] = json!(["dev", "prod", "stg"]);
    }
    json
}

/// 200 boxes: what rules deny, and where there are not so many what they allow.
fn statements(document: &Document) -> Vec<Clause> {
    let of = |effect| document.rules().iter().filter(move |rule| rule.effect == effect);
    let all = of(Effect::Deny).chain(of(Effect::Allow));
    all.map(|rule| rule.when.clone()).take(200).collect()
}

fn undecided(why: &Undecided) -> usize {
    match why {
        Undecided::OutOfSteps(_) => 1,
        Undecided::Contradicted(request) => panic!("engine and analysis differ: {request:#?}"),
    }
}

fn read(text: &str) -> Document {
    Document::from_json(text).unwrap_or_else(|problems| panic!("{problems}"))
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let made = work();
    (made, start.elapsed())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
