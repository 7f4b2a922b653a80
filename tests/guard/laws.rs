//! What holds whatever happens, and in whatever order it is told.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use proptest::{collection::vec, prelude::*, sample::select};
use sekisho_executor::State;
use sekisho_policy::{Action, Attempt, Caller, Document, Fact, Policy, Request, Source, UnixTime};
use serde_json::json;
use support::watch_events::Told;

use crate::watch::{ARCHIVE, COUNTER, GROUPED, ROLE, SPARE, TRANSITION, Watch, id, policy_of};

const IDS: [&str; 4] = [COUNTER, ARCHIVE, SPARE, GROUPED];

/// Something that happens in the town.
#[derive(Clone, Debug)]
enum Step {
    /// Somebody stops it: through the checkpoint, or not.
    Stop(&'static str, bool),
    /// It ends itself.
    ShutDown(&'static str),
    /// Somebody starts it.
    Start(&'static str),
    /// One of the events so far is delivered: the first time, or again.
    Deliver(usize),
    Retag(&'static str, &'static str, &'static str),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let tags = prop_oneof![
        (Just("Run"), select(vec!["always", "never"])),
        (Just("Service"), select(vec!["counter", "archive"])),
    ];
    // Mostly the counter: what happens to one instance is what matters.
    let whom = || prop_oneof![8 => Just(COUNTER), 1 => select(IDS.to_vec())];
    let step = prop_oneof![
        4 => (whom(), any::<bool>()).prop_map(|(id, clerk)| Step::Stop(id, clerk)),
        1 => whom().prop_map(Step::ShutDown),
        4 => whom().prop_map(Step::Start),
        6 => any::<usize>().prop_map(Step::Deliver),
        1 => (whom(), tags).prop_map(|(id, (key, value))| Step::Retag(id, key, value)),
        1 => (0..5_000_u64).prop_map(Step::Wait),
    ];
    vec(step, 5..60)
}

/// The town, and what those in it know.
struct Town {
    watch: Watch,
    events: Vec<Told>,
    /// The instances that a clerk has stopped and nobody has started since.
    closed: BTreeMap<&'static str, bool>,
    restarts: BTreeMap<String, Vec<UnixTime>>,
}

impl Town {
    fn stop(&mut self, instance: &'static str, by_clerk: bool) {
        let (at, before) = (self.watch.now(), self.watch.state(instance));
        self.watch.cloud.stop(&id(instance));
        if before == State::Running {
            self.closed.insert(instance, by_clerk);
        }
        let previous = "/detail/responseElements/instancesSet/items/0/previousState/name";
        let told = Told::stopped(&format!("e-{}", self.events.len()), at, &[instance])
            .with(previous, json!(before.name()));
        self.events.push(if by_clerk { told.in_a_session_of(ROLE, Some("clerk")) } else { told });
        self.watch.clock.turn(TRANSITION);
        if before == State::Running {
            self.came_to_a_stop(instance);
        }
    }

    fn came_to_a_stop(&mut self, instance: &'static str) {
        let event_id = format!("s-{}", self.events.len());
        self.events.push(Told::came_to(&event_id, self.watch.now(), instance, "stopped"));
    }

    /// Delivers an event; which instances were started, with their tags of then.
    async fn deliver(&mut self, which: usize, policy: &Policy) -> Result<(), TestCaseError> {
        // Mostly one of the last.
        let among =
            if which.is_multiple_of(4) { self.events.len() } else { self.events.len().min(6) };
        let back = (which / 4) % among.max(1);
        let Some(event) = self.events.iter().rev().nth(back) else { return Ok(()) };
        let before = self.watch.cloud.acted().len();
        let (_, lines) = self.watch.invoke(event.event()).await;
        prop_assert!(!lines.is_empty());
        for (change, seen) in &self.watch.cloud.acted()[before..] {
            let now = self.watch.now();
            prop_assert_eq!(change.name(), "start");
            prop_assert_eq!(seen.tag("Run"), Some("always"), "{:?}", seen);
            let attempt = Attempt {
                caller: Caller::unknown()
                    .with_user(Fact::Known("sekisho:guard"))
                    .with_groups(Fact::Known([])),
                action: Action::Start,
                source: Source::new(Fact::Absent, Fact::Absent),
                at: now,
            };
            let request = Request { attempt: Arc::new(attempt), instance: seen.facts() };
            prop_assert!(policy.decide(request).is_allow(), "{:?} at {:?}", seen, now);
            let closed = self.closed.get(seen.id.as_str()).copied().unwrap_or_default();
            prop_assert!(!closed, "a clerk had stopped {:?}", seen.id);
            let restarts = self.restarts.entry(seen.id.to_string()).or_default();
            restarts.push(now);
            let hour_ago = now.saturating_add(-3_600);
            let within = restarts.iter().filter(|at| **at > hour_ago).count();
            prop_assert!(within <= 3, "{within} restarts within an hour");
        }
        Ok(())
    }
}

#[test]
fn only_what_the_policy_lets_the_guard_start_and_no_clerk_has_stopped_is_started() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let policy = Policy::compile(Document::from_yaml(&policy_of("docs/guard.md")).unwrap());
    let effort = std::env::var("SEKISHO_TEST_EFFORT").ok().and_then(|text| text.parse().ok());
    let cases = 150 * effort.unwrap_or(1_u32);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let started = std::cell::Cell::new(0_usize);
    let held = runner.run(&steps(), |steps| {
        runtime.block_on(async {
            let (events, closed, restarts) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
            let mut town = Town { watch: Watch::keep().await, events, closed, restarts };
            for step in steps {
                // Nobody does two things to one instance within half a minute.
                town.watch.clock.turn(Duration::from_secs(30));
                match step {
                    Step::Stop(instance, by_clerk) => town.stop(instance, by_clerk),
                    Step::ShutDown(instance) => {
                        if town.watch.state(instance) == State::Running {
                            town.watch.cloud.shut_down(&id(instance));
                            town.watch.clock.turn(TRANSITION);
                            town.closed.insert(instance, false);
                            town.came_to_a_stop(instance);
                        }
                    }
                    Step::Start(instance) => {
                        if town.watch.state(instance) == State::Stopped {
                            town.watch.started_by_somebody(instance);
                            town.closed.insert(instance, false);
                        }
                    }
                    Step::Deliver(which) => town.deliver(which, &policy).await?,
                    Step::Retag(instance, key, value) => {
                        town.watch.cloud.retag(&id(instance), key, value).unwrap();
                    }
                    Step::Wait(seconds) => town.watch.clock.turn(Duration::from_secs(seconds)),
                }
            }
            started.set(started.get() + town.restarts.values().map(Vec::len).sum::<usize>());
            Ok(())
        })
    });
    held.unwrap();
    assert!(started.get() > 30, "{} were started", started.get());
}
