//! Schedules and zones by their names, and classes of them in as few words as may be.

use alloc::{collections::BTreeSet, vec::Vec};
use core::cmp::Reverse;

use super::ranges::Ranges;
use crate::{Document, Name};

/// What a schedule or a zone is known by.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Label {
    /// Whose, where the two documents of a comparison mean different things by the name.
    pub edition: Option<Edition>,
    /// Its name.
    pub name: Name,
}

/// One of the two documents of a comparison.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "two documents are compared")]
pub enum Edition {
    /// The old one.
    Old,
    /// The new one.
    New,
}

/// Inside all of these schedules or zones, and outside of all those.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Within {
    /// Inside all of these.
    pub inside: BTreeSet<Label>,
    /// Outside of all of these.
    pub outside: BTreeSet<Label>,
}

impl Edition {
    /// The document at this place of a comparison.
    const fn at(place: usize) -> Self {
        if place == 0 { Self::Old } else { Self::New }
    }

    /// `old` or `new`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

/// The label of a schedule of the document at this place.
pub(crate) fn of_schedule(documents: &[&Document], place: usize, name: &Name) -> Label {
    label(documents, place, name, same_schedule)
}

/// The label of a zone of the document at this place.
pub(crate) fn of_zone(documents: &[&Document], place: usize, name: &Name) -> Label {
    label(documents, place, name, same_zone)
}

/// Whether no other schedule has this name in the other document.
pub(crate) fn same_schedule(one: &Document, other: &Document, name: &Name) -> bool {
    let (Some(ours), Some(theirs)) = (one.schedules.get(name), other.schedules.get(name)) else {
        return true;
    };
    let same = |calendar| one.calendars.get(calendar) == other.calendars.get(calendar);
    one.utc_offset == other.utc_offset && ours == theirs && ours.except.iter().all(same)
}

/// Whether no other zone has this name in the other document.
pub(crate) fn same_zone(one: &Document, other: &Document, name: &Name) -> bool {
    let (Some(ours), Some(theirs)) = (one.zones.get(name), other.zones.get(name)) else {
        return true;
    };
    ours == theirs
}

/// Of the labels of each number, the plainest, in the order of the numbers.
pub(crate) fn plainest(labels: impl Iterator<Item = (u32, Label)>) -> Vec<Label> {
    let mut labels: Vec<(u32, Label)> = labels.collect();
    labels.sort_unstable();
    labels.dedup_by_key(|(number, _)| *number);
    labels.into_iter().map(|(_, label)| label).collect()
}

/// A name is enough where no other document means something else by it.
fn label(
    documents: &[&Document],
    place: usize,
    name: &Name,
    is_same: impl Fn(&Document, &Document, &Name) -> bool,
) -> Label {
    let own = documents.get(place);
    let agrees = |other: &&Document| own.is_none_or(|own| is_same(own, other, name));
    let edition = (!documents.iter().all(agrees)).then(|| Edition::at(place));
    Label { edition, name: name.clone() }
}

/// So many ways are told; a set of more is told in part, which leaves a smaller region that everything
/// said of it is true of.
const WAYS: usize = 64;

/// These classes, told from those others by what each is inside of: in one of these ways. Each way
/// rests on few schedules or zones, though not always on the fewest.
///
/// `all` are the schedules or zones: the classes that are inside, and the label.
pub(crate) fn described(
    classes: &Ranges,
    others: &Ranges,
    all: &[(&Ranges, &Label)],
) -> Vec<Within> {
    let mut ways = Vec::new();
    let mut left = classes.clone();
    while let Some(class) = left.first().filter(|_| ways.len() < WAYS) {
        let mut way = Within::default();
        let (mut meant, mut mistaken) = (left.clone(), others.clone());
        while !mistaken.is_empty() {
            // What tells this class from most of the others, and is so of most of the classes; of
            // several, what it is inside of.
            let left_of = |set: &Ranges, held: &Ranges, is_outside: bool| {
                let common = set.count_common(held);
                if is_outside { set.count().saturating_sub(common) } else { common }
            };
            let tried = all.iter().map(|(held, label)| {
                let is_outside = !held.contains(class);
                (left_of(&mistaken, held, is_outside), is_outside, *held, *label)
            });
            let tried: Vec<_> = tried.collect();
            let fewest = tried.iter().map(|(rest, ..)| *rest).min();
            // INVARIANT (classes differ): each has a combination of schedules or zones of its own.
            let Some(fewest) = fewest.filter(|fewest| *fewest < mistaken.count()) else { break };
            let best = tried.into_iter().filter(|(rest, ..)| *rest == fewest);
            let best = best.min_by_key(|(_, is_outside, held, label)| {
                (Reverse(left_of(&meant, held, *is_outside)), *is_outside, *label)
            });
            let Some((_, is_outside, held, label)) = best else { break };
            let cut = |set: &Ranges| if is_outside { set.without(held) } else { set.meet(held) };
            (meant, mistaken) = (cut(&meant), cut(&mistaken));
            let side = if is_outside { &mut way.outside } else { &mut way.inside };
            side.insert(label.clone());
        }
        left = left.without(&meant);
        ways.push(way);
    }
    ways
}
