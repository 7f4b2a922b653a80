//! "Which of these instances may I stop": the entitlement once, then each instance.

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use sekisho_policy::{Instance, Request};

use super::median;
use crate::{Engine, Question, Workload, engines::Sekisho, report::Row};

/// Asks for 1,000 instances, for one caller after another. In the row, a decision is one instance:
/// alone, once the entitlement exists; from strings, with its share of the entitlement and of
/// building it all; the set-up is the entitlement.
///
/// # Panics
///
/// If the entitlement and the policy answer differently, or the workload has less than 1,000
/// questions.
pub fn entitlement(workload: &Workload, callers: usize) -> Row {
    let engine = Sekisho::load(&Sekisho::source(workload));
    let questions = &workload.questions[..1_000];
    let instances: Vec<Arc<Instance>> = questions.iter().map(Sekisho::instance).collect();
    let mut set_up = Vec::new();
    let mut alone = Vec::new();
    let mut from_strings = Vec::new();
    for question in workload.questions.iter().cycle().take(callers) {
        let attempt = Sekisho::attempt(question);
        let began = Instant::now();
        let entitlement = engine.policy().entitlement(attempt.clone());
        set_up.push(began.elapsed().as_secs_f64() * 1e3);

        for instance in &instances {
            let request = Request { attempt: attempt.clone(), instance: instance.clone() };
            let whole = engine.policy().decide(request);
            assert_eq!(entitlement.admits(instance), whole, "{question:#?} {instance:#?}");
        }

        let began = Instant::now();
        for instance in &instances {
            black_box(entitlement.admits(black_box(instance)).is_allow());
        }
        alone.push(began.elapsed());
        from_strings.push(whole(&engine, question, questions));
    }
    let each = |took: Vec<Duration>| median(took.iter().map(|it| it.as_secs_f64() * 1e6).collect());
    Row {
        engine: Sekisho::NAME,
        shape: "entitlement",
        rules: workload.rules.rules.len(),
        ns_per_decision: each(alone),
        ns_from_strings: each(from_strings),
        setup_ms: median(set_up),
        load: None,
    }
}

fn whole(engine: &Sekisho, question: &Question, instances: &[Question]) -> Duration {
    let began = Instant::now();
    let entitlement = engine.policy().entitlement(Sekisho::attempt(black_box(question)));
    for instance in instances {
        black_box(entitlement.admits(&Sekisho::instance(black_box(instance))).is_allow());
    }
    began.elapsed()
}
