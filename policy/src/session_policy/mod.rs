//! The session policy by which AWS itself enforces an entitlement.

mod exception;
mod pinned;
mod statement;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};

use serde_json::{Value, json};

use crate::{
    Action, Effect, Grant, Partition, ResourceKind,
    residual::{Residual, ResidualRule},
    space::{Dimension, Space},
    work::Work,
};

use statement::Statement;

/// Why an entitlement cannot be written as a session policy.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionPolicyError {
    /// IAM folds the case of tag keys, so it cannot tell these apart.
    #[error(
        "found the tag keys `{0}` and `{1}` in the rules, required keys that differ in more than \
         case: a session policy cannot tell these apart, rename one"
    )]
    KeysDifferInCaseOnly(String, String),
    /// The text is longer than STS takes.
    #[error(
        "found a session policy of {characters} characters or more, required at most {limit}: \
         use fewer values or fewer exceptions in the rules for this caller"
    )]
    TooLong {
        /// The length of the text; of so many statements or instances that no text was made of
        /// them, a lower bound of it.
        characters: usize,
        /// The most that STS takes.
        limit: usize,
    },
}

/// SOURCE: AWS STS API reference, `AssumeRole`, `Policy`: at most 2,048 characters of plain text.
const MOST_CHARACTERS: usize = 2048;

pub(crate) fn text(
    partition: &Partition,
    kind: ResourceKind,
    action: Action,
    open: &[Space],
    residual: &Residual,
) -> Result<String, SessionPolicyError> {
    if open.is_empty() {
        return Ok(document(&[json!({ "Effect": "Deny", "Action": "*", "Resource": "*" })]));
    }
    let looking = match kind.describing() {
        [one] => json!(one),
        several => json!(several),
    };
    let mut statements = vec![json!({ "Effect": "Allow", "Action": looking, "Resource": "*" })];
    if let Some(name) = kind.changing(action) {
        statements.extend(beside(partition, kind, action));
        statements.extend(written(partition, kind, name, &wanted(kind, open, residual)?)?);
    }
    whole(&statements)
}

/// The session policy for what these grants name and nothing else, as long as it carries the tags
/// that were decided on.
pub(crate) fn pinned<'a>(
    partition: &Partition,
    kind: ResourceKind,
    action: Action,
    residual: &Residual,
    grants: impl Iterator<Item = &'a Grant>,
) -> Result<String, SessionPolicyError> {
    let wanted: Vec<_> = pinned::statements(residual, grants)
        .into_iter()
        .filter_map(|statement| statement.of_kind(kind))
        .collect();
    match kind.changing(action) {
        Some(name) if !wanted.is_empty() => {
            let mut statements = beside(partition, kind, action);
            statements.extend(written(partition, kind, name, &wanted)?);
            whole(&statements)
        }
        Some(_) | None => {
            Ok(document(&[json!({ "Effect": "Deny", "Action": "*", "Resource": "*" })]))
        }
    }
}

/// What AWS asks for beside an EC2 instance when one is started: a grant for the key of its encrypted
/// disk, which EC2 makes on the caller's behalf, and its licence. RDS and ECS ask for nothing beside. Which keys and which licences is the
/// role's to say; without these the session would forbid what the role allows.
///
/// SOURCE: EC2 user guide, permissions for encrypted volumes, and IAM user guide, forward access
/// sessions; service authorization reference, `StartInstances`.
fn beside(partition: &Partition, kind: ResourceKind, action: Action) -> Vec<Value> {
    if (kind, action) != (ResourceKind::Instance, Action::Start) {
        return Vec::new();
    }
    vec![
        json!({
            "Effect": "Allow", "Action": "kms:CreateGrant", "Resource": "*",
            "Condition": { "Bool": { "kms:GrantIsForAWSResource": "true" } },
        }),
        json!({
            "Effect": "Allow", "Action": "ec2:StartInstances",
            "Resource": format!("arn:{partition}:license-manager:*:*:license-configuration:*"),
        }),
    ]
}

fn written(
    partition: &Partition,
    kind: ResourceKind,
    action: &str,
    wanted: &[Statement],
) -> Result<Vec<Value>, SessionPolicyError> {
    tell_keys_apart(wanted)?;
    let arns = wanted.iter().map(Statement::arns).fold(0, usize::saturating_add);
    fits(arns.saturating_mul(SHORTEST_ARN))?;
    Ok(wanted.iter().map(|statement| statement.json(partition, kind, action)).collect())
}

fn whole(statements: &[Value]) -> Result<String, SessionPolicyError> {
    let text = document(statements);
    let characters = text.chars().count();
    if characters <= MOST_CHARACTERS { Ok(text) } else { Err(too_long(characters)) }
}

/// The statements about resources of this kind, without repetition: what is open, and what deny rules
/// close of it.
fn wanted(
    kind: ResourceKind,
    open: &[Space],
    residual: &Residual,
) -> Result<Vec<Statement>, SessionPolicyError> {
    check(open.len())?;
    let of_kind = |statement: Statement| statement.of_kind(kind);
    let mut statements: Vec<_> = open.iter().map(Statement::allow).filter_map(of_kind).collect();
    let denies = residual.rules.iter().filter(|rule| rule.effect == Effect::Deny);
    for deny in denies.filter(|rule| touches(rule, open)) {
        for statement in exception::statements(deny)?.into_iter().filter_map(of_kind) {
            if !statements.contains(&statement) {
                statements.push(statement);
            }
        }
        check(statements.len())?;
    }
    Ok(statements)
}

fn touches(deny: &ResidualRule, open: &[Space]) -> bool {
    // `check` has left few open spaces: one look at each rule for each of them.
    let mut work = Work::of_entitlement();
    let closed = Space::of(&deny.when);
    open.iter().any(|space| space.overlaps(&closed, &mut work))
}

/// The keys of all tags that a rule for the attempt looks at.
pub(crate) fn tag_keys(residual: &Residual) -> BTreeSet<Arc<str>> {
    pinned::keys(residual)
}

fn tell_keys_apart(statements: &[Statement]) -> Result<(), SessionPolicyError> {
    let mut keys = BTreeMap::new();
    for dimension in statements.iter().flat_map(Statement::dimensions) {
        if let Dimension::Tag(key) = dimension
            && let Some(other) = keys.insert(key.to_lowercase(), key)
            && other != key
        {
            return Err(SessionPolicyError::KeysDifferInCaseOnly(
                (&**other).into(),
                (&**key).into(),
            ));
        }
    }
    Ok(())
}

/// So many statements are too long whatever is in them.
fn check(statements: usize) -> Result<(), SessionPolicyError> {
    fits(statements.saturating_mul(SHORTEST_STATEMENT))
}

const fn fits(characters: usize) -> Result<(), SessionPolicyError> {
    if characters <= MOST_CHARACTERS { Ok(()) } else { Err(too_long(characters)) }
}

/// The length of `*:instance/*`, less than any ARN has.
const SHORTEST_ARN: usize = 12;

/// The length of `{"Action":"ec2:StopInstances","Effect":"Deny","Resource":"*"}`.
const SHORTEST_STATEMENT: usize = 61;

const fn too_long(characters: usize) -> SessionPolicyError {
    SessionPolicyError::TooLong { characters, limit: MOST_CHARACTERS }
}

/// The policy document. A session policy takes characters up to U+00FF; the others are escaped.
fn document(statements: &[Value]) -> String {
    let text = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let mut escaped = String::new();
    for character in text.chars() {
        if character <= '\u{ff}' {
            escaped.push(character);
        } else {
            let units = character.encode_utf16(&mut [0; 2]).to_vec();
            escaped.extend(units.into_iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    escaped
}
