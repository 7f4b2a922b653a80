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
    Language, Surroundings,
    play::Act,
    scenario::{Answer, Door, Scenario, Step},
    words,
};

/// The table of a morning.
#[derive(Debug)]
pub(crate) struct Morning<'a> {
    scenario: &'a Scenario,
    offset: UtcOffset,
    table: Table,
}

impl<'a> Morning<'a> {
    pub(crate) fn new(scenario: &'a Scenario, offset: UtcOffset, language: Language) -> Self {
        let headings = language.pick(
            ["at", "who", "from", "what", "answer", "why"],
            ["時刻", "だれが", "どこから", "何を", "答え", "理由"],
        );
        let columns = headings.map(|heading| Column { heading, width: 0 });
        let cells: Vec<[String; 4]> = scenario
            .steps
            .iter()
            .map(|step| {
                let who = who(scenario, step);
                [clock(step.at, offset), who, from(scenario, step), what(step, language)]
            })
            .collect();
        let rows = cells.iter().map(|row| row.iter().map(String::as_str).collect());
        Self { scenario, offset, table: Table::fitted(columns.into(), rows) }
    }

    /// Writes what this is, and the headings.
    pub(crate) fn title(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let town = &self.scenario.town.name;
        let day = self.scenario.steps.first().map_or_else(String::new, |step| {
            let date = surroundings.language.pick(", %-d %B %Y", "(%Y 年 %-m 月 %-d 日)");
            local_time(date, step.at, self.offset)
        });
        surroundings
            .tell(format_args!("A morning in {town}{day}"), format_args!("{town} の朝{day}"))?;
        surroundings.say("")?;
        self.table.head(surroundings)
    }

    /// Writes one act.
    pub(crate) fn row(&self, act: &Act<'_>, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let Act { step, verdict, .. } = act;
        let language = surroundings.language;
        let reason = verdict.reason_in(language);
        let why = match (verdict.answer, step.action) {
            (Answer::Allow, Action::Describe) => {
                let shown = act.found.iter().map(|(name, state)| match language {
                    Language::English => format!("{name} {state}"),
                    Language::Japanese => {
                        format!("{name} {}", words::of_play(state).unwrap_or(state))
                    }
                });
                shown.collect::<Vec<_>>().join(", ")
            }
            (Answer::Allow, _) => language.pick(format!("by {reason}"), reason.to_owned()),
            (Answer::Deny, _) => reason.to_owned(),
        };
        self.table.row(
            &[
                (&clock(step.at, self.offset), None),
                (&who(self.scenario, step), None),
                (&from(self.scenario, step), None),
                (&what(step, language), None),
                (verdict.answer.name_in(language), Some(verdict.colour())),
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
        let (text, text_ja, colour) = match differing {
            0 => (
                "every answer is as the scenario expects".to_owned(),
                "どの答えもシナリオの期待どおりです".to_owned(),
                AnsiColor::Green,
            ),
            number => (
                format!("{} from the scenario", differ(number)),
                format!("シナリオの期待と異なる答えが {number} 件あります"),
                AnsiColor::Red,
            ),
        };
        let text = surroundings.paint(colour, surroundings.language.pick(text, text_ja));
        let requests = acts.len();
        surroundings.tell(
            format_args!("{requests} requests: {allowed} allowed, {denied} denied; {text}."),
            format_args!("リクエスト {requests} 件(許可 {allowed} 件、拒否 {denied} 件): {text}。"),
        )?;
        surroundings.tell(
            "Next: `sekisho serve` keeps the town open for curl; \
             `sekisho check examples/hoshimi.yaml` checks its policy; docs/demo.md explains the table. \
             In a checkout, say `cargo run -p sekisho --` for `sekisho`.",
            "次に: `sekisho serve` で町を開いたままにすると curl で試せます。ポリシーは \
             `sekisho check examples/hoshimi.yaml` で検査でき、表は docs/ja/demo.md で説明しています。\
             ソースから試すときは `sekisho` の代わりに `cargo run -p sekisho --` と打ってください。",
        )
    }
}

fn differ(answers: usize) -> String {
    if answers == 1 { "1 answer differs".to_owned() } else { format!("{answers} answers differ") }
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

fn what(step: &Step, language: Language) -> String {
    let how = match (step.door, step.dry_run) {
        (Door::Script, _) => language.pick(" (the old script)", " (以前のスクリプト)"),
        (Door::Actions | Door::Instances, true) => language.pick(" (dry run)", " (試行)"),
        (Door::Actions | Door::Instances, false) => "",
    };
    format!("{} {}{how}", step.action, step.to.join(", ")).trim_end().replace("  ", " ")
}

fn clock(at: UnixTime, offset: UtcOffset) -> String {
    local_time("%H:%M", at, offset)
}
