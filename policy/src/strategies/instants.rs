//! Times at which something begins or ends.

use alloc::vec::Vec;

use jiff::civil::Date;

use crate::{Clause, DateRange, UnixTime, Window};

use super::{
    aim::Aim,
    atoms::Atoms,
    draw::{Choice, Draw, How, Slot},
};

/// 2026-12-21, a Monday, in days since 1970: where a policy names no date.
const SOME_MONDAY: i64 = 20_808;
const DAY: i64 = 86_400;

pub(crate) fn at(atoms: &Atoms, aim: &Aim<'_>, draw: &Draw) -> UnixTime {
    let (time, jitter) = (draw.choice(Slot::Time), draw.choice(Slot::Jitter));
    let seconds = match (time.how, draw.how(time)) {
        (0..=1, _) => {
            let ends = [i64::MIN, i64::MAX, 0, -1_000_000_000_000, 1_000_000_000_000];
            time.of(&ends).copied().unwrap_or_default()
        }
        (_, How::Aimed) => aimed(atoms, aim, draw),
        (how, _) if how.checked_rem(3) == Some(0) && !atoms.instants.is_empty() => {
            time.of(&atoms.instants).copied().unwrap_or_default().saturating_add(beside(jitter))
        }
        _ => {
            let minute = match time.of(&atoms.windows) {
                Some(window) if time.next().below(2) == 0 => window.from,
                Some(window) => window.to,
                None => 0,
            };
            seconds(atoms, day(atoms, draw), minute).saturating_add(beside(jitter))
        }
    };
    UnixTime::from_seconds(seconds)
}

/// A time that meets the clauses, if one does, as far as one looks at one condition at a time.
fn aimed(atoms: &Atoms, aim: &Aim<'_>, draw: &Draw) -> i64 {
    let (time, jitter) = (draw.choice(Slot::Time), draw.choice(Slot::Jitter));
    let instant =
        |asked: fn(&Clause) -> Option<UnixTime>| aim.each(asked).last().map(|at| at.seconds());
    let (start, end) = (instant(|clause| clause.not_before), instant(|clause| clause.not_after));
    let names = aim.values(|clause| clause.during.as_ref());
    let schedules = names.iter().filter_map(|name| atoms.document.schedules.get(name));
    let windows: Vec<&Window> = schedules.flat_map(|schedule| &schedule.weekly).collect();
    let Some(window) = time.of(&windows) else {
        return match (start, end) {
            (Some(start), _) => start.saturating_add(inside(jitter)),
            (None, Some(end)) => end.saturating_sub(1).saturating_sub(inside(jitter)),
            (None, None) => {
                seconds(atoms, day(atoms, draw), 0).saturating_add(i64::from(time.which >> 12))
            }
        };
    };
    // The day after it starts, the week before it ends, or any.
    let near = match (start, end) {
        (Some(start), _) => local_day(atoms, start).saturating_add(1),
        (None, Some(end)) => local_day(atoms, end).saturating_sub(8),
        (None, None) => day(atoms, draw),
    };
    let length = window.to.checked_sub(window.from);
    let length =
        length.unwrap_or_else(|| window.to.saturating_add(1440).saturating_sub(window.from));
    let since = match jitter.below(4) {
        0 => 0,
        1 => i64::from(length).saturating_mul(60).saturating_sub(1),
        2 => i64::from(length).saturating_mul(30),
        _ => 60,
    };
    let start = seconds(atoms, next_start(window, near), window.from);
    start.saturating_add(since)
}

/// The first day from this one on that the window starts on.
pub(crate) fn next_start(window: &Window, from: i64) -> i64 {
    let starts = |day: &i64| {
        // The first of January 1970 was a Thursday.
        let place =
            day.saturating_add(3).checked_rem_euclid(7).and_then(|it| usize::try_from(it).ok());
        let weekday = place.and_then(|place| crate::Weekday::ALL.get(place));
        weekday.is_some_and(|weekday| window.days.contains(weekday))
    };
    (from..from.saturating_add(7)).find(starts).unwrap_or(from)
}

/// A day that something happens on, or the one before or after, in days since 1970.
fn day(atoms: &Atoms, draw: &Draw) -> i64 {
    let choice = draw.choice(Slot::Day);
    let by = [0, 1, -1].get(choice.next().below(3)).copied().unwrap_or_default();
    let any_day = SOME_MONDAY.saturating_add(i64::from(choice.which % 7));
    let near = match choice.how {
        0..=39 => any_day,
        40..=79 => choice.of(&atoms.dates).map_or(any_day, |range| end_of(*range, choice)),
        _ => choice.of(&atoms.instants).map_or(any_day, |at| local_day(atoms, *at)),
    };
    near.saturating_add(by)
}

fn end_of(range: DateRange, choice: Choice) -> i64 {
    number(if choice.how.is_multiple_of(2) { range.first } else { range.last })
}

/// The day in days since 1970.
pub(crate) fn number(date: Date) -> i64 {
    let since = date.since(Date::constant(1970, 1, 1));
    since.map_or(SOME_MONDAY, |span| i64::from(span.get_days()))
}

/// The instant of this minute of this day on the policy's clock.
pub(crate) fn seconds(atoms: &Atoms, day: i64, minute: u16) -> i64 {
    let minutes = i64::from(minute).saturating_sub(atoms.document.utc_offset.minutes().into());
    day.saturating_mul(DAY).saturating_add(minutes.saturating_mul(60))
}

/// The day of this instant on the policy's clock.
pub(crate) fn local_day(atoms: &Atoms, at: i64) -> i64 {
    let offset = i64::from(atoms.document.utc_offset.minutes()).saturating_mul(60);
    at.saturating_add(offset).div_euclid(DAY)
}

/// When the caller signed in: an age that counts, or one beside where one stops counting.
pub(crate) fn signed_in(
    atoms: &Atoms,
    aim: &Aim<'_>,
    draw: &Draw,
    at: UnixTime,
) -> crate::Fact<UnixTime> {
    let jitter = draw.choice(Slot::Jitter);
    let spans = aim.each(|clause| clause.signed_in_within);
    let shortest = spans.iter().min().map(|span| i64::from(*span));
    let aimed: Vec<i64> = match shortest {
        Some(span) => [0, span.saturating_sub(1), span.saturating_div(2)].into(),
        None => Vec::new(),
    };
    let edges = atoms.spans.iter().map(|span| span.saturating_add(beside(jitter)));
    let pool: Vec<i64> = edges.chain([0, -1, 1, 864_000, i64::MAX]).collect();
    draw.fact(Slot::SignedIn, &pool, &aimed).map(|age| at.saturating_add(age.saturating_neg()))
}

/// When the token was issued: around what revokes tokens, or lately.
pub(crate) fn issued(
    atoms: &Atoms,
    aim: &Aim<'_>,
    draw: &Draw,
    at: UnixTime,
) -> crate::Fact<UnixTime> {
    let jitter = draw.choice(Slot::Jitter);
    let ends = aim.each(|clause| clause.issued_before);
    let aimed: Vec<i64> = ends
        .iter()
        .flat_map(|end| [end.seconds().saturating_sub(1), end.seconds().saturating_sub(DAY)])
        .collect();
    let edges = atoms.issued.iter().map(|end| end.saturating_add(beside(jitter)));
    let lately = [0, -60, -86_400].map(|age| at.seconds().saturating_add(age));
    let pool: Vec<i64> = edges.chain(lately).collect();
    draw.fact(Slot::Issued, &pool, &aimed).map(UnixTime::from_seconds)
}

fn beside(jitter: Choice) -> i64 {
    [0, -1, 1, -60, 60, -59, 59].get(jitter.below(7)).copied().unwrap_or_default()
}

fn inside(jitter: Choice) -> i64 {
    [0, 1, 59, 3600, 86_400].get(jitter.below(5)).copied().unwrap_or_default()
}
