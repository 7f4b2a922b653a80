//! What people gain and lose, for a screen.

use std::{collections::BTreeSet, io};

use clap::builder::styling::AnsiColor;
use sekisho_policy::{Access, AccessChange, Document, sentences::access_sentences};

use super::{Gains, InstanceGroup};
use crate::{
    Language, Surroundings,
    chart::said,
    report::{Column, Table, count, redefined},
};

/// A row of a table: its letter, and for each action what changes.
type Row = (String, Vec<Option<usize>>);

impl Gains<'_> {
    /// Writes for whom what changes on which instances, and what the numbers in the tables say.
    pub(crate) fn tell(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        surroundings.say("")?;
        surroundings.say(self.counted(surroundings.language))?;
        if self.changes.changes().is_empty() {
            return Ok(());
        }
        surroundings.tell(
            "+: may do more; -: may do less; +-: some more and some less; [1] says what; .: as before",
            "+: できることが増える、-: 減る、+-: 増えるものも減るものもある(内容は [1] など)、.: 変わらない",
        )?;
        self.tell_of_instances(surroundings)?;
        let mut untouched = Vec::new();
        for (class, group) in self.people_groups.iter().enumerate() {
            let people = group.iter().filter_map(|place| self.people.get(*place));
            let people: Vec<String> = people.map(said::person).collect();
            let rows: Vec<Row> = self
                .lettered()
                .map(|(letter, instances)| (letter, self.row(class, instances)))
                .filter(|(_, row)| row.iter().any(Option::is_some))
                .collect();
            if rows.is_empty() {
                untouched.extend(people);
            } else {
                surroundings.say("")?;
                surroundings.say(people.join(", "))?;
                self.tell_rows(&rows, surroundings)?;
            }
        }
        if !untouched.is_empty() {
            let names = untouched.join(", ");
            surroundings.say("")?;
            surroundings.tell(
                format_args!("nothing changes for: {names}"),
                format_args!("何も変わらない人: {names}"),
            )?;
        }
        for (place, change) in self.changes.changes().iter().enumerate() {
            self.tell_change(place, change, surroundings)?;
        }
        Ok(())
    }

    fn counted(&self, language: Language) -> String {
        let super::Counts { gained, lost, both } = self.counts();
        let (people, instances) = (self.people.len(), self.instances.len());
        let actions = self.changes.actions().len();
        let persons = if people == 1 { "1 person".to_owned() } else { format!("{people} people") };
        let cells = people.saturating_mul(instances).saturating_mul(actions);
        language.pick(
            format!(
                "of {persons}, {} and {}, {}: {gained} gained, {lost} lost, {both} gained and lost in part",
                count(instances, "instance"),
                count(actions, "action"),
                count(cells, "cell"),
            ),
            format!(
                "{people} 人、インスタンス {instances} 台、操作 {actions} 種類の {cells} 組のうち、増える {gained}、減る {lost}、増えるものと減るものがある {both}"
            ),
        )
    }

    /// The groups of instances on which something changes for somebody, each with a letter.
    fn lettered(&self) -> impl Iterator<Item = (String, &InstanceGroup)> {
        let is_touched = |group: &&InstanceGroup| {
            let mut rows = (0..self.people_groups.len()).map(|class| self.row(class, group));
            rows.any(|row| row.iter().any(Option::is_some))
        };
        let touched = self.instance_groups.iter().filter(is_touched);
        touched.enumerate().map(|(number, group)| (said::letter(number), group))
    }

    fn tell_of_instances(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let language = surroundings.language;
        surroundings.say("")?;
        surroundings.tell("instances", "インスタンス")?;
        let mut others = self.instances.len();
        for (letter, group) in self.lettered() {
            let members = group.members.iter().filter_map(|place| self.instances.get(*place));
            let members: Vec<String> = members.map(said::instance).collect();
            let facts = said::facts(group, language);
            surroundings.say(format_args!("  {letter}  {facts}: {}", members.join(", ")))?;
            others = others.saturating_sub(group.members.len());
        }
        if others > 0 {
            surroundings.tell(
                format_args!("  nothing changes on the others ({others})"),
                format_args!("  ほか {others} 台では何も変わりません"),
            )?;
        }
        Ok(())
    }

    fn tell_rows(&self, rows: &[Row], surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let language = surroundings.language;
        let headings = self.changes.actions().iter().map(|action| said::action(*action, language));
        let columns = [""].into_iter().chain(headings).map(|heading| Column { heading, width: 0 });
        let mark = |place: &Option<usize>| {
            let change = place.and_then(|place| Some((place, self.change(place)?)));
            change.map_or_else(
                || (".".to_owned(), None),
                |(place, change)| {
                    let (sign, colour) = sign(change);
                    (format!("{sign} [{}]", place.saturating_add(1)), Some(colour))
                },
            )
        };
        let rows: Vec<Vec<(String, Option<AnsiColor>)>> = rows
            .iter()
            .map(|(letter, row)| {
                [(format!("  {letter}"), None)].into_iter().chain(row.iter().map(mark)).collect()
            })
            .collect();
        let texts = rows.iter().map(|row| row.iter().map(|(cell, _)| cell.as_str()).collect());
        let table = Table::fitted(columns.collect(), texts);
        table.head(surroundings)?;
        for row in &rows {
            let cells: Vec<_> = row.iter().map(|(cell, colour)| (cell.as_str(), *colour)).collect();
            table.row(&cells, surroundings)?;
        }
        Ok(())
    }

    /// What was allowed, and what is now.
    fn tell_change(
        &self,
        place: usize,
        change: &AccessChange,
        surroundings: &mut Surroundings<'_>,
    ) -> io::Result<()> {
        let language = surroundings.language;
        let lead = format!("[{}] ", place.saturating_add(1));
        let indent = " ".repeat(lead.len());
        surroundings.say("")?;
        let parts = if change.old == change.new {
            vec![(&lead, ("as before:", "変更前と同じ文面:"), &change.new, self.new)]
        } else {
            vec![
                (&lead, ("before:", "変更前:"), &change.old, self.old),
                (&indent, ("now:   ", "変更後:"), &change.new, self.new),
            ]
        };
        for (lead, (when, when_ja), access, document) in parts {
            let mut before = format!("{lead}{} ", language.pick(when, when_ja));
            let width = unicode_width::UnicodeWidthStr::width(before.as_str());
            for sentence in sentences(access, document, language) {
                surroundings.say(format_args!("{before}{sentence}"))?;
                before = " ".repeat(width);
            }
        }
        let common: BTreeSet<_> = said::clauses(&change.old).into_iter().collect();
        let kept = said::clauses(&change.new).into_iter().filter(|it| common.contains(it));
        if let Some((names, names_ja)) = redefined(kept, self.old, self.new) {
            surroundings.tell(
                format_args!("{indent}but {names} changes"),
                format_args!("{indent}ただし、{names_ja} の内容が変わります"),
            )?;
        }
        Ok(())
    }
}

fn sentences(access: &Access, document: &Document, language: Language) -> Vec<String> {
    access_sentences(access, document.utc_offset(), language.of_sentences())
}

const fn sign(change: &AccessChange) -> (&'static str, AnsiColor) {
    match (change.gains, change.loses) {
        (true, true) => ("+-", AnsiColor::Yellow),
        (true, false) => ("+", AnsiColor::Green),
        (false, _) => ("-", AnsiColor::Red),
    }
}
