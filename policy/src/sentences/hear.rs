//! From words to the value they are for.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    cursor::Cursor,
    form::{Form, Part},
    numbers,
    say::{KEY, LITERAL, VALUE},
};
use crate::Attribute;

/// Reads a value that is said in this way. `None` if none comes next: then the cursor may be anywhere
/// between, and knows what would have been read.
pub(super) fn hear(form: &Form, cursor: &mut Cursor<'_>) -> Option<Attribute> {
    match form {
        Form::Choice(forms) => forms.iter().find_map(|form| tried(cursor, |it| hear(form, it))),
        Form::Count(unit) => numbers::hear_count(*unit, cursor).map(Attribute::Number),
        Form::Entries { entry, between } => {
            let mut map = BTreeMap::new();
            loop {
                let (key, value) = tried(cursor, |it| {
                    let separated = map.is_empty() || it.take(between);
                    if separated { self::entry(entry, it) } else { None }
                })
                .unzip();
                match (key, value) {
                    (Some(key), Some(value)) => map.insert(key, value),
                    _ if map.is_empty() => return None,
                    _ => return Some(Attribute::Map(map)),
                };
            }
        }
        Form::Exactly(words, short) => cursor.take(short).then(|| {
            Attribute::List(words.iter().map(|it| Attribute::String((*it).into())).collect())
        }),
        Form::List { least, most, item, between, last } => {
            let items = list(item, [between, last], cursor)?;
            (*least..=*most).contains(&items.len()).then_some(Attribute::List(items))
        }
        Form::Literal(quotes) => quotes.hear(cursor).map(|text| {
            if text.contains(['*', '?']) {
                Attribute::Map([(LITERAL.into(), Attribute::String(text))].into())
            } else {
                Attribute::String(text)
            }
        }),
        Form::Numbered { before, item, between } => {
            let mut items = Vec::from([numbered(item, *before, cursor)?]);
            while let Some(next) =
                tried(cursor, |it| it.take(between).then(|| numbered(item, *before, it))?)
            {
                items.push(next);
            }
            Some(Attribute::List(items))
        }
        Form::Record(parts) => record(parts, cursor).map(Attribute::Map),
        Form::Where(_, form) => hear(form, cursor),
        Form::Within(before, form, after) => {
            let value = cursor.take(before).then(|| hear(form, cursor))??;
            cursor.take(after).then_some(value)
        }
        Form::Date { .. }
        | Form::Moment { .. }
        | Form::Plain
        | Form::Prefixed(..)
        | Form::Quoted(_)
        | Form::Span(_)
        | Form::Split { .. }
        | Form::Word(..) => text(form, cursor).map(Attribute::String),
    }
}

/// A text that is said in this way.
pub(super) fn text(form: &Form, cursor: &mut Cursor<'_>) -> Option<String> {
    match form {
        Form::Date { after, padded } => numbers::hear_date(after, *padded, cursor),
        Form::Moment { date, words } => numbers::hear_moment(date, *words, cursor),
        Form::Plain => cursor
            .take_while("a time", |it| it.is_ascii_digit() || matches!(it, '+' | '-' | ':'))
            .map(ToString::to_string),
        Form::Prefixed(prefix, form) => Some(format!("{prefix}{}", text(form, cursor)?)),
        Form::Quoted(quotes) => quotes.hear(cursor),
        Form::Span(units) => numbers::hear_span(units, cursor),
        Form::Split { first, between, second } => {
            let one = text(first, cursor)?;
            let other = cursor.take(between).then(|| text(second, cursor))??;
            Some(format!("{one}/{other}"))
        }
        Form::Within(before, form, after) => {
            let value = cursor.take(before).then(|| text(form, cursor))??;
            cursor.take(after).then_some(value)
        }
        Form::Word(word, words) => cursor.take(words).then(|| (*word).into()),
        Form::Choice(_)
        | Form::Count(_)
        | Form::Entries { .. }
        | Form::Exactly(..)
        | Form::List { .. }
        | Form::Literal(_)
        | Form::Numbered { .. }
        | Form::Record(_)
        | Form::Where(..) => None,
    }
}

fn list(
    item: &Form,
    [between, last]: [&'static str; 2],
    cursor: &mut Cursor<'_>,
) -> Option<Vec<Attribute>> {
    let after = |words: &'static str, cursor: &mut Cursor<'_>| {
        tried(cursor, |it| it.take(words).then(|| hear(item, it))?)
    };
    let mut items = Vec::from([hear(item, cursor)?]);
    while let Some(next) = after(between, cursor) {
        items.push(next);
    }
    if between != last {
        items.extend(after(last, cursor));
    }
    Some(items)
}

/// An item behind its number. Which number it is is told when it is said again.
fn numbered(
    item: &Form,
    [open, close]: [&'static str; 2],
    cursor: &mut Cursor<'_>,
) -> Option<Attribute> {
    cursor.take(open).then_some(())?;
    cursor.take_while("a number", |it| it.is_ascii_digit())?;
    cursor.take(close).then(|| hear(item, cursor))?
}

fn entry(form: &Form, cursor: &mut Cursor<'_>) -> Option<(String, Attribute)> {
    let Some(Attribute::Map(mut entry)) = hear(form, cursor) else { return None };
    match (entry.remove(KEY), entry.remove(VALUE)) {
        (Some(Attribute::String(key)), Some(value)) => Some((key, value)),
        _ => None,
    }
}

fn record(parts: &[Part], cursor: &mut Cursor<'_>) -> Option<BTreeMap<String, Attribute>> {
    let mut map = BTreeMap::new();
    for part in parts {
        match part {
            Part::Field(key, form) => {
                map.insert((*key).into(), hear(form, cursor)?);
            }
            Part::Fixed(key, constant) => {
                map.insert((*key).into(), constant.attribute());
            }
            Part::Joined { before, between, after, needed, parts } => {
                let words = [*before, *between, *after];
                match tried(cursor, |it| joined(words, parts, it)) {
                    Some(found) => map.extend(found),
                    None if *needed => return None,
                    None => {}
                }
            }
            Part::Optional(_, parts) => {
                map.extend(tried(cursor, |it| record(parts, it)).unwrap_or_default());
            }
            Part::Words(words) => cursor.take(words).then_some(())?,
        }
    }
    Some(map)
}

/// Those of the parts that come next, in their order; at least one.
fn joined(
    [before, between, after]: [&'static str; 3],
    parts: &[(&str, &Form)],
    cursor: &mut Cursor<'_>,
) -> Option<BTreeMap<String, Attribute>> {
    let mut map = BTreeMap::new();
    for (key, form) in parts {
        let words = if map.is_empty() { before } else { between };
        let value = tried(cursor, |it| it.take(words).then(|| hear(form, it))?);
        map.extend(value.map(|value| ((*key).into(), value)));
    }
    (!map.is_empty() && cursor.take(after)).then_some(map)
}

/// What was read, or the cursor where it was.
fn tried<T>(cursor: &mut Cursor<'_>, read: impl FnOnce(&mut Cursor<'_>) -> Option<T>) -> Option<T> {
    let place = cursor.place();
    let value = read(cursor);
    if value.is_none() {
        cursor.back(place);
    }
    value
}
