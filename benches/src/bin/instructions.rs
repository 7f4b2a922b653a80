//! Does one thing a given number of times, for callgrind to count: `benches/instructions` runs it
//! once doing nothing and once doing it, and takes the difference.

use std::{hint::black_box, sync::Arc};

use clap::{Parser, ValueEnum};
use sekisho_benches::{Engine, Question, Shape, Workload, engines::Sekisho};
use sekisho_policy::{Instance, Request};

/// Set everything up, then do one thing so many times.
#[derive(Debug, Parser)]
struct Arguments {
    /// What to do.
    thing: Thing,
    /// With which kind of policy.
    shape: Shape,
    /// With how many rules.
    rules: usize,
    /// How many times.
    times: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Thing {
    /// Read the document.
    Parse,
    /// Compile it.
    Compile,
    /// Decide, the request built.
    Decide,
    /// Decide from plain strings.
    Strings,
    /// Make an entitlement.
    Entitlement,
    /// Ask an entitlement for an instance.
    Admits,
}

fn main() {
    let Arguments { thing, shape, rules, times } = Arguments::parse();
    let workload = Workload::draw(shape, rules, 200);
    let json = workload.rules.to_json();
    let document = Sekisho::document(&json);
    let mut engine = Sekisho::compile(document.clone());
    let questions: Vec<&Question> = workload.questions.iter().cycle().take(times).collect();
    match thing {
        Thing::Parse => {
            for _ in 0..times {
                black_box(Sekisho::document(black_box(&json)));
            }
        }
        Thing::Compile => {
            // A clone each, which is the document's share of the figure, and small beside it.
            for _ in 0..times {
                black_box(Sekisho::compile(black_box(&document).clone()));
            }
        }
        Thing::Decide => {
            let requests: Vec<Request> = requests(&engine, &workload);
            for request in requests.iter().cycle().take(times) {
                black_box(engine.decide(black_box(request).clone()));
            }
        }
        Thing::Strings => {
            for question in questions {
                let request = engine.ready(black_box(question));
                black_box(engine.decide(request));
            }
        }
        Thing::Entitlement => {
            let requests: Vec<Request> = requests(&engine, &workload);
            for request in requests.iter().cycle().take(times) {
                black_box(engine.policy().entitlement(black_box(&request.attempt).clone()));
            }
        }
        Thing::Admits => {
            let entitlement = engine.policy().entitlement(Sekisho::attempt(&workload.questions[0]));
            let instances: Vec<Arc<Instance>> =
                workload.questions.iter().map(Sekisho::instance).collect();
            for instance in instances.iter().cycle().take(times) {
                black_box(entitlement.admits(black_box(instance)).is_allow());
            }
        }
    }
}

fn requests(engine: &Sekisho, workload: &Workload) -> Vec<Request> {
    workload.questions.iter().map(|question| engine.ready(question)).collect()
}
