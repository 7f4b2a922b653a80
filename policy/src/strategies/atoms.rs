//! Everything a document names, fact by fact.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec::Vec,
};

use ipnet::IpNet;

use crate::{
    AccountId, CallerFact, Clause, DateRange, Document, InstanceId, Region, TagCondition, UnixTime,
    VpcEndpointId, Window,
    fresh::{Fresh, fresh},
};

/// The constants of a document, each kind in order and once, and last a value that it does not name.
#[derive(Clone, Debug)]
pub(crate) struct Atoms {
    pub(crate) document: Arc<Document>,
    pub(crate) users: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) claims: Vec<String>,
    pub(crate) accounts: Vec<AccountId>,
    pub(crate) regions: Vec<Region>,
    pub(crate) ids: Vec<InstanceId>,
    pub(crate) endpoints: Vec<VpcEndpointId>,
    pub(crate) networks: Vec<IpNet>,
    /// Every tag key, with the values that it is compared with.
    pub(crate) tags: Vec<(String, Vec<String>)>,
    /// Values of any tag, and of claims: a claim is only ever compared with a tag.
    pub(crate) values: Vec<String>,
    pub(crate) windows: Vec<Window>,
    pub(crate) dates: Vec<DateRange>,
    /// `not_before` and `not_after`.
    pub(crate) instants: Vec<i64>,
    /// `issued_before`.
    pub(crate) issued: Vec<i64>,
    /// `signed_in_within`.
    pub(crate) spans: Vec<i64>,
}

#[derive(Default)]
struct Found {
    users: BTreeSet<String>,
    groups: BTreeSet<String>,
    claims: BTreeSet<String>,
    accounts: BTreeSet<AccountId>,
    regions: BTreeSet<Region>,
    ids: BTreeSet<InstanceId>,
    tags: BTreeMap<String, BTreeSet<String>>,
    related: BTreeMap<String, BTreeSet<CallerFact>>,
    instants: BTreeSet<i64>,
    issued: BTreeSet<i64>,
    spans: BTreeSet<i64>,
}

impl Atoms {
    pub(crate) fn of(document: &Document) -> Self {
        let mut found = Found::default();
        for key in &document.required_tags {
            found.tags.entry(key.clone()).or_default();
        }
        for clause in document.rules.iter().flat_map(|it| it.unless.iter().chain([&it.when])) {
            found.clause(clause);
        }
        let zones = || document.zones.values();
        let endpoints = zones().filter_map(|zone| zone.vpc_endpoints.as_ref()).flatten().cloned();
        let networks = zones().filter_map(|zone| zone.cidrs.as_ref()).flatten().copied();
        let networks: BTreeSet<IpNet> = networks.collect();
        let windows = document.schedules.values().flat_map(|it| it.weekly.clone());
        let windows: BTreeSet<Window> = windows.collect();
        let dates = document.calendars.values().flat_map(|it| it.ranges.clone());
        let dates: BTreeSet<DateRange> = dates.collect();
        let values: BTreeSet<String> = found.tags.values().flatten().cloned().collect();
        Self {
            document: Arc::new(document.clone()),
            tags: found.tags(),
            users: pool(found.users),
            groups: pool(found.groups),
            claims: found.claims.into_iter().collect(),
            accounts: pool(found.accounts),
            regions: pool(found.regions),
            ids: pool(found.ids),
            endpoints: pool(endpoints.collect()),
            networks: networks.into_iter().collect(),
            values: pool(values),
            windows: windows.into_iter().collect(),
            dates: dates.into_iter().collect(),
            instants: found.instants.into_iter().collect(),
            issued: found.issued.into_iter().collect(),
            spans: found.spans.into_iter().collect(),
        }
    }
}

impl Found {
    fn clause(&mut self, clause: &Clause) {
        if let Some(who) = &clause.who {
            self.users.extend(who.users.iter().flatten().cloned());
            self.groups.extend(who.groups.iter().flatten().cloned());
        }
        self.instants
            .extend([clause.not_before, clause.not_after].iter().flatten().map(|it| it.seconds()));
        self.issued.extend(clause.issued_before.map(UnixTime::seconds));
        self.spans.extend(clause.signed_in_within.map(i64::from));
        let Some(instances) = &clause.instances else { return };
        self.accounts.extend(instances.accounts.iter().flatten().cloned());
        self.regions.extend(instances.regions.iter().flatten().cloned());
        self.ids.extend(instances.ids.iter().flatten().cloned());
        for (key, condition) in &instances.tags {
            let values = self.tags.entry(key.clone()).or_default();
            match condition {
                TagCondition::Present => {}
                TagCondition::In(more) => values.extend(more.iter().cloned()),
                TagCondition::EqualsCaller(fact) => {
                    if let CallerFact::Claim(name) = fact {
                        self.claims.insert(name.clone());
                    }
                    self.related.entry(key.clone()).or_default().insert(fact.clone());
                }
            }
        }
    }

    /// A tag that is compared with a fact of the caller may have any value that the fact may have.
    fn tags(&self) -> Vec<(String, Vec<String>)> {
        let with_related = |(key, values): (&String, &BTreeSet<String>)| {
            let mut values = values.clone();
            for fact in self.related.get(key).into_iter().flatten() {
                match fact {
                    CallerFact::Groups => values.extend(self.groups.iter().cloned()),
                    CallerFact::User => values.extend(self.users.iter().cloned()),
                    CallerFact::Claim(_) => {
                        values.extend(self.tags.values().flatten().cloned());
                    }
                }
            }
            (key.clone(), pool(values))
        };
        self.tags.iter().map(with_related).collect()
    }
}

fn pool<T: Fresh>(values: BTreeSet<T>) -> Vec<T> {
    let other = fresh(&values, 0);
    values.into_iter().chain(other).collect()
}
