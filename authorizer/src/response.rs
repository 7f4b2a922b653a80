//! The two forms an answer can take: an IAM document, or the error API Gateway turns into 401.

use serde::Serialize;

use crate::method_arn::MethodArn;

/// An answer for API Gateway.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "API Gateway knows these two forms")]
pub enum Response {
    /// Return this document.
    Policy(AuthorizerResponse),
    /// Fail with the error message [`Response::UNAUTHORIZED`], which API Gateway answers with 401.
    Unauthorized,
}

impl Response {
    /// The only error message that API Gateway does not answer with 500.
    ///
    /// SOURCE: API Gateway developer guide, "Call an API with API Gateway Lambda authorizers".
    pub const UNAUTHORIZED: &'static str = "Unauthorized";
}

/// A policy document on the caller and what the executor and the access log are told of them.
///
/// A refusal denies `*`. An allow names one method and denies every other: on a private API, whose
/// resource policy must allow, a document that merely does not match *is* an allow.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizerResponse {
    principal_id: String,
    policy_document: Document,
    context: Context,
}

impl AuthorizerResponse {
    /// Lets a caller call one method, once, and nothing else.
    pub(crate) fn allow(principal: String, arn: &MethodArn, context: Context) -> Self {
        let allow = Statement {
            effect: Effect::Allow,
            action: INVOKE,
            resources: Resources::Resource([arn.as_str().to_owned()]),
        };
        let deny_others = Statement {
            effect: Effect::Deny,
            action: INVOKE,
            resources: Resources::NotResource([arn.as_str().to_owned()]),
        };
        Self::new(principal, vec![allow, deny_others], context)
    }

    /// Refuses everything.
    pub(crate) fn deny(context: Context) -> Self {
        let deny = Statement {
            effect: Effect::Deny,
            action: INVOKE,
            resources: Resources::Resource(["*".to_owned()]),
        };
        let principal = context.subject.clone().unwrap_or_else(|| UNKNOWN_PRINCIPAL.to_owned());
        Self::new(principal, vec![deny], context)
    }

    fn new(principal_id: String, statement: Vec<Statement>, context: Context) -> Self {
        Self {
            principal_id,
            policy_document: Document { version: "2012-10-17", statement },
            context,
        }
    }
}

/// Flat texts, because API Gateway refuses anything else; small, because it caps the whole. They are
/// for correlation: nothing in them is authority.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Context {
    pub(crate) decision_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) policy_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
}

#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: Effect,
    action: &'static str,
    #[serde(flatten)]
    resources: Resources,
}

#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
enum Resources {
    Resource([String; 1]),
    NotResource([String; 1]),
}

const INVOKE: &str = "execute-api:Invoke";

/// API Gateway wants a principal in every document, also where nobody is known.
const UNKNOWN_PRINCIPAL: &str = "unknown";
