//! Dates, times and numbers of things: from what a row has to what people write, and back.

use alloc::{format, string::String};

use super::{
    cursor::Cursor,
    form::{Form, Unit},
    hear, say,
};
use crate::Attribute;

/// `2026-12-29` as a date.
pub(super) fn say_date(
    value: &str,
    after: &[&str; 3],
    padded: bool,
    text: &mut String,
) -> Option<()> {
    let (year, rest) = value.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    for (digits, after) in [year, month, day].into_iter().zip(after) {
        text.push_str(if padded { digits } else { digits.trim_start_matches('0') });
        text.push_str(after);
    }
    Some(())
}

pub(super) fn hear_date(
    after: &[&'static str; 3],
    padded: bool,
    cursor: &mut Cursor<'_>,
) -> Option<String> {
    let mut number = |width: usize, after| {
        let digits = cursor.take_while("a date", |it| it.is_ascii_digit())?;
        let width = if padded { digits.len() } else { width };
        cursor.take(after).then(|| format!("{digits:0>width$}"))
    };
    let [year, month, day] = *after;
    let (year, month, day) = (number(4, year)?, number(2, month)?, number(2, day)?);
    Some(format!("{year}-{month}-{day}"))
}

/// `2027-02-16T00:00:00+09:00` as a date, a time and an offset. Whole minutes are told without
/// seconds.
pub(super) fn say_moment(
    value: &str,
    date: &Form,
    [between, before, after]: [&str; 3],
    text: &mut String,
) -> Option<()> {
    let (day, rest) = value.split_once('T')?;
    let (clock, offset) = rest.split_at_checked(rest.rfind(['+', '-'])?)?;
    say::say(date, &Attribute::String(day.into()), text).then_some(())?;
    text.push_str(between);
    text.push_str(clock.strip_suffix(":00").filter(|it| it.contains(':')).unwrap_or(clock));
    text.push_str(before);
    text.push_str(offset);
    text.push_str(after);
    Some(())
}

pub(super) fn hear_moment(
    date: &Form,
    [between, before, after]: [&'static str; 3],
    cursor: &mut Cursor<'_>,
) -> Option<String> {
    let day = hear::text(date, cursor)?;
    cursor.take(between).then_some(())?;
    let clock = hear::text(&Form::Plain, cursor)?;
    cursor.take(before).then_some(())?;
    let offset = hear::text(&Form::Plain, cursor)?;
    let seconds = if clock.len() == "08:30".len() { ":00" } else { "" };
    cursor.take(after).then(|| format!("{day}T{clock}{seconds}{offset}"))
}

/// `8h` as a number of hours.
pub(super) fn say_span(value: &str, units: &[(char, Unit)], text: &mut String) -> Option<()> {
    let (digits, unit) = units
        .iter()
        .find_map(|(letter, unit)| value.strip_suffix(*letter).map(|digits| (digits, unit)))?;
    text.push_str(digits);
    text.push_str(unit.of(digits));
    Some(())
}

pub(super) fn hear_span(units: &[(char, Unit)], cursor: &mut Cursor<'_>) -> Option<String> {
    let digits = cursor.take_while("a number", |it| it.is_ascii_digit())?;
    let unit = units.iter().find(|(_, unit)| cursor.take(unit.of(digits)));
    unit.map(|(letter, _)| format!("{digits}{letter}"))
}

/// A number of things.
pub(super) fn hear_count(unit: Unit, cursor: &mut Cursor<'_>) -> Option<String> {
    let digits = cursor.take_while("a number", |it| it.is_ascii_digit())?;
    cursor.take(unit.of(digits)).then(|| digits.into())
}
