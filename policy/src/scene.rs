//! An attempt with its time read on the policy's clock, and what the policy has names for found out
//! about it: each once, however many rules ask.

use core::cell::{Cell, OnceCell};

use jiff::Timestamp;
use smallvec::SmallVec;

use crate::{
    Attempt, UnixTime, UtcOffset,
    compile::{Compiled, Named},
    networks::Whereabouts,
    truth::{Missing, Truth},
};

/// An attempt as conditions look at it.
pub(crate) struct Scene<'a> {
    pub(crate) attempt: &'a Attempt,
    pub(crate) whereabouts: Whereabouts,
    /// `None` at a time outside the years a calendar can name (-9999 to 9999): every schedule is
    /// undecided then, which denies whatever depends on one. Only a broken clock gets there.
    local: OnceCell<Option<LocalTime>>,
    utc_offset: UtcOffset,
    named: &'a Named,
    /// The schedules of which it has been found out whether they are open, in order.
    asked: Cell<SmallVec<[(u64, bool); 3]>>,
}

/// A moment on the policy's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalTime {
    /// Days since 1970-01-01.
    pub(crate) today: i64,
    /// Minute of the day, 0..=1439.
    pub(crate) minute: u16,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(attempt: &'a Attempt, policy: &'a Compiled) -> Self {
        let named = &policy.named;
        Self {
            attempt,
            whereabouts: named.zones.locate(&attempt.source),
            local: OnceCell::new(),
            utc_offset: policy.utc_offset,
            named,
            asked: Cell::default(),
        }
    }

    /// Whether the time is within one of these schedules.
    pub(crate) fn during(&self, schedules: &[u64]) -> Truth {
        match self.local.get_or_init(|| LocalTime::new(self.attempt.at, self.utc_offset)) {
            None => Truth::Undecided,
            Some(local) => Truth::of(schedules.iter().any(|number| self.is_open(*number, local))),
        }
    }

    /// Whether the attempt comes from one of these zones.
    #[inline]
    pub(crate) fn from(&self, zones: &[u64]) -> Truth {
        self.whereabouts.any(zones)
    }

    /// What it waits for whether the attempt comes from one of these zones.
    pub(crate) fn missing_of(&self, zones: &[u64]) -> Missing {
        self.named.zones.missing(zones, &self.attempt.source)
    }

    fn is_open(&self, number: u64, local: &LocalTime) -> bool {
        let mut asked = self.asked.take();
        let found = asked.binary_search_by_key(&number, |(asked, _)| *asked);
        let is_open = match found {
            Ok(at) => asked.get(at).is_some_and(|(_, is_open)| *is_open),
            Err(at) => {
                // INVARIANT (numbers resolve): they were given with the list. A schedule that is
                // not there would never be open.
                let hours = usize::try_from(number).ok();
                let hours = hours.and_then(|at| self.named.schedules.get(at));
                let is_open =
                    hours.is_some_and(|hours| hours.include(local, &self.named.calendars));
                asked.insert(at, (number, is_open));
                is_open
            }
        };
        self.asked.set(asked);
        is_open
    }
}

impl LocalTime {
    /// `None` outside the times that have a date.
    pub(crate) fn new(at: UnixTime, offset: UtcOffset) -> Option<Self> {
        let utc = Timestamp::from_second(at.seconds()).ok()?.as_second();
        let local = utc.checked_add(i64::from(offset.minutes()).checked_mul(60)?)?;
        let minute = u16::try_from(local.rem_euclid(DAY) / 60).ok()?;
        let today = local.div_euclid(DAY);
        // The day before must have a date too.
        (today > FIRST_DAY).then_some(Self { today, minute })
    }

    pub(crate) const fn yesterday(&self) -> i64 {
        self.today.saturating_sub(1)
    }
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// -9999-01-01, the first day of `jiff`'s calendar, in days since 1970-01-01.
const FIRST_DAY: i64 = -4_371_587;

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::condition::day;

    #[test]
    fn the_first_day_of_the_calendar_is_the_first_day() {
        assert_eq!(day(Date::MIN), FIRST_DAY);
    }
}
