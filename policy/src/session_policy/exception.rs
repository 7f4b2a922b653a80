//! A deny rule with exceptions, as statements without.

use alloc::{vec, vec::Vec};

use crate::{residual::ResidualRule, space::Space};

use super::{SessionPolicyError, check, statement::Statement};

/// The statements that together deny what the rule denies. An exception is left by failing any one
/// of its conditions, so each exception multiplies the statements by the number of its conditions.
pub(super) fn statements(deny: &ResidualRule) -> Result<Vec<Statement>, SessionPolicyError> {
    let within = Space::of(&deny.when);
    let mut statements = vec![Statement::deny(within.clone())];
    // An exception that waits for a fact saves nobody.
    for exception in deny.unless.iter().filter(|exception| exception.can_be_true()) {
        let saved = Space::of(exception);
        if within.meet(&saved).is_none() {
            continue;
        }
        let mut left = Vec::new();
        for statement in &statements {
            for (dimension, condition) in &saved.0 {
                if let Some(narrowed) = statement.outside(dimension, condition)
                    && !left.contains(&narrowed)
                {
                    left.push(narrowed);
                }
            }
        }
        check(left.len())?;
        statements = left;
    }
    Ok(statements)
}
