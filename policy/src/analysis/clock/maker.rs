//! From schedules and points of time to a clock.

use alloc::{collections::BTreeMap, vec, vec::Vec};

use hashbrown::HashMap;

use super::{Clock, DAY, END, FIRST, Timetable, WEEK};
use crate::{
    Document, Schedule, UnixTime, Weekday,
    analysis::{ranges::Ranges, texts::number},
    condition::{Days, Hours, day},
};

/// Gathers what a clock has to tell apart.
#[derive(Debug, Default)]
pub(crate) struct ClockMaker {
    cuts: Vec<i64>,
    numbers: BTreeMap<Key, u32>,
    schedules: Vec<Timetable>,
    edges: Vec<i64>,
    /// Where in the week a window begins or ends, and of which schedule.
    week: Vec<(i64, u32)>,
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
        let new = number(self.schedules.len());
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
                    self.week.push((minute(*from).rem_euclid(WEEK), new));
                    self.week.push((minute(*to).saturating_add(over).rem_euclid(WEEK), new));
                    // No part of the week is of two days: a calendar may except the one alone.
                    self.week.push((midnight.saturating_add(over).rem_euclid(WEEK), new));
                }
            }
        }
        let calendars: Vec<Days> = calendars.into_iter().map(Days::new).collect();
        let hours = Hours::new(&schedule.weekly, (0..calendars.len()).collect());
        self.schedules.push(Timetable { offset, hours, calendars });
        self.numbers.insert(key, new);
        new
    }

    pub(crate) fn finish(mut self) -> Clock {
        self.cuts.retain(|cut| (FIRST..END).contains(cut));
        self.cuts.sort_unstable();
        self.cuts.dedup();
        let mut week: BTreeMap<i64, Vec<u32>> = [(0, Vec::new())].into();
        for (second, schedule) in self.week {
            week.entry(second).or_default().push(schedule);
        }
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
            changing: week.values().cloned().collect(),
            week: week.into_keys().collect(),
            hours: HashMap::default(),
            signatures: Vec::new(),
            weeks: HashMap::default(),
        };
        clock.walk();
        clock
    }
}
