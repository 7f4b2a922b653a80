//! Cedar with host-side slicing: the policies that name a group and an action lie in a set of their
//! own, and only the sets that a request can match are asked.

use std::{collections::HashMap, rc::Rc};

use cedar_policy::{Authorizer, Decision, Policy, PolicyId, PolicySet};

use super::cedar::{Asked, Types, policy};
use crate::{Engine, Question, Workload};

/// `cedar-policy`, sliced by hand by group and action.
#[derive(Debug)]
pub struct CedarSliced {
    authorizer: Authorizer,
    slices: HashMap<String, HashMap<String, PolicySet>>,
    types: Types,
}

/// A policy and where it is filed.
#[derive(Debug)]
pub struct Filed {
    id: String,
    groups: Vec<String>,
    actions: Vec<String>,
    policy: String,
}

/// A question with what slicing needs of it.
#[derive(Clone, Debug)]
pub struct Sought<'q> {
    question: &'q Question,
    asked: Rc<Asked>,
}

impl Engine for CedarSliced {
    const NAME: &'static str = "cedar-sliced";
    type Source = Vec<Filed>;
    type Ready<'q> = Sought<'q>;

    fn source(workload: &Workload) -> Vec<Filed> {
        let any = ["describe", "reboot", "start", "stop"].map(str::to_owned);
        let filed = workload.rules.rules.iter().map(|rule| Filed {
            id: rule.id.clone(),
            groups: rule.who.groups.clone(),
            actions: rule.actions.list().unwrap_or(&any).to_vec(),
            policy: policy(rule, &workload.rules),
        });
        filed.collect()
    }

    fn load(source: &Vec<Filed>) -> Self {
        let mut slices: HashMap<String, HashMap<String, PolicySet>> = HashMap::new();
        for filed in source {
            let policy = Policy::parse(Some(PolicyId::new(&filed.id)), &filed.policy);
            let policy = policy.expect("a policy that Cedar reads");
            for group in &filed.groups {
                let actions = slices.entry(group.clone()).or_default();
                for action in &filed.actions {
                    let slice = actions.entry(action.clone()).or_default();
                    slice.add(policy.clone()).expect("each but once");
                }
            }
        }
        Self { authorizer: Authorizer::new(), slices, types: Types::new() }
    }

    fn ready<'q>(&self, question: &'q Question) -> Sought<'q> {
        Sought { question, asked: self.types.asked(question) }
    }

    fn decide(&mut self, ready: Sought<'_>) -> bool {
        let Sought { question, asked } = ready;
        let mut allowed = false;
        for group in &question.groups {
            let slice = self.slices.get(group).and_then(|actions| actions.get(&question.action));
            let Some(slice) = slice else { continue };
            let response = self.authorizer.is_authorized(&asked.request, slice, &asked.entities);
            if response.decision() == Decision::Allow {
                allowed = true;
            } else if response.diagnostics().reason().next().is_some() {
                // A policy forbids it, whatever another slice permits.
                return false;
            }
        }
        allowed
    }
}
