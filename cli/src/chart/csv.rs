//! A chart as CSV: a row for each person, instance and action.

use std::io::{self, Write};

use sekisho_policy::{Access, AccountId, Instance, InstanceId, Region, RuleId};

use super::{Chart, escape};
use crate::Language;

/// Writes a row of names, then the rows, each with an end of line as RFC 4180 has it.
pub(crate) fn write(chart: &Chart, language: Language, output: &mut impl Write) -> io::Result<()> {
    let accesses = chart.matrix.accesses().iter();
    let ends: Vec<String> = accesses.map(|access| end(chart, access, language)).collect();
    output.write_all(COLUMNS.as_bytes())?;
    let instances: Vec<String> = chart.instances.iter().map(instance).collect();
    for (place, person) in chart.people.iter().enumerate() {
        let name = escape::csv(&person.name);
        let user = escape::csv(person.user().unwrap_or_default());
        for (at, instance) in instances.iter().enumerate() {
            for action in chart.matrix.actions() {
                let cell = chart.matrix.caller_class(place).zip(chart.matrix.instance_class(at));
                let cell = cell.and_then(|(of, to)| chart.matrix.cell(of, to, *action));
                let end = cell.and_then(|number| ends.get(number)).map_or("", String::as_str);
                write!(output, "{name},{user},{instance},{},{end}\r\n", action.name())?;
            }
        }
    }
    Ok(())
}

/// The fields of an instance.
fn instance(instance: &Instance) -> String {
    let id = instance.id.known().map(InstanceId::as_str);
    let account = instance.account.known().map(AccountId::as_str);
    let region = instance.region.known().map(Region::as_str);
    let fields = [id, account, region].map(|field| escape::csv(field.unwrap_or_default()));
    fields.join(",")
}

/// What an access adds to a row: what it is, the rules that allow it, and the condition.
fn end(chart: &Chart, access: &Access, language: Language) -> String {
    let rules: Vec<&str> = access.rules().into_iter().map(RuleId::as_str).collect();
    let condition = match access {
        Access::All { .. } | Access::None => String::new(),
        Access::Conditional(_) => chart.sentences(access, language).join(language.pick(" ", "")),
    };
    let fields = [access.name(), &rules.join(" "), &condition].map(escape::csv);
    fields.join(",")
}

const COLUMNS: &str = "person,user,instance,account,region,action,access,rules,condition\r\n";
