//! Time, cut where any condition can tell: into moments by the points of time that rules name, and
//! into hours by which schedules are open.

use alloc::{collections::BTreeMap, vec, vec::Vec};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{ranges::Ranges, texts::number};
use crate::{
    Document, Schedule, UnixTime, UtcOffset, Weekday,
    condition::{Days, Hours, day},
    scene::LocalTime,
};

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
    /// Which schedules are open, as bits, and the hours of that number.
    hours: HashMap<Vec<u64>, u32, FixedState>,
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

/// Gathers what a clock has to tell apart.
#[derive(Debug, Default)]
pub(crate) struct ClockMaker {
    cuts: Vec<i64>,
    numbers: BTreeMap<Key, u32>,
    schedules: Vec<Timetable>,
    edges: Vec<i64>,
    week: Vec<i64>,
}

/// What a schedule says: its offset, its windows, and the days it does without.
type Key = (i16, Vec<(Vec<Weekday>, u16, u16)>, Vec<(i64, i64)>);

impl ClockMaker {
    /// Notes a point of time.
    pub(crate) fn cut(&mut self, time: UnixTime) {
        self.cuts.push(time.seconds());
    }

    /// Notes a schedule of a document, and gives its number: two that say the same are one.
    pub(crate) fn schedule(&mut self, document: &Document, schedule: &Schedule) -> u32 {
        let offset = document.utc_offset;
        let windows = schedule.weekly.iter();
        let windows = windows.map(|it| (it.days.iter().copied().collect(), it.from, it.to));
        let calendars = schedule.except.iter().filter_map(|name| document.calendars.get(name));
        let calendars: Vec<_> = calendars.collect();
        let ranges = calendars.iter().flat_map(|calendar| &calendar.ranges);
        let mut ranges: Vec<_> = ranges.map(|range| (day(range.first), day(range.last))).collect();
        ranges.sort_unstable();
        ranges.dedup();
        let key: Key = (offset.minutes(), windows.collect(), ranges);
        if let Some(known) = self.numbers.get(&key) {
            return *known;
        }
        let shift = i64::from(offset.minutes()).saturating_mul(60);
        for (first, last) in &key.2 {
            for day in
                [*first, first.saturating_add(1), last.saturating_add(1), last.saturating_add(2)]
            {
                self.edges.push(day.saturating_mul(DAY).saturating_sub(shift));
            }
        }
        for (days, from, to) in &key.1 {
            for (weekday, at) in Weekday::ALL.into_iter().zip(0_i64..) {
                if days.contains(&weekday) {
                    // Monday is the fourth day after a Thursday.
                    let midnight = at.saturating_add(4).saturating_mul(DAY).saturating_sub(shift);
                    let over = if to < from { DAY } else { 0 };
                    let minute =
                        |minute: u16| midnight.saturating_add(i64::from(minute).saturating_mul(60));
                    self.week.push(minute(*from).rem_euclid(WEEK));
                    self.week.push(minute(*to).saturating_add(over).rem_euclid(WEEK));
                }
            }
        }
        let calendars: Vec<Days> = calendars.into_iter().map(Days::new).collect();
        let hours = Hours::new(&schedule.weekly, (0..calendars.len()).collect());
        self.schedules.push(Timetable { offset, hours, calendars });
        let new = number(self.schedules.len().saturating_sub(1));
        self.numbers.insert(key, new);
        new
    }

    pub(crate) fn finish(mut self) -> Clock {
        self.cuts.retain(|cut| (FIRST..END).contains(cut));
        self.cuts.sort_unstable();
        self.cuts.dedup();
        self.week.push(0);
        self.week.sort_unstable();
        self.week.dedup();
        self.edges.extend(&self.cuts);
        self.edges.retain(|edge| (FIRST..END).contains(edge));
        self.edges.push(FIRST);
        self.edges.sort_unstable();
        self.edges.dedup();
        let mut clock = Clock {
            found: vec![Ranges::default(); self.cuts.len().saturating_add(1)],
            open: vec![Ranges::default(); self.schedules.len()],
            cuts: self.cuts,
            schedules: self.schedules,
            edges: self.edges,
            week: self.week,
            hours: HashMap::default(),
        };
        clock.walk();
        clock
    }
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

    /// The schedules that are open in these hours, by their numbers.
    pub(crate) fn schedules_in(&self, hours: u32) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.open).filter(move |(_, open)| open.contains(hours)).map(|(at, _)| at)
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
            let found =
                Steps { week: &self.week, at: start, end, last: start.saturating_add(WEEK) }.find(
                    |(_, at)| {
                        let known = self.hours.get(&self.signature(*at));
                        known.is_some_and(|known| hours.contains(*known))
                    },
                );
            if let Some((_, at)) = found {
                return Some(at);
            }
            start = end;
        }
        None
    }

    /// Finds every combination of open schedules, and at which moments each is found.
    fn walk(&mut self) {
        let mut weeks: HashMap<Vec<u64>, Week, FixedState> = HashMap::default();
        let ends = self.edges.iter().skip(1).copied().chain([END]);
        let stretches: Vec<(i64, i64)> = self.edges.iter().copied().zip(ends).collect();
        for (from, to) in stretches {
            let week = weeks
                .entry(self.excepted(from))
                .or_insert_with(|| Week { hours: vec![None; self.week.len()], whole: None });
            let is_whole = to.saturating_sub(from) >= WEEK;
            let known = week.whole.clone().filter(|_| is_whole);
            let found = known.unwrap_or_else(|| {
                let steps =
                    Steps { week: &self.week, at: from, end: to, last: from.saturating_add(WEEK) };
                let steps: Vec<_> = steps.collect();
                let hours = steps.into_iter().filter_map(|(part, at)| {
                    let slot = week.hours.get_mut(part)?;
                    Some(*slot.get_or_insert_with(|| self.hours_at(at)))
                });
                hours.collect()
            });
            if is_whole {
                week.whole = Some(found.clone());
            }
            let moment = self.cuts.partition_point(|cut| *cut <= from);
            if let Some(all) = self.found.get_mut(moment) {
                *all = all.join(&found);
            }
        }
        for (at, open) in self.open.iter_mut().enumerate() {
            let is_open = |bits: &Vec<u64>| {
                bits.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
            };
            let hours = self.hours.iter().filter(|(bits, _)| is_open(bits));
            *open = hours.map(|(_, number)| *number).collect();
        }
    }

    /// The number of the hours at a time, a new one if there are none like them.
    fn hours_at(&mut self, at: i64) -> u32 {
        let new = self.hours();
        let signature = self.signature(at);
        *self.hours.entry(signature).or_insert(new)
    }

    /// Which schedules are open, as bits.
    fn signature(&self, at: i64) -> Vec<u64> {
        let mut bits = vec![0_u64; self.schedules.len().div_ceil(64)];
        for (number, timetable) in self.schedules.iter().enumerate() {
            let local = LocalTime::new(UnixTime::from_seconds(at), timetable.offset);
            if local.is_some_and(|local| timetable.hours.include(&local, &timetable.calendars))
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

/// The hours of a week of which every day is excepted from the same schedules.
#[derive(Debug)]
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
