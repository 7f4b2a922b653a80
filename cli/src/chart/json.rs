//! A chart as one object, the same in every language: `docs/schemas/who-can.schema.json`.

use std::collections::BTreeSet;

use sekisho_policy::{
    Access, AccountId, Action, Clause, Instance, InstanceId, Name, Record, Region, RuleId,
};
use serde_json::{Map, Value, json};

use super::Chart;
use crate::{command::Origin, inventory::Person};

/// The people and the instances by classes, what there is to be allowed, and for each class of people,
/// class of instances and action which of that is.
pub(crate) fn as_json(chart: &Chart) -> Value {
    let matrix = &chart.matrix;
    let (version, sha256) = match chart.origin {
        Origin::Document { sha256 } => (None, sha256),
        Origin::Table { version, sha256 } => (Some(version), sha256),
    };
    let class = |instance| matrix.instance_class(instance);
    let instances = instances_by_class(&chart.instances, matrix.instance_classes(), class);
    let people = people_by_class(&chart.people_groups, &chart.people);
    let cells: Vec<Vec<Vec<usize>>> = (0..matrix.caller_classes())
        .map(|people| {
            let row = |instances: usize| {
                let cell = |action: &Action| matrix.cell(people, instances, *action);
                matrix.actions().iter().filter_map(cell).collect()
            };
            (0..matrix.instance_classes()).map(row).collect()
        })
        .collect();
    let actions: Vec<&str> = matrix.actions().iter().map(|action| action.name()).collect();
    let accesses: Vec<Value> = matrix.accesses().iter().map(access).collect();
    let mut policy = Map::new();
    policy.insert("name".to_owned(), json!(chart.document.name().as_str()));
    policy.extend(version.map(|version| ("version".to_owned(), json!(version))));
    policy.insert("sha256".to_owned(), json!(sha256.to_string()));
    let mut object = Map::new();
    object.insert("policy".to_owned(), Value::Object(policy));
    object.insert("made_at".to_owned(), json!(chart.made_at.seconds()));
    object.extend(chart.as_of.map(|at| ("as_of".to_owned(), json!(at.seconds()))));
    object.insert("actions".to_owned(), json!(actions));
    object.insert("people".to_owned(), json!(people));
    object.insert("instances".to_owned(), json!(instances));
    object.insert("accesses".to_owned(), json!(accesses));
    object.insert("cells".to_owned(), json!(cells));
    Value::Object(object)
}

/// The people of each class.
pub(super) fn people_by_class(groups: &[Vec<usize>], people: &[Person]) -> Vec<Vec<Value>> {
    let of = |group: &Vec<usize>| {
        let people = group.iter().filter_map(|place| people.get(*place));
        people.map(|it| json!({ "name": it.name, "user": Record::of(&it.caller.user()) })).collect()
    };
    groups.iter().map(of).collect()
}

/// The instances of each class.
pub(super) fn instances_by_class(
    instances: &[Instance],
    classes: usize,
    class: impl Fn(usize) -> Option<usize>,
) -> Vec<Vec<Value>> {
    let mut all: Vec<Vec<Value>> = vec![Vec::new(); classes];
    for (place, instance) in instances.iter().enumerate() {
        let Some(members) = class(place).and_then(|class| all.get_mut(class)) else { continue };
        members.push(json!({
            "id": Record::of(&instance.id.as_ref().map(InstanceId::as_str)),
            "account": Record::of(&instance.account.as_ref().map(AccountId::as_str)),
            "region": Record::of(&instance.region.as_ref().map(Region::as_str)),
        }));
    }
    all
}

/// What somebody may do to something.
pub(super) fn access(access: &Access) -> Value {
    match access {
        Access::All { rules } => json!({ "access": access.name(), "rules": ids(rules) }),
        Access::None => json!({ "access": access.name() }),
        Access::Conditional(condition) => {
            let allowed: Vec<Value> =
                condition.allowed.iter().map(|it| part(&it.rules, &it.when).into()).collect();
            let denied = condition.denied.iter().map(|it| {
                let mut part = part(&it.rules, &it.when);
                let unless: Vec<Value> = it.unless.iter().map(|it| asked(it).into()).collect();
                if !unless.is_empty() {
                    part.insert("unless".to_owned(), json!(unless));
                }
                Value::Object(part)
            });
            let denied: Vec<Value> = denied.collect();
            json!({ "access": access.name(), "allowed": allowed, "denied": denied })
        }
    }
}

fn part(rules: &[RuleId], when: &Clause) -> Map<String, Value> {
    let mut part = asked(when);
    part.insert("rules".to_owned(), json!(ids(rules)));
    part
}

/// What a clause asks of place, time, sign-in and token, under the names that it has in a policy.
fn asked(clause: &Clause) -> Map<String, Value> {
    let names = |names: &BTreeSet<Name>| json!(names.iter().map(Name::as_str).collect::<Vec<_>>());
    let members = [
        ("from", clause.from.as_ref().map(names)),
        ("during", clause.during.as_ref().map(names)),
        ("not_before", clause.not_before.map(|at| json!(at.seconds()))),
        ("not_after", clause.not_after.map(|at| json!(at.seconds()))),
        ("signed_in_within", clause.signed_in_within.map(|seconds| json!(seconds))),
        ("issued_before", clause.issued_before.map(|at| json!(at.seconds()))),
    ];
    let there = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    there.collect()
}

fn ids(rules: &[RuleId]) -> Vec<&str> {
    rules.iter().map(RuleId::as_str).collect()
}
