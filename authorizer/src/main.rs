//! The authorizer's Lambda: wiring only.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use sekisho_authorizer::{
    Authorizer, AuthorizerResponse, AuthorizerSettings, Config, Response, time_for_answer,
};
use sekisho_identity::{HttpsKeys, KeyLocation, KeySettings, KeySource, PinnedKeys, Verifier};
use sekisho_policy::UnixTime;
use sekisho_store::{
    CacheSettings, DynamoDbTable, DynamoDbTimeouts, PolicyCache, PolicyTable, TableKeys,
};
use serde_json::value::RawValue;
use tracing_subscriber::EnvFilter;

type Fault = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(EnvFilter::new(LOGGED))
        .with_writer(io::stderr)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the authorizer cannot run");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Fault> {
    let authorizer = Arc::new(assemble().await?);
    // A slow dependency must not use up the time a cold start has.
    if tokio::time::timeout(HYDRATION, authorizer.hydrate(now())).await.is_err() {
        tracing::error!("no keys or no policy in time: everything is denied until they are here");
    }
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let authorizer = Arc::clone(&authorizer);
        async move { answer(&authorizer, event).await }
    }))
    .await
}

/// The environment, the adapters it names, and the authorizer on top of them.
async fn assemble() -> Result<Authorizer, Fault> {
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
    Ok(Authorizer::new(verifier, policies, AuthorizerSettings::new(config.api)))
}

/// One event: its answer to API Gateway, its line to the log.
async fn answer(
    authorizer: &Authorizer,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<AuthorizerResponse, Diagnostic> {
    let limit = time_for_answer(event.context.deadline(), system_time());
    let answer = authorizer.answer_within(event.payload.get().as_bytes(), now(), limit).await;
    // Nothing passes without a line: API Gateway answers this error with 500.
    log(&answer.audit).map_err(|error| Diagnostic {
        error_type: "AuditFailed".to_owned(),
        error_message: format!("the audit line could not be written: {error}"),
    })?;
    match answer.response {
        Response::Policy(policy) => Ok(policy),
        Response::Unauthorized => Err(Diagnostic {
            error_type: Response::UNAUTHORIZED.to_owned(),
            error_message: Response::UNAUTHORIZED.to_owned(),
        }),
    }
}

fn log(line: &impl serde::Serialize) -> io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    io::stdout().lock().write_all(&text)
}

fn now() -> UnixTime {
    let since_epoch = system_time().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    UnixTime::from_seconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the only place where the authorizer reads the clock"
)]
fn system_time() -> SystemTime {
    SystemTime::now()
}

/// Never below INFO, whatever the environment asks for: the runtime traces the bodies of events, and
/// events hold tokens. The runtime's line about every error is left out: the errors here are 401s,
/// which have their audit line, and a panic is told by the panic itself.
const LOGGED: &str = "info,lambda_runtime::layers::panic=off";

/// Half of the ten seconds a cold start has.
const HYDRATION: Duration = Duration::from_secs(5);
