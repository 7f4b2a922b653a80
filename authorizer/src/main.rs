//! The authorizer's Lambda: wiring only.

use std::{process::ExitCode, sync::Arc};

use lambda_runtime::Diagnostic;
use sekisho_authorizer::{
    Authorizer, AuthorizerResponse, AuthorizerSettings, Response, TIME_BUDGET,
};
use sekisho_lambda::{
    Config, Meter, aws_config,
    process::{self, Event, Fault, Underway},
};
use sekisho_store::{DynamoDbTable, DynamoDbTimeouts, PolicyTable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    process::log_to_stderr();
    process::exit_code("authorizer", run().await)
}

async fn run() -> Result<(), Fault> {
    let authorizer = Arc::new(assemble().await?);
    process::cold_start(authorizer.hydrate(process::now())).await;
    let meter = Arc::new(Meter::new());
    process::serve(move |event| {
        let (authorizer, meter) = (Arc::clone(&authorizer), Arc::clone(&meter));
        async move { answer(&authorizer, &meter, event).await }
    })
    .await
}

/// The environment, the adapters it names, and the authorizer on top of them.
async fn assemble() -> Result<Authorizer, Fault> {
    let config = Config::from_pairs(process::environment())?;
    let aws = aws_config(config.tls_roots, &config.api.partition).await?;
    let table: Arc<dyn PolicyTable> =
        Arc::new(DynamoDbTable::new(&aws, &config.table, DynamoDbTimeouts::default()));
    let (verifier, policies) = (config.verifier(&table)?, config.policies(&table));
    Ok(Authorizer::new(verifier, policies, AuthorizerSettings::new(config.api)))
}

/// One event: its lines to the log, its answer to API Gateway.
async fn answer(
    authorizer: &Authorizer,
    meter: &Meter,
    event: Event,
) -> Result<AuthorizerResponse, Diagnostic> {
    let Event { payload, context } = event;
    let underway = Underway::begin(context);
    let limit = TIME_BUDGET.left(underway.deadline(), process::system_time());
    let answer = authorizer.answer_within(payload.get().as_bytes(), process::now(), limit).await;
    underway.leave(&[], &[answer.audit], meter, authorizer.health(process::now()))?;
    match answer.response {
        Response::Policy(policy) => Ok(policy),
        Response::Unauthorized => Err(Diagnostic {
            error_type: Response::UNAUTHORIZED.to_owned(),
            error_message: Response::UNAUTHORIZED.to_owned(),
        }),
    }
}
