//! Times, dates, offsets and spans of time as they are written.

use alloc::{
    format,
    string::{String, ToString},
};

use jiff::{civil::Date, tz::Offset};

use crate::{
    Limits, UnixTime, UtcOffset,
    document::{node::quote, report::Fault},
};

/// `+09:00`.
pub(super) fn offset(text: &str) -> Result<UtcOffset, Fault> {
    parse_offset(text).ok_or_else(|| {
        let fault =
            Fault::new("invalid_offset", quote(text), "a distance from UTC such as `+09:00`");
        let help = match text {
            "JST" | "Asia/Tokyo" | "Japan" => Some("Japan is `\"+09:00\"`".to_string()),
            "UTC" | "Z" | "GMT" | "Etc/UTC" => Some("UTC is `\"+00:00\"`".to_string()),
            _ => whole_offset(text).map(|meant| format!("write `\"{meant}\"`")),
        };
        fault.maybe(help)
    })
}

/// `9`, `+9:00` and `+0900`, written out.
fn whole_offset(text: &str) -> Option<String> {
    let sign = if text.starts_with('-') { '-' } else { '+' };
    let digits: String = text.chars().filter(|letter| !matches!(letter, '+' | '-' | ':')).collect();
    let meant = match digits.len() {
        1 | 2 => format!("{sign}{digits:0>2}:00"),
        3 | 4 => {
            let padded = format!("{digits:0>4}");
            let (hours, minutes) = padded.split_at_checked(2)?;
            format!("{sign}{hours}:{minutes}")
        }
        _ => return None,
    };
    parse_offset(&meant).map(|_| meant)
}

fn parse_offset(text: &str) -> Option<UtcOffset> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+')?),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let minutes = i16::try_from(hours.checked_mul(60)?.checked_add(minutes)?).ok()?;
    UtcOffset::from_minutes(if negative { minutes.checked_neg()? } else { minutes })
}

/// `2027-04-01`.
pub(super) fn date(text: &str) -> Result<Date, Fault> {
    parse_date(text).ok_or_else(|| {
        let fault =
            Fault::new("invalid_date", quote(text), "a date that exists, such as `2027-04-01`");
        let with_hyphens = text.replace(['/', '.'], "-");
        let meant = parse_date(&with_hyphens).map(|date| format!("write `{date}`"));
        fault.maybe(meant)
    })
}

fn parse_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `2027-04-01T09:00:00+09:00`, or a bare date: the start of that day in the policy's offset.
pub(super) fn instant(text: &str, policy: UtcOffset) -> Result<UnixTime, Fault> {
    parse_instant(text, policy).ok_or_else(|| {
        let found = quote(text);
        let required = "a date such as `2027-04-01`, or a time such as `2027-04-01T09:00:00+09:00`";
        let fault = Fault::new("invalid_time", found, required);
        let offset = crate::document::write::offset(policy);
        let with_offset = format!("{}{offset}", text.replacen(' ', "T", 1));
        let meant = parse_instant(&with_offset, policy).map(|_| format!("write `{with_offset}`"));
        fault.maybe(meant)
    })
}

/// `2027-04-01T09:00:00+09:00`: a time that says its own offset.
pub(crate) fn moment(text: &str) -> Option<UnixTime> {
    text.contains('T').then(|| parse_instant(text, UtcOffset::UTC))?
}

fn parse_instant(text: &str, policy: UtcOffset) -> Option<UnixTime> {
    let (date, seconds, offset) = match text.split_once('T') {
        None => (parse_date(text)?, 0, policy),
        Some((date, rest)) => {
            let (clock, offset) = if let Some(clock) = rest.strip_suffix('Z') {
                (clock, UtcOffset::UTC)
            } else {
                let (clock, offset) = rest.split_at_checked(rest.rfind(['+', '-'])?)?;
                (clock, parse_offset(offset)?)
            };
            (parse_date(date)?, parse_clock(clock)?, offset)
        }
    };
    let midnight =
        Offset::UTC.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).ok()?;
    let east = i64::from(offset.minutes()).checked_mul(60)?;
    let seconds = midnight.as_second().checked_add(seconds)?.checked_sub(east)?;
    Some(UnixTime::from_seconds(seconds)).filter(|at| is_instant(*at))
}

/// Whether a policy may name this instant.
pub(crate) fn is_instant(at: UnixTime) -> bool {
    INSTANTS.contains(&at.seconds())
}

/// `09:00` or `09:00:30`, as seconds of the day.
fn parse_clock(text: &str) -> Option<i64> {
    let (hours, rest) = text.split_once(':')?;
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "00"));
    let (hours, minutes, seconds) = (number(hours, 2)?, number(minutes, 2)?, number(seconds, 2)?);
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let minutes = hours.checked_mul(60)?.checked_add(minutes)?;
    Some(i64::from(minutes.checked_mul(60)?.checked_add(seconds)?))
}

/// `08:30`, as minutes of the day; `24:00` is 1440.
pub(super) fn minute(text: &str) -> Result<u16, Fault> {
    parse_minute(text).ok_or_else(|| {
        let fault = Fault::new(
            "invalid_time",
            quote(text),
            "a time from `00:00` to `24:00`, such as `08:30`",
        );
        let padded = format!("0{text}");
        let colon =
            text.get(..2).zip(text.get(2..)).map(|(hours, minutes)| format!("{hours}:{minutes}"));
        let meant =
            [Some(padded), colon].into_iter().flatten().find(|text| parse_minute(text).is_some());
        fault.maybe(meant.map(|meant| format!("write `\"{meant}\"`")))
    })
}

fn parse_minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    let minute = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && minute <= 1440).then(|| u16::try_from(minute).ok())?
}

/// `8h`: a whole number of days, hours, minutes or seconds.
pub(super) fn span(text: &str) -> Result<u32, Fault> {
    let most = Limits::VERSION_1.signed_in_within;
    let required = "a span of time such as `8h`, `30m` or `1d`";
    let invalid = || Fault::new("invalid_span", quote(text), required);
    let unit = text.chars().next_back().ok_or_else(invalid)?;
    let seconds = match unit {
        'd' => 86_400_u32,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => return Err(invalid().help(unit_help(text))),
    };
    let count = text
        .strip_suffix(unit)
        .and_then(|count| number(count, count.len()))
        .ok_or_else(|| invalid().help(unit_help(text)))?;
    match count.checked_mul(seconds) {
        Some(0) => Err(Fault::new("invalid_span", quote(text), "a span longer than nothing")),
        Some(span) if span <= most => Ok(span),
        _ => {
            let required = format!("at most {}", span_text(most));
            Err(Fault::new("limit", quote(text), required))
        }
    }
}

/// `8 hours`, written as the language has it.
fn unit_help(text: &str) -> String {
    let digits =
        text.len().saturating_sub(text.trim_start_matches(|it: char| it.is_ascii_digit()).len());
    let (count, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
    let unit = unit.trim().chars().next().map(|letter| letter.to_ascii_lowercase());
    match unit {
        Some(letter @ ('d' | 'h' | 'm' | 's')) if (1..=9).contains(&count.len()) => {
            format!("write `{count}{letter}`")
        }
        _ => "end it with `d`, `h`, `m` or `s`".to_string(),
    }
}

/// The shortest way to write a span.
pub(crate) fn span_text(seconds: u32) -> String {
    let units = [(86_400_u32, 'd'), (3_600, 'h'), (60, 'm')];
    let whole = units.into_iter().find_map(|(unit, letter)| {
        let count = seconds.checked_div(unit)?;
        (count > 0 && seconds.checked_rem(unit)? == 0).then(|| format!("{count}{letter}"))
    });
    whole.unwrap_or_else(|| format!("{seconds}s"))
}

/// A number of exactly so many digits, at most nine.
fn number(text: &str, digits: usize) -> Option<u32> {
    let valid = text.len() == digits
        && (1..=9).contains(&digits)
        && text.bytes().all(|byte| byte.is_ascii_digit());
    if valid { text.parse().ok() } else { None }
}

/// Years a date may lie in: a policy that names another has a typing error in it.
const YEARS: core::ops::RangeInclusive<i16> = 2000..=2999;

/// 2000-01-02T00:00:00Z up to 2999-12-31T00:00:00Z: written in any offset, the year is one of [`YEARS`].
const INSTANTS: core::ops::Range<i64> = 946_771_200..32_503_593_600;
