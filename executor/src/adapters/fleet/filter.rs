//! A selection as filters of `DescribeInstances` or `DescribeDBInstances`, or as the services of a cluster: always filters and pages,
//! never bare ids. Ids that do not exist are then left out instead of failing the call, and with EC2 the
//! request is counted against the larger bucket.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_policy::{InstanceId, ResourceKind, Selector};

use crate::{
    Place, Selection,
    adapters::{
        cloud::Filter,
        services::{CLUSTER, MAX_DESCRIBED, SERVICE},
    },
};

/// Values in one filter. SOURCE: `DescribeInstances` takes 200.
const MAX_VALUES: usize = 200;
/// Filters of one request. SOURCE: `DescribeInstances` takes 50.
const MAX_FILTERS: usize = 50;
/// Characters of one filter value. SOURCE: EC2 developer guide, 255.
const MAX_TEXT: usize = 255;

/// Ids in one request for databases: as many as a page of them holds.
const MAX_DATABASES: usize = 100;

/// The requests that together show what of a selection is of this kind, each by its filters.
pub(super) fn requests(
    kind: ResourceKind,
    selection: &Selection,
    place: &Place,
) -> Vec<Vec<Filter>> {
    let here = |selector: &&Selector| {
        selector.accounts.as_ref().is_none_or(|set| set.contains(&place.account))
            && selector.regions.as_ref().is_none_or(|set| set.contains(&place.region))
            && selector.ids.as_ref().is_none_or(|ids| ids.iter().any(|id| id.kind() == kind))
    };
    match (selection, kind) {
        (Selection::Ids(ids), _) => by_ids(kind, ids.iter()),
        (Selection::Known(known) | Selection::Changing(known), _) => {
            let here = known.iter().filter(|(at, _)| at == place);
            by_ids(kind, here.map(|(_, id)| id))
        }
        (
            Selection::Matching(within) | Selection::Tagged { within, .. },
            ResourceKind::Database | ResourceKind::Service,
        ) => named(kind, within.iter().filter(here)),
        (Selection::Matching(selectors), ResourceKind::Instance) => {
            selectors.iter().filter(here).map(|one| selected(one, &[])).collect()
        }
        (Selection::Tagged { tags, within }, ResourceKind::Instance) => {
            within.iter().filter(here).map(|one| selected(one, tags)).collect()
        }
    }
}

fn by_ids<'a>(kind: ResourceKind, ids: impl Iterator<Item = &'a InstanceId>) -> Vec<Vec<Filter>> {
    let ids: Vec<&InstanceId> = ids.filter(|id| id.kind() == kind).collect();
    let most = match kind {
        ResourceKind::Database => MAX_DATABASES,
        ResourceKind::Instance => MAX_VALUES,
        ResourceKind::Service => return by_cluster(ids.into_iter()),
    };
    ids.chunks(most).map(|ids| vec![identity(kind, ids.iter().copied())]).collect()
}

/// The services of each cluster, as many in a request as a call takes.
fn by_cluster<'a>(ids: impl Iterator<Item = &'a InstanceId>) -> Vec<Vec<Filter>> {
    let mut clusters: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (cluster, service) in ids.map(InstanceId::names) {
        clusters.entry(cluster).or_default().insert(service);
    }
    let mut requests = Vec::new();
    for (cluster, services) in clusters {
        let services: Vec<String> = services.into_iter().map(str::to_owned).collect();
        requests.extend(services.chunks(MAX_DESCRIBED).map(|services| {
            vec![filter(CLUSTER, [cluster.to_owned()]), filter(SERVICE, services.to_vec())]
        }));
    }
    requests
}

/// RDS and ECS have no filter for tags: what is named, or all there is.
fn named<'a>(
    kind: ResourceKind,
    selectors: impl Iterator<Item = &'a Selector>,
) -> Vec<Vec<Filter>> {
    let mut named = BTreeSet::new();
    for selector in selectors {
        match &selector.ids {
            None => return vec![Vec::new()],
            Some(ids) => named.extend(ids),
        }
    }
    by_ids(kind, named.into_iter())
}

/// The filter for these ids, as far as they are of the kind.
fn identity<'a>(kind: ResourceKind, ids: impl Iterator<Item = &'a InstanceId>) -> Filter {
    let ids = ids.filter(|id| id.kind() == kind);
    match kind {
        ResourceKind::Database => filter("db-instance-id", ids.map(|id| name_of(id).to_owned())),
        ResourceKind::Instance | ResourceKind::Service => {
            filter("instance-id", ids.map(InstanceId::to_string))
        }
    }
}

/// The name that RDS has for a database.
pub(in crate::adapters) fn name_of(id: &InstanceId) -> &str {
    id.names().1
}

/// What a selector asks for, and of that what carries these tags: at most 40 filters of the selector
/// and 10 of the request, of the 50 that EC2 takes. A wider answer is harmless.
fn selected(selector: &Selector, tags: &[(String, Vec<String>)]) -> Vec<Filter> {
    let ids = selector.ids.iter().map(|ids| identity(ResourceKind::Instance, ids.iter()));
    let entitled = selector.filters.iter().map(|one| filter(&one.name, one.values.iter().cloned()));
    let wanted = tags.iter().filter_map(|(key, values)| tag(key, values));
    ids.chain(entitled).chain(wanted).take(MAX_FILTERS).collect()
}

/// The filter for one tag; `None` where EC2 has none that keeps every wanted instance. A wider answer
/// is harmless: the tags are compared again.
fn tag(key: &str, values: &[String]) -> Option<Filter> {
    let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
    let fits = |text: &String| !text.is_empty() && text.chars().count() <= MAX_TEXT;
    if values.len() <= MAX_VALUES && values.iter().all(fits) {
        return Some(filter(&format!("tag:{key}"), values));
    }
    let key = literal(key);
    fits(&key).then(|| filter("tag-key", [key]))
}

fn filter(name: &str, values: impl IntoIterator<Item = String>) -> Filter {
    Filter { name: name.to_owned(), values: values.into_iter().collect() }
}

/// A text that matches only itself.
fn literal(text: &str) -> String {
    let mut pattern = String::new();
    for sign in text.chars() {
        if matches!(sign, '*' | '?' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern
}
