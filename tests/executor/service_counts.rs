//! How many tasks a service had: remembered before it is stopped, whatever ends in between.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use sekisho_executor::{Fault, SimulatedService};
use sekisho_identity::Pending;
use sekisho_policy::{PolicyName, UnixTime};
use sekisho_store::{MemoryNotes, Note, Noted, Notes, TableError};
use serde_json::json;
use support::events::Call;
use tokio::sync::Notify;

use crate::{
    city::{ACCOUNT, ACCOUNTS, City, TRANSITION, id},
    database_city::place_in,
    databases::change,
    service_city::{DESK, ROADS, city, peopled, service_of},
    services::{told, waiting},
};

/// Notes that fail, or in which whoever writes is ended.
#[derive(Debug, Default)]
struct Troubled {
    notes: MemoryNotes,
    writes: AtomicU32,
    /// Ended before the write, or after it.
    end: Option<bool>,
    reached: Notify,
    broken: bool,
}

impl Notes for Troubled {
    fn note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>> {
        Box::pin(async move {
            if self.broken {
                return Err(TableError::File {
                    action: "read",
                    path: "notes".into(),
                    message: "no".to_owned(),
                });
            }
            self.notes.note(policy, thing).await
        })
    }

    fn put_note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
        note: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>> {
        Box::pin(async move {
            let is_first = self.writes.fetch_add(1, Ordering::Relaxed) == 0;
            match self.end.filter(|_| is_first) {
                None => self.notes.put_note(policy, thing, note).await,
                Some(written) => {
                    if written {
                        self.notes.put_note(policy, thing, note).await?;
                    }
                    self.reached.notify_one();
                    pending().await
                }
            }
        })
    }
}

fn policy() -> PolicyName {
    PolicyName::parse("asahikawa").unwrap()
}

const THING: &str = "service/111122223333/ap-northeast-1/service:town:parks-desk";

/// Before the write, between the write and the stop, and after the stop: the stop is asked for again,
/// and the start brings back all tasks.
#[tokio::test]
async fn whatever_ends_a_stop_its_repeat_stops_and_the_number_is_not_lost() {
    for written in [false, true] {
        let notes = Arc::new(Troubled { end: Some(written), ..Troubled::default() });
        let city = peopled(City::with_services(&[ACCOUNT], notes.clone()).await);
        tokio::select! {
            () = notes.reached.notified() => {}
            _ = city.ask(&["parks"], change("stop", &[DESK])) => panic!("it was to be ended"),
        }
        assert_eq!((city.tasks(DESK), city.calls()), ((3, 3, 0), 0), "nothing before it is noted");

        let stopped = city.ask(&["parks"], waiting("stop", DESK)).await;
        let started = city.ask(&["parks"], waiting("start", DESK)).await;

        assert_eq!(told(&stopped.body), [("reached", "reached")]);
        assert_eq!(told(&started.body), [("reached", "reached")]);
        assert_eq!((city.tasks(DESK), city.calls()), ((3, 3, 0), 2));
        // What was written already is not written again; the last says that it was used.
        assert_eq!(notes.writes.load(Ordering::Relaxed), if written { 2 } else { 3 });
    }
    // The answer to the stop was lost.
    let city = city().await;
    let lose = |one: SimulatedService| one.with_fault(Fault::NoAnswer);
    city.fleet.alter_service(&place_in(ACCOUNT), &id(DESK), lose);
    for action in ["stop", "stop", "stop", "start"] {
        city.ask(&["parks"], waiting(action, DESK)).await;
    }
    assert_eq!((city.tasks(DESK), city.calls()), ((3, 3, 0), 2));
}

/// A stop that finds no tasks, because another was quicker, writes nothing.
#[tokio::test]
async fn a_number_is_never_replaced_by_none() {
    let notes = Arc::new(Troubled::default());
    let city = peopled(City::with_services(&[ACCOUNT], notes.clone()).await);
    city.ask(&["parks"], change("stop", &[DESK])).await;
    let noted = notes.note(&policy(), THING).await.unwrap().unwrap();
    assert_eq!(
        (noted.revision, noted.text.as_str()),
        (1, r#"{"desired":3,"created_at":1790000000}"#)
    );

    for _ in 0..3 {
        city.ask(&["parks"], waiting("stop", DESK)).await;
    }

    assert_eq!(notes.note(&policy(), THING).await.unwrap(), Some(noted));
    assert_eq!(notes.writes.load(Ordering::Relaxed), 1);
    // Somebody gives it other tasks: the next stop remembers those.
    city.fleet.scale_service(&place_in(ACCOUNT), &id(DESK), 5, Duration::ZERO);
    for action in ["start", "stop", "start"] {
        city.ask(&["parks"], waiting(action, DESK)).await;
    }
    assert_eq!(city.tasks(DESK), (5, 5, 0));
}

#[tokio::test]
async fn a_service_that_was_not_stopped_from_here_is_not_started_by_a_guess() {
    let city = city().await;
    city.fleet.put_service(service_of(ACCOUNT, DESK, &[("Department", "parks")]));

    let unknown = city.ask(&["parks"], change("start", &[DESK])).await;

    assert_eq!((unknown.status, told(&unknown.body)), (409, vec![("failed", "count_unknown")]));
    assert_eq!(
        unknown.body["instances"][0]["message"],
        "nobody remembers how many tasks this service ran, because it was not stopped from here; ask \
         the operator to start it once"
    );
    assert_eq!(unknown.stage("outcome")[0]["aws_code"], "CountUnknown");
    assert_eq!((city.tasks(DESK), city.ecs("UpdateService")), ((0, 0, 0), 0));

    // Nor is one of the same name that was made after the other was stopped.
    city.fleet.put_service(service_of(ACCOUNT, DESK, &[("Department", "parks")]).running(2));
    city.ask(&["parks"], waiting("stop", DESK)).await;
    let made_again = service_of(ACCOUNT, DESK, &[("Department", "parks")]);
    city.fleet.put_service(made_again.created_at(UnixTime::from_seconds(1_790_000_001)));
    let other = city.ask(&["parks"], change("start", &[DESK])).await;
    assert_eq!(told(&other.body), [("failed", "count_unknown")]);
}

/// What others made of it since, its number of an earlier stop does not tell.
#[tokio::test]
async fn a_number_is_for_one_start() {
    let city = city().await;
    for action in ["stop", "start"] {
        city.ask(&["parks"], waiting(action, DESK)).await;
    }
    assert_eq!(city.tasks(DESK), (3, 3, 0));
    city.fleet.scale_service(&place_in(ACCOUNT), &id(DESK), 0, Duration::ZERO);
    city.clock.turn(TRANSITION);

    let unknown = city.ask(&["parks"], change("start", &[DESK])).await;

    assert_eq!((unknown.status, told(&unknown.body)), (409, vec![("failed", "count_unknown")]));
    assert_eq!(city.tasks(DESK), (0, 0, 0));
    // It is remembered again from the next stop on.
    city.fleet.scale_service(&place_in(ACCOUNT), &id(DESK), 2, Duration::ZERO);
    city.clock.turn(TRANSITION);
    for action in ["stop", "start"] {
        city.ask(&["parks"], waiting(action, DESK)).await;
    }
    assert_eq!(city.tasks(DESK), (2, 2, 0));
}

#[tokio::test]
async fn nothing_is_stopped_whose_number_cannot_be_remembered() {
    let notes = Arc::new(Troubled { broken: true, ..Troubled::default() });
    let city = peopled(City::with_services(&[ACCOUNT], notes).await);

    let answer = city.ask(&["parks"], change("stop", &[DESK])).await;

    assert_eq!((answer.status, told(&answer.body)), (503, vec![("failed", "not_noted")]));
    assert_eq!(answer.stage("outcome")[0]["aws_code"], "NotNoted");
    assert_eq!((city.tasks(DESK), city.calls()), ((3, 3, 0), 0));
    let notes = Arc::new(Troubled::default());
    let torn = Note { revision: 1, text: "torn".to_owned(), expires_at: UnixTime::from_seconds(0) };
    notes.put_note(&policy(), THING, &torn).await.unwrap();
    let city = peopled(City::with_services(&[ACCOUNT], notes).await);
    let answer = city.ask(&["parks"], change("stop", &[DESK])).await;
    assert_eq!(
        answer.stage("outcome")[0]["aws_text"],
        "what is remembered of this service cannot be read: delete its item"
    );
    assert_eq!((city.tasks(DESK), city.calls()), ((3, 3, 0), 0));
}

/// The name of a service is used again in other clusters and accounts.
#[tokio::test]
async fn services_of_one_name_have_each_its_own_number() {
    let notes = Arc::new(MemoryNotes::new());
    let city = City::with_services(&ACCOUNTS, notes).await;
    let tags = [("Department", "parks"), ("Night", "yes")];
    let twin = "service:other:parks-desk";
    city.fleet.put_service(service_of(ACCOUNTS[0], DESK, &tags).running(2));
    city.fleet.put_service(service_of(ACCOUNTS[1], DESK, &tags).running(5));
    city.fleet.put_service(service_of(ACCOUNTS[0], twin, &tags).running(7));
    let desired = || {
        let of =
            |account, service| city.fleet.tasks(&place_in(account), &id(service)).unwrap().desired;
        [of(ACCOUNTS[0], DESK), of(ACCOUNTS[1], DESK), of(ACCOUNTS[0], twin)]
    };

    let both = city.ask(&["parks"], change("stop", &[DESK])).await;
    assert_eq!((both.status, told(&both.body)), (409, vec![("failed", "ambiguous_name")]));
    for (action, counts) in [("stop", [0, 0, 0]), ("start", [2, 5, 7])] {
        let body = json!({ "action": action, "tags": { "Night": "yes" }, "wait_seconds": 15 });
        let answer = city.ask(&["parks"], Call::post("/actions").body(body)).await;
        assert_eq!(told(&answer.body), [("reached", "reached"); 3]);
        assert_eq!(desired(), counts);
    }
}

/// What is decided anew in between is decided by the tags of the moment: AWS is held to them.
#[tokio::test]
async fn a_service_that_the_rules_refuse_keeps_its_tasks_and_nothing_is_remembered() {
    let notes = Arc::new(Troubled::default());
    let city = peopled(City::with_services(&[ACCOUNT], notes.clone()).await);

    let refused = city.ask(&["parks"], change("stop", &[ROADS])).await;

    assert_eq!((refused.status, told(&refused.body)), (403, vec![("refused", "explicit")]));
    assert_eq!((city.tasks(ROADS), city.ecs("UpdateService")), ((1, 1, 0), 0));
    assert_eq!(notes.writes.load(Ordering::Relaxed), 0);
}
