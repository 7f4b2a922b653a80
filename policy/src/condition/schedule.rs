//! Schedules and calendars: whether a window has started that is not over, and which days are named.

use alloc::vec::Vec;

use jiff::civil::Date;

use crate::{Calendar, Weekday, Window, scene::LocalTime};

/// A schedule, with the places of its calendars.
#[derive(Clone, Debug)]
pub(crate) struct Hours {
    windows: Vec<Weekly>,
    /// No window starts on the days of these calendars.
    except: Vec<usize>,
}

/// A window of the week.
#[derive(Clone, Copy, Debug)]
struct Weekly {
    /// A bit for each day that it starts on, Monday's the lowest.
    days: u8,
    from: u16,
    to: u16,
}

/// The days of a calendar, counted from 1970-01-01: ranges in order, no two of which overlap.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Days(Vec<(i64, i64)>);

impl Hours {
    pub(crate) fn new(windows: &[Window], except: Vec<usize>) -> Self {
        let days = |window: &Window| {
            let days = Weekday::ALL.into_iter().zip(0_u32..);
            days.filter(|(day, _)| window.days.contains(day)).fold(0, |all, (_, at)| all | 1 << at)
        };
        let weekly =
            |window: &Window| Weekly { days: days(window), from: window.from, to: window.to };
        Self { windows: windows.iter().map(weekly).collect(), except }
    }

    /// Whether the moment is in a window that starts on a day of none of the excepted calendars.
    pub(crate) fn include(&self, local: &LocalTime, calendars: &[Days]) -> bool {
        let (today, yesterday) = self.started(local);
        let is_free = |day: i64| {
            let excepted = self.except.iter().filter_map(|at| calendars.get(*at));
            !excepted.into_iter().any(|calendar| calendar.include(day))
        };
        (today && is_free(local.today)) || (yesterday && is_free(local.yesterday()))
    }

    /// Whether the moment is in a window that starts today, and in one that started yesterday,
    /// were it not for the calendars.
    fn started(&self, local: &LocalTime) -> (bool, bool) {
        let (today, yesterday) = (weekday(local.today), weekday(local.yesterday()));
        let mut started = (false, false);
        for window in &self.windows {
            let ended = window.from < window.to && local.minute >= window.to;
            started.0 |= window.days & today != 0 && local.minute >= window.from && !ended;
            // Over midnight: the morning after the day that the window starts on.
            let overnight = window.to < window.from && local.minute < window.to;
            started.1 |= window.days & yesterday != 0 && overnight;
        }
        started
    }
}

impl Days {
    pub(crate) fn new(calendar: &Calendar) -> Self {
        let ranges = calendar.ranges.iter();
        let mut ranges: Vec<_> = ranges.map(|range| (day(range.first), day(range.last))).collect();
        ranges.sort_unstable();
        let mut apart: Vec<(i64, i64)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match apart.last_mut() {
                Some((_, end)) if first <= *end => *end = last.max(*end),
                _ => apart.push((first, last)),
            }
        }
        Self(apart)
    }

    pub(crate) fn include(&self, day: i64) -> bool {
        let next = self.0.partition_point(|(_, last)| *last < day);
        self.0.get(next).is_some_and(|(first, _)| *first <= day)
    }
}

/// The date in days since 1970-01-01.
pub(crate) fn day(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

/// The bit of the weekday of this day. The first of January 1970 was a Thursday.
const fn weekday(day: i64) -> u8 {
    1 << day.saturating_add(3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DateRange;

    #[test]
    fn ranges_that_overlap_are_one_and_every_day_of_it_is_named() {
        let date = |day| Date::constant(2027, 1, day);
        let range = |first, last| DateRange { first: date(first), last: date(last) };
        let ranges = [range(2, 9), range(3, 4), range(9, 11), range(13, 13)].into();

        let days = Days::new(&Calendar { ranges });

        assert_eq!(days.0.len(), 2);
        for (number, named) in
            [(1, false), (2, true), (10, true), (11, true), (12, false), (13, true), (14, false)]
        {
            assert_eq!(days.include(day(date(number))), named, "{number}");
        }
    }

    #[test]
    fn days_and_weekdays_are_those_of_the_calendar() {
        for at in -5_000..60_000 {
            let date = Date::constant(1970, 1, 1) + jiff::Span::new().days(at);
            assert_eq!(day(date), at);
            let monday = u32::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(7);
            assert_eq!(weekday(at).trailing_zeros(), monday, "{date}");
        }
    }
}
