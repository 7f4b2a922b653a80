//! What both ways of using Regorus share.

mod indexed;
mod scan;

use std::{collections::BTreeMap, net::IpAddr};

use ipnet::IpNet;
use regorus::{Rc, Value, languages::rego::compiler::Compiler, rvm::vm::RegoVM};
use serde_json::Map;

use crate::{Question, Rule, Rules};

pub use indexed::RegorusIndexed;
pub use scan::Regorus;

/// A policy compiled for Regorus' virtual machine, with its data in it.
struct Machine(RegoVM);

impl Machine {
    fn new(policy: &str, data: &str) -> Self {
        let entry = "data.sekisho.allow";
        let mut engine = regorus::Engine::new();
        engine.add_policy("sekisho.rego".to_owned(), policy.to_owned()).expect("a policy");
        let compiled = engine.compile_with_entrypoint(&Rc::from(entry)).expect("a rule");
        let program = Compiler::compile_from_policy(&compiled, &[entry]).expect("a program");
        let mut machine = RegoVM::new();
        machine.load_program(program);
        // By default it gives up after 25,000 instructions: a list of 1,000 rules takes more.
        machine.set_max_instructions(usize::MAX);
        machine.set_data(Value::from_json_str(data).expect("JSON")).expect("no such rule");
        Self(machine)
    }

    fn decide(&mut self, input: Value) -> bool {
        self.0.set_input(input);
        let answer = self.0.execute().expect("a policy that cannot fail");
        *answer.as_bool().expect("yes or no")
    }
}

/// The question as Regorus takes it.
fn input(question: &Question) -> Value {
    let address = question.address.parse().expect("an address");
    let facts = [
        ("account", &question.account),
        ("region", &question.region),
        ("instance", &question.instance),
    ];
    let facts = facts.map(|(name, value)| (name.into(), value.as_str().into()));
    let tags = question.tags.iter();
    let tags = tags.map(|(key, value)| (format!("tag:{key}").into(), value.as_str().into()));
    let groups: Vec<Value> = question.groups.iter().map(|group| group.as_str().into()).collect();
    object([
        ("groups".into(), groups.into()),
        ("action".into(), question.action.as_str().into()),
        ("vpce".into(), vec![question.vpce.as_str().into(), ANY.into()].into()),
        ("address".into(), number(address).into()),
        ("facts".into(), object(facts.into_iter().chain(tags))),
    ])
}

fn object(members: impl IntoIterator<Item = (Value, Value)>) -> Value {
    BTreeMap::from_iter(members).into()
}

const ANY: &str = "*";

/// An address as a text of fixed length: Regorus compares these faster than it reads networks.
fn number(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("4{:08x}", address.to_bits()),
        IpAddr::V6(address) => format!("6{:032x}", address.to_bits()),
    }
}

/// Where a rule applies: the endpoint (or [`ANY`]), and the first and last address there.
fn places(rule: &Rule, rules: &Rules) -> Vec<(String, [String; 2])> {
    if rule.from.is_empty() {
        return vec![(ANY.to_owned(), [String::new(), "~".to_owned()])];
    }
    let mut places = Vec::new();
    for zone in rule.from.iter().map(|name| &rules.zones[name]) {
        let any = [ANY.to_owned()];
        let endpoints = if zone.vpce.is_empty() { &any[..] } else { &zone.vpce };
        for cidr in &zone.cidrs {
            let network: IpNet = cidr.parse().expect("a network");
            let range = [number(network.network()), number(network.broadcast())];
            places.extend(endpoints.iter().map(|vpce| (vpce.clone(), range.clone())));
        }
    }
    places
}

/// What a rule requires of the instance: facts, each with the set of its values.
fn conditions(rule: &Rule) -> Vec<(String, Map<String, serde_json::Value>)> {
    let instances = &rule.instances;
    let listed = [
        ("account", instances.accounts()),
        ("region", instances.regions()),
        ("instance", instances.ids()),
    ];
    let listed = listed.into_iter().filter(|(_, values)| !values.is_empty());
    let listed = listed.map(|(fact, values)| (fact.to_owned(), set(values)));
    let tags = instances.tags().map(|(key, values)| (format!("tag:{key}"), set(values)));
    listed.chain(tags).collect()
}

fn actions(rule: &Rule) -> Vec<String> {
    let any = || ["describe", "reboot", "start", "stop"].map(str::to_owned).to_vec();
    rule.actions.list().map_or_else(any, <[String]>::to_vec)
}

fn set(values: &[String]) -> Map<String, serde_json::Value> {
    values.iter().map(|value| (value.clone(), true.into())).collect()
}
