//! The oracle's calendar: it walks from the first of January 2026, one day at a time.

use sekisho_policy::{Document, Schedule, Weekday};

/// A moment on the policy's clock: the day as year, month and day, and as days since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    day: i64,
    minute: i64,
}

/// `None` where no calendar reaches.
pub fn moment(at: i64, offset_minutes: i16) -> Option<Moment> {
    // Calendars reach from the year -9999 to 9999. No test asks about the years near the ends.
    if !(-300_000_000_000..253_000_000_000).contains(&at) {
        return None;
    }
    let local = at + i64::from(offset_minutes) * 60;
    let mut day = local / 86_400;
    let mut second = local % 86_400;
    if second < 0 {
        second += 86_400;
        day -= 1;
    }
    Some(Moment { day, minute: second / 60 })
}

pub fn within(document: &Document, schedule: &Schedule, moment: Moment) -> bool {
    let starts = |days: &[&'static str], day: i64| {
        let named = date(day);
        let excepted = schedule.except.iter().any(|name| {
            document.calendars()[name]
                .ranges
                .iter()
                .any(|range| range.first.to_string() <= named && named <= range.last.to_string())
        });
        days.contains(&weekday(day)) && !excepted
    };
    schedule.weekly.iter().any(|window| {
        let days: Vec<&'static str> = window.days.iter().map(name).collect();
        let (from, to) = (i64::from(window.from), i64::from(window.to));
        // A window that ends before it starts ends on the next day.
        let length = if to > from { to - from } else { to + 1440 - from };
        // Minutes since the window's start, had it started today, or yesterday.
        [(moment.day, 0), (moment.day - 1, 1440)].into_iter().any(|(day, since)| {
            let elapsed = moment.minute + since - from;
            (0..length).contains(&elapsed) && starts(&days, day)
        })
    })
}

/// The date as `2026-12-29`, which sorts as dates do. Years of four digits only.
fn date(day: i64) -> String {
    let (mut year, mut month, mut of_month) = (2026, 1, 1);
    let day = day - NEW_YEAR_2026;
    for _ in 0..day.max(0) {
        of_month += 1;
        if of_month > length(year, month) {
            (month, of_month) = (month + 1, 1);
        }
        if month > 12 {
            (year, month) = (year + 1, 1);
        }
    }
    for _ in day.min(0)..0 {
        of_month -= 1;
        if of_month == 0 {
            month -= 1;
            if month == 0 {
                (year, month) = (year - 1, 12);
            }
            of_month = length(year, month);
        }
    }
    assert!((0..=9999).contains(&year), "the oracle's dates have four digits");
    format!("{year:04}-{month:02}-{of_month:02}")
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The first of January 2026, in days since that of 1970.
const NEW_YEAR_2026: i64 = 56 * 365 + 14;

/// The first of January 1970 was a Thursday.
fn weekday(day: i64) -> &'static str {
    ["thu", "fri", "sat", "sun", "mon", "tue", "wed"][usize::try_from(day.rem_euclid(7)).unwrap()]
}

fn name(day: &Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}
