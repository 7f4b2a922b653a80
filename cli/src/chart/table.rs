//! A chart for a screen.

use std::io;

use sekisho_policy::Access;

use super::{Chart, said};
use crate::{
    Surroundings,
    report::{Column, Table},
};

/// Writes what the chart is of, its groups of instances, a table for each group of people, and what
/// the numbers in the tables say.
pub(crate) fn write(chart: &Chart, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
    let language = surroundings.language;
    surroundings.say(chart.policy(language))?;
    surroundings.say(chart.times(language))?;
    surroundings.say(chart.counted(language))?;
    surroundings.tell(
        "all [1]: always, by [1]; [2]: where [2] says so; -: never",
        "常に [1]: いつでも、どこからでも可。[2]: [2] の条件で可。-: 不可",
    )?;
    surroundings.say("")?;
    surroundings.tell("instances", "インスタンス")?;
    for (number, group) in chart.instance_groups.iter().enumerate() {
        let members = group.members.iter().filter_map(|place| chart.instances.get(*place));
        let members: Vec<String> = members.map(said::instance).collect();
        let facts = said::facts(group, language);
        let letter = said::letter(number);
        surroundings.say(format_args!("  {letter}  {facts}: {}", members.join(", ")))?;
    }
    let mut powerless = Vec::new();
    for (class, group) in chart.people_groups.iter().enumerate() {
        let people = group.iter().filter_map(|place| chart.people.get(*place));
        let people: Vec<String> = people.map(said::person).collect();
        let people = people.join(", ");
        let rows: Vec<(String, Vec<usize>)> = chart
            .instance_groups
            .iter()
            .enumerate()
            .map(|(number, instances)| (said::letter(number), chart.row(class, instances)))
            .filter(|(_, row)| row.iter().any(|number| *number != NONE))
            .collect();
        if rows.is_empty() {
            powerless.push(people);
        } else {
            surroundings.say("")?;
            surroundings.say(people)?;
            rows_of(chart, &rows, surroundings)?;
        }
    }
    if !powerless.is_empty() {
        let names = powerless.join(", ");
        surroundings.say("")?;
        surroundings.tell(
            format_args!("nothing is allowed to: {names}"),
            format_args!("何も許可されていない人: {names}"),
        )?;
    }
    footnotes(chart, surroundings)
}

/// The rows of a group of people, which have a letter each.
fn rows_of(
    chart: &Chart,
    rows: &[(String, Vec<usize>)],
    surroundings: &mut Surroundings<'_>,
) -> io::Result<()> {
    let language = surroundings.language;
    let actions = chart.matrix.actions().iter();
    let headings = actions.map(|action| said::action(*action, language));
    let columns = [""].into_iter().chain(headings).map(|heading| Column { heading, width: 0 });
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|(letter, row)| {
            let cells = row.iter().map(|number| mark(chart, *number, language));
            [format!("  {letter}")].into_iter().chain(cells).collect()
        })
        .collect();
    let texts = rows.iter().map(|row| row.iter().map(String::as_str).collect());
    let table = Table::fitted(columns.collect(), texts);
    table.head(surroundings)?;
    for row in &rows {
        let cells: Vec<_> = row.iter().map(|cell| (cell.as_str(), None)).collect();
        table.row(&cells, surroundings)?;
    }
    Ok(())
}

fn footnotes(chart: &Chart, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
    let language = surroundings.language;
    let numbered = chart.matrix.accesses().iter().enumerate().skip(1);
    for (number, access) in numbered {
        surroundings.say("")?;
        let mut before = format!("[{number}]");
        for sentence in chart.sentences(access, language) {
            surroundings.say(format_args!("{before} {sentence}"))?;
            before = " ".repeat(before.len());
        }
    }
    Ok(())
}

/// What stands in a cell.
fn mark(chart: &Chart, number: usize, language: crate::Language) -> String {
    match chart.access(number) {
        Access::All { .. } => language.pick(format!("all [{number}]"), format!("常に [{number}]")),
        Access::Conditional(_) => format!("[{number}]"),
        Access::None => "-".to_owned(),
    }
}

/// The number of what is never allowed.
const NONE: usize = 0;
