//! What it takes to have a policy: time and memory, a rule.

use std::time::Instant;

use super::{median, memory::taken};
use crate::{Workload, engines::Sekisho, report::Load};

/// What our engine takes to load this policy: the median of `runs` for the times.
pub fn footprint(workload: &Workload, runs: usize) -> Load {
    let json = workload.rules.to_json();
    let mut parse = Vec::new();
    let mut compile = Vec::new();
    for _ in 0..runs {
        let began = Instant::now();
        let document = Sekisho::document(&json);
        parse.push(began.elapsed().as_secs_f64() * 1e3);
        let began = Instant::now();
        let engine = Sekisho::compile(document);
        compile.push(began.elapsed().as_secs_f64() * 1e3);
        drop(engine);
    }
    let (engine, taken) = taken(|| Sekisho::compile(Sekisho::document(&json)));
    drop(engine);
    Load {
        json_bytes: json.len(),
        parse_ms: median(parse),
        compile_ms: median(compile),
        policy_bytes: taken.held,
        most_bytes: taken.most,
    }
}
