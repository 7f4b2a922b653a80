//! Schedules: windows of the week, and the calendars they leave out.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Check, clock, did_you_mean, fields::one_of, sections::Section, values::List};
use crate::{
    Limits,
    document::{
        model::{Schedule, Weekday, Window},
        node::{Node, quote},
        report::Fault,
    },
};

impl Check {
    pub(super) fn schedule(&mut self, node: &Node) -> Option<Schedule> {
        let fields = self.fields(
            node,
            &["weekly", "except"],
            "a mapping with `weekly` and perhaps `except`",
        )?;
        let list = List {
            required: "a list of windows, such as `{ days: [mon], from: \"08:30\", to: \"17:15\" }`",
            most: Limits::VERSION_1.values,
            empty: "remove the schedule if it has no hours",
        };
        let windows = self.required(&fields, "weekly", list.required);
        let windows = windows.and_then(|node| self.sorted(node, &list, Self::window));
        let empty = "leave `except` out if every day counts";
        let except = match fields.find("except") {
            None => Some(BTreeSet::new()),
            Some(node) => self.references(node, Section::Calendars, empty),
        };
        Some(Schedule { weekly: windows?, except: except? })
    }

    fn window(&mut self, node: &Node) -> Option<Window> {
        let fields =
            self.fields(node, &["days", "from", "to"], "a mapping with `days`, `from` and `to`")?;
        let list = List {
            required: "a list of days, such as `[mon, tue]`",
            most: Limits::VERSION_1.values,
            empty: "name the days on which the window starts",
        };
        let weekdays = self.required(&fields, "days", list.required);
        let weekdays = weekdays.and_then(|node| self.set(node, &list, Self::weekday));
        let from_node = self.required(&fields, "from", "the time the window starts at");
        let from = from_node.and_then(|node| self.minute(node));
        let to_node = self.required(&fields, "to", "the time the window ends before");
        let to = to_node.and_then(|node| self.minute(node));
        let (from, to, from_node, to_node) = (from?, to?, from_node?, to_node?);
        if from == 1440 {
            let fault =
                Fault::new("invalid_time", "`24:00`", "a time from `00:00` to `23:59` to start at");
            self.report.refuse(&from_node.spot, fault.help("write `\"00:00\"` and the next day"));
            return None;
        }
        if to == 0 {
            let fault = Fault::new("invalid_time", "`00:00`", "an end after the day has begun");
            self.report.refuse(
                &to_node.spot,
                fault.help("for midnight at the end of the day write `\"24:00\"`"),
            );
            return None;
        }
        if from == to {
            let fault = Fault::new(
                "empty_window",
                "an end equal to the start",
                "an end that differs from it",
            );
            self.report.refuse(
                &to_node.spot,
                fault.help("for the whole day write from `\"00:00\"` to `\"24:00\"`"),
            );
            return None;
        }
        Some(Window { days: weekdays?, from, to })
    }

    fn minute(&mut self, node: &Node) -> Option<u16> {
        let text = self.notation(node, "a time such as `\"08:30\"`")?;
        let parsed = clock::minute(text);
        self.accept(&node.spot, parsed)
    }

    fn weekday(&mut self, node: &Node) -> Option<Weekday> {
        let names = Weekday::ALL.map(Weekday::name);
        let required = one_of(&names);
        let text = self.text(node, &required)?;
        let day = Weekday::ALL.into_iter().find(|day| day.name() == text);
        if day.is_none() {
            let help = span_of_days(text).or_else(|| did_you_mean(text, names));
            let fault = Fault::new("unknown_word", quote(text), required).maybe(help);
            self.report.refuse(&node.spot, fault);
        }
        day
    }
}

/// `mon-fri`, written out.
fn span_of_days(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let (first, last) = lower.split_once(['-', '~', '/'])?;
    let at = |name: &str| Weekday::ALL.into_iter().position(|day| name.trim() == day.name());
    let (first, last) = (at(first)?, at(last)?);
    let days: Vec<&str> = Weekday::ALL.get(first..=last)?.iter().map(|day| day.name()).collect();
    (!days.is_empty()).then(|| format!("write each day: `{}`", days.join(", ")).to_string())
}
