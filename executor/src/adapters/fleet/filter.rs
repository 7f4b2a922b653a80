//! A selection as filters of `DescribeInstances`: always filters and pages, never bare ids. Ids that
//! do not exist are then left out instead of failing the call, and the request is counted against
//! the larger bucket.

use sekisho_policy::{InstanceId, Selector};

use crate::{Place, Selection, adapters::cloud::Filter};

/// Values in one filter. SOURCE: `DescribeInstances` takes 200.
const MAX_VALUES: usize = 200;
/// Filters of one request. SOURCE: `DescribeInstances` takes 50.
const MAX_FILTERS: usize = 50;
/// Characters of one filter value. SOURCE: EC2 developer guide, 255.
const MAX_TEXT: usize = 255;

/// The requests that together show a selection, each by its filters.
pub(super) fn requests(selection: &Selection, place: &Place) -> Vec<Vec<Filter>> {
    let here = |selector: &&Selector| {
        selector.accounts.as_ref().is_none_or(|set| set.contains(&place.account))
            && selector.regions.as_ref().is_none_or(|set| set.contains(&place.region))
    };
    match selection {
        Selection::Ids(ids) => by_ids(&ids.iter().collect::<Vec<_>>()),
        Selection::Known(known) => {
            let here = known.iter().filter(|(at, _)| at == place);
            by_ids(&here.map(|(_, id)| id).collect::<Vec<_>>())
        }
        Selection::Matching(selectors) => {
            selectors.iter().filter(here).map(|one| selected(one, &[])).collect()
        }
        Selection::Tagged { tags, within } => {
            within.iter().filter(here).map(|one| selected(one, tags)).collect()
        }
    }
}

fn by_ids(ids: &[&InstanceId]) -> Vec<Vec<Filter>> {
    let request = |ids: &[&InstanceId]| {
        vec![filter("instance-id", ids.iter().map(|id| id.as_str().to_owned()))]
    };
    ids.chunks(MAX_VALUES).map(request).collect()
}

/// What a selector asks for, and of that what carries these tags: at most 40 filters of the selector
/// and 10 of the request, of the 50 that EC2 takes. A wider answer is harmless.
fn selected(selector: &Selector, tags: &[(String, Vec<String>)]) -> Vec<Filter> {
    let ids =
        selector.ids.iter().map(|ids| filter("instance-id", ids.iter().map(InstanceId::to_string)));
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
