//! Runbooks and an executor that is ended in the middle, notes that cannot be had, and SSM's own
//! protocol.

use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sekisho_executor::{SimulatedRunbook, Tiers};
use sekisho_identity::Pending;
use sekisho_policy::PolicyName;
use sekisho_store::{MemoryNotes, Note, Noted, Notes, TableError};
use serde_json::json;

use crate::{
    city::{ACCOUNT, City, places},
    cut::{Cut, CutNotes, CutRunbooks, Cutter},
    runbooks::{
        BACKUP, DRAIN, FILES, FREE, MAIL, all, assert_none_was_stopped_unprepared, furnish, runs,
        stop, takes, told,
    },
};

fn drain() -> [(&'static str, SimulatedRunbook); 1] {
    [(DRAIN, takes(6))]
}

/// An executor that ends between any two calls leaves nothing that the next one stops too early, or
/// runs twice.
#[tokio::test]
async fn an_executor_that_ends_anywhere_is_gone_on_from() {
    for (at, made) in (0..10).flat_map(|at| [(at, false), (at, true)]) {
        let city = City::new().await;
        furnish(&city, &drain());
        let cutter = Arc::new(Cutter::new(Cut { at, made }));
        let runbooks = city.fleet.runbooks(places(&[ACCOUNT]));
        let runbooks = CutRunbooks { runbooks, cutter: cutter.clone() };
        let notes = CutNotes { notes: MemoryNotes::new(), cutter: cutter.clone() };
        let city = city.with_runbooks(Arc::new(runbooks), Arc::new(notes));

        let ended = tokio::select! {
            () = cutter.reached() => true,
            _ = city.ask(&["archive"], stop(FILES)) => false,
        };
        let stopped = usize::from(!ended);
        assert_eq!(city.calls(), stopped, "{at} {made}: no stop before a success is seen");
        city.clock.turn(Duration::from_secs(1));
        let answer = city.ask(&["archive"], stop(FILES)).await;

        let last = told(&answer)[0].0;
        assert!(matches!(last, "requested" | "still_going"), "{at} {made} {answer:?}");
        assert_eq!((runs(&city).len(), city.calls()), (1, 1), "{at} {made}");
        assert_none_was_stopped_unprepared(&city);
    }
}

/// A table that does not answer.
#[derive(Debug)]
struct NoNotes;

fn away<T>() -> Result<T, TableError> {
    let path = "notes".to_owned();
    Err(TableError::Locked { path })
}

impl Notes for NoNotes {
    fn note<'a>(
        &'a self,
        _: &'a PolicyName,
        _: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>> {
        Box::pin(ready(away()))
    }

    fn put_note<'a>(
        &'a self,
        _: &'a PolicyName,
        _: &'a str,
        _: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>> {
        Box::pin(ready(away()))
    }
}

#[tokio::test]
async fn notes_that_cannot_be_had_refuse_the_stop() {
    let city = City::new().await;
    furnish(&city, &drain());
    let shared = Arc::new(city.fleet.runbooks(places(&[ACCOUNT])));
    let city = city.with_runbooks(shared, Arc::new(NoNotes));

    let answer = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!((answer.status, told(&answer)), (503, vec![("failed", "runbook_unavailable")]));
    assert_eq!(answer.stage("outcome")[0]["aws_code"], "NotNoted");
    assert_eq!((city.calls(), city.fleet.automation_calls()), (0, (0, 0)));
}

/// A table in which somebody else takes a runbook up at the same moment, and is a little faster.
#[derive(Debug, Default)]
struct Rival {
    notes: MemoryNotes,
    was_faster: AtomicBool,
}

const RIVAL: &str = r#"{"token":"00000000-0000-4000-8000-00000000abcd","began":1795482000,"execution":null,"ended":null}"#;

impl Notes for Rival {
    fn note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>> {
        self.notes.note(policy, thing)
    }

    fn put_note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
        note: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>> {
        Box::pin(async move {
            if !self.was_faster.swap(true, Ordering::Relaxed) {
                let rival = Note { text: RIVAL.to_owned(), ..note.clone() };
                self.notes.put_note(policy, thing, &rival).await?;
            }
            self.notes.put_note(policy, thing, note).await
        })
    }
}

#[tokio::test]
async fn of_two_who_take_a_runbook_up_at_once_the_second_goes_on_with_the_run_of_the_first() {
    let city = City::new().await;
    furnish(&city, &drain());
    let shared = Arc::new(city.fleet.runbooks(places(&[ACCOUNT])));
    let city = city.with_runbooks(shared, Arc::new(Rival::default()));

    let answer = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!(told(&answer), [("requested", "requested")]);
    let tokens: Vec<String> = city.fleet.runs().into_iter().map(|run| run.token).collect();
    assert_eq!(tokens, ["00000000-0000-4000-8000-00000000abcd"]);
}

/// What comes after something that is not prepared waits for it.
#[tokio::test]
async fn a_later_tier_waits_for_the_runbooks_of_an_earlier_one() {
    let tiers = Tiers::parse("Kind=free,files").unwrap();
    let city = City::with(|settings| settings.with_tiers(tiers)).await;
    furnish(&city, &[(DRAIN, takes(50))]);
    let shared = Arc::new(city.fleet.runbooks(places(&[ACCOUNT])));
    let city = city.with_runbooks(shared, Arc::new(MemoryNotes::new()));
    let both = || all(&[FILES, FREE], true);

    let first = city.ask(&["archive"], both()).await;
    assert_eq!((first.status, &first.body["code"]), (202, &json!("not_yet")));
    assert_eq!(told(&first), [("not_yet", "runbook_running"), ("not_yet", "not_yet")]);
    assert_eq!(city.calls(), 0);

    city.clock.turn(Duration::from_secs(60));
    let second = city.ask(&["archive"], both()).await;
    assert_eq!(told(&second), [("reached", "reached"), ("requested", "requested")]);
    assert_eq!(runs(&city).len(), 1);
}

#[tokio::test]
async fn a_dry_run_names_the_runbooks_and_runs_none() {
    let city = crate::runbooks::city(&[(DRAIN, takes(1)), (BACKUP, takes(1))]).await;

    let call = stop(MAIL).body(json!({ "dry_run": true }));
    let answer = city.ask(&["archive"], call).await;

    assert_eq!((answer.status, told(&answer)), (200, vec![("planned", "planned")]));
    assert_eq!(answer.body["instances"][0]["before_stop"], json!([BACKUP, DRAIN]));
    assert_eq!((city.calls(), city.fleet.automation_calls()), (0, (0, 0)));
}

/// The production adapter, over SSM's own protocol.
#[cfg(feature = "moto")]
mod over_the_wire {
    use sekisho_executor::{
        CloudRunbooks, Place, RunbookError, RunbookFault, RunbookRun, RunbookState, Runbooks as _,
    };
    use sekisho_policy::{AccountId, Caller, Fact, Region, RunbookName};
    use support::{aws_wire::AwsWire, turned_clock::TurnedClock};

    use super::*;
    use crate::{
        city::{REGION, TEN_O_CLOCK, id},
        runbooks::{city, run},
    };

    #[tokio::test]
    async fn the_production_adapter_says_the_same_as_the_simulation() {
        let city = city(&[
            (DRAIN, takes(60)),
            (BACKUP, takes(1).with_fault(RunbookFault::Fails)),
            ("Busy", takes(1).with_fault(RunbookFault::Throttled(u32::MAX))),
            ("Silent", takes(1).with_fault(RunbookFault::Unanswered(u32::MAX))),
        ])
        .await;
        let wire = AwsWire::open(city.fleet.clone(), ACCOUNT).await;
        let places = places(&[ACCOUNT]);
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let over = CloudRunbooks::at_endpoint(wire.endpoint(), places.clone(), clock);
        let within = city.fleet.runbooks(places);
        let place = Place {
            account: AccountId::parse(ACCOUNT).unwrap(),
            region: Region::parse(REGION).unwrap(),
        };
        let caller = Caller::unknown().with_subject(Fact::Known("4f0c1a2e"));
        let (files, soon) = (id(FILES), Duration::from_secs(20));
        let token = |number: u32| format!("00000000-0000-4000-8000-{number:012}");
        let run = |runbook| RunbookRun {
            place: &place,
            instance: &files,
            runbook,
            caller: &caller,
            decision_id: "decision",
        };
        let name = |text: &str| RunbookName::parse(text).unwrap();
        let (drain, backup) = (name(DRAIN), name(BACKUP));

        let first = over.start(run(&drain), &token(1), soon).await.unwrap();
        assert_eq!(within.start(run(&drain), &token(1), soon).await.as_ref(), Ok(&first));
        assert_eq!(over.look(run(&drain), &first, soon).await, Ok(RunbookState::Running));
        let failing = over.start(run(&backup), &token(2), soon).await.unwrap();
        city.clock.turn(Duration::from_secs(60));
        let ended = over.look(run(&drain), &first, soon).await;
        assert_eq!(ended, Ok(RunbookState::Succeeded(Some(TEN_O_CLOCK.saturating_add(60)))));
        assert_eq!(ended, within.look(run(&drain), &first, soon).await);
        let failed = Ok(RunbookState::Failed("Failed".to_owned()));
        assert_eq!(over.look(run(&backup), &failing, soon).await, failed);
        assert_eq!(over.look(run(&drain), &token(99), soon).await, Ok(RunbookState::NotFound));

        let others = ["Missing", "Busy", "Silent"].map(name);
        for (number, document) in (3..).zip(&others) {
            let far = over.start(run(document), &token(number), soon).await.unwrap_err();
            let near = within.start(run(document), &token(number), soon).await.unwrap_err();
            assert_eq!(far, near, "{document}");
            assert!(matches!(
                (document.as_str(), far),
                ("Missing", RunbookError::Refused(_))
                    | ("Busy", RunbookError::Throttled(_))
                    | ("Silent", RunbookError::Unanswered(_))
            ));
        }
        let mismatch = over.start(run(&backup), &token(1), soon).await.unwrap_err();
        assert!(
            matches!(&mismatch, RunbookError::Refused(error) if error.code == "IdempotentParameterMismatch"),
            "{mismatch}"
        );
    }

    #[tokio::test]
    async fn a_whole_stop_over_the_wire_runs_its_runbook_first() {
        let city = City::over_the_wire(&[ACCOUNT]).await;
        furnish(&city, &[(DRAIN, takes(4))]);
        let endpoint = city.endpoint().to_owned();
        let shared = CloudRunbooks::at_endpoint(&endpoint, places(&[ACCOUNT]), city.clock.clone());
        let city = city.with_runbooks(Arc::new(shared), Arc::new(MemoryNotes::new()));

        let answer = city.ask(&["archive"], stop(FILES)).await;

        assert_eq!((answer.status, told(&answer)), (202, vec![("requested", "requested")]));
        assert_eq!(runs(&city), [run(DRAIN, FILES)]);
        assert_none_was_stopped_unprepared(&city);
    }
}
