//! The guard's Lambda: wiring only.

use std::{io, process::ExitCode, sync::Arc};

use lambda_runtime::Diagnostic;
use sekisho_executor::{
    Clock, CloudFleet, GUARD_TIME_BUDGET, Guard, GuardAnswer, GuardConfig, GuardLine, Journal,
    SystemClock,
};
use sekisho_lambda::{
    Meter, aws_config,
    process::{self, Event, Fault, Underway},
};
use sekisho_store::{DynamoDbTable, DynamoDbTimeouts, Notes};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    process::log_to_stderr();
    process::exit_code("guard", run().await)
}

async fn run() -> Result<(), Fault> {
    let guard = Arc::new(assemble().await?);
    process::cold_start(async {
        // What is logged about a policy that cannot be had is logged by the cache.
        let _none_yet = guard.hydrate().await;
    })
    .await;
    let meter = Arc::new(Meter::new());
    process::serve(move |event| {
        let (guard, meter) = (Arc::clone(&guard), Arc::clone(&meter));
        async move { answer(&guard, &meter, event).await }
    })
    .await
}

/// The log of the function.
#[derive(Debug)]
struct StandardOutput;

impl Journal<GuardLine> for StandardOutput {
    fn record(&self, lines: &[GuardLine]) -> io::Result<()> {
        process::record(lines)
    }
}

/// The environment, the adapters it names, and the guard on top of them.
async fn assemble() -> Result<Guard, Fault> {
    let config = GuardConfig::from_pairs(process::environment())?;
    let aws = aws_config(config.tls_roots, &config.partition).await?;
    let table = DynamoDbTable::new(&aws, &config.table, DynamoDbTimeouts::default());
    let notes: Arc<dyn Notes> = Arc::new(table.clone());
    let policies = config.policies(Arc::new(table));
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let fleet = CloudFleet::of_aws(&aws, config.places.clone(), Arc::clone(&clock));
    let journal = Arc::new(StandardOutput);
    Ok(Guard::new(policies, notes, Arc::new(fleet), journal, clock, config.settings()))
}

/// One invocation: what is left of its lines to the log, its answer to Lambda. One that must come
/// again fails, unless it is a batch: then its answer says which messages.
async fn answer(guard: &Guard, meter: &Meter, event: Event) -> Result<GuardAnswer, Diagnostic> {
    let Event { payload, context } = event;
    let underway = Underway::begin(context);
    let within = GUARD_TIME_BUDGET.left(underway.deadline(), process::system_time());
    let watched = guard.handle_within(payload.get().as_bytes(), within).await;
    underway.leave(&watched.recorded, &watched.unrecorded, meter, guard.health())?;
    if watched.again {
        return Err(Diagnostic {
            error_type: "ComesAgain".to_owned(),
            error_message: "the event could not be settled yet; its audit line says why".to_owned(),
        });
    }
    Ok(watched.answer)
}
