//! The minutes of the week in which schedules open and close.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec,
    vec::Vec,
};

use super::{Bound, Boundary, Edge, RuleCondition, Side};
use crate::{
    Document, Name, Schedule, UnixTime, UtcOffset, Weekday,
    condition::{Days, Hours},
    scene::LocalTime,
};

/// The schedules of a document, to be asked whether they are open.
#[derive(Clone, Debug)]
pub(super) struct Weekly {
    utc_offset: UtcOffset,
    calendars: Vec<Days>,
    schedules: BTreeMap<Name, Hours>,
}

impl Weekly {
    pub(super) fn new(document: &Document) -> Self {
        let at: BTreeMap<&Name, usize> = document.calendars.keys().zip(0..).collect();
        let hours = |schedule: &Schedule| {
            let except = schedule.except.iter().filter_map(|name| at.get(name).copied());
            Hours::new(&schedule.weekly, except.collect())
        };
        let schedules = document.schedules.iter();
        Self {
            utc_offset: document.utc_offset,
            calendars: document.calendars.values().map(Days::new).collect(),
            schedules: schedules.map(|(name, it)| (name.clone(), hours(it))).collect(),
        }
    }

    /// The time on the policy's clock.
    pub(super) fn local(&self, at: UnixTime) -> Option<LocalTime> {
        LocalTime::new(at, self.utc_offset)
    }

    /// On which side of an opening at this minute of these days it is now. A day on which a calendar
    /// keeps the schedule closed has no opening.
    pub(super) fn beside_opening(
        &self,
        schedule: &Name,
        (minute, days): (u16, &BTreeSet<Weekday>),
        now: LocalTime,
    ) -> Option<Side> {
        let hours = self.schedules.get(schedule)?;
        let opens = |before: LocalTime, first: LocalTime| {
            first.minute == minute
                && weekday(first.today).is_some_and(|day| days.contains(&day))
                && !hours.include(&before, &self.calendars)
                && hours.include(&first, &self.calendars)
        };
        if opens(previous(now), now) {
            Some(Side::Inside)
        } else {
            opens(now, next(now)).then_some(Side::Outside)
        }
    }

    /// The same of a closing.
    pub(super) fn beside_closing(
        &self,
        schedule: &Name,
        (minute, days): (u16, &BTreeSet<Weekday>),
        now: LocalTime,
    ) -> Option<Side> {
        let hours = self.schedules.get(schedule)?;
        let closes = |last: LocalTime, after: LocalTime| {
            last.minute.saturating_add(1) == minute
                && weekday(last.today).is_some_and(|day| days.contains(&day))
                && hours.include(&last, &self.calendars)
                && !hours.include(&after, &self.calendars)
        };
        if closes(now, next(now)) {
            Some(Side::Inside)
        } else {
            closes(previous(now), now).then_some(Side::Outside)
        }
    }
}

/// When a schedule opens, then when it closes; times of day in order.
pub(super) fn boundaries(
    name: &Name,
    schedule: &Schedule,
    conditions: &[RuleCondition],
) -> Vec<Boundary> {
    let (opens, closes) = changes(schedule);
    let opens = opens.into_iter().map(|(minute, days)| Boundary {
        bound: Bound::Opens { schedule: name.clone(), minute, days },
        inside: Edge::Minute(minute),
        outside: Edge::Minute(minute.checked_sub(1).unwrap_or(LAST_MINUTE)),
        conditions: conditions.into(),
    });
    let closes = closes.into_iter().map(|(minute, days)| Boundary {
        bound: Bound::Closes { schedule: name.clone(), minute, days },
        inside: Edge::Minute(minute.saturating_sub(1)),
        outside: Edge::Minute(if minute > LAST_MINUTE { 0 } else { minute }),
        conditions: conditions.into(),
    });
    opens.chain(closes).collect()
}

/// Days of the week by minutes of the day.
type Times = BTreeMap<u16, BTreeSet<Weekday>>;

/// When the schedule opens and when it closes, were it not for the calendars.
fn changes(schedule: &Schedule) -> (Times, Times) {
    // By how many windows more each minute of the week is in than the one before, and how many the
    // last is in: it comes before the first.
    let mut steps = vec![0_i32; WEEK];
    let mut depth = 0_i32;
    let mut step = |at: usize, by: i32| {
        if let Some(step) = steps.get_mut(at) {
            *step = step.saturating_add(by);
        }
    };
    for window in &schedule.weekly {
        let days = (0_usize..).zip(Weekday::ALL).filter(|(_, day)| window.days.contains(day));
        for (number, _) in days {
            let midnight = number.saturating_mul(DAY);
            let start = midnight.saturating_add(window.from.into());
            let over = if window.to < window.from { DAY } else { 0 };
            let end = midnight.saturating_add(window.to.into()).saturating_add(over);
            step(start, 1);
            match end.checked_sub(WEEK) {
                Some(next_week) => {
                    depth = depth.saturating_add(1);
                    step(next_week, -1);
                }
                None => step(end, -1),
            }
        }
    }
    let (mut opens, mut closes) = (Times::new(), Times::new());
    let mut last = (LAST_MINUTE, Weekday::Sun);
    let minutes =
        Weekday::ALL.into_iter().flat_map(|day| (0..=LAST_MINUTE).map(move |it| (it, day)));
    for ((minute, day), step) in minutes.zip(steps) {
        let was_open = depth > 0;
        depth = depth.saturating_add(step);
        match (was_open, depth > 0) {
            (false, true) => {
                opens.entry(minute).or_default().insert(day);
            }
            (true, false) => {
                // It closed at the end of the minute before, which may be of the day before.
                let (minute, day) = last;
                closes.entry(minute.saturating_add(1)).or_default().insert(day);
            }
            (false, false) | (true, true) => {}
        }
        last = (minute, day);
    }
    (opens, closes)
}

fn previous(time: LocalTime) -> LocalTime {
    match time.minute.checked_sub(1) {
        Some(minute) => LocalTime { minute, ..time },
        None => LocalTime { today: time.yesterday(), minute: LAST_MINUTE },
    }
}

fn next(time: LocalTime) -> LocalTime {
    if time.minute < LAST_MINUTE {
        LocalTime { minute: time.minute.saturating_add(1), ..time }
    } else {
        LocalTime { today: time.today.saturating_add(1), minute: 0 }
    }
}

/// The weekday of a day counted from 1970-01-01, which was a Thursday.
fn weekday(day: i64) -> Option<Weekday> {
    let number = usize::try_from(day.saturating_add(3).rem_euclid(7)).ok()?;
    Weekday::ALL.get(number).copied()
}

const LAST_MINUTE: u16 = 1439;
/// Minutes.
const DAY: usize = 1440;
const WEEK: usize = 7 * DAY;
