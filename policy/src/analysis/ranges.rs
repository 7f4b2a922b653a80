//! Sets of classes of one axis, as runs of them.

use core::cmp::Ordering;

use smallvec::SmallVec;

/// A set of classes: runs `[from, to)` in order, none empty, no two of which touch.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct Ranges(SmallVec<[(u32, u32); 2]>);

impl Ranges {
    /// The classes from the one up to the other, which is not in it.
    pub(crate) fn run(from: u32, to: u32) -> Self {
        let mut ranges = Self::default();
        ranges.push(from, to);
        ranges
    }

    pub(crate) fn one(class: u32) -> Self {
        Self::run(class, class.saturating_add(1))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a run that begins at or behind the begin of the last one.
    fn push(&mut self, from: u32, to: u32) {
        if from >= to {
            return;
        }
        match self.0.last_mut() {
            Some((_, end)) if *end >= from => *end = to.max(*end),
            _ => self.0.push((from, to)),
        }
    }

    pub(crate) fn contains(&self, class: u32) -> bool {
        self.0.get(self.first_behind(class)).is_some_and(|(from, _)| *from <= class)
    }

    pub(crate) fn first(&self) -> Option<u32> {
        self.0.first().map(|(from, _)| *from)
    }

    pub(crate) fn runs(&self) -> &[(u32, u32)] {
        &self.0
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(|(from, to)| *from..*to)
    }

    /// How many classes there are in it.
    pub(crate) fn count(&self) -> u64 {
        self.0
            .iter()
            .fold(0, |all, (from, to)| all.saturating_add(u64::from(to.saturating_sub(*from))))
    }

    /// The only class in it.
    pub(crate) fn only(&self) -> Option<u32> {
        match &*self.0 {
            [(from, to)] if from.saturating_add(1) == *to => Some(*from),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        if let ([(from, to)], [(start, end)]) = (&*self.0, &*other.0) {
            return from < end && start < to;
        }
        let (few, many) = if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        few.0.iter().any(|(from, to)| {
            many.0.get(many.first_behind(*from)).is_some_and(|(start, _)| start < to)
        })
    }

    /// Whether every class of it is in the other.
    #[inline]
    pub(crate) fn within(&self, other: &Self) -> bool {
        if let ([(from, to)], [(start, end)]) = (&*self.0, &*other.0) {
            return start <= from && to <= end;
        }
        self.0.iter().all(|(from, to)| {
            let run = other.0.get(other.first_behind(*from));
            run.is_some_and(|(start, end)| start <= from && to <= end)
        })
    }

    pub(crate) fn meet(&self, other: &Self) -> Self {
        let mut met = Self::default();
        self.each_common(other, |from, to| met.push(from, to));
        met
    }

    /// How many classes there are in both.
    pub(crate) fn count_common(&self, other: &Self) -> u64 {
        let mut count = 0_u64;
        self.each_common(other, |from, to| {
            count = count.saturating_add(u64::from(to.saturating_sub(from)));
        });
        count
    }

    /// Every run of classes that are in both, in order.
    fn each_common(&self, other: &Self, mut found: impl FnMut(u32, u32)) {
        let (few, many) = if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        let mut next = 0_usize;
        for (from, to) in &few.0 {
            next = many.first_behind_since(next, *from);
            for (start, end) in many.0.iter().skip(next) {
                if start >= to {
                    break;
                }
                found(*from.max(start), *to.min(end));
            }
        }
    }

    pub(crate) fn without(&self, other: &Self) -> Self {
        let mut left = Self::default();
        let mut next = 0_usize;
        for (from, to) in &self.0 {
            let mut at = *from;
            next = other.first_behind_since(next, *from);
            for (start, end) in other.0.iter().skip(next) {
                if start >= to {
                    break;
                }
                left.push(at, *start);
                at = at.max(*end);
            }
            left.push(at, *to);
        }
        left
    }

    pub(crate) fn join(&self, other: &Self) -> Self {
        let mut runs = self.0.iter().peekable();
        let mut others = other.0.iter().peekable();
        let mut joined = Self::default();
        loop {
            let next = match (runs.peek(), others.peek()) {
                (None, None) => return joined,
                (Some(_), None) => runs.next(),
                (None, Some(_)) => others.next(),
                (Some(run), Some(theirs)) => match run.cmp(theirs) {
                    Ordering::Less | Ordering::Equal => runs.next(),
                    Ordering::Greater => others.next(),
                },
            };
            if let Some((from, to)) = next {
                joined.push(*from, *to);
            }
        }
    }

    /// The place of the first run that ends behind this class.
    fn first_behind(&self, class: u32) -> usize {
        match &*self.0 {
            [] => 0,
            [(_, end)] => usize::from(*end <= class),
            runs => runs.partition_point(|(_, end)| *end <= class),
        }
    }

    /// The same, if all runs before that place end at or before the class: near places are found first.
    fn first_behind_since(&self, place: usize, class: u32) -> usize {
        if let [(_, end)] = &*self.0 {
            return usize::from(*end <= class);
        }
        let (mut from, mut stride) = (place, 1_usize);
        loop {
            let to = from.saturating_add(stride);
            let Some(runs) = self.0.get(from..to) else { break };
            if runs.last().is_none_or(|(_, end)| *end > class) {
                return from.saturating_add(runs.partition_point(|(_, end)| *end <= class));
            }
            (from, stride) = (to, stride.saturating_mul(2));
        }
        let rest = self.0.get(from..).unwrap_or_default();
        from.saturating_add(rest.partition_point(|(_, end)| *end <= class))
    }
}

/// The set of these classes, in any order.
impl FromIterator<u32> for Ranges {
    fn from_iter<I: IntoIterator<Item = u32>>(classes: I) -> Self {
        let mut classes: SmallVec<[u32; 8]> = classes.into_iter().collect();
        classes.sort_unstable();
        let mut ranges = Self::default();
        for class in classes {
            ranges.push(class, class.saturating_add(1));
        }
        ranges
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// Every set of classes below eight, by its bits.
    fn set(bits: u32) -> Ranges {
        (0..8).filter(|class| bits & (1 << class) != 0).collect()
    }

    #[test]
    fn runs_are_sets() {
        for left in 0..256 {
            let ours = set(left);
            assert_eq!(ours.count(), u64::from(left.count_ones()));
            assert_eq!(ours.iter().collect::<Ranges>(), ours);
            assert!(ours.runs().windows(2).all(|two| matches!(two, [a, b] if a.1 < b.0)));
            assert_eq!(ours.is_empty(), left == 0);
            assert_eq!(ours.first(), (left != 0).then(|| left.trailing_zeros()));
            assert_eq!(ours.only(), left.is_power_of_two().then(|| left.trailing_zeros()));
            let there: Vec<_> = (0..9).filter(|class| ours.contains(*class)).collect();
            assert_eq!(there, ours.iter().collect::<Vec<_>>());
            for right in 0..256 {
                let theirs = set(right);
                assert_eq!(ours.meet(&theirs), set(left & right));
                assert_eq!(ours.count_common(&theirs), u64::from((left & right).count_ones()));
                assert_eq!(ours.join(&theirs), set(left | right));
                assert_eq!(ours.without(&theirs), set(left & !right));
                assert_eq!(ours.overlaps(&theirs), left & right != 0);
                assert_eq!(ours.within(&theirs), left & !right == 0);
            }
        }
    }
}
