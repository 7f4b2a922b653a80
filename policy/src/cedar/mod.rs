//! A document as Cedar policies, for whoever leaves for Cedar or Amazon Verified Permissions.
//!
//! Nothing that Cedar cannot say may open anything: an allow rule that does not translate is left
//! out, an exception that does not translate is left out, and a deny rule loses the condition that
//! does not translate, so that it denies more. What the policies allow, this engine allows; where
//! nothing was lost, it is the same.

mod clause;
mod loss;
mod rule;
mod schema;
mod text;

use alloc::{format, string::String, vec::Vec};

pub use loss::{CedarLoss, LossKind};

use crate::Document;

/// A document in Cedar: its policies, the schema they are valid under, and what they do not say.
///
/// The policies use entity tags and the `datetime` extension: Cedar 4.2 or later, and Amazon Verified
/// Permissions since it runs Cedar 4. None of them can raise an error on a request that the schema
/// takes, so that Cedar never passes one over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cedar {
    policies: String,
    schema: String,
    losses: Vec<CedarLoss>,
}

impl Cedar {
    /// The policies. Each is annotated with the `id` of its rule; two more have ids that no rule can
    /// have: `required_tags` and `time_must_be_told`.
    #[must_use]
    pub fn policies(&self) -> &str {
        &self.policies
    }

    /// The schema of the entities and the context that the policies look at.
    #[must_use]
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// What did not translate, in the order of the rules.
    #[must_use]
    pub fn losses(&self) -> &[CedarLoss] {
        &self.losses
    }
}

impl Document {
    /// This document as Cedar policies. Rules that are not in force are left out.
    #[must_use]
    pub fn to_cedar(&self) -> Cedar {
        let mut losses = Vec::new();
        let rules: Vec<String> =
            self.rules.iter().map(|rule| rule::rule(self, rule, &mut losses)).collect();
        let mut policies = format!("// Policy `{}` in Cedar 4.2 or later.\n", self.name);
        if !self.required_tags.is_empty() {
            policies.push_str(&rule::required_tags(&self.required_tags));
        }
        if rules.iter().any(|rule| rule.contains(clause::NOW)) {
            policies.push_str(rule::TIME_MUST_BE_TOLD);
        }
        policies.extend(rules);
        Cedar { policies, schema: schema::schema(self), losses }
    }
}
