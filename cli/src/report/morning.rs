//! A morning as a table for people, and an act as JSON for programs.

use std::io;

use clap::builder::styling::AnsiColor;
use sekisho_policy::{Action, UnixTime, UtcOffset};
use serde_json::{Value, json};

use super::{
    local_time::local_time,
    table::{Column, Table},
};
use crate::{
    Surroundings,
    play::Act,
    scenario::{Answer, Door, Scenario, Step},
};

/// The table of a morning.
#[derive(Debug)]
pub(crate) struct Morning<'a> {
    scenario: &'a Scenario,
    offset: UtcOffset,
    table: Table,
}

impl<'a> Morning<'a> {
    pub(crate) fn new(scenario: &'a Scenario, offset: UtcOffset) -> Self {
        let columns = ["at", "who", "from", "what", "answer", "why"]
            .map(|heading| Column { heading, width: 0 });
        let cells: Vec<[String; 4]> = scenario
            .steps
            .iter()
            .map(|step| {
                let who = who(scenario, step);
                [clock(step.at, offset), who, from(scenario, step), what(step)]
            })
            .collect();
        let rows = cells.iter().map(|row| row.iter().map(String::as_str).collect());
        Self { scenario, offset, table: Table::fitted(columns.into(), rows) }
    }

    /// Writes what this is, and the headings.
    pub(crate) fn title(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let town = &self.scenario.town.name;
        let day = self.scenario.steps.first().map_or_else(String::new, |step| {
            format!(", {}", local_time("%-d %B %Y", step.at, self.offset))
        });
        surroundings.say(format_args!("A morning in {town}{day}"))?;
        surroundings.say("")?;
        self.table.head(surroundings)
    }

    /// Writes one act.
    pub(crate) fn row(&self, act: &Act<'_>, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let Act { step, verdict, .. } = act;
        let why = match (verdict.answer, step.action) {
            (Answer::Allow, Action::Describe) => {
                let shown = act.found.iter().map(|(name, state)| format!("{name} {state}"));
                shown.collect::<Vec<_>>().join(", ")
            }
            (Answer::Allow, _) => format!("by {}", verdict.reason),
            (Answer::Deny, _) => verdict.reason.clone(),
        };
        self.table.row(
            &[
                (&clock(step.at, self.offset), None),
                (&who(self.scenario, step), None),
                (&from(self.scenario, step), None),
                (&what(step), None),
                (verdict.answer.name(), Some(verdict.colour())),
                (&why, None),
            ],
            surroundings,
        )
    }

    /// Writes how it went, and what to do next.
    pub(crate) fn summary(acts: &[Act<'_>], surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let of = |answer| acts.iter().filter(|act| act.verdict.answer == answer).count();
        let (allowed, denied) = (of(Answer::Allow), of(Answer::Deny));
        let differing = acts.iter().filter(|act| !act.differences.is_empty()).count();
        surroundings.say("")?;
        let (text, colour) = match differing {
            0 => ("every answer is as the scenario expects".to_owned(), AnsiColor::Green),
            1 => ("1 answer differs from the scenario".to_owned(), AnsiColor::Red),
            more => (format!("{more} answers differ from the scenario"), AnsiColor::Red),
        };
        let text = surroundings.paint(colour, text);
        surroundings.say(format_args!(
            "{} requests: {allowed} allowed, {denied} denied; {text}.",
            acts.len()
        ))?;
        surroundings.say(
            "Next: `sekisho serve` keeps the town open for curl; \
             `sekisho check examples/hoshimi.yaml` checks its policy; docs/demo.md explains the table.",
        )
    }
}

/// One act as one JSON object.
pub(crate) fn act_as_json(scenario: &Scenario, act: &Act<'_>) -> Value {
    let Act { step, verdict, .. } = act;
    json!({
        "who": step.who,
        "from": from(scenario, step),
        "action": step.action.name(),
        "instance": (!step.to.is_empty()).then(|| step.to.join(", ")),
        "decision": verdict.answer.name(),
        "reason": verdict.reason,
        "expected": step.expect.name(),
    })
}

fn who(scenario: &Scenario, step: &Step) -> String {
    let name = scenario.town.people.get(&step.who).map_or("", |person| person.name.as_str());
    format!("{name} {}", step.who)
}

fn from(scenario: &Scenario, step: &Step) -> String {
    match scenario.town.places.get(&step.from) {
        Some(place) => format!("{} {}", step.from, place.address),
        None => step.from.clone(),
    }
}

fn what(step: &Step) -> String {
    let how = match (step.door, step.dry_run) {
        (Door::Script, _) => " (the old script)",
        (Door::Actions | Door::Instances, true) => " (dry run)",
        (Door::Actions | Door::Instances, false) => "",
    };
    format!("{} {}{how}", step.action, step.to.join(", ")).trim_end().replace("  ", " ")
}

fn clock(at: UnixTime, offset: UtcOffset) -> String {
    local_time("%H:%M", at, offset)
}
