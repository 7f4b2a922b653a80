//! Times as a town writes them.

use std::collections::BTreeSet;

use jiff::{Timestamp, fmt::strtime, tz::Offset};
use sekisho_policy::{UnixTime, UtcOffset, Weekday};

use crate::Language;

/// A time in a format of `strftime`, without a time zone: the offset is the policy's.
pub(crate) fn local_time(format: &str, at: UnixTime, offset: UtcOffset) -> String {
    let seconds = i32::from(offset.minutes()).saturating_mul(60);
    Offset::from_seconds(seconds)
        .ok()
        .zip(Timestamp::from_second(at.seconds()).ok())
        .and_then(|(offset, at)| strtime::format(format, offset.to_datetime(at)).ok())
        .unwrap_or_default()
}

/// A time to the minute with its offset: `2026-11-24 09:00 +09:00`.
pub(crate) fn date_and_time(at: UnixTime, offset: UtcOffset) -> String {
    format!("{} {}", local_time("%Y-%m-%d %H:%M", at, offset), distance(offset))
}

/// A time as RFC 3339 has it: `2026-11-24T09:00:00+09:00`.
pub(crate) fn moment(at: UnixTime, offset: UtcOffset) -> String {
    format!("{}{}", local_time("%Y-%m-%dT%H:%M:%S", at, offset), distance(offset))
}

/// A time with its day of the week, and with its seconds if there are any:
/// `Tuesday 2026-11-24 09:00 +09:00`.
pub(crate) fn weekday_and_time(at: UnixTime, offset: UtcOffset, language: Language) -> String {
    let clock = if at.seconds().rem_euclid(60) == 0 { "%H:%M" } else { "%H:%M:%S" };
    let clock = local_time(clock, at, offset);
    let distance = distance(offset);
    match language {
        Language::English => {
            format!("{} {clock} {distance}", local_time("%A %Y-%m-%d", at, offset))
        }
        Language::Japanese => {
            // Counted from 1 on a Monday.
            let day = match local_time("%u", at, offset).as_str() {
                "1" => "月",
                "2" => "火",
                "3" => "水",
                "4" => "木",
                "5" => "金",
                "6" => "土",
                _ => "日",
            };
            format!("{}({day}) {clock} {distance}", local_time("%Y-%m-%d", at, offset))
        }
    }
}

/// `+09:00`
fn distance(offset: UtcOffset) -> String {
    let sign = if offset.minutes() < 0 { '-' } else { '+' };
    format!("{sign}{}", clock(offset.minutes().unsigned_abs()))
}

/// A minute of the day: `08:30`, `24:00`.
pub(crate) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute.div_euclid(60), minute.rem_euclid(60))
}

/// A number of seconds as a policy writes it, in as many units as it takes: `8h`, `7h59m59s`.
pub(crate) fn length(seconds: i64) -> String {
    let mut rest = seconds;
    let units = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)].map(|(unit, length)| {
        let number = rest.div_euclid(length);
        rest = rest.rem_euclid(length);
        if number > 0 { format!("{number}{unit}") } else { String::new() }
    });
    let text = units.concat();
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// Days of the week, those that follow each other as one run: `mon-fri`, `sat, sun`; `月火水木金`.
pub(crate) fn week(days: &BTreeSet<Weekday>, language: Language) -> String {
    let all = Weekday::ALL.into_iter().zip(["月", "火", "水", "木", "金", "土", "日"]);
    if language == Language::Japanese {
        return all.filter(|(day, _)| days.contains(day)).map(|(_, name)| name).collect();
    }
    let mut runs: Vec<Vec<&str>> = vec![Vec::new()];
    for day in Weekday::ALL {
        match runs.last_mut() {
            Some(run) if days.contains(&day) => run.push(day.name()),
            Some(run) if !run.is_empty() => runs.push(Vec::new()),
            Some(_) | None => {}
        }
    }
    let run = |run: &Vec<&str>| match run.as_slice() {
        [first, _, .., last] => format!("{first}-{last}"),
        few => few.join(", "),
    };
    let runs: Vec<String> = runs.iter().map(run).filter(|run| !run.is_empty()).collect();
    runs.join(", ")
}
