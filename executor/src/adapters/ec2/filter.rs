//! A selection as filters of `DescribeInstances`: always filters and pages, never bare ids. Ids that
//! do not exist are then left out instead of failing the call, and the request is counted against
//! the larger bucket.

use aws_sdk_ec2::types::Filter;
use sekisho_policy::{AccountId, InstanceId, Region, Selector};

use crate::Selection;

/// Values in one filter. SOURCE: `DescribeInstances` takes 200.
const MAX_VALUES: usize = 200;
/// Characters of one filter value. SOURCE: EC2 developer guide, 255.
const MAX_TEXT: usize = 255;

/// The requests that together show a selection, each by its filters.
pub(super) fn requests(
    selection: &Selection,
    account: &AccountId,
    region: &Region,
) -> Vec<Vec<Filter>> {
    match selection {
        Selection::Ids(ids) => ids
            .chunks(MAX_VALUES)
            .map(|ids| vec![filter("instance-id", ids.iter().map(InstanceId::to_string))])
            .collect(),
        Selection::Matching(selectors) => selectors
            .iter()
            .filter(|one| one.accounts.as_ref().is_none_or(|set| set.contains(account)))
            .filter(|one| one.regions.as_ref().is_none_or(|set| set.contains(region)))
            .map(selected)
            .collect(),
        Selection::Tags(tags) => {
            vec![tags.iter().filter_map(|(key, values)| tag(key, values)).collect()]
        }
    }
}

fn selected(selector: &Selector) -> Vec<Filter> {
    let ids =
        selector.ids.iter().map(|ids| filter("instance-id", ids.iter().map(InstanceId::to_string)));
    let tags = selector.filters.iter().map(|one| filter(&one.name, one.values.iter().cloned()));
    ids.chain(tags).collect()
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
    Filter::builder().name(name).set_values(Some(values.into_iter().collect())).build()
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
