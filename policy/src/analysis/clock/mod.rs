//! Time, cut where any condition can tell: into moments by the points of time that rules name, and
//! into hours by which schedules are open.

mod maker;

use alloc::{vec, vec::Vec};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{ranges::Ranges, texts::number};
use crate::{
    UnixTime, UtcOffset,
    condition::{Days, Hours},
    scene::LocalTime,
};
pub(crate) use maker::ClockMaker;

const DAY: i64 = 86_400;
const WEEK: i64 = 604_800;

/// Times that have a date in every offset, and a day before: the years -9999 to 9999, less some days
/// at either end. Beyond them a schedule is undecided, and only a broken clock gets there.
const FIRST: i64 = -377_704_600_000;
const END: i64 = 253_402_000_000;

/// Time, for the schedules and the points of time of some documents.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// Where one moment ends and the next begins. Moment 0 is before the first.
    cuts: Vec<i64>,
    schedules: Vec<Timetable>,
    /// Where anything begins or ends that is no matter of the week alone.
    edges: Vec<i64>,
    /// The seconds of the week (from a Thursday, as 1970 began) at which a window begins or ends.
    week: Vec<i64>,
    /// The schedules of which one does there.
    changing: Vec<Vec<u32>>,
    /// Which schedules are open, as bits, and the hours of that number.
    hours: HashMap<Vec<u64>, u32, FixedState>,
    /// The same, by the numbers.
    signatures: Vec<Vec<u64>>,
    /// The weeks there are, by the days that are excepted in them.
    weeks: HashMap<Vec<u64>, Week, FixedState>,
    /// The hours in which each schedule is open.
    open: Vec<Ranges>,
    /// The hours that are found at each moment.
    found: Vec<Ranges>,
}

#[derive(Debug)]
struct Timetable {
    offset: UtcOffset,
    hours: Hours,
    /// One that excepts nothing has none.
    calendars: Vec<Days>,
}

impl Clock {
    /// How many moments there are.
    pub(crate) fn moments(&self) -> u32 {
        number(self.found.len())
    }

    /// How many different hours there are.
    pub(crate) fn hours(&self) -> u32 {
        number(self.hours.len())
    }

    /// Whether a moment begins at this time, or it is beyond all of them.
    pub(crate) fn begins(&self, time: UnixTime) -> bool {
        let at = time.seconds();
        !(FIRST..END).contains(&at) || self.cuts.binary_search(&at).is_ok()
    }

    /// The moments before this time. Every time that was noted begins one.
    pub(crate) fn before(&self, time: UnixTime) -> Ranges {
        Ranges::run(0, self.end_before(time))
    }

    /// The moments at or after this time.
    pub(crate) fn since(&self, time: UnixTime) -> Ranges {
        Ranges::run(self.end_before(time), self.moments())
    }

    /// How many moments end at this time or before.
    fn end_before(&self, time: UnixTime) -> u32 {
        match time.seconds() {
            seconds if seconds < FIRST => 0,
            seconds if seconds >= END => self.moments(),
            seconds => {
                let before = self.cuts.partition_point(|cut| *cut < seconds);
                number(before.saturating_add(1))
            }
        }
    }

    /// The hours in which a schedule is open.
    pub(crate) fn open(&self, schedule: u32) -> Ranges {
        let at = usize::try_from(schedule).ok();
        at.and_then(|at| self.open.get(at)).cloned().unwrap_or_default()
    }

    /// The hours in which each schedule is open, by its number.
    pub(crate) fn schedules(&self) -> &[Ranges] {
        &self.open
    }

    /// The hours that are found at one of these moments.
    pub(crate) fn hours_of(&self, moments: &Ranges) -> Ranges {
        let mut all = Ranges::default();
        for moment in moments.iter() {
            if let Some(found) = self.found_at(moment) {
                all = all.join(found);
            }
        }
        all
    }

    /// The first of these moments at which one of these hours is found.
    pub(crate) fn first_moment(&self, moments: &Ranges, hours: Option<&Ranges>) -> Option<u32> {
        moments.iter().find(|moment| {
            self.found_at(*moment)
                .is_some_and(|found| hours.map_or(!found.is_empty(), |it| it.overlaps(found)))
        })
    }

    fn found_at(&self, moment: u32) -> Option<&Ranges> {
        self.found.get(usize::try_from(moment).ok()?)
    }

    /// The moment and the hours of a time; `None` at a time without a date.
    pub(crate) fn locate(&self, time: UnixTime) -> Option<(u32, u32)> {
        let at = time.seconds();
        if !(FIRST..END).contains(&at) {
            return None;
        }
        let moment = number(self.cuts.partition_point(|cut| *cut <= at));
        Some((moment, *self.hours.get(&self.signature(at))?))
    }

    /// Where a moment begins and ends; `None` where it has no begin or no end.
    pub(crate) fn bounds(&self, moment: u32) -> (Option<UnixTime>, Option<UnixTime>) {
        let at = usize::try_from(moment).unwrap_or(usize::MAX);
        let cut = |at: usize| self.cuts.get(at).map(|cut| UnixTime::from_seconds(*cut));
        (at.checked_sub(1).and_then(cut), cut(at))
    }

    /// A time in this moment and one of these hours: the first one at or after `near`, otherwise one
    /// shortly before the moment ends.
    pub(crate) fn time(
        &self,
        moment: u32,
        hours: Option<&Ranges>,
        near: UnixTime,
    ) -> Option<UnixTime> {
        let (from, to) = self.bounds(moment);
        let from = from.map_or(FIRST, UnixTime::seconds);
        let to = to.map_or(END, UnixTime::seconds);
        let shortly = |days: i64| to.saturating_sub(days.saturating_mul(DAY)).max(from);
        let starts = [near.seconds().max(from), shortly(8), shortly(400), from];
        let mut starts = starts.into_iter().filter(|start| *start < to);
        starts.find_map(|start| self.search(start, to, hours)).map(UnixTime::from_seconds)
    }

    /// The first time of [from, to) in one of these hours.
    fn search(&self, from: i64, to: i64, hours: Option<&Ranges>) -> Option<i64> {
        let Some(hours) = hours else { return Some(from) };
        let mut start = from;
        while start < to {
            let next = self.edges.get(self.edges.partition_point(|edge| *edge <= start));
            let end = next.copied().unwrap_or(END).min(to);
            let week = self.weeks.get(&self.excepted(start))?;
            let mut steps = self.steps(start, end);
            let found = steps.find(|(part, _)| {
                let known = week.hours.get(*part).copied().flatten();
                known.is_some_and(|known| hours.contains(known))
            });
            if let Some((_, at)) = found {
                return Some(at);
            }
            start = end;
        }
        None
    }

    /// The hours that are found in this moment at or after `near`, in the order of their first times.
    pub(crate) fn order(&self, moment: u32, near: UnixTime) -> Vec<u32> {
        let (from, to) = self.bounds(moment);
        let to = to.map_or(END, UnixTime::seconds);
        let mut start = near.seconds().max(from.map_or(FIRST, UnixTime::seconds));
        let mut seen = vec![false; self.signatures.len()];
        let mut left = self.found_at(moment).map_or(0, Ranges::count);
        let mut order = Vec::new();
        while start < to && left > 0 {
            let next = self.edges.get(self.edges.partition_point(|edge| *edge <= start));
            let end = next.copied().unwrap_or(END).min(to);
            let Some(week) = self.weeks.get(&self.excepted(start)) else { break };
            for (part, _) in self.steps(start, end) {
                let Some(hours) = week.hours.get(part).copied().flatten() else { continue };
                let place = usize::try_from(hours).ok().and_then(|at| seen.get_mut(at));
                if let Some(seen) = place.filter(|seen| !**seen) {
                    *seen = true;
                    left = left.saturating_sub(1);
                    order.push(hours);
                }
            }
            start = end;
        }
        order
    }

    fn steps(&self, at: i64, end: i64) -> Steps<'_> {
        Steps { week: &self.week, at, end, last: at.saturating_add(WEEK) }
    }

    /// Finds every combination of open schedules, and at which moments each is found.
    fn walk(&mut self) {
        let ends = self.edges.iter().skip(1).copied().chain([END]);
        let stretches: Vec<(i64, i64)> = self.edges.iter().copied().zip(ends).collect();
        for (from, to) in stretches {
            let excepted = self.excepted(from);
            let mut week = self.weeks.remove(&excepted).unwrap_or_default();
            week.hours.resize(self.week.len(), None);
            let is_whole = to.saturating_sub(from) >= WEEK;
            let found = match &week.whole {
                Some(whole) if is_whole => whole.clone(),
                Some(_) | None => self.walk_stretch(from, to, &mut week.hours),
            };
            if is_whole {
                week.whole = Some(found.clone());
            }
            self.weeks.insert(excepted, week);
            let moment = self.cuts.partition_point(|cut| *cut <= from);
            if let Some(all) = self.found.get_mut(moment) {
                *all = all.join(&found);
            }
        }
        for (at, open) in self.open.iter_mut().enumerate() {
            let is_open = |bits: &Vec<u64>| {
                bits.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
            };
            let hours = self.signatures.iter().zip(0_u32..).filter(|(bits, _)| is_open(bits));
            *open = hours.map(|(_, number)| number).collect();
        }
    }

    /// The hours of a stretch of time, or of its first week; they are noted in the week's parts.
    fn walk_stretch(&mut self, from: i64, to: i64, parts: &mut [Option<u32>]) -> Ranges {
        let steps: Vec<(usize, i64)> = self.steps(from, to).collect();
        let mut found = Vec::with_capacity(steps.len());
        let mut before: Option<u32> = None;
        for (part, at) in steps {
            let Some(slot) = parts.get_mut(part) else { continue };
            let hours = match (*slot, before) {
                (Some(known), _) => known,
                (None, None) => self.number_of(self.signature(at)),
                (None, Some(before)) => self.number_after(before, part, at),
            };
            *slot = Some(hours);
            before = Some(hours);
            found.push(hours);
        }
        found.into_iter().collect()
    }

    /// The hours behind others: only the schedules of which a window begins or ends can differ.
    fn number_after(&mut self, before: u32, part: usize, at: i64) -> u32 {
        let place = usize::try_from(before).unwrap_or(usize::MAX);
        let mut bits = self.signatures.get(place).cloned().unwrap_or_default();
        for schedule in self.changing.get(part).into_iter().flatten() {
            let number = usize::try_from(*schedule).unwrap_or(usize::MAX);
            let is_open = self.schedules.get(number).is_some_and(|it| it.is_open(at));
            if let Some(word) = bits.get_mut(number / 64) {
                let bit = 1_u64 << (number % 64);
                *word = if is_open { *word | bit } else { *word & !bit };
            }
        }
        self.number_of(bits)
    }

    /// The number of these hours, a new one if there are none like them.
    fn number_of(&mut self, signature: Vec<u64>) -> u32 {
        if let Some(known) = self.hours.get(&signature) {
            return *known;
        }
        let new = self.hours();
        self.signatures.push(signature.clone());
        self.hours.insert(signature, new);
        new
    }

    /// Which schedules are open, as bits.
    fn signature(&self, at: i64) -> Vec<u64> {
        let mut bits = vec![0_u64; self.schedules.len().div_ceil(64)];
        for (number, timetable) in self.schedules.iter().enumerate() {
            if timetable.is_open(at)
                && let Some(word) = bits.get_mut(number / 64)
            {
                *word |= 1 << (number % 64);
            }
        }
        bits
    }

    /// Which schedules start no window today, and which started none yesterday.
    fn excepted(&self, at: i64) -> Vec<u64> {
        let mut bits = vec![0_u64; self.schedules.len().div_ceil(32)];
        let shifts = (0..64).step_by(2).cycle();
        for ((number, timetable), shift) in self.schedules.iter().enumerate().zip(shifts) {
            let Some(local) = LocalTime::new(UnixTime::from_seconds(at), timetable.offset) else {
                continue;
            };
            let named = |day| timetable.calendars.iter().any(|calendar| calendar.include(day));
            let both = u64::from(named(local.today)) | u64::from(named(local.yesterday())) << 1;
            if let Some(word) = bits.get_mut(number / 32) {
                *word |= both << shift;
            }
        }
        bits
    }
}

impl Timetable {
    fn is_open(&self, at: i64) -> bool {
        let local = LocalTime::new(UnixTime::from_seconds(at), self.offset);
        local.is_some_and(|local| self.hours.include(&local, &self.calendars))
    }
}

/// The hours of a week of which every day is excepted from the same schedules.
#[derive(Debug, Default)]
struct Week {
    /// Of each part of the week, as far as it is known.
    hours: Vec<Option<u32>>,
    /// All of them.
    whole: Option<Ranges>,
}

/// The parts of the week from a time on, until an end, or until a week is over; each with its first
/// second.
#[derive(Debug)]
struct Steps<'a> {
    week: &'a [i64],
    at: i64,
    end: i64,
    last: i64,
}

impl Iterator for Steps<'_> {
    type Item = (usize, i64);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end || self.at >= self.last {
            return None;
        }
        let at = self.at;
        let second = at.rem_euclid(WEEK);
        let next = self.week.partition_point(|cut| *cut <= second);
        let ahead = self.week.get(next).copied().unwrap_or(WEEK).saturating_sub(second);
        self.at = at.saturating_add(ahead);
        // INVARIANT (the week begins): its first part starts with its first second.
        Some((next.saturating_sub(1), at))
    }
}
