//! How API Gateway combines a Lambda authorizer's document with the API's resource policy.
//!
//! The local gateway must let through exactly what a private REST API would, also where that is
//! surprising: an authorizer document that merely does not match is *no* refusal as soon as the
//! resource policy allows. Everything here is a pure function of two documents and one ARN.
//!
//! Supported is what Sekisho writes and what a resource policy without conditions needs: `Effect`,
//! `Action`, `Resource` or `NotResource`, `Principal` and `Sid`. Anything else, `Condition`
//! included, makes a document unreadable, so that nothing is silently ignored.

use serde::Deserialize;

/// What one document says about one request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the tables have these rows and columns")]
pub enum Says {
    /// A statement allows the request and none denies it.
    Allow,
    /// A statement denies the request.
    Deny,
    /// No statement matches the request.
    Silent,
}

/// Which of the two tables applies.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there are two tables")]
pub enum Accounts {
    /// Table A: the caller and the API belong to one account.
    Same,
    /// Table B: the caller comes from another account.
    Different,
}

/// The answer to a request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the tables have these answers")]
pub enum Outcome {
    /// The method runs.
    Allow,
    /// 403, because a statement says so.
    ExplicitDeny,
    /// 403, because no statement allows it.
    ImplicitDeny,
}

/// The answer of API Gateway to a request on which the two documents say this.
///
/// SOURCE: Amazon API Gateway developer guide, "How API Gateway resource policies affect
/// authorization workflow", tables A and B.
#[must_use]
pub const fn combine(accounts: Accounts, authorizer: Says, resource_policy: Says) -> Outcome {
    match (accounts, authorizer, resource_policy) {
        (_, Says::Deny, _) | (_, _, Says::Deny) => Outcome::ExplicitDeny,
        (_, Says::Allow, Says::Allow)
        | (Accounts::Same, Says::Allow, Says::Silent)
        | (Accounts::Same, Says::Silent, Says::Allow) => Outcome::Allow,
        (Accounts::Same, Says::Silent, Says::Silent) | (Accounts::Different, _, _) => {
            Outcome::ImplicitDeny
        }
    }
}

/// A document that cannot be evaluated: API Gateway answers 500 to what an authorizer returns so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// Not the JSON of a document, or with an element that is not supported.
    #[error("not a policy document this gateway can evaluate: {0}")]
    Json(#[from] serde_json::Error),
    /// A statement has neither or both of two elements of which it needs one.
    #[error(
        "a statement has neither or both of `Resource` and `NotResource`, required one of them"
    )]
    Resources,
    /// A resource is not an ARN.
    #[error("found the resource `{0}`, required `*` or an ARN of six parts")]
    Resource(String),
    /// The version is not the one whose rules are implemented.
    #[error("found the document version `{0}`, required `2012-10-17`")]
    Version(String),
}

/// A readable document of statements on `execute-api:Invoke`.
#[derive(Debug)]
pub struct PolicyDocument {
    statements: Vec<Statement>,
}

impl PolicyDocument {
    /// Reads a document from its JSON.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] if it is no document, or has an element that is not evaluated here.
    pub fn from_json(json: &[u8]) -> Result<Self, Unreadable> {
        let wire: WireDocument = serde_json::from_slice(json)?;
        if wire.version != "2012-10-17" {
            return Err(Unreadable::Version(wire.version));
        }
        let statements = wire
            .statement
            .into_list()
            .into_iter()
            .map(Statement::read)
            .collect::<Result<_, _>>()?;
        Ok(Self { statements })
    }

    /// What the document says about a call of this method.
    #[must_use]
    pub fn says(&self, method_arn: &str) -> Says {
        let mut says = Says::Silent;
        for statement in &self.statements {
            if statement.matches(method_arn) {
                match statement.effect {
                    Effect::Deny => return Says::Deny,
                    Effect::Allow => says = Says::Allow,
                }
            }
        }
        says
    }
}

#[derive(Debug)]
struct Statement {
    effect: Effect,
    actions: Vec<String>,
    resources: Resources,
}

#[derive(Debug)]
enum Resources {
    In(Vec<String>),
    NotIn(Vec<String>),
}

impl Statement {
    fn read(wire: WireStatement) -> Result<Self, Unreadable> {
        let resources = match (wire.resource, wire.not_resource) {
            (Some(list), None) => Resources::In(arns(list)?),
            (None, Some(list)) => Resources::NotIn(arns(list)?),
            (None, None) | (Some(_), Some(_)) => return Err(Unreadable::Resources),
        };
        Ok(Self { effect: wire.effect, actions: wire.action.into_list(), resources })
    }

    fn matches(&self, method_arn: &str) -> bool {
        let invoke =
            self.actions.iter().any(|action| glob(&action.to_lowercase(), "execute-api:invoke"));
        let named = |list: &[String]| list.iter().any(|pattern| arn_matches(pattern, method_arn));
        invoke
            && match &self.resources {
                Resources::In(list) => named(list),
                Resources::NotIn(list) => !named(list),
            }
    }
}

fn arns(list: OneOrMany) -> Result<Vec<String>, Unreadable> {
    let list = list.into_list();
    match list.iter().find(|arn| *arn != "*" && arn.splitn(6, ':').count() != 6) {
        Some(arn) => Err(Unreadable::Resource(arn.clone())),
        None => Ok(list),
    }
}

/// Whether a resource of a statement names this ARN: `*` alone names everything; otherwise `*` and
/// `?` stand for any characters of one of the ARN's six parts, of which the last may hold colons and
/// slashes.
#[must_use]
pub fn arn_matches(pattern: &str, arn: &str) -> bool {
    let parts = |text: &str| text.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
    let (patterns, texts) = (parts(pattern), parts(arn));
    pattern == "*"
        || (patterns.len() == 6
            && texts.len() == 6
            && patterns.iter().zip(&texts).all(|(pattern, text)| glob(pattern, text)))
}

/// Whether the whole text fits a pattern in which `*` is any run of characters and `?` any one.
fn glob(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pieces: Vec<Vec<char>> = pattern.split('*').map(|piece| piece.chars().collect()).collect();
    let (Some((first, others)), Some((last, _))) = (pieces.split_first(), pieces.split_last())
    else {
        return false;
    };
    let Some(mut rest) = after(first, &text) else { return false };
    let Some((_, middle)) = others.split_last() else { return rest.is_empty() };
    for piece in middle {
        // The earliest place is the right one: it leaves the most for the pieces that follow.
        let found = (0..=rest.len()).find_map(|start| after(piece, rest.get(start..)?));
        let Some(tail) = found else { return false };
        rest = tail;
    }
    let start = rest.len().checked_sub(last.len());
    start.and_then(|start| after(last, rest.get(start..)?)).is_some()
}

/// What follows a piece at the start of a text, if it is there.
fn after<'a>(piece: &[char], text: &'a [char]) -> Option<&'a [char]> {
    let (head, tail) = text.split_at_checked(piece.len())?;
    let fits = piece.iter().zip(head).all(|(wanted, found)| *wanted == '?' || wanted == found);
    fits.then_some(tail)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct WireDocument {
    version: String,
    #[serde(rename = "Id")]
    _id: Option<String>,
    statement: OneOrMany<WireStatement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct WireStatement {
    #[serde(rename = "Sid")]
    _sid: Option<String>,
    effect: Effect,
    #[serde(rename = "Principal")]
    _principal: Option<Everyone>,
    action: OneOrMany,
    resource: Option<OneOrMany>,
    not_resource: Option<OneOrMany>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
enum Effect {
    Allow,
    Deny,
}

/// The only principal that is evaluated: callers of a private API with a Lambda authorizer have no
/// AWS identity.
#[derive(Deserialize)]
enum Everyone {
    #[serde(rename = "*")]
    Everyone,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T = String> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn into_list(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(list) => list,
        }
    }
}
