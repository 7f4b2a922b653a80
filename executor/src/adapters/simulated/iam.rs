//! IAM, as much of it as roles of the executor and session policies need: `Allow` and `Deny`, actions
//! and ARNs with wildcards, and conditions on the account, the region and the tags of the instance.
//!
//! What it does not understand it refuses when the policy is given to it, so that nothing is allowed
//! by a condition that was passed over.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A policy that was read.
#[derive(Clone, Debug)]
pub(super) struct IamPolicy(Vec<Statement>);

/// A policy as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Written {
    version: String,
    statement: OneOrMany<WrittenStatement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct WrittenStatement {
    effect: Effect,
    action: OneOrMany<String>,
    resource: Option<OneOrMany<String>>,
    not_resource: Option<OneOrMany<String>>,
    #[serde(default)]
    condition: BTreeMap<String, BTreeMap<String, OneOrMany<String>>>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn all(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

#[derive(Clone, Debug)]
struct Statement {
    effect: Effect,
    actions: Vec<String>,
    /// False for `NotResource`.
    among: bool,
    resources: Vec<String>,
    conditions: Vec<Condition>,
}

#[derive(Clone, Debug)]
struct Condition {
    operator: Operator,
    key: Key,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
enum Operator {
    /// `true` and `false` are compared as texts.
    Bool,
    Null,
    StringEquals,
    StringEqualsIfExists,
    StringNotEquals,
}

/// The name of a condition key has no case, and that of the tag in it neither.
#[derive(Clone, Debug)]
enum Key {
    Account,
    /// Whether an AWS service asks for a grant on the caller's behalf.
    GrantIsForAwsResource,
    /// To which service a role is passed.
    PassedToService,
    Region,
    /// In lower case.
    Tag(String),
}

/// A call, as IAM sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    pub(super) action: &'a str,
    pub(super) arn: &'a str,
    pub(super) account: &'a str,
    pub(super) region: &'a str,
    pub(super) tags: &'a [(String, String)],
}

impl IamPolicy {
    /// Reads a policy; what in it is not understood, if there is something.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if written.version != "2012-10-17" {
            return Err(format!("the version {} is not understood", written.version));
        }
        let statements = written.statement.all().into_iter().map(Statement::of);
        statements.collect::<Result<_, _>>().map(Self)
    }

    /// Whether it lets the call through: something allows it, and nothing denies it.
    pub(super) fn allows(&self, call: &Call<'_>) -> bool {
        let mut applying = self.0.iter().filter(|statement| statement.applies(call)).peekable();
        applying.peek().is_some() && applying.all(|statement| statement.effect == Effect::Allow)
    }
}

impl Statement {
    fn of(written: WrittenStatement) -> Result<Self, String> {
        let WrittenStatement { effect, action, resource, not_resource, condition } = written;
        let among = resource.is_some();
        let resources = match (resource, not_resource) {
            (Some(resources), None) | (None, Some(resources)) => resources.all(),
            _ => return Err("a statement has one of Resource and NotResource".to_owned()),
        };
        let mut conditions = Vec::new();
        for (operator, keys) in condition {
            let operator = Operator::parse(&operator)?;
            for (key, values) in keys {
                let values = values.all();
                let values = values.iter().map(|text| resolve(text)).collect::<Result<_, _>>()?;
                conditions.push(Condition { operator, key: Key::parse(&key)?, values });
            }
        }
        Ok(Self { effect, actions: action.all(), among, resources, conditions })
    }

    fn applies(&self, call: &Call<'_>) -> bool {
        let action = call.action.to_lowercase();
        self.actions.iter().any(|pattern| like(&pattern.to_lowercase(), &action))
            && self.resources.iter().any(|pattern| like(pattern, call.arn)) == self.among
            && self.conditions.iter().all(|condition| condition.holds(call))
    }
}

impl Condition {
    fn holds(&self, call: &Call<'_>) -> bool {
        let found = match &self.key {
            Key::Account => Some(call.account),
            // EC2 makes every grant there is here.
            Key::GrantIsForAwsResource => (call.action == "kms:CreateGrant").then_some("true"),
            // SSM is the only one that is passed a role here.
            Key::PassedToService => (call.action == "iam:PassRole").then_some("ssm.amazonaws.com"),
            Key::Region => Some(call.region),
            Key::Tag(key) => {
                let mut tags = call.tags.iter();
                tags.find(|(other, _)| other.to_lowercase() == *key).map(|(_, value)| &**value)
            }
        };
        let among = |found: &str| self.values.iter().any(|value| value == found);
        match self.operator {
            Operator::Null => among(if found.is_none() { "true" } else { "false" }),
            Operator::Bool | Operator::StringEquals => found.is_some_and(among),
            Operator::StringEqualsIfExists => found.is_none_or(among),
            Operator::StringNotEquals => !found.is_some_and(among),
        }
    }
}

impl Operator {
    fn parse(name: &str) -> Result<Self, String> {
        match name {
            "Bool" => Ok(Self::Bool),
            "Null" => Ok(Self::Null),
            "StringEquals" => Ok(Self::StringEquals),
            "StringEqualsIfExists" => Ok(Self::StringEqualsIfExists),
            "StringNotEquals" => Ok(Self::StringNotEquals),
            _ => Err(format!("the operator {name} is not understood")),
        }
    }
}

impl Key {
    fn parse(name: &str) -> Result<Self, String> {
        let lower = name.to_lowercase();
        match lower.as_str() {
            "aws:resourceaccount" => Ok(Self::Account),
            "iam:passedtoservice" => Ok(Self::PassedToService),
            "aws:requestedregion" => Ok(Self::Region),
            "kms:grantisforawsresource" => Ok(Self::GrantIsForAwsResource),
            _ => match lower.split_once("aws:resourcetag/") {
                Some(("", key)) => Ok(Self::Tag(key.to_owned())),
                _ => Err(format!("the condition key {name} is not understood")),
            },
        }
    }
}

/// `${$}`, `${*}` and `${?}` are the signs themselves; other variables are not understood.
fn resolve(text: &str) -> Result<String, String> {
    let mut resolved = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let sign = after.split_once('}').filter(|(name, _)| ["$", "*", "?"].contains(name));
        let (name, left) =
            sign.ok_or_else(|| format!("the variable in {text} is not understood"))?;
        resolved.push_str(before);
        resolved.push_str(name);
        rest = left;
    }
    resolved.push_str(rest);
    Ok(resolved)
}

/// `*` is any run of characters, `?` is one.
fn like(pattern: &str, text: &str) -> bool {
    super::pattern::glob(pattern, text, super::pattern::Mark::One)
}
