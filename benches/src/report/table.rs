//! Tables for people.

use std::fmt::Write;

use super::Row;

/// One line an engine and workload: times, and how many times ours it takes from strings.
pub fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<13} {:>9} {:<16} {:>12} {:>12} {:>12} {:>9}\n",
        "shape", "rules", "engine", "decision", "from strings", "set-up", "x ours"
    );
    for row in rows {
        let ours = rows.iter().find(|other| {
            other.engine == "sekisho" && other.shape == row.shape && other.rules == row.rules
        });
        let times = ours.map_or(f64::NAN, |ours| row.ns_from_strings / ours.ns_from_strings);
        let _ = writeln!(
            text,
            "{:<13} {:>9} {:<16} {:>12} {:>12} {:>12} {:>9.1}",
            row.shape,
            thousands(row.rules),
            row.engine,
            time(row.ns_per_decision),
            time(row.ns_from_strings),
            time(row.setup_ms * 1e6),
            times,
        );
    }
    text
}

/// One line a policy that was loaded: time and memory a rule.
pub fn loads(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<13} {:>9} {:>10} {:>10} {:>13} {:>13} {:>12} {:>12} {:>12}\n",
        "shape",
        "rules",
        "parse",
        "compile",
        "parse/rule",
        "compile/rule",
        "text/rule",
        "policy/rule",
        "most/rule"
    );
    for row in rows {
        let Some(load) = row.load else { continue };
        let rules = row.rules as f64;
        let _ = writeln!(
            text,
            "{:<13} {:>9} {:>10} {:>10} {:>13} {:>13} {:>10.0} B {:>10.0} B {:>10.0} B",
            row.shape,
            thousands(row.rules),
            time(load.parse_ms * 1e6),
            time(load.compile_ms * 1e6),
            time(load.parse_ms * 1e6 / rules),
            time(load.compile_ms * 1e6 / rules),
            load.json_bytes as f64 / rules,
            load.policy_bytes as f64 / rules,
            load.most_bytes as f64 / rules,
        );
    }
    text
}

/// Nanoseconds with three figures and a unit.
pub(super) fn time(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        it if it < 1e3 => (it, "ns"),
        it if it < 1e6 => (it / 1e3, "µs"),
        it if it < 1e9 => (it / 1e6, "ms"),
        it => (it / 1e9, "s"),
    };
    let places = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.places$} {unit}")
}

pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| str::from_utf8(group).expect("digits"))
        .collect();
    groups.join(",")
}
