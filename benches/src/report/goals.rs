//! What was promised, and whether it was kept in this run.

use super::{Row, table::time};

/// One line a promise. A promise whose rows were not measured is said to be so.
pub fn goals(rows: &[Row]) -> String {
    let row = |engine: &str, shape: &str, rules: usize| {
        rows.iter().find(|row| row.engine == engine && row.shape == shape && row.rules == rules)
    };
    let strings = |engine| row(engine, "town", 1_000).map(|row| row.ns_from_strings);
    let alone = |shape, rules| row("sekisho", shape, rules).map(|row| row.ns_per_decision);
    let beside = |engine| ratio(strings(engine), strings("sekisho"));
    [
        at_least("from strings, 1,000 rules: cedar takes", beside("cedar"), 2_000.0),
        at_least("from strings, 1,000 rules: cedar-sliced takes", beside("cedar-sliced"), 400.0),
        at_least(
            "from strings, 1,000 rules: regorus-indexed takes",
            beside("regorus-indexed"),
            40.0,
        ),
        at_least("from strings, 1,000 rules: linear takes", beside("linear"), 40.0),
        at_most(
            "decision alone, 100,000 rules take",
            ratio(alone("town", 100_000), alone("town", 100)),
            2.0,
            "those of 100",
        ),
        at_most(
            "decision alone, 1,000,000 rules take",
            ratio(alone("town", 1_000_000), alone("town", 100)),
            3.0,
            "those of 100",
        ),
        at_most(
            "decision alone, 100,000 rules, a tenth in one group, take",
            ratio(alone("skew", 100_000), alone("town", 100_000)),
            4.0,
            "the ordinary",
        ),
        an_instance(alone("entitlement", 1_000)),
    ]
    .concat()
}

fn ratio(above: Option<f64>, below: Option<f64>) -> Option<f64> {
    Some(above? / below?)
}

fn at_least(what: &str, found: Option<f64>, required: f64) -> String {
    let Some(found) = found else { return not_measured(what) };
    let word = word(found >= required);
    format!("{word:<8} {what} {found:.0} times ours; required: at least {required:.0}\n")
}

fn at_most(what: &str, found: Option<f64>, required: f64, whose: &str) -> String {
    let Some(found) = found else { return not_measured(what) };
    let word = word(found <= required);
    format!("{word:<8} {what} {found:.2} times {whose}; required: at most {required:.0}\n")
}

fn an_instance(found: Option<f64>) -> String {
    let what = "1,000 instances, 1,000 rules, the entitlement at hand: one takes";
    let Some(found) = found else { return not_measured(what) };
    let word = word(found <= 100.0);
    format!("{word:<8} {what} {}; required: at most 100 ns\n", time(found))
}

fn word(kept: bool) -> &'static str {
    if kept { "met" } else { "NOT MET" }
}

fn not_measured(what: &str) -> String {
    format!("{:<8} {what} …: not measured in this run\n", "-")
}
