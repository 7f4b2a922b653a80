//! A call as it travels: through the authorizer, past API Gateway's evaluation, to the executor.

use serde_json::{Map, Value, json};
use support::{events::Call, function::Function, runtime_api::Answer};

use crate::town::Town;

/// What a caller gets.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// API Gateway's own answer: the method did not run.
    Door(u16),
    /// The executor's answer: its status and its body.
    Executor(u16, Value),
}

impl Town {
    /// What the executor reports of each instance of a request, by name: its code.
    #[track_caller]
    pub fn report<'a>(&self, reply: &'a Reply) -> (u16, Vec<(&'static str, &'a str)>) {
        let Reply::Executor(status, body) = reply else { panic!("{reply:?}") };
        let Some(instances) = body["instances"].as_array() else {
            panic!("no report of instances: {status} {body}")
        };
        let mut told: Vec<(&str, &str)> = instances
            .iter()
            .map(|told| (self.name_of(&told["id"]), told["code"].as_str().expect("a code")))
            .collect();
        told.sort_unstable();
        (*status, told)
    }

    /// A call of the API of the town.
    pub async fn call(&mut self, call: &Call) -> Reply {
        match at_the_door(&mut self.authorizer, call).await {
            Ok(context) => self.past_the_door(call, Some(context)).await,
            Err(status) => Reply::Door(status),
        }
    }

    /// What the executor makes of a call, with what the authorizer said or without any authorizer.
    pub async fn past_the_door(
        &mut self,
        call: &Call,
        authorizer: Option<Map<String, Value>>,
    ) -> Reply {
        let answer = self.executor.invoke(&call.proxy_event(authorizer)).await;
        let Answer::Response(response) = answer else { panic!("no response: {answer:?}") };
        let status = response["statusCode"].as_u64().expect("a status");
        let body = response["body"].as_str().expect("a body of text");
        let body = serde_json::from_str(body).expect("a body of JSON");
        Reply::Executor(u16::try_from(status).expect("an HTTP status"), body)
    }
}

/// What API Gateway makes of the authorizer's answer: what the executor is told, or the status of the
/// refusal. An answer is exactly one of the documents and errors that Sekisho's own rules permit; the
/// resource policy of a private API allows, so a document that is neither would be dangerous.
pub async fn at_the_door(
    authorizer: &mut Function,
    call: &Call,
) -> Result<Map<String, Value>, u16> {
    match authorizer.invoke(&call.authorizer_event()).await {
        Answer::Response(response) if response["policyDocument"] == allow(&call.method_arn()) => {
            let Value::Object(mut context) = response["context"].clone() else {
                panic!("a context is an object: {response}")
            };
            assert!(context.values().all(Value::is_string), "texts only: {context:?}");
            context.insert("principalId".to_owned(), response["principalId"].clone());
            context.insert("integrationLatency".to_owned(), json!(12));
            Ok(context)
        }
        Answer::Response(response) if response["policyDocument"] == deny() => Err(403),
        Answer::Response(response) => panic!("neither of the two documents: {response}"),
        Answer::Error(_, message) if message == "Unauthorized" => Err(401),
        Answer::Error(..) | Answer::TimedOut => Err(500),
    }
}

/// The only document that lets a call through.
fn allow(method_arn: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": [method_arn]},
        {"Effect": "Deny", "Action": "execute-api:Invoke", "NotResource": [method_arn]},
    ]})
}

/// The only document that refuses.
pub fn deny() -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Action": "execute-api:Invoke", "Resource": ["*"]},
    ]})
}
