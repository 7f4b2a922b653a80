//! The executor's Lambda: wiring only.

use std::{
    io::{self, Write},
    sync::Arc,
    time::{Duration, SystemTime},
};

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use sekisho_executor::{Clock, Config, Ec2Fleet, Executor, ProxyResponse, SystemClock};
use sekisho_identity::{HttpsKeys, KeyLocation, KeySettings, KeySource, PinnedKeys, Verifier};
use sekisho_store::{
    CacheSettings, DynamoDbTable, DynamoDbTimeouts, PolicyCache, PolicyTable, TableKeys,
};
use serde_json::value::RawValue;

type Fault = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    // Never below INFO: the runtime traces the bodies of events, and events hold tokens.
    tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::INFO)
        .with_writer(io::stderr)
        .init();
    let executor = Arc::new(assemble().await?);
    // A slow dependency must not use up the time a cold start has.
    if tokio::time::timeout(HYDRATION, executor.hydrate()).await.is_err() {
        tracing::error!(
            "no keys or no policy in time: what needs them is refused until they are here"
        );
    }
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let executor = Arc::clone(&executor);
        async move { answer(&executor, event).await }
    }))
    .await
}

/// The environment, the adapters it names, and the executor on top of them.
async fn assemble() -> Result<Executor, Fault> {
    let pairs = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let config = Config::from_pairs(pairs)?;
    let aws = aws_config::load_from_env().await;
    let table: Arc<dyn PolicyTable> =
        Arc::new(DynamoDbTable::new(&aws, &config.table, DynamoDbTimeouts::default()));
    let mut issuers = Vec::new();
    for issuer in config.issuers {
        let keys: Arc<dyn KeySource> = match issuer.keys {
            KeyLocation::Url(url) => Arc::new(HttpsKeys::new(url)?),
            KeyLocation::File(path) => Arc::new(PinnedKeys::new(path)),
            KeyLocation::Table => {
                Arc::new(TableKeys::new(Arc::clone(&table), issuer.expectation.issuer().clone()))
            }
        };
        issuers.push((issuer.expectation, keys));
    }
    let verifier = Verifier::new(issuers, KeySettings::default())?;
    let cache = CacheSettings {
        refresh_every: config.refresh_every,
        hard_limit: config.hard_limit,
        ..CacheSettings::default()
    };
    let policies = PolicyCache::new(table, config.policy, cache);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let fleet = Ec2Fleet::new(&aws, config.account, config.region, Arc::clone(&clock));
    Ok(Executor::new(verifier, policies, Arc::new(fleet), clock, config.settings))
}

/// One event: its lines to the log, its answer to API Gateway.
async fn answer(
    executor: &Executor,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<ProxyResponse, Diagnostic> {
    let left = event.context.deadline().duration_since(system_time()).unwrap_or(Duration::ZERO);
    let within = left.saturating_sub(MARGIN);
    let handled = executor.handle_within(event.payload.get().as_bytes(), within).await;
    // Nothing passes without its lines: API Gateway answers this error with 502.
    log(&handled.audit).map_err(|error| Diagnostic {
        error_type: "AuditFailed".to_owned(),
        error_message: format!("the audit lines could not be written: {error}"),
    })?;
    Ok(handled.response)
}

fn log(lines: &[impl serde::Serialize]) -> io::Result<()> {
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, line)?;
        text.push(b'\n');
    }
    io::stdout().lock().write_all(&text)
}

#[expect(clippy::disallowed_methods, reason = "Lambda's deadline is a time of day")]
fn system_time() -> SystemTime {
    SystemTime::now()
}

/// For writing the audit lines and handing the answer back.
const MARGIN: Duration = Duration::from_millis(500);

/// Half of the ten seconds a cold start has.
const HYDRATION: Duration = Duration::from_secs(5);
