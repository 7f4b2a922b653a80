//! Filters as EC2 reads them: `*` is any run of characters, `?` is none or one, a backslash makes the
//! next character stand for itself.

use crate::{
    Seen,
    adapters::{cloud::Filter, fleet::name_of},
};

/// Whether an instance matches all of these filters.
pub(super) fn matches(filters: &[Filter], seen: &Seen) -> bool {
    filters.iter().all(|filter| filter_matches(filter, seen))
}

/// What `?` stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mark {
    /// One character, as in IAM. A backslash is itself there.
    One,
    /// None or one, as in EC2's filters, where a backslash makes the next character stand for itself.
    NoneOrOne,
}

fn filter_matches(filter: &Filter, seen: &Seen) -> bool {
    let texts: Vec<&str> = match (filter.name.strip_prefix("tag:"), filter.name.as_str()) {
        (Some(key), _) => seen.tag(key).into_iter().collect(),
        (None, "instance-id") => vec![seen.id.as_str()],
        (None, "db-instance-id") => vec![name_of(&seen.id)],
        (None, "tag-key") => seen.tags.iter().map(|(key, _)| key.as_str()).collect(),
        // No filter of this room: it finds nothing, which a test notices.
        (None, _) => Vec::new(),
    };
    let like =
        |text: &&str| filter.values.iter().any(|pattern| glob(pattern, text, Mark::NoneOrOne));
    texts.iter().any(like)
}

/// Every prefix of the pattern against every prefix of the text, one row at a time: no pattern takes
/// longer than its length times that of the text.
pub(super) fn glob(pattern: &str, text: &str, mark: Mark) -> bool {
    // Most patterns are ids and plain values.
    if !pattern.contains(['*', '?', '\\']) {
        return pattern == text;
    }
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len().saturating_add(1)];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    let mut pattern = pattern.chars();
    while let Some(sign) = pattern.next() {
        let escapes = sign == '\\' && mark == Mark::NoneOrOne;
        let literal = if escapes { pattern.next() } else { None };
        let mut next = vec![false; reached.len()];
        for at in (0..reached.len()).filter(|at| reached.get(*at) == Some(&true)) {
            let Some(rest) = next.get_mut(at..) else { continue };
            match (sign, literal) {
                ('*', None) => rest.fill(true),
                ('?', None) => {
                    let skipped = usize::from(mark == Mark::One);
                    rest.iter_mut().take(2).skip(skipped).for_each(|place| *place = true);
                }
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
    use super::{Mark, glob};

    #[test]
    fn wildcards_match_as_ec2_documents_them() {
        let hits = ["parks", "pa*", "p*s", "*", "park?", "parks?", "?arks", r"par\ks"];
        let misses = ["park", "parks*x", "park??x", r"park\?", "Parks", ""];

        let filter = |pattern: &str, text: &str| glob(pattern, text, Mark::NoneOrOne);
        assert!(hits.iter().all(|pattern| filter(pattern, "parks")));
        assert!(misses.iter().all(|pattern| !filter(pattern, "parks")));
        assert!(filter(r"a\*b", "a*b") && !filter(r"a\*b", "axb"));
    }

    #[test]
    fn a_question_mark_of_iam_is_one_character() {
        let iam = |pattern: &str| glob(pattern, "parks", Mark::One);
        assert!(iam("p?rks") && iam("park?") && iam("*"));
        assert!(!iam("parks?") && !iam("?parks") && !iam(r"p\arks"));
    }
}
