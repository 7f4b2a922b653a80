//! Filters as EC2 reads them: `*` is any run of characters, `?` is none or one, a backslash makes the
//! next character stand for itself.

use sekisho_policy::{Filter, Selector};

use crate::Seen;

/// Whether a selector finds an instance.
pub(super) fn matches(selector: &Selector, seen: &Seen) -> bool {
    let among = |found: bool, wanted: bool| found || !wanted;
    let accounts = selector.accounts.as_ref();
    let regions = selector.regions.as_ref();
    let ids = selector.ids.as_ref();
    among(accounts.is_some_and(|set| set.contains(&seen.account)), accounts.is_some())
        && among(regions.is_some_and(|set| set.contains(&seen.region)), regions.is_some())
        && among(ids.is_some_and(|set| set.contains(&seen.id)), ids.is_some())
        && selector.filters.iter().all(|filter| filter_matches(filter, seen))
}

fn filter_matches(filter: &Filter, seen: &Seen) -> bool {
    let texts: Vec<&str> = match filter.name.strip_prefix("tag:") {
        Some(key) => seen.tag(key).into_iter().collect(),
        None => seen.tags.iter().map(|(key, _)| key.as_str()).collect(),
    };
    texts.iter().any(|text| filter.values.iter().any(|pattern| glob(pattern, text)))
}

/// Every prefix of the pattern against every prefix of the text, one row at a time: no pattern takes
/// longer than its length times that of the text.
fn glob(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len().saturating_add(1)];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    let mut pattern = pattern.chars();
    while let Some(sign) = pattern.next() {
        let literal = if sign == '\\' { pattern.next() } else { None };
        let mut next = vec![false; reached.len()];
        for at in (0..reached.len()).filter(|at| reached.get(*at) == Some(&true)) {
            let Some(rest) = next.get_mut(at..) else { continue };
            match (sign, literal) {
                ('*', None) => rest.fill(true),
                ('?', None) => rest.iter_mut().take(2).for_each(|place| *place = true),
                _ if text.get(at) == Some(&literal.unwrap_or(sign)) => {
                    rest.iter_mut().skip(1).take(1).for_each(|place| *place = true);
                }
                _ => {}
            }
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    #[test]
    fn wildcards_match_as_ec2_documents_them() {
        let hits = ["parks", "pa*", "p*s", "*", "park?", "parks?", "?arks", r"par\ks"];
        let misses = ["park", "parks*x", "park??x", r"park\?", "Parks", ""];

        assert!(hits.iter().all(|pattern| super::glob(pattern, "parks")));
        assert!(misses.iter().all(|pattern| !super::glob(pattern, "parks")));
        assert!(super::glob(r"a\*b", "a*b") && !super::glob(r"a\*b", "axb"));
    }
}
