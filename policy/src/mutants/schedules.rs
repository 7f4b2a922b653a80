//! What can be wrong with a schedule.

use alloc::{collections::BTreeSet, string::ToString, vec::Vec};

use super::{Change, Operator, Site, Value, list::Edited};
use crate::{Schedule, Weekday, Window};

/// Minutes of a day.
const DAY: u16 = 1440;

/// The schedules that differ from this one in one thing.
pub(super) fn of_schedule(schedule: &Schedule) -> impl Iterator<Item = (Site, Edited<Schedule>)> {
    let shifted = schedule.weekly.iter().flat_map(|window| shifted(schedule, window));
    let several = schedule.weekly.len() > 1;
    let removed = schedule.weekly.iter().filter(move |_| several).map(|window| {
        let change = Change::Removed(Value::Window(window.clone()));
        (Operator::RemoveValue, change, with_window(schedule, window, None))
    });
    let calendars = schedule.except.iter().map(|name| {
        let except = schedule.except.iter().filter(|other| *other != name).cloned().collect();
        let schedule = Schedule { weekly: schedule.weekly.clone(), except };
        let change = Change::Removed(Value::Text(name.to_string()));
        (Site::Except, (Operator::DropCalendar, change, schedule))
    });
    shifted.chain(removed).map(|edited| (Site::Weekly, edited)).chain(calendars)
}

/// The schedules with this window starting or ending a minute sooner or later, or on other days.
fn shifted(schedule: &Schedule, window: &Window) -> Vec<Edited<Schedule>> {
    let starts = [window.from.checked_sub(1), window.from.checked_add(1).filter(|it| *it < DAY)];
    let starts = starts.into_iter().flatten().map(|from| Window { from, ..window.clone() });
    // Midnight is the end of a day; a minute later it is the first of the next.
    let sooner = window.to.checked_sub(1).filter(|to| *to > 0).unwrap_or(DAY);
    let later = window.to.checked_add(1).filter(|to| *to <= DAY).unwrap_or(1);
    let ends = [sooner, later].map(|to| Window { to, ..window.clone() });
    let minutes = starts.chain(ends).map(|other| (Operator::ShiftMinute, other));
    let days = [1, 6].map(|by| Window { days: days_later(&window.days, by), ..window.clone() });
    let others = minutes.chain(days.map(|other| (Operator::ShiftDay, other)));
    let fits = |(_, other): &(Operator, Window)| {
        // What is whole or a minute long could come out as nothing, or as nearly a day.
        other.from != other.to
            && length(other).abs_diff(length(window)) <= 1
            && !schedule.weekly.contains(other)
    };
    let edited = others.filter(fits).map(|(operator, other)| {
        let (before, after) = (Value::Window(window.clone()), Value::Window(other.clone()));
        (operator, Change::Replaced { before, after }, with_window(schedule, window, Some(other)))
    });
    edited.collect()
}

/// The schedule with another window in the place of this one, or none.
fn with_window(schedule: &Schedule, window: &Window, other: Option<Window>) -> Schedule {
    let rest = schedule.weekly.iter().filter(|kept| *kept != window).cloned();
    let mut weekly: Vec<Window> = rest.chain(other).collect();
    weekly.sort();
    Schedule { weekly, except: schedule.except.clone() }
}

/// How many minutes a window is open.
fn length(window: &Window) -> u16 {
    let through_midnight = if window.to > window.from { 0 } else { DAY };
    window.to.saturating_add(through_midnight).saturating_sub(window.from)
}

/// The days so many days after these.
fn days_later(days: &BTreeSet<Weekday>, by: usize) -> BTreeSet<Weekday> {
    let later = Weekday::ALL.into_iter().cycle().skip(by);
    let moved = Weekday::ALL.into_iter().zip(later).filter(|(day, _)| days.contains(day));
    moved.map(|(_, later)| later).collect()
}
