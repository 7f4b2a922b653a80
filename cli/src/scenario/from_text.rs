//! Values that a scenario writes as text and the engine parses.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use sekisho_policy::UnixTime;
use serde::{Deserialize, Deserializer, de::Error};

/// A value that is written as text and parses itself.
pub(super) fn value<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

/// The same, where the field may be left out.
pub(super) fn optional<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    value(from).map(Some)
}

/// An instant, as RFC 3339 with an offset.
pub(super) fn time<'de, D>(from: D) -> Result<UnixTime, D::Error>
where
    D: Deserializer<'de>,
{
    let text = String::deserialize(from)?;
    instant(&text).map_err(D::Error::custom)
}

/// The instant a text stands for.
pub(crate) fn instant(text: &str) -> Result<UnixTime, String> {
    let parsed: Result<Timestamp, _> = text.parse();
    match parsed {
        Ok(instant) => Ok(UnixTime::from_seconds(instant.as_second())),
        Err(_) => Err(format!(
            "found `{}`, required a time with an offset, such as 2026-11-24T08:30:00+09:00",
            text.escape_debug()
        )),
    }
}
