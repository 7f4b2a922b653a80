//! `sekisho who-can`: what each of the people may do to each of the instances.

use std::io::{BufWriter, Write as _};

use clap::{Args, ValueEnum};
use sekisho_policy::{AccessMatrix, Action, Instance, InstanceId, UnixTime};

use super::{
    inventory_options::InventoryOptions,
    policy_argument::{Found, PolicyArgument},
};
use crate::{
    Exit, Surroundings,
    chart::{self, Chart},
    error::CommandError,
    inventory::Person,
};

/// Show what each of the people may do to each of the instances: always, never, or when exactly
///
/// Place, time, sign-in and token are left open: `all` holds for every one of them, `none` for none, and a
/// condition says exactly for which, by the rules that are left. People who may do the same, and instances
/// with the same tags, are shown together; --format csv has a row for each of them. Whoever may do what, it
/// ends with 0.
#[derive(Args, Debug)]
#[command(
    mut_arg("inventory", |inventory| inventory.required(true)),
    mut_arg("people", |people| people.required(true)),
    after_help = "Example:\n  sekisho who-can examples/hoshimi.yaml --people examples/people.jsonl --inventory examples/instances.jsonl\n  sekisho who-can --table dynamodb:sekisho --policy hoshimi --people people.json --inventory instances.json \\\n    --format html --lang ja > who-can.html"
)]
pub(crate) struct WhoCan {
    #[command(flatten)]
    policy: PolicyArgument,
    #[command(flatten)]
    inventory: InventoryOptions,
    /// Only this person, by the name or the user name; may be given several times
    #[arg(long = "person", value_name = "NAME")]
    persons: Vec<String>,
    /// Only this instance; may be given several times
    #[arg(long = "instance", value_name = "ID", value_parser = InstanceId::parse)]
    instances: Vec<InstanceId>,
    /// Only this action; may be given several times
    #[arg(long = "action", value_name = "ACTION", value_parser = str::parse::<Action>)]
    actions: Vec<Action>,
    /// What to write
    #[arg(long, value_enum, default_value = "table", conflicts_with = "json")]
    format: Format,
    /// The same as --format json
    #[arg(long)]
    json: bool,
}

/// What an answer looks like.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Format {
    /// Columns for a screen
    Table,
    /// A row for each person, instance and action
    Csv,
    /// One object
    Json,
    /// A page to read and to print, which needs nothing beside it
    Html,
}

impl WhoCan {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let inputs = usize::from(self.policy.is_standard_input());
        if inputs.saturating_add(self.inventory.standard_inputs()) > 1 {
            return Err(CommandError::OneInput);
        }
        let found = self.policy.found(surroundings).await?;
        let people = self.wanted_people(self.inventory.people(surroundings)?)?;
        let instances = self.wanted_instances(self.inventory.instances(surroundings)?)?;
        let now = (surroundings.now)();
        let chart = self.chart(found, people, instances, now);
        let language = surroundings.language;
        match if self.json { Format::Json } else { self.format } {
            Format::Table => chart::as_table(&chart, surroundings)?,
            Format::Json => surroundings.say(chart::as_json(&chart))?,
            Format::Csv => {
                let mut output = BufWriter::new(&mut surroundings.output);
                chart::write_csv(&chart, language, &mut output)?;
                output.flush()?;
            }
            Format::Html => {
                let mut output = BufWriter::new(&mut surroundings.output);
                chart::write_html(&chart, language, &mut output)?;
                output.flush()?;
            }
        }
        Ok(Exit::Done)
    }

    fn chart(
        &self,
        found: Found,
        people: Vec<Person>,
        instances: Vec<Instance>,
        now: UnixTime,
    ) -> Chart {
        let mut actions = self.actions.clone();
        actions.sort_unstable();
        actions.dedup();
        if actions.is_empty() {
            actions.extend(Action::ALL);
        }
        let callers = people.iter().map(|person| &person.caller);
        let matrix = AccessMatrix::new(&found.document, callers, &instances, &actions);
        Chart::new(found, people, instances, matrix, now)
    }

    fn wanted_people(&self, mut people: Vec<Person>) -> Result<Vec<Person>, CommandError> {
        if let Some(name) = self.persons.iter().find(|name| !people.iter().any(|it| it.is(name))) {
            return Err(CommandError::NoPerson { name: name.clone(), people: people.len() });
        }
        if !self.persons.is_empty() {
            people.retain(|person| self.persons.iter().any(|name| person.is(name)));
        }
        Ok(people)
    }

    fn wanted_instances(
        &self,
        mut instances: Vec<Instance>,
    ) -> Result<Vec<Instance>, CommandError> {
        let is = |instance: &Instance, id: &InstanceId| instance.id.known() == Some(id);
        let unknown =
            self.instances.iter().find(|id| !instances.iter().any(|instance| is(instance, id)));
        if let Some(id) = unknown {
            return Err(CommandError::NoInstance { id: id.clone(), instances: instances.len() });
        }
        if !self.instances.is_empty() {
            instances.retain(|instance| self.instances.iter().any(|id| is(instance, id)));
        }
        Ok(instances)
    }
}
