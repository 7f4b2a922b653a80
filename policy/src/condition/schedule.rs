//! Schedules and calendars: whether a window has started that is not over, and which days are named.

use alloc::vec::Vec;

use jiff::civil::Date;

use crate::{
    Calendar, DateRange, Window,
    scene::{Day, LocalTime},
};

/// A schedule, with the indices of its calendars.
#[derive(Clone, Debug)]
pub(crate) struct Hours {
    pub(crate) windows: Vec<Window>,
    /// No window starts on the days of these calendars.
    pub(crate) except: Vec<usize>,
}

/// The days of a calendar: ranges in order, no two of which overlap.
#[derive(Clone, Debug)]
pub(crate) struct Days(Vec<DateRange>);

impl Hours {
    /// Whether the moment is in a window that starts today, and in one that started yesterday,
    /// were it not for the calendars.
    pub(crate) fn started(&self, local: &LocalTime) -> (bool, bool) {
        let starts = |window: &Window, day: &Day| window.days.contains(&day.weekday);
        let any = |within: &dyn Fn(&Window) -> bool| self.windows.iter().any(within);
        let today = any(&|window| {
            let ended = window.from < window.to && local.minute >= window.to;
            local.minute >= window.from && !ended && starts(window, &local.today)
        });
        // Over midnight: the morning after the day that the window starts on.
        let yesterday = any(&|window| {
            window.to < window.from && local.minute < window.to && starts(window, &local.yesterday)
        });
        (today, yesterday)
    }
}

impl Days {
    pub(crate) fn new(calendar: &Calendar) -> Self {
        let mut ranges = calendar.ranges.clone();
        ranges.sort();
        let mut apart: Vec<DateRange> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match apart.last_mut() {
                Some(before) if range.first <= before.last => {
                    before.last = before.last.max(range.last);
                }
                _ => apart.push(range),
            }
        }
        Self(apart)
    }

    pub(crate) fn include(&self, date: Date) -> bool {
        let next = self.0.partition_point(|range| range.last < date);
        self.0.get(next).is_some_and(|range| range.first <= date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_overlap_are_one_and_every_day_of_it_is_named() {
        let day = |day| Date::constant(2027, 1, day);
        let range = |first, last| DateRange { first: day(first), last: day(last) };
        let ranges = [range(2, 9), range(3, 4), range(9, 11), range(13, 13)].into();

        let days = Days::new(&Calendar { ranges });

        assert_eq!(days.0, [range(2, 11), range(13, 13)]);
        for (number, named) in
            [(1, false), (2, true), (10, true), (11, true), (12, false), (13, true), (14, false)]
        {
            assert_eq!(days.include(day(number)), named, "{number}");
        }
    }
}
