//! An attempt with its time read on the policy's clock, once.

use jiff::{
    Timestamp,
    civil::{Date, Weekday},
    tz::Offset,
};

use crate::{Attempt, UnixTime, UtcOffset};

/// An attempt as conditions look at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) attempt: &'a Attempt,
    /// `None` at a time outside the years a calendar can name (-9999 to 9999): every schedule is
    /// undecided then, which denies whatever depends on one. Only a broken clock gets there.
    pub(crate) local: Option<LocalTime>,
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
    pub(crate) fn new(attempt: &'a Attempt, offset: UtcOffset) -> Self {
        Self { attempt, local: LocalTime::new(attempt.at, offset) }
    }
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
