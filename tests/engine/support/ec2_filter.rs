//! What EC2 selects: filters as `DescribeInstances` reads them, on tags as they were typed.

use std::collections::BTreeSet;

use sekisho_policy::{Fact, Filter, Instance, Selector};

/// Whether EC2, asked for this selection, would give this instance, whose tags were typed so.
#[must_use]
pub fn selects(selector: &Selector, instance: &Instance, typed: &[(String, String)]) -> bool {
    among(selector.accounts.as_ref(), &instance.account)
        && among(selector.regions.as_ref(), &instance.region)
        && among(selector.ids.as_ref(), &instance.id)
        && selector.filters.iter().all(|filter| passes(filter, typed))
}

fn among<T: Ord>(wanted: Option<&BTreeSet<T>>, fact: &Fact<T>) -> bool {
    wanted.is_none_or(|wanted| fact.known().is_some_and(|value| wanted.contains(value)))
}

/// Panics if EC2 would refuse the call.
pub fn assert_within_limits(selector: &Selector) {
    assert!(selector.filters.len() <= 40);
    assert!(selector.ids.as_ref().is_none_or(|ids| (1..=200).contains(&ids.len())));
    let mut names: Vec<_> = selector.filters.iter().map(|filter| &filter.name).collect();
    names.dedup();
    assert_eq!(names.len(), selector.filters.len(), "{:?}", selector.filters);
    for filter in &selector.filters {
        assert!((1..=200).contains(&filter.values.len()), "{filter:?}");
        for text in filter.values.iter().chain([&filter.name]) {
            assert!((1..=255).contains(&text.chars().count()), "{filter:?}");
        }
    }
}

fn passes(filter: &Filter, typed: &[(String, String)]) -> bool {
    let any = |text: &str| filter.values.iter().any(|pattern| matches(pattern, text));
    match filter.name.strip_prefix("tag:") {
        Some(key) => typed.iter().any(|(other, value)| other == key && any(value)),
        None => {
            assert_eq!(filter.name, "tag-key");
            typed.iter().any(|(key, _)| any(key))
        }
    }
}

/// `*` is any run of characters, `?` is none or one, `\` makes the next one literal.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    walk(&pattern, &text)
}

fn walk(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|skipped| walk(rest, &text[skipped..])),
        ['?', rest @ ..] => {
            walk(rest, text) || text.split_first().is_some_and(|(_, left)| walk(rest, left))
        }
        ['\\', literal, rest @ ..] | [literal, rest @ ..] => {
            text.split_first().is_some_and(|(first, left)| first == literal && walk(rest, left))
        }
    }
}
