//! What each step of ours takes, for comparing one version with another:
//!
//! ```text
//! cargo bench -p sekisho-benches --no-default-features --bench engine -- --save-baseline before
//! cargo bench -p sekisho-benches --no-default-features --bench engine -- --baseline before
//! ```

use std::{hint::black_box, sync::Arc};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sekisho_benches::{Engine, Shape, Workload, engines::Sekisho};
use sekisho_policy::{Attempt, Instance, Request};

const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for rules in SIZES {
        let json = Workload::draw(Shape::Town, rules, 0).rules.to_json();
        group.throughput(Throughput::Elements(rules as u64));
        group.bench_function(BenchmarkId::new("json", rules), |bencher| {
            bencher.iter_with_large_drop(|| Sekisho::document(black_box(&json)));
        });
    }
}

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    for rules in SIZES {
        let document = Sekisho::document(&Workload::draw(Shape::Town, rules, 0).rules.to_json());
        group.throughput(Throughput::Elements(rules as u64));
        group.bench_function(BenchmarkId::new("town", rules), |bencher| {
            bencher.iter_batched(|| document.clone(), Sekisho::compile, BatchSize::LargeInput);
        });
    }
}

fn decide(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decide");
    let shapes = [Shape::Town, Shape::Skew];
    for (shape, rules) in shapes.iter().flat_map(|shape| SIZES.map(|rules| (*shape, rules))) {
        let workload = Workload::draw(shape, rules, 1_000);
        let mut engine = engine(&workload);
        let requests: Vec<Request> =
            workload.questions.iter().map(|question| engine.ready(question)).collect();
        let mut asked = requests.iter().cycle();
        group.bench_function(BenchmarkId::new(shape.name(), rules), |bencher| {
            let next = || asked.next().expect("a cycle has no end").clone();
            bencher.iter_batched(next, |request| engine.decide(request), BatchSize::SmallInput);
        });
        let mut asked = workload.questions.iter().cycle();
        let name = format!("{}-from-strings", shape.name());
        group.bench_function(BenchmarkId::new(name, rules), |bencher| {
            bencher.iter(|| {
                let request = engine.ready(black_box(asked.next().expect("a cycle has no end")));
                engine.decide(request)
            });
        });
    }
}

fn entitlement(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("entitlement");
    for rules in SIZES {
        let workload = Workload::draw(Shape::Town, rules, 1_000);
        let engine = engine(&workload);
        let attempts: Vec<Arc<Attempt>> = workload.questions.iter().map(Sekisho::attempt).collect();
        let mut asked = attempts.iter().cycle();
        group.bench_function(BenchmarkId::new("town", rules), |bencher| {
            bencher.iter_batched(
                || asked.next().expect("a cycle has no end").clone(),
                |attempt| engine.policy().entitlement(attempt),
                BatchSize::SmallInput,
            );
        });
    }
}

/// "Which of 1,000 instances may I stop", the entitlement at hand.
fn batch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("batch");
    for rules in SIZES {
        let workload = Workload::draw(Shape::Town, rules, 1_000);
        let engine = engine(&workload);
        let instances: Vec<Arc<Instance>> =
            workload.questions.iter().map(Sekisho::instance).collect();
        let entitlement = engine.policy().entitlement(Sekisho::attempt(&workload.questions[0]));
        group.throughput(Throughput::Elements(instances.len() as u64));
        group.bench_function(BenchmarkId::new("town", rules), |bencher| {
            bencher.iter(|| {
                let admitted = |instance: &&Arc<Instance>| entitlement.admits(instance).is_allow();
                instances.iter().filter(admitted).count()
            });
        });
    }
}

fn engine(workload: &Workload) -> Sekisho {
    Sekisho::load(&Sekisho::source(workload))
}

criterion_group!(engine_benches, parse, compile, decide, entitlement, batch);
criterion_main!(engine_benches);
