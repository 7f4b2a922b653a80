//! What one writes first: a list of rules, looked through from the first to the last.

use std::{collections::BTreeMap, net::IpAddr, rc::Rc};

use ipnet::IpNet;

use crate::{Effect, Engine, Question, Rule, Rules, Workload, Zone};

/// A list of rules. Texts are compared as texts, addresses with networks that were parsed once; an
/// allow rule is not looked at once another has allowed.
#[derive(Debug)]
pub struct Linear {
    rules: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    effect: Effect,
    groups: Vec<String>,
    /// Empty: any.
    actions: Vec<String>,
    /// Empty: anywhere.
    zones: Vec<Rc<Area>>,
    accounts: Vec<String>,
    regions: Vec<String>,
    ids: Vec<String>,
    tags: Vec<(String, Vec<String>)>,
}

#[derive(Debug)]
struct Area {
    vpce: Vec<String>,
    networks: Vec<IpNet>,
}

/// A question with its address parsed.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'q> {
    question: &'q Question,
    address: IpAddr,
}

impl Engine for Linear {
    const NAME: &'static str = "linear";
    type Source = String;
    type Ready<'q> = Facts<'q>;

    fn source(workload: &Workload) -> String {
        workload.rules.to_json()
    }

    fn load(source: &String) -> Self {
        let rules: Rules = serde_json::from_str(source).expect("a workload");
        let zones: BTreeMap<String, Rc<Area>> =
            rules.zones.into_iter().map(|(name, zone)| (name, Rc::new(Area::new(zone)))).collect();
        Self { rules: rules.rules.into_iter().map(|rule| Line::new(rule, &zones)).collect() }
    }

    fn ready<'q>(&self, question: &'q Question) -> Facts<'q> {
        Facts { question, address: question.address.parse().expect("an address") }
    }

    fn decide(&mut self, ready: Facts<'_>) -> bool {
        let mut allowed = false;
        for rule in &self.rules {
            if (rule.effect == Effect::Deny || !allowed) && rule.matches(&ready) {
                match rule.effect {
                    Effect::Deny => return false,
                    Effect::Allow => allowed = true,
                }
            }
        }
        allowed
    }
}

impl Area {
    fn new(zone: Zone) -> Self {
        let network = |text: &String| text.parse().expect("a network");
        Self { networks: zone.cidrs.iter().map(network).collect(), vpce: zone.vpce }
    }

    fn holds(&self, facts: &Facts<'_>) -> bool {
        any_or(&self.vpce, &facts.question.vpce)
            && self.networks.iter().any(|network| network.contains(&facts.address))
    }
}

impl Line {
    fn new(rule: Rule, zones: &BTreeMap<String, Rc<Area>>) -> Self {
        Self {
            effect: rule.effect,
            actions: rule.actions.list().unwrap_or_default().to_vec(),
            zones: rule.from.iter().map(|name| zones[name].clone()).collect(),
            accounts: rule.instances.accounts().to_vec(),
            regions: rule.instances.regions().to_vec(),
            ids: rule.instances.ids().to_vec(),
            tags: (rule.instances.tags().map(|(key, values)| (key.clone(), values.clone())))
                .collect(),
            groups: rule.who.groups,
        }
    }

    fn matches(&self, facts: &Facts<'_>) -> bool {
        let question = facts.question;
        self.groups.iter().any(|group| question.groups.contains(group))
            && any_or(&self.actions, &question.action)
            && any_or(&self.accounts, &question.account)
            && any_or(&self.regions, &question.region)
            && any_or(&self.ids, &question.instance)
            && self.tags.iter().all(|(key, values)| {
                let tag = question.tags.iter().find(|(name, _)| name == key);
                tag.is_some_and(|(_, value)| values.contains(value))
            })
            && (self.zones.is_empty() || self.zones.iter().any(|zone| zone.holds(facts)))
    }
}

fn any_or(list: &[String], value: &String) -> bool {
    list.is_empty() || list.contains(value)
}
