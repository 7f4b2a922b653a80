//! Times as a town writes them.

use jiff::{Timestamp, fmt::strtime, tz::Offset};
use sekisho_policy::{UnixTime, UtcOffset};

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
    let minutes = offset.minutes().unsigned_abs();
    let (hours, minutes) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    let sign = if offset.minutes() < 0 { '-' } else { '+' };
    format!("{} {sign}{hours:02}:{minutes:02}", local_time("%Y-%m-%d %H:%M", at, offset))
}
