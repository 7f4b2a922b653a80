//! Calendars: dates and ranges of dates.

use alloc::format;

use super::{Check, clock, values::List};
use crate::{
    Limits,
    document::{
        model::{Calendar, DateRange},
        node::{Node, quote},
        report::Fault,
    },
};

impl Check {
    pub(super) fn calendar(&mut self, node: &Node) -> Option<Calendar> {
        let list = List {
            required: "a list of dates and ranges of dates",
            most: Limits::VERSION_1.values,
            empty: "remove the calendar if it has no days",
        };
        let ranges = self.sorted(node, &list, |check, node| {
            let text = check.notation(node, RANGE)?;
            let parsed = range(text);
            check.accept(&node.spot, parsed)
        })?;
        Some(Calendar { ranges })
    }
}

fn range(text: &str) -> Result<DateRange, Fault> {
    let Some((first, last)) = text.split_once('/').filter(|(first, _)| first.len() > 4) else {
        let date = clock::date(text).map_err(|fault| {
            let with_slash = text.replace(['~', '〜', '～'], "/").replace(' ', "");
            let meant = (with_slash != text && range(&with_slash).is_ok())
                .then(|| format!("write `{with_slash}`"));
            fault.requiring(RANGE).maybe(meant)
        })?;
        return Ok(DateRange { first: date, last: date });
    };
    let range = DateRange { first: clock::date(first)?, last: clock::date(last)? };
    if range.last < range.first {
        let found = format!("{}, which ends before it starts", quote(text));
        let help = format!("write `{}/{}`", range.last, range.first);
        return Err(
            Fault::new("reversed_range", found, "the first day and then the last").help(help)
        );
    }
    Ok(range)
}

const RANGE: &str =
    "a date such as `2026-12-29`, or a first and a last one: `2026-12-29/2027-01-03`";
