//! Conditions as Cedar expressions. Each asks first whether what it looks at is there, because Cedar
//! passes over a policy that raises an error, also one that forbids.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use ipnet::IpNet;
use jiff::Timestamp;

use super::text::{all_of, any_of, entities, quoted, set};
use crate::{
    Action, CallerFact, Clause, Document, Instances, Name, TagCondition, UnixTime, Who, Zone,
};

/// What every condition on the time begins with.
pub(super) const NOW: &str = "context has now";

/// The conditions of a clause, and the names of those that do not translate, with why.
#[derive(Debug, Default)]
pub(super) struct Translated {
    pub(super) conditions: Vec<String>,
    pub(super) lost: Vec<(String, &'static str)>,
}

/// A clause, without its actions: those have a place of their own in a policy.
pub(super) fn clause(document: &Document, clause: &Clause) -> Translated {
    // Every field is named: a condition that is new must be decided on here.
    let Clause {
        who,
        actions: _,
        from,
        during,
        not_before,
        not_after,
        signed_in_within,
        issued_before,
        instances,
    } = clause;
    let mut translated = Translated::default();
    let conditions = &mut translated.conditions;
    if let Some(who) = who {
        self::who(who, conditions);
    }
    conditions.extend(from.as_ref().map(|names| zones(document, names)));
    conditions.extend(not_before.map(|at| format!("({NOW} && context.now >= {})", datetime(at))));
    conditions.extend(not_after.map(|at| format!("({NOW} && context.now < {})", datetime(at))));
    conditions.extend(signed_in_within.map(signed_in));
    conditions
        .extend(issued_before.map(|at| {
            format!("(principal has issuedAt && principal.issuedAt < {})", datetime(at))
        }));
    if let Some(instances) = instances {
        self::instances(instances, conditions);
    }
    if let Some(names) = during {
        let names: Vec<&str> = names.iter().map(Name::as_str).collect();
        let condition = format!("during: [{}]", names.join(", "));
        let reason = "which knows neither days of the week nor calendars";
        translated.lost.push((condition, reason));
    }
    translated
}

/// `action in […]`
pub(super) fn actions(actions: &BTreeSet<Action>) -> String {
    let names = actions.iter().map(|action| action.name());
    let operator = if actions.len() == 1 { "==" } else { "in" };
    format!("action {operator} {}", entities("Action", names))
}

fn who(who: &Who, conditions: &mut Vec<String>) {
    let Who { groups, users } = who;
    conditions.extend(
        groups.as_ref().map(|groups| format!("principal in {}", entities("Group", groups))),
    );
    conditions.extend(users.as_ref().map(|users| one_of("principal", "user", &set(users))));
}

fn zones(document: &Document, names: &BTreeSet<Name>) -> String {
    // INVARIANT (names resolve): the check refuses a document with a dangling name. Were one to
    // dangle, nobody would be there.
    let zones: Vec<String> =
        names.iter().filter_map(|name| document.zones.get(name)).map(zone).collect();
    if zones.is_empty() { "false".to_string() } else { any_of(zones) }
}

fn zone(zone: &Zone) -> String {
    let Zone { vpc_endpoints, cidrs } = zone;
    let endpoint = vpc_endpoints.as_ref().map(|ids| one_of("context", "vpcEndpoint", &set(ids)));
    let network = cidrs.as_ref().map(|networks| {
        let within: Vec<String> = networks
            .iter()
            .map(|network| format!("context.sourceIp.isInRange(ip(\"{}\"))", written(network)))
            .collect();
        format!("(context has sourceIp && {})", any_of(within))
    });
    all_of(endpoint.into_iter().chain(network).collect())
}

/// A network in the one way that Cedar and everybody else reads alike: no part of an IPv6 address
/// is written as IPv4, and none is left out.
fn written(network: &IpNet) -> String {
    match network {
        IpNet::V4(network) => network.to_string(),
        IpNet::V6(network) => {
            let parts: Vec<String> =
                network.network().segments().iter().map(|part| format!("{part:x}")).collect();
            format!("{}/{}", parts.join(":"), network.prefix_len())
        }
    }
}

/// A sign-in in the future is none. Nothing is subtracted from what the token says, because that
/// could leave the range of times, and an error would pass the policy over.
fn signed_in(within: u32) -> String {
    format!(
        "({NOW} && principal has signedInAt && principal.signedInAt <= context.now && \
         principal.signedInAt > context.now.offset(duration(\"-{within}s\")))"
    )
}

fn instances(instances: &Instances, conditions: &mut Vec<String>) {
    let Instances { accounts, regions, ids, tags } = instances;
    conditions.extend(accounts.as_ref().map(|ids| one_of("resource", "account", &set(ids))));
    conditions.extend(regions.as_ref().map(|ids| one_of("resource", "region", &set(ids))));
    conditions.extend(ids.as_ref().map(|ids| one_of("resource", "instanceId", &set(ids))));
    conditions.extend(tags.iter().map(|(key, condition)| tag(key, condition)));
}

/// That an instance has a tag.
pub(super) fn has_tag(key: &str) -> String {
    format!("resource.hasTag({})", quoted(key))
}

fn tag(key: &str, condition: &TagCondition) -> String {
    let value = format!("resource.getTag({})", quoted(key));
    let test = match condition {
        TagCondition::Present => return has_tag(key),
        TagCondition::In(values) => format!("{}.contains({value})", set(values)),
        TagCondition::EqualsCaller(CallerFact::Groups) => {
            format!("principal has groups && principal.groups.contains({value})")
        }
        TagCondition::EqualsCaller(CallerFact::User) => {
            format!("principal has user && {value} == principal.user")
        }
        TagCondition::EqualsCaller(CallerFact::Claim(name)) => {
            let name = quoted(name);
            format!("principal.hasTag({name}) && {value} == principal.getTag({name})")
        }
    };
    format!("({} && {test})", has_tag(key))
}

fn one_of(of: &str, attribute: &str, set: &str) -> String {
    format!("({of} has {attribute} && {set}.contains({of}.{attribute}))")
}

/// Times of a document lie in the years 2000 to 2999, which Cedar can write too.
fn datetime(at: UnixTime) -> String {
    let text = Timestamp::from_second(at.seconds()).map(|at| at.to_string());
    format!("datetime(\"{}\")", text.unwrap_or_default())
}
