//! Time by brute force: every instant at which anything may begin or end.

use std::collections::BTreeSet;

use sekisho_policy::{DateRange, Document, Schedule, Weekday};

const DAY: i64 = 86_400;

/// Whether a schedule of a document is open.
pub(super) fn is_open(document: &Document, schedule: &Schedule, at: i64) -> bool {
    let local = at + i64::from(document.utc_offset().minutes()) * 60;
    let (today, minute) = (local.div_euclid(DAY), local.rem_euclid(DAY) / 60);
    schedule.weekly.iter().any(|window| {
        let from = i64::from(window.from);
        let over = if window.to < window.from { 1440 } else { 0 };
        let to = i64::from(window.to) + over;
        // Minutes since the day began on which the window starts: today, or the day before.
        [(today, minute), (today - 1, minute + 1440)].into_iter().any(|(day, minute)| {
            (from..to).contains(&minute)
                && window.days.contains(&weekday(day))
                && !is_excepted(document, schedule, day)
        })
    })
}

fn is_excepted(document: &Document, schedule: &Schedule, day: i64) -> bool {
    let calendars = schedule.except.iter().map(|name| &document.calendars()[name]);
    calendars.flat_map(|calendar| &calendar.ranges).any(|range| {
        let (first, last) = days(range);
        (first..=last).contains(&day)
    })
}

fn days(range: &DateRange) -> (i64, i64) {
    let day = |year: i16, month: i8, day: i8| day_of(year.into(), month.into(), day.into());
    (
        day(range.first.year(), range.first.month(), range.first.day()),
        day(range.last.year(), range.last.month(), range.last.day()),
    )
}

/// Days since 1970-01-01. Years begin in March here, so that a leap day is the last one.
const fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let months = (153 * ((month + 9) % 12) + 2) / 5;
    365 * year + leaps + months + day - 1 - 719_468
}

/// The first of January 1970 was a Thursday.
fn weekday(day: i64) -> Weekday {
    Weekday::ALL[usize::try_from((day + 3).rem_euclid(7)).expect("below seven")]
}

/// Every instant at which a schedule may open or close, or that is named, and the second before it:
/// for a week around all dates and named instants. Whatever there is, there is at one of these.
pub(super) fn instants(schedules: &[(&Document, &Schedule)], named: &[i64]) -> Vec<i64> {
    let calendars = schedules.iter().flat_map(|(document, schedule)| {
        schedule.except.iter().flat_map(|name| &document.calendars()[name].ranges)
    });
    let dates = calendars.flat_map(|range| <[i64; 2]>::from(days(range)));
    let all: Vec<i64> = dates.chain(named.iter().map(|at| at.div_euclid(DAY))).collect();
    let first = all.iter().min().copied().unwrap_or(MONDAY) - 9;
    let last = all.iter().max().copied().unwrap_or(MONDAY) + 9;
    let mut instants: BTreeSet<i64> = [first * DAY].into();
    for (document, schedule) in schedules {
        let minutes = schedule.weekly.iter().flat_map(|window| [window.from, window.to]);
        let minutes: BTreeSet<u16> = minutes.chain([0]).collect();
        let east = i64::from(document.utc_offset().minutes());
        for day in first..=last {
            let minutes = minutes.iter().map(|minute| day * 1440 + i64::from(*minute) - east);
            instants.extend(minutes.map(|minute| minute * 60));
        }
    }
    instants.extend(named);
    instants.into_iter().flat_map(|at| [at - 1, at]).collect()
}

/// 2026-01-05, in days since 1970.
const MONDAY: i64 = day_of(2026, 1, 5);
