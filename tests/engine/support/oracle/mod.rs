//! The naive oracle: what a policy answers, worked out slowly and plainly from the checked document.
//!
//! It shares no code with the engine: it reads texts, walks every list to its end, counts days one
//! by one and compares networks as strings of bits. Where the two differ, one of them is wrong.

mod calendar;
mod network;

use sekisho_policy::{
    CallerFact, Clause, Decision, DenialReason, Document, Effect, Fact, Instance, Request, Rule,
    TagCondition, Zone,
};

/// An answer in plain words: comparable with the engine's, made of nothing of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    pub code: &'static str,
    pub rules: Vec<String>,
    pub missing: Vec<String>,
}

/// What a condition comes to: `None` is undecided, for want of these facts.
#[derive(Clone, Debug)]
pub struct Truth {
    pub value: Option<bool>,
    pub missing: Vec<String>,
}

/// The oracle's answer.
#[must_use]
pub fn answer(document: &Document, request: &Request) -> Answer {
    let mut lacking = Vec::new();
    let mut unchecked = Vec::new();
    for key in document.required_tags() {
        match tag(&request.instance, key) {
            Fact::Known(_) => {}
            Fact::Absent => lacking.push(format!("tag:{key}")),
            Fact::Unknown => unchecked.push("tags".to_owned()),
        }
    }
    if !lacking.is_empty() {
        return said("missing_required_tag", vec![], lacking);
    }
    let truths: Vec<(&Rule, Truth)> =
        document.rules().iter().map(|rule| (rule, truth(document, rule, request))).collect();
    let those = |effect: Effect, value: Option<bool>| -> (Vec<String>, Vec<String>) {
        let mut ids = vec![];
        let mut missing = vec![];
        for (rule, truth) in &truths {
            if rule.effect == effect && truth.value == value {
                ids.push(rule.id.to_string());
                missing.extend(truth.missing.clone());
            }
        }
        (ids, missing)
    };
    let (denying, _) = those(Effect::Deny, Some(true));
    let (maybe_denying, mut deny_missing) = those(Effect::Deny, None);
    deny_missing.extend(unchecked.clone());
    let (allowing, _) = those(Effect::Allow, Some(true));
    let (maybe_allowing, allow_missing) = those(Effect::Allow, None);
    if !denying.is_empty() {
        said("explicit", denying, vec![])
    } else if !maybe_denying.is_empty() || !unchecked.is_empty() {
        said("indeterminate", maybe_denying, deny_missing)
    } else if !allowing.is_empty() {
        said("allow", allowing, vec![])
    } else if !maybe_allowing.is_empty() {
        said("indeterminate", maybe_allowing, allow_missing)
    } else {
        said("default", vec![], vec![])
    }
}

/// The engine's answer, in the same words.
#[must_use]
pub fn told(decision: &Decision) -> Answer {
    let ids = |rules: &[sekisho_policy::RuleId]| rules.iter().map(ToString::to_string).collect();
    match decision {
        Decision::Allow(grant) => {
            Answer { code: "allow", rules: ids(grant.rules()), missing: vec![] }
        }
        Decision::Deny(denial) => {
            let (rules, missing) = match denial.reason() {
                DenialReason::MissingRequiredTag { tags } => {
                    (vec![], tags.iter().map(|key| format!("tag:{key}")).collect())
                }
                DenialReason::Explicit { rules } => (ids(rules), vec![]),
                DenialReason::Indeterminate { rules, missing } => {
                    let mut names: Vec<String> = missing.iter().map(ToString::to_string).collect();
                    // The engine sorts facts, this page sorts their names.
                    names.sort();
                    (ids(rules), names)
                }
                DenialReason::Default => (vec![], vec![]),
            };
            Answer { code: denial.code(), rules, missing }
        }
    }
}

/// Whether one rule applies.
#[must_use]
pub fn truth(document: &Document, rule: &Rule, request: &Request) -> Truth {
    if !rule.enabled {
        return yes_no(false);
    }
    let mut parts = vec![clause(document, &rule.when, request)];
    for exception in &rule.unless {
        let holds = clause(document, exception, request);
        parts.push(Truth { value: holds.value.map(|value| !value), missing: holds.missing });
    }
    every(parts)
}

/// Whether a request is of a clause.
#[must_use]
pub fn clause(document: &Document, clause: &Clause, request: &Request) -> Truth {
    let attempt = &request.attempt;
    let instance = &request.instance;
    let now = attempt.at.seconds();
    let mut parts = vec![];
    if let Some(who) = &clause.who {
        if let Some(users) = &who.users {
            let user = attempt.caller.user().map(|user| vec![user.to_owned()]);
            parts.push(one_of(user, "user", users.iter()));
        }
        if let Some(groups) = &who.groups {
            let of_caller =
                attempt.caller.groups().map(|groups| groups.iter().map(str::to_owned).collect());
            parts.push(one_of(of_caller, "groups", groups.iter()));
        }
    }
    if let Some(actions) = &clause.actions {
        parts.push(yes_no(actions.iter().any(|action| action.name() == attempt.action.name())));
    }
    if let Some(zones) = &clause.from {
        let zones = zones.iter().map(|name| zone(&document.zones()[name], request)).collect();
        parts.push(some(zones));
    }
    if let Some(schedules) = &clause.during {
        parts.push(match calendar::moment(now, document.utc_offset().minutes()) {
            None => unknown("time"),
            Some(moment) => yes_no(
                schedules
                    .iter()
                    .any(|name| calendar::within(document, &document.schedules()[name], moment)),
            ),
        });
    }
    if let Some(first) = clause.not_before {
        parts.push(yes_no(now >= first.seconds()));
    }
    if let Some(end) = clause.not_after {
        parts.push(yes_no(now < end.seconds()));
    }
    if let Some(within) = clause.signed_in_within {
        parts.push(about(attempt.caller.signed_in_at(), "signed_in_at", |at| {
            let ago = i128::from(now) - i128::from(at.seconds());
            0 <= ago && ago < i128::from(within)
        }));
    }
    if let Some(end) = clause.issued_before {
        let issued = attempt.caller.issued_at();
        parts.push(about(issued, "issued_at", |at| at.seconds() < end.seconds()));
    }
    if let Some(instances) = &clause.instances {
        if let Some(accounts) = &instances.accounts {
            let account = instance.account.clone().map(|id| vec![id.to_string()]);
            parts.push(one_of(account, "account", accounts.iter()));
        }
        if let Some(regions) = &instances.regions {
            let region = instance.region.clone().map(|id| vec![id.to_string()]);
            parts.push(one_of(region, "region", regions.iter()));
        }
        if let Some(ids) = &instances.ids {
            let id = instance.id.clone().map(|id| vec![id.to_string()]);
            parts.push(one_of(id, "instance_id", ids.iter()));
        }
        for (key, condition) in &instances.tags {
            parts.push(tagged(request, key, condition));
        }
    }
    every(parts)
}

fn tagged(request: &Request, key: &str, condition: &TagCondition) -> Truth {
    let value = tag(&request.instance, key);
    let caller = &request.attempt.caller;
    let (wanted, missing): (Fact<Vec<String>>, String) = match condition {
        TagCondition::Present => return about(value, "tags", |_| true),
        TagCondition::In(values) => {
            return one_of(value.map(|value| vec![value]), "tags", values.iter());
        }
        TagCondition::EqualsCaller(CallerFact::Groups) => (
            caller.groups().map(|groups| groups.iter().map(str::to_owned).collect()),
            "groups".into(),
        ),
        TagCondition::EqualsCaller(CallerFact::User) => {
            (caller.user().map(|user| vec![user.to_owned()]), "user".into())
        }
        TagCondition::EqualsCaller(CallerFact::Claim(name)) => {
            (caller.claim(name).map(|claim| vec![claim.to_owned()]), format!("claim:{name}"))
        }
    };
    let nothing_to_equal = match &wanted {
        Fact::Known(values) => values.is_empty(),
        Fact::Absent => true,
        Fact::Unknown => false,
    };
    if nothing_to_equal || value == Fact::Absent {
        return yes_no(false);
    }
    let mut unknowns = vec![];
    if value == Fact::Unknown {
        unknowns.push("tags".to_owned());
    }
    if wanted == Fact::Unknown {
        unknowns.push(missing);
    }
    if let (Fact::Known(value), Fact::Known(wanted)) = (value, wanted) {
        yes_no(wanted.iter().any(|wanted| wanted.as_bytes() == value.as_bytes()))
    } else {
        Truth { value: None, missing: unknowns }
    }
}

fn zone(zone: &Zone, request: &Request) -> Truth {
    let source = &request.attempt.source;
    let mut parts = vec![];
    if let Some(endpoints) = &zone.vpc_endpoints {
        let endpoint = source.vpc_endpoint().map(|id| vec![id.to_string()]);
        parts.push(one_of(endpoint, "vpc_endpoint", endpoints.iter()));
    }
    if let Some(networks) = &zone.cidrs {
        parts.push(about(source.address(), "address", |address| {
            networks.iter().any(|net| network::contains(&net.to_string(), address))
        }));
    }
    every(parts)
}

fn tag(instance: &Instance, key: &str) -> Fact<String> {
    match &instance.tags {
        Fact::Absent => Fact::Absent,
        Fact::Unknown => Fact::Unknown,
        Fact::Known(tags) => {
            let mut found = Fact::Absent;
            for (other, value) in tags.iter() {
                if other == key {
                    found = Fact::Known(value.to_owned());
                }
            }
            found
        }
    }
}

fn one_of(
    fact: Fact<Vec<String>>,
    name: &str,
    wanted: impl Iterator<Item = impl ToString>,
) -> Truth {
    let wanted: Vec<String> = wanted.map(|wanted| wanted.to_string()).collect();
    about(fact, name, |values| values.iter().any(|value| wanted.contains(value)))
}

fn about<T>(fact: Fact<T>, name: &str, test: impl Fn(T) -> bool) -> Truth {
    match fact {
        Fact::Known(value) => yes_no(test(value)),
        Fact::Absent => yes_no(false),
        Fact::Unknown => unknown(name),
    }
}

fn every(parts: Vec<Truth>) -> Truth {
    if parts.iter().any(|part| part.value == Some(false)) {
        yes_no(false)
    } else if parts.iter().all(|part| part.value == Some(true)) {
        yes_no(true)
    } else {
        undecided(parts)
    }
}

fn some(parts: Vec<Truth>) -> Truth {
    if parts.iter().any(|part| part.value == Some(true)) {
        yes_no(true)
    } else if parts.iter().all(|part| part.value == Some(false)) {
        yes_no(false)
    } else {
        undecided(parts)
    }
}

fn undecided(parts: Vec<Truth>) -> Truth {
    let open = parts.into_iter().filter(|part| part.value.is_none());
    Truth { value: None, missing: open.flat_map(|part| part.missing).collect() }
}

fn yes_no(value: bool) -> Truth {
    Truth { value: Some(value), missing: vec![] }
}

fn unknown(name: &str) -> Truth {
    Truth { value: None, missing: vec![name.to_owned()] }
}

fn said(code: &'static str, mut rules: Vec<String>, mut missing: Vec<String>) -> Answer {
    for list in [&mut rules, &mut missing] {
        list.sort();
        list.dedup();
    }
    Answer { code, rules, missing }
}
