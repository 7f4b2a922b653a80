//! What to ask EC2 for, so that no admitted instance is missed.

mod merge;
mod pattern;

use alloc::{borrow::ToOwned, collections::BTreeSet, format, string::String, vec, vec::Vec};

use crate::{
    AccountId, InstanceId, Region,
    space::{Dimension, Space, Values},
};

use pattern::Patterns;

/// One selection of instances, a superset of what some allow rules open: what EC2 cannot be asked,
/// or not within its limits, is left out.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Selector {
    /// Only in these accounts; `None`: in any.
    pub accounts: Option<BTreeSet<AccountId>>,
    /// Only in these regions; `None`: in any.
    pub regions: Option<BTreeSet<Region>>,
    /// Only these instances; `None`: any. At most 200: fit for one `instance-id` filter.
    pub ids: Option<BTreeSet<InstanceId>>,
    /// Filters for `DescribeInstances`, all of which an instance must match. At most 40, so that
    /// `instance-id` and others can be added within EC2's 50; no name comes twice.
    pub filters: Vec<Filter>,
}

/// A filter as `DescribeInstances` takes it: the name `tag:KEY` or `tag-key`, and patterns of which
/// one must match. `*`, `?` and `\` in the texts searched for are escaped already.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Filter {
    /// What is filtered by.
    pub name: String,
    /// At most 200 patterns of at most 255 characters; never none.
    pub values: Vec<String>,
}

pub(crate) fn selectors(open: &[Space]) -> Vec<Selector> {
    let patterns = Patterns::new();
    let mut selectors: Vec<Selector> = Vec::new();
    for selector in merge::merged(open).iter().map(|space| Selector::new(&patterns, space)) {
        if !selectors.contains(&selector) {
            selectors.push(selector);
        }
    }
    selectors
}

impl Selector {
    fn new(patterns: &Patterns, space: &Space) -> Self {
        let values = |dimension| match space.0.get(&dimension) {
            Some(Values::In(values)) => Some(values),
            Some(Values::Some) | None => None,
        };
        // INVARIANT (texts of identifiers parse): a space is made of identifiers' own texts.
        let accounts = values(Dimension::Account);
        let regions = values(Dimension::Region);
        let ids = values(Dimension::Id).filter(|ids| ids.len() <= MOST_VALUES);
        Self {
            accounts: accounts.map(|ids| ids.iter().flat_map(|id| AccountId::parse(id)).collect()),
            regions: regions.map(|ids| ids.iter().flat_map(|id| Region::parse(id)).collect()),
            ids: ids.map(|ids| ids.iter().flat_map(|id| InstanceId::parse(id)).collect()),
            filters: filters(patterns, space),
        }
    }
}

fn filters(patterns: &Patterns, space: &Space) -> Vec<Filter> {
    let mut filters = Vec::new();
    let mut present = None;
    for (dimension, values) in &space.0 {
        let Dimension::Tag(key) = dimension else { continue };
        let by_value = match values {
            Values::In(values) => by_value(patterns, key, values),
            Values::Some => None,
        };
        match by_value {
            Some(filter) => filters.push(filter),
            None => present = present.or_else(|| by_presence(patterns, key)),
        }
    }
    // One at most: EC2 does not say what two filters of one name mean.
    filters.extend(present);
    filters.truncate(MOST_FILTERS);
    filters
}

/// `None` if EC2 cannot be asked for all of these values.
fn by_value(patterns: &Patterns, key: &str, values: &BTreeSet<String>) -> Option<Filter> {
    // A name has no wildcards, so the key must be its own pattern. An empty value is legal in a tag
    // and cannot be filtered by.
    if patterns.matching(key) != key || values.contains("") || values.len() > MOST_VALUES {
        return None;
    }
    let values: BTreeSet<_> = values.iter().map(|value| patterns.matching(value)).collect();
    let filter = Filter { name: format!("tag:{key}"), values: values.into_iter().collect() };
    filter.fits().then_some(filter)
}

fn by_presence(patterns: &Patterns, key: &str) -> Option<Filter> {
    let filter = Filter { name: "tag-key".to_owned(), values: vec![patterns.matching(key)] };
    filter.fits().then_some(filter)
}

impl Filter {
    fn fits(&self) -> bool {
        let fits = |text: &String| text.encode_utf16().count() <= MOST_CHARACTERS;
        fits(&self.name) && self.values.iter().all(fits)
    }
}

/// SOURCE: EC2 API reference, `DescribeInstances`: at most 50 filters a call; ten are left to the
/// caller.
const MOST_FILTERS: usize = 40;
/// SOURCE: Amazon EC2 user guide, "Filtering considerations": at most 200 values a filter.
const MOST_VALUES: usize = 200;
/// SOURCE: the same: at most 255 characters a filter string. Counted in UTF-16, the largest count.
const MOST_CHARACTERS: usize = 255;
