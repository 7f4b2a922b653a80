//! An attempt with its time read on the policy's clock, and what the policy has names for found out
//! about it: each once, however many rules ask.

use alloc::vec::Vec;
use core::cell::OnceCell;

use jiff::{
    Timestamp,
    civil::{Date, Weekday},
    tz::Offset,
};

use crate::{
    Attempt, MissingFact, UnixTime, UtcOffset,
    compile::{Compiled, Named},
    condition::{Hours, within},
    verdict::Verdict,
};

/// An attempt as conditions look at it.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) attempt: &'a Attempt,
    /// `None` at a time outside the years a calendar can name (-9999 to 9999): every schedule is
    /// undecided then, which denies whatever depends on one. Only a broken clock gets there.
    local: Option<LocalTime>,
    named: &'a Named,
    /// By calendar: whether today is one of its days, and yesterday.
    calendars: Vec<OnceCell<(bool, bool)>>,
    /// By schedule: whether it is open.
    schedules: Vec<OnceCell<bool>>,
    /// By zone: whether the attempt comes from it.
    zones: Vec<OnceCell<Verdict>>,
}

/// A moment on the policy's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalTime {
    pub(crate) today: Day,
    pub(crate) yesterday: Day,
    /// Minute of the day, 0..=1439.
    pub(crate) minute: u16,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day {
    pub(crate) date: Date,
    pub(crate) weekday: crate::Weekday,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(attempt: &'a Attempt, policy: &'a Compiled) -> Self {
        let named = &policy.named;
        Self {
            attempt,
            local: LocalTime::new(attempt.at, policy.utc_offset),
            named,
            calendars: unasked(named.calendars.len()),
            schedules: unasked(named.schedules.len()),
            zones: unasked(named.zones.len()),
        }
    }

    /// Whether the time is within one of these schedules.
    pub(crate) fn during(&self, schedules: &[usize]) -> Verdict {
        match &self.local {
            None => Verdict::undecided(MissingFact::Time),
            Some(local) => Verdict::of(schedules.iter().any(|index| self.is_open(*index, local))),
        }
    }

    /// Whether the attempt comes from one of these zones.
    pub(crate) fn from(&self, zones: &[usize]) -> Verdict {
        Verdict::any(zones.iter().map(|index| {
            // INVARIANT (indices resolve): they were made with the lists. A zone that is not there
            // would be nowhere.
            let asked = self.zones.get(*index).zip(self.named.zones.get(*index));
            asked.map_or(Verdict::False, |(known, zone)| {
                known.get_or_init(|| within(zone, &self.attempt.source)).clone()
            })
        }))
    }

    fn is_open(&self, index: usize, local: &LocalTime) -> bool {
        let asked = self.schedules.get(index).zip(self.named.schedules.get(index));
        asked.is_some_and(|(known, hours)| *known.get_or_init(|| self.includes(hours, local)))
    }

    fn includes(&self, hours: &Hours, local: &LocalTime) -> bool {
        let (today, yesterday) = hours.started(local);
        let free = |day: fn((bool, bool)) -> bool| {
            !hours.except.iter().any(|index| day(self.is_named_day(*index, local)))
        };
        (today && free(|(today, _)| today)) || (yesterday && free(|(_, yesterday)| yesterday))
    }

    fn is_named_day(&self, calendar: usize, local: &LocalTime) -> (bool, bool) {
        let asked = self.calendars.get(calendar).zip(self.named.calendars.get(calendar));
        asked.map_or((false, false), |(known, days)| {
            *known.get_or_init(|| {
                (days.include(local.today.date), days.include(local.yesterday.date))
            })
        })
    }
}

fn unasked<T>(count: usize) -> Vec<OnceCell<T>> {
    core::iter::repeat_with(OnceCell::new).take(count).collect()
}

impl LocalTime {
    fn new(at: UnixTime, offset: UtcOffset) -> Option<Self> {
        let offset = Offset::from_seconds(i32::from(offset.minutes()).checked_mul(60)?).ok()?;
        let local = offset.to_datetime(Timestamp::from_second(at.seconds()).ok()?);
        let hour = u16::try_from(local.hour()).ok()?;
        let minute = u16::try_from(local.minute()).ok()?;
        Some(Self {
            today: Day::new(local.date()),
            yesterday: Day::new(local.date().yesterday().ok()?),
            minute: hour.checked_mul(60)?.checked_add(minute)?,
        })
    }
}

impl Day {
    fn new(date: Date) -> Self {
        let weekday = match date.weekday() {
            Weekday::Monday => crate::Weekday::Mon,
            Weekday::Tuesday => crate::Weekday::Tue,
            Weekday::Wednesday => crate::Weekday::Wed,
            Weekday::Thursday => crate::Weekday::Thu,
            Weekday::Friday => crate::Weekday::Fri,
            Weekday::Saturday => crate::Weekday::Sat,
            Weekday::Sunday => crate::Weekday::Sun,
        };
        Self { date, weekday }
    }
}
