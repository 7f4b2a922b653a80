//! What happens elsewhere between the look on which a stop was planned and the stop itself.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sekisho_executor::{
    AwsError, CloudRunbooks, RunbookError, RunbookRun, RunbookState, Runbooks, SimulatedCloud,
    SimulatedInstance, State, Tiers,
};
use sekisho_identity::Pending;
use sekisho_policy::PolicyName;
use sekisho_store::{MemoryNotes, Note, Noted, Notes, TableError};
use serde_json::json;

use crate::{
    city::{ACCOUNT, City, id, machine, places},
    runbooks::{DRAIN, FILES, FREE, all, furnish, run, runs, stop, takes, told},
};

type Hand = dyn Fn(&SimulatedCloud) + Send + Sync;

/// Somebody else's hand at the fleet, once: with the first call that goes through here.
struct Meanwhile {
    cloud: Arc<SimulatedCloud>,
    hand: Box<Hand>,
    calls: AtomicUsize,
}

impl Meanwhile {
    fn new(city: &City, hand: impl Fn(&SimulatedCloud) + Send + Sync + 'static) -> Arc<Self> {
        let (cloud, hand) = (city.fleet.clone(), Box::new(hand));
        Arc::new(Self { cloud, hand, calls: AtomicUsize::new(0) })
    }

    fn lend_a_hand(&self) {
        if self.calls.fetch_add(1, Ordering::Relaxed) == 0 {
            (self.hand)(&self.cloud);
        }
    }
}

impl fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meanwhile")
    }
}

/// Runbooks during which it happens.
#[derive(Debug)]
struct LongRunbooks(CloudRunbooks, Arc<Meanwhile>);

impl Runbooks for LongRunbooks {
    fn start<'a>(
        &'a self,
        run: RunbookRun<'a>,
        token: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<String, RunbookError>> {
        self.0.start(run, token, within)
    }

    fn look<'a>(
        &'a self,
        run: RunbookRun<'a>,
        execution: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<RunbookState, RunbookError>> {
        self.1.lend_a_hand();
        self.0.look(run, execution, within)
    }
}

/// Notes during whose reading it happens.
#[derive(Debug)]
struct SlowNotes(Arc<MemoryNotes>, Arc<Meanwhile>);

impl Notes for SlowNotes {
    fn note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>> {
        self.1.lend_a_hand();
        self.0.note(policy, thing)
    }

    fn put_note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
        note: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>> {
        self.0.put_note(policy, thing, note)
    }
}

/// A city whose runbook takes a few seconds, in which this happens.
fn during_a_runbook(city: City, hand: impl Fn(&SimulatedCloud) + Send + Sync + 'static) -> City {
    furnish(&city, &[(DRAIN, takes(6))]);
    let runbooks = city.fleet.runbooks(places(&[ACCOUNT]));
    let meanwhile = Meanwhile::new(&city, hand);
    city.with_runbooks(Arc::new(LongRunbooks(runbooks, meanwhile)), Arc::new(MemoryNotes::new()))
}

fn member(instance: &str, kind: &str) -> SimulatedInstance {
    machine(instance, &[("Department", "archive"), ("Kind", kind)])
        .in_state(State::Running)
        .in_auto_scaling_group("web")
}

#[tokio::test]
async fn a_member_that_leaves_standby_while_its_runbook_runs_is_not_stopped() {
    let city = during_a_runbook(City::new().await, |cloud| cloud.put(member(FILES, "files")));
    city.fleet.put(member(FILES, "files").in_standby());

    let answer = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!((answer.status, told(&answer)), (409, vec![("failed", "auto_scaling_member")]));
    assert_eq!((city.calls(), runs(&city)), (0, vec![run(DRAIN, FILES)]));
    assert_eq!(city.fleet.standby_asked(), 2);
}

#[tokio::test]
async fn a_member_that_leaves_standby_while_an_earlier_tier_stops_is_not_stopped() {
    let tiers = Tiers::parse("Kind=free,files").unwrap();
    let city = City::with(|settings| settings.with_tiers(tiers)).await;
    let city = during_a_runbook(city, |cloud| cloud.put(member(FREE, "free")));
    city.fleet.put(member(FREE, "free").in_standby());

    let answer = city.ask(&["archive"], all(&[FILES, FREE], true)).await;

    assert_eq!(told(&answer), [("reached", "reached"), ("failed", "auto_scaling_member")]);
    assert_eq!((city.calls(), city.state(FREE)), (1, State::Running));
}

#[tokio::test]
async fn what_somebody_else_stops_meanwhile_is_told_as_stopped_and_not_asked_for_again() {
    let gone = during_a_runbook(City::new().await, |cloud| {
        cloud.put(machine(FILES, &[("Department", "archive"), ("Kind", "files")]));
    });
    let answer = gone.ask(&["archive"], stop(FILES)).await;
    assert_eq!((told(&answer), gone.calls()), (vec![("already", "already")], 0));

    let going = during_a_runbook(City::new().await, |cloud| cloud.stop(&id(FILES)));
    let call = stop(FILES).body(json!({ "wait_seconds": 20 }));
    let answer = going.ask(&["archive"], call).await;
    assert_eq!((told(&answer), going.calls()), (vec![("reached", "reached")], 0));
}

#[tokio::test]
async fn what_somebody_else_starts_again_meanwhile_is_prepared_again() {
    let city = during_a_runbook(City::new().await, |cloud| {
        let files = machine(FILES, &[("Department", "archive"), ("Kind", "files")]);
        cloud.put(files.in_state(State::Running));
    });
    city.clock.turn(Duration::from_secs(1));

    let answer = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!(told(&answer), [("requested", "requested")]);
    assert_eq!(runs(&city), [run(DRAIN, FILES), run(DRAIN, FILES)]);
}

/// Even where all that is needed is remembered, and nothing has to be run.
#[tokio::test]
async fn what_is_found_prepared_is_decided_again_before_it_is_stopped() {
    for (key, value, outcome) in [
        ("Department", "parks", ("refused", "default")),
        ("Kind", "mail", ("failed", "runbook_unavailable")),
    ] {
        let city = City::new().await;
        furnish(&city, &[(DRAIN, takes(1))]);
        let notes = Arc::new(MemoryNotes::new());
        let runbooks = || Arc::new(city.fleet.runbooks(places(&[ACCOUNT])));
        let (first, second) = (runbooks(), runbooks());
        let hand = move |cloud: &SimulatedCloud| cloud.retag(&id(FILES), key, value).unwrap();
        let meanwhile = Meanwhile::new(&city, hand);
        city.fleet.set_fault(&id(FILES), Some(sekisho_executor::Fault::StopProtected));
        let city = city.with_runbooks(first, notes.clone());
        assert_eq!(told(&city.ask(&["archive"], stop(FILES)).await)[0].0, "failed");
        city.fleet.set_fault(&id(FILES), None);
        let city = city.with_runbooks(second, Arc::new(SlowNotes(notes, meanwhile)));
        let before = city.calls();

        let answer = city.ask(&["archive"], stop(FILES)).await;

        assert_eq!(told(&answer), [outcome], "{key}={value}");
        assert_eq!((city.calls(), runs(&city)), (before, vec![run(DRAIN, FILES)]), "{key}");
    }
}

/// SSM that answers a start otherwise than it did it.
#[derive(Debug)]
struct Unsteady {
    runbooks: CloudRunbooks,
    starts: AtomicUsize,
    looks: AtomicUsize,
    second_start: &'static str,
}

impl Unsteady {
    fn new(city: &City, second_start: &'static str) -> Arc<Self> {
        let runbooks = city.fleet.runbooks(places(&[ACCOUNT]));
        let [starts, looks] = [0, 0].map(AtomicUsize::new);
        Arc::new(Self { runbooks, starts, looks, second_start })
    }
}

impl Runbooks for Unsteady {
    /// The first start is made and not answered, the second refused.
    fn start<'a>(
        &'a self,
        run: RunbookRun<'a>,
        token: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<String, RunbookError>> {
        let error = |code: &str| AwsError::new(code, "no");
        match self.starts.fetch_add(1, Ordering::Relaxed) {
            0 => Box::pin(async move {
                self.runbooks.start(run, token, within).await?;
                Err(RunbookError::Unanswered(error("NoAnswer")))
            }),
            1 => Box::pin(async move { Err(RunbookError::Refused(error(self.second_start))) }),
            _ => self.runbooks.start(run, token, within),
        }
    }

    /// The first look finds nothing yet.
    fn look<'a>(
        &'a self,
        run: RunbookRun<'a>,
        execution: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<RunbookState, RunbookError>> {
        match self.looks.fetch_add(1, Ordering::Relaxed) {
            0 => Box::pin(async { Ok(RunbookState::NotFound) }),
            _ => self.runbooks.look(run, execution, within),
        }
    }
}

#[tokio::test]
async fn a_start_that_is_refused_does_not_make_forget_one_that_was_not_answered() {
    for (second_start, status, outcome) in [
        ("AutomationExecutionLimitExceededException", 503, ("failed", "runbook_unavailable")),
        ("IdempotentParameterMismatch", 202, ("not_yet", "runbook_running")),
    ] {
        let city = City::new().await;
        furnish(&city, &[(DRAIN, takes(6))]);
        let unsteady = Unsteady::new(&city, second_start);
        let city = city.with_runbooks(unsteady, Arc::new(MemoryNotes::new()));

        let first = city.ask(&["archive"], stop(FILES)).await;
        assert_eq!((first.status, told(&first)), (status, vec![outcome]), "{second_start}");
        let second = city.ask(&["archive"], stop(FILES)).await;

        assert_eq!(told(&second), [("requested", "requested")], "{second_start}");
        assert_eq!((runs(&city).len(), city.calls()), (1, 1), "{second_start}");
    }
}

/// Notes that never come.
#[derive(Debug)]
struct NeverNotes;

impl Notes for NeverNotes {
    fn note<'a>(
        &'a self,
        _: &'a PolicyName,
        _: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>> {
        Box::pin(std::future::pending())
    }

    fn put_note<'a>(
        &'a self,
        _: &'a PolicyName,
        _: &'a str,
        _: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn notes_that_never_come_end_the_request_in_its_time_and_nothing_is_begun() {
    let budget = Duration::from_secs(6);
    let city = City::with(|mut settings| {
        settings.budget = budget;
        settings
    })
    .await;
    furnish(&city, &[(DRAIN, takes(1))]);
    let runbooks = Arc::new(city.fleet.runbooks(places(&[ACCOUNT])));
    let city = city.with_runbooks(runbooks, Arc::new(NeverNotes));

    let asked = city.ask(&["archive"], stop(FILES));
    let answer = tokio::time::timeout(budget * 5, asked).await.expect("it does not wait for ever");

    assert_eq!((answer.status, told(&answer)), (202, vec![("not_yet", "runbook_running")]));
    assert_eq!(
        answer.stage("outcome")[0]["runbooks"],
        json!([{ "document": DRAIN, "execution_id": null, "status": "not_started" }])
    );
    assert_eq!((city.calls(), city.fleet.automation_calls()), (0, (0, 0)));
}
