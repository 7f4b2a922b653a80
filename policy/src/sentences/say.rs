//! From a value to the words for it.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    form::{Form, Part},
    numbers,
};
use crate::Attribute;

/// Says the value. `false` if this is no way to say it: then nothing has been said.
///
/// A mapping is only said in a way that says all of its keys, so that nothing is ever left out.
pub(super) fn say(form: &Form, value: &Attribute, text: &mut String) -> bool {
    let before = text.len();
    let said = said(form, value, text).is_some();
    if !said {
        text.truncate(before);
    }
    said
}

fn said(form: &Form, value: &Attribute, text: &mut String) -> Option<()> {
    match (form, value) {
        (Form::Choice(forms), value) => fits(forms.iter().any(|form| say(form, value, text))),
        (Form::Where(is_so, form), value) => fits(is_so(value) && say(form, value, text)),
        (Form::Within(before, form, after), value) => {
            text.push_str(before);
            said(form, value, text)?;
            text.push_str(after);
            Some(())
        }
        (Form::List { least, most, item, between, last }, Attribute::List(items)) => {
            fits((*least..=*most).contains(&items.len()))?;
            for (left, value) in (0..items.len()).rev().zip(items) {
                said(item, value, text)?;
                text.push_str(match left {
                    0 => "",
                    1 => last,
                    _ => between,
                });
            }
            Some(())
        }
        (Form::Numbered { before: [open, close], item, between }, Attribute::List(items)) => {
            fits(items.len() > 1)?;
            for (number, value) in (1_usize..).zip(items) {
                text.push_str(if number > 1 { between } else { "" });
                text.push_str(open);
                text.push_str(&number.to_string());
                text.push_str(close);
                said(item, value, text)?;
            }
            Some(())
        }
        (Form::Exactly(words, short), Attribute::List(items)) => {
            let same = |(word, item): (&&str, &Attribute)| is_text(item, word);
            fits(words.len() == items.len() && words.iter().zip(items).all(same))?;
            text.push_str(short);
            Some(())
        }
        (Form::Entries { entry, between }, Attribute::Map(map)) => {
            fits(!map.is_empty())?;
            for (index, (key, value)) in map.iter().enumerate() {
                text.push_str(if index > 0 { between } else { "" });
                let key = (KEY.into(), Attribute::String(key.clone()));
                let value = (VALUE.into(), value.clone());
                said(entry, &Attribute::Map([key, value].into()), text)?;
            }
            Some(())
        }
        (Form::Record(parts), Attribute::Map(map)) => {
            fits(map.keys().all(|key| parts.iter().any(|part| part.says(key))))?;
            parts.iter().try_for_each(|part| part_said(part, map, text))
        }
        (Form::Literal(quotes), Attribute::Map(map)) => {
            let only = map.len() == 1;
            match map.get(LITERAL) {
                Some(Attribute::String(value)) if only => quotes.say(value, text),
                _ => return None,
            }
            Some(())
        }
        (form, Attribute::String(value)) => text_said(form, value, text),
        (Form::Count(unit), Attribute::Number(digits)) => {
            text.push_str(digits);
            text.push_str(unit.of(digits));
            Some(())
        }
        _ => None,
    }
}

fn text_said(form: &Form, value: &str, text: &mut String) -> Option<()> {
    match form {
        Form::Date { after, padded } => numbers::say_date(value, after, *padded, text),
        Form::Literal(quotes) | Form::Quoted(quotes) => {
            quotes.say(value, text);
            Some(())
        }
        Form::Moment { date, words } => numbers::say_moment(value, date, *words, text),
        Form::Plain => {
            text.push_str(value);
            Some(())
        }
        Form::Prefixed(prefix, form) => text_said(form, value.strip_prefix(prefix)?, text),
        Form::Span(units) => numbers::say_span(value, units, text),
        Form::Split { first, between, second } => {
            let (one, other) = value.split_once('/')?;
            text_said(first, one, text)?;
            text.push_str(between);
            text_said(second, other, text)
        }
        Form::Within(before, form, after) => {
            text.push_str(before);
            text_said(form, value, text)?;
            text.push_str(after);
            Some(())
        }
        Form::Word(word, words) => {
            fits(*word == value)?;
            text.push_str(words);
            Some(())
        }
        Form::Choice(_)
        | Form::Count(_)
        | Form::Entries { .. }
        | Form::Exactly(..)
        | Form::List { .. }
        | Form::Numbered { .. }
        | Form::Record(_)
        | Form::Where(..) => None,
    }
}

fn part_said(part: &Part, map: &BTreeMap<String, Attribute>, text: &mut String) -> Option<()> {
    match part {
        Part::Field(key, form) => said(form, map.get(*key)?, text),
        Part::Fixed(key, constant) => fits(map.get(*key) == Some(&constant.attribute())),
        Part::Joined { before, between, after, needed, parts } => {
            let there: Vec<(&Form, &Attribute)> =
                parts.iter().filter_map(|(key, form)| Some((*form, map.get(*key)?))).collect();
            if there.is_empty() {
                return fits(!needed);
            }
            for (index, (form, value)) in there.into_iter().enumerate() {
                text.push_str(if index > 0 { between } else { before });
                said(form, value, text)?;
            }
            text.push_str(after);
            Some(())
        }
        Part::Optional(key, parts) => {
            if !map.contains_key(*key) {
                return Some(());
            }
            parts.iter().try_for_each(|part| part_said(part, map, text))
        }
        Part::Words(words) => {
            text.push_str(words);
            Some(())
        }
    }
}

fn fits(is_so: bool) -> Option<()> {
    is_so.then_some(())
}

fn is_text(value: &Attribute, text: &str) -> bool {
    matches!(value, Attribute::String(value) if value == text)
}

/// What an entry of a mapping is called as a record.
pub(super) const KEY: &str = "key";
pub(super) const VALUE: &str = "value";
/// The key of a text that looks like a pattern and is none.
pub(super) const LITERAL: &str = "literal";
