//! The executor's Lambda: wiring only.

use std::{io, process::ExitCode, sync::Arc};

use lambda_runtime::Diagnostic;
use sekisho_executor::{
    AuditLine, Clock, Config, Executor, FleetOfKinds, Journal, ProxyResponse, ServiceCounts,
    SystemClock, TIME_BUDGET,
};
use sekisho_lambda::{
    Meter, aws_config,
    process::{self, Event, Fault, Underway},
};
use sekisho_store::{DynamoDbTable, DynamoDbTimeouts, PolicyTable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    process::log_to_stderr();
    process::exit_code("executor", run().await)
}

async fn run() -> Result<(), Fault> {
    let executor = Arc::new(assemble().await?);
    process::cold_start(executor.hydrate()).await;
    let meter = Arc::new(Meter::new());
    process::serve(move |event| {
        let (executor, meter) = (Arc::clone(&executor), Arc::clone(&meter));
        async move { answer(&executor, &meter, event).await }
    })
    .await
}

/// The log of the function.
#[derive(Debug)]
struct StandardOutput;

impl Journal for StandardOutput {
    fn record(&self, lines: &[AuditLine]) -> io::Result<()> {
        process::record(lines)
    }
}

/// The environment, the adapters it names, and the executor on top of them.
async fn assemble() -> Result<Executor, Fault> {
    let config = Config::from_pairs(process::environment())?;
    // A build without the feature refuses `on` when it reads the configuration.
    #[cfg(feature = "ssm")]
    let runbooks = config.runbooks;
    let (settings, Config { shared, places, kinds, .. }) = (config.settings(), config);
    let aws = aws_config(shared.tls_roots, &shared.api.partition).await?;
    let dynamodb = DynamoDbTable::new(&aws, &shared.table, DynamoDbTimeouts::default());
    let table: Arc<dyn PolicyTable> = Arc::new(dynamodb.clone());
    let (verifier, policies) = (shared.verifier(&table)?, shared.policies(&table));
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let counts = ServiceCounts::new(Arc::new(dynamodb.clone()), shared.policy.clone());
    let fleet = FleetOfKinds::of_aws(&aws, &places, &kinds, &counts, &clock)?;
    let journal = Arc::new(StandardOutput);
    let executor =
        Executor::new(verifier, policies, Arc::new(fleet), journal, clock.clone(), settings);
    #[cfg(feature = "ssm")]
    if runbooks {
        let runbooks = sekisho_executor::CloudRunbooks::of_aws(&aws, places, clock);
        return Ok(executor.with_runbooks(Arc::new(runbooks), Arc::new(dynamodb)));
    }
    Ok(executor)
}

/// One event: its lines to the log, its answer to API Gateway.
async fn answer(
    executor: &Executor,
    meter: &Meter,
    event: Event,
) -> Result<ProxyResponse, Diagnostic> {
    let Event { payload, context } = event;
    let underway = Underway::begin(context);
    let within = TIME_BUDGET.left(underway.deadline(), process::system_time());
    let handled = executor.handle_within(payload.get().as_bytes(), within).await;
    underway.leave(&handled.recorded, &handled.audit, meter, executor.health())?;
    Ok(handled.response)
}
