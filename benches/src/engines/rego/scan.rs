//! Regorus, looking through a list.

use regorus::Value;
use serde_json::json;

use super::{Machine, actions, conditions, input, places, set};
use crate::{Effect, Engine, Question, Rule, Workload};

/// `regorus` on its virtual machine, the rules in one list.
pub struct Regorus(Machine);

impl Engine for Regorus {
    const NAME: &'static str = "regorus";
    type Source = String;
    type Ready<'q> = Value;

    fn source(workload: &Workload) -> String {
        let rules = &workload.rules;
        let list = |effect| -> Vec<serde_json::Value> {
            let rule = |rule: &Rule| {
                json!({
                    "groups": set(&rule.who.groups),
                    "actions": set(&actions(rule)),
                    "places": places(rule, rules),
                    "conditions": conditions(rule),
                })
            };
            rules.rules.iter().filter(|rule| rule.effect == effect).map(rule).collect()
        };
        json!({ "allow": list(Effect::Allow), "deny": list(Effect::Deny) }).to_string()
    }

    fn load(source: &String) -> Self {
        Self(Machine::new(include_str!("scan.rego"), source))
    }

    fn ready(&self, question: &Question) -> Value {
        input(question)
    }

    fn decide(&mut self, ready: Value) -> bool {
        self.0.decide(ready)
    }
}
