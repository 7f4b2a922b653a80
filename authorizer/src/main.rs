//! The authorizer's Lambda: wiring only.

use std::{process::ExitCode, sync::Arc};

use lambda_runtime::{Diagnostic, service_fn};
use sekisho_authorizer::{
    Authorizer, AuthorizerResponse, AuthorizerSettings, Response, TIME_BUDGET,
};
use sekisho_lambda::{
    Config, aws_config,
    process::{self, Event, Fault},
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
    lambda_runtime::run(service_fn(move |event: Event| {
        let authorizer = Arc::clone(&authorizer);
        async move { answer(&authorizer, event).await }
    }))
    .await
}

/// The environment, the adapters it names, and the authorizer on top of them.
async fn assemble() -> Result<Authorizer, Fault> {
    let config = Config::from_pairs(process::environment())?;
    let aws = aws_config(config.tls_roots).await?;
    let table: Arc<dyn PolicyTable> =
        Arc::new(DynamoDbTable::new(&aws, &config.table, DynamoDbTimeouts::default()));
    let (verifier, policies) = (config.verifier(&table)?, config.policies(&table));
    Ok(Authorizer::new(verifier, policies, AuthorizerSettings::new(config.api)))
}

/// One event: its line to the log, its answer to API Gateway.
async fn answer(authorizer: &Authorizer, event: Event) -> Result<AuthorizerResponse, Diagnostic> {
    let limit = TIME_BUDGET.left(event.context.deadline(), process::system_time());
    let payload = event.payload.get().as_bytes();
    let answer = authorizer.answer_within(payload, process::now(), limit).await;
    process::write_audit(&[answer.audit])?;
    match answer.response {
        Response::Policy(policy) => Ok(policy),
        Response::Unauthorized => Err(Diagnostic {
            error_type: Response::UNAUTHORIZED.to_owned(),
            error_message: Response::UNAUTHORIZED.to_owned(),
        }),
    }
}
