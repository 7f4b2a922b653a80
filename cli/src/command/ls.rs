//! `sekisho ls`: the servers you may see.

use clap::{Args, builder::PossibleValuesParser};

use crate::{
    Exit, Surroundings,
    clerk::{Instance, SignedIn, plain, state},
    error::CommandError,
    report::{Column, Table},
};

/// List the servers you may see, with their state and what you may do to each
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sekisho ls --filter \"library stg\" --state stopped")]
pub(crate) struct Ls {
    /// Only those with all of these words in the name, the id or the tags
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    filter: String,
    /// Only those in this state
    #[arg(long, value_name = "STATE", value_parser = PossibleValuesParser::new(STATES))]
    state: Option<String>,
    /// One JSON object a line for each server, as `GET /instances` has it
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    signed_in: SignedIn,
}

/// SOURCE: docs/api.md, `state`.
const STATES: [&str; 6] = ["pending", "running", "stopping", "stopped", "shutting-down", "unknown"];

impl Ls {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let seen = self.signed_in.open(surroundings)?.list().await?;
        let is_in =
            |instance: &&Instance| self.state.as_ref().is_none_or(|state| *state == instance.state);
        let shown: Vec<&Instance> =
            seen.instances.iter().filter(is_in).filter(|it| it.has(&self.filter)).collect();
        if self.json {
            for instance in &shown {
                surroundings
                    .say(serde_json::to_string(instance).map_err(std::io::Error::other)?)?;
            }
        } else {
            table(&shown, surroundings)?;
        }
        if seen.instances.is_empty() {
            surroundings.notice(
                "There is no server you may see. Ask the operator about the tags of your department.",
                "見ることのできるサーバーがありません。部署のタグについて、運用担当者に確かめてください。",
            )?;
        } else if shown.is_empty() {
            surroundings
                .notice("No server fits the filter.", "絞り込みに合うサーバーはありません。")?;
        }
        if seen.complete {
            return Ok(Exit::Done);
        }
        surroundings.notice(
            "Some servers could not be looked at: not all are shown.",
            "一部のサーバーを確かめられませんでした。表示されていないものがあります。",
        )?;
        Ok(Exit::Undecided)
    }
}

fn table(shown: &[&Instance], surroundings: &mut Surroundings<'_>) -> Result<(), CommandError> {
    if shown.is_empty() {
        return Ok(());
    }
    let language = surroundings.language;
    let heading =
        |english, japanese| Column { heading: language.pick(english, japanese), width: 0 };
    let columns = vec![
        heading("NAME", "名前"),
        heading("STATE", "状態"),
        heading("YOU MAY", "できる操作"),
        heading("ID", "ID"),
        heading("TAGS", "タグ"),
    ];
    let rows: Vec<[String; 5]> = shown
        .iter()
        .map(|it| {
            let state = state(&it.state, language);
            [it.called(), state, may(it, surroundings), plain(&it.id), it.tags().join(" ")]
        })
        .collect();
    let table =
        Table::fitted(columns, rows.iter().map(|row| row.iter().map(String::as_str).collect()));
    table.head(surroundings)?;
    for row in &rows {
        let cells: Vec<_> = row.iter().map(|cell| (cell.as_str(), None)).collect();
        table.row(&cells, surroundings)?;
    }
    Ok(())
}

const CHANGES: [(&str, &str, &str); 3] =
    [("start", "start", "起動"), ("stop", "stop", "停止"), ("reboot", "reboot", "再起動")];

/// What may be done to it.
fn may(instance: &Instance, surroundings: &Surroundings<'_>) -> String {
    let offered = CHANGES.iter().filter(|(name, _, _)| instance.may.iter().any(|it| it == name));
    let names: Vec<&str> = offered
        .map(|(_, english, japanese)| surroundings.language.pick(*english, *japanese))
        .collect();
    if names.is_empty() {
        "-".to_owned()
    } else {
        names.join(surroundings.language.pick(", ", "、"))
    }
}
