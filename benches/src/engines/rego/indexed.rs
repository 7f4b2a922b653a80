//! Regorus with an index made by hand: group, then action, then VPC endpoint.

use std::collections::BTreeMap;

use regorus::Value;
use serde_json::json;

use super::{Machine, actions, conditions, input, places};
use crate::{Effect, Engine, Question, Workload};

/// `regorus` on its virtual machine, the rules filed by group, action and VPC endpoint.
pub struct RegorusIndexed(Machine);

type Slot = BTreeMap<&'static str, Vec<serde_json::Value>>;
type Index = BTreeMap<String, BTreeMap<String, BTreeMap<String, Slot>>>;

impl Engine for RegorusIndexed {
    const NAME: &'static str = "regorus-indexed";
    type Source = String;
    type Ready<'q> = Value;

    fn source(workload: &Workload) -> String {
        let mut index = Index::new();
        for rule in &workload.rules.rules {
            let effect = match rule.effect {
                Effect::Allow => "allow",
                Effect::Deny => "deny",
            };
            let mut ranges: BTreeMap<String, Vec<[String; 2]>> = BTreeMap::new();
            for (vpce, range) in places(rule, &workload.rules) {
                ranges.entry(vpce).or_default().push(range);
            }
            for group in &rule.who.groups {
                let by_action = index.entry(group.clone()).or_default();
                for action in actions(rule) {
                    let by_vpce = by_action.entry(action).or_default();
                    for (vpce, ranges) in &ranges {
                        let rule = json!({ "ranges": ranges, "conditions": conditions(rule) });
                        let slot = by_vpce.entry(vpce.clone()).or_default();
                        slot.entry(effect).or_default().push(rule);
                    }
                }
            }
        }
        json!({ "index": index }).to_string()
    }

    fn load(source: &String) -> Self {
        Self(Machine::new(include_str!("indexed.rego"), source))
    }

    fn ready(&self, question: &Question) -> Value {
        input(question)
    }

    fn decide(&mut self, ready: Value) -> bool {
        self.0.decide(ready)
    }
}
