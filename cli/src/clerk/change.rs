//! Starting, stopping and rebooting: the plan, the question, the change, and what became of it.

use std::{collections::BTreeMap, time::Duration};

use clap::Args;
use serde_json::json;

use super::{
    Action, Api, ClerkError, Instance, SignedIn,
    answer::{Answer, Outcome},
    target::{self, Target},
    told::said,
    watch::{End, watch},
};
use crate::{Exit, Surroundings, command::pair, error::CommandError};

/// What is to be changed, and how.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "options of a command line, each of its own")]
pub(crate) struct ChangeOptions {
    /// The servers, by their names or ids
    #[arg(value_name = "NAME", required_unless_present = "tag", conflicts_with = "tag")]
    names: Vec<String>,
    /// All that you may change with this tag; of one key given twice either value, of several keys all
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    tag: Vec<(String, String)>,
    /// Show what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask; required where there is no terminal to ask on
    #[arg(long)]
    yes: bool,
    /// For how long to look whether it is done, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    wait: u64,
    /// Do not look whether it is done
    #[arg(long, conflicts_with = "wait")]
    no_wait: bool,
    /// One JSON object a line for each server: id, name, action, outcome, code
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    signed_in: SignedIn,
}

impl ChangeOptions {
    pub(crate) async fn run(
        mut self,
        action: Action,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let signed_in = std::mem::take(&mut self.signed_in);
        let mut api = signed_in.open(surroundings)?;
        let seen = self.seen(&mut api).await?;
        let target = if self.tag.is_empty() {
            Target::named(&self.names, &seen)?
        } else {
            Target::tagged(&self.tag)
        };
        let plan = api.change(&target.order(action, true)).await?;
        let (planned, others): (Vec<&Outcome>, Vec<&Outcome>) =
            plan.instances.iter().partition(|outcome| outcome.is_planned());
        if !self.dry_run && planned.len() > target::MOST_IDS {
            return Err(ClerkError::TooMany { found: planned.len(), most: target::MOST_IDS }.into());
        }
        if !self.dry_run && !planned.is_empty() {
            question(action, &planned, &seen, surroundings)?;
        }
        // What will not change is an answer already.
        let mut exit = Exit::Done;
        for outcome in others {
            exit = worse(exit, self.tell(action, outcome, surroundings)?);
        }
        if self.dry_run {
            for outcome in &planned {
                self.tell(action, outcome, surroundings)?;
            }
        }
        if exit == Exit::Differs {
            reference(&plan, surroundings)?;
        }
        if self.dry_run || planned.is_empty() {
            return Ok(exit);
        }
        if !self.yes && !asked(surroundings)? {
            surroundings.notice("nothing was asked for", "何も依頼していません")?;
            return Ok(Exit::Differs);
        }
        let ids: Vec<String> = planned.iter().map(|outcome| outcome.id.clone()).collect();
        // By their ids: what is done is what was shown, whatever else carries the tags by now.
        let answer = api.change(&Target::Ids(ids).order(action, false)).await?;
        Ok(worse(exit, self.follow(action, &mut api, &answer, surroundings).await?))
    }

    /// What may be seen. Whoever may see nothing can still change by ids what the policy lets them.
    async fn seen(&self, api: &mut Api) -> Result<Vec<Instance>, CommandError> {
        let are_ids = self.tag.is_empty() && self.names.iter().all(|name| target::is_id(name));
        match api.list().await {
            Err(CommandError::Clerk(ClerkError::Refused { status: 403, .. })) if are_ids => {
                Ok(Vec::new())
            }
            list => Ok(list?.instances),
        }
    }

    /// Tells what became of a change, and looks for what is on its way.
    async fn follow(
        &self,
        action: Action,
        api: &mut Api,
        answer: &Answer,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        // A reboot is only ever asked for: no state tells that it is done.
        let is_watched =
            |outcome: &Outcome| outcome.is_going() && action != Action::Reboot && !self.no_wait;
        let mut exit = Exit::Done;
        for outcome in answer.instances.iter().filter(|outcome| !is_watched(outcome)) {
            exit = worse(exit, self.tell(action, outcome, surroundings)?);
        }
        let going: BTreeMap<String, String> = answer
            .instances
            .iter()
            .filter(|outcome| is_watched(outcome))
            .map(|outcome| (outcome.id.clone(), outcome.called()))
            .collect();
        let time = Duration::from_secs(self.wait);
        watch(api, action, going, time, surroundings, |id, name, end, surroundings| {
            exit = worse(exit, end.exit());
            self.tell_end(action, (id, name), end, surroundings)
        })
        .await?;
        if exit != Exit::Done {
            reference(answer, surroundings)?;
        }
        Ok(exit)
    }

    /// Writes what became of one.
    fn tell(
        &self,
        action: Action,
        outcome: &Outcome,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        if self.json {
            let line = json!({
                "id": outcome.id, "name": outcome.name, "action": action.name(),
                "outcome": outcome.kind, "code": outcome.code,
            });
            surroundings.say(line)?;
        } else {
            let words = said(&outcome.code, surroundings.language);
            surroundings.say(format_args!("{}: {words}", outcome.called()))?;
        }
        let is_unknown = outcome.code == "unanswered";
        Ok(match outcome {
            _ if is_unknown => Exit::Undecided,
            it if it.is_there() || it.is_going() || it.is_planned() => Exit::Done,
            _ => Exit::Differs,
        })
    }

    /// Writes how looking for one ended.
    fn tell_end(
        &self,
        action: Action,
        (id, name): (&str, &str),
        end: End,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<(), CommandError> {
        if self.json {
            let code = end.code();
            let line = json!({
                "id": id, "name": name, "action": action.name(), "outcome": code, "code": code,
            });
            surroundings.say(line)?;
        } else {
            let words = end.words(action, surroundings.language);
            surroundings.say(format_args!("{name}: {words}"))?;
        }
        Ok(())
    }
}

/// Writes what would be done and what follows, beside the answer.
fn question(
    action: Action,
    planned: &[&Outcome],
    seen: &[Instance],
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    let (english, japanese) = match action {
        Action::Start => ("start", "起動"),
        Action::Stop => ("stop", "停止"),
        Action::Reboot => ("reboot", "再起動"),
    };
    let count = crate::report::count(planned.len(), "server");
    surroundings.notice(
        format_args!("To {english} {count}:"),
        format_args!("{} 台を{japanese}します:", planned.len()),
    )?;
    for outcome in planned {
        surroundings.note(format_args!("  {} ({})", outcome.called(), outcome.id))?;
    }
    match action {
        Action::Start => surroundings.notice(
            "Starting can take some minutes. A running server costs money.",
            "起動が終わるまで数分かかることがあります。動いている間は料金がかかります。",
        ),
        Action::Stop => surroundings.notice(
            "What runs on this server stops at once. Make sure that nobody is using it.",
            "停止すると、このサーバーで動く業務システムはすぐに使えなくなります。使っている人がいないことを確かめてください。",
        ),
        Action::Reboot => surroundings.notice(
            "What runs on this server is not there for some minutes. Make sure that nobody is using it.",
            "再起動が終わるまでの数分間、このサーバーで動く業務システムは使えません。使っている人がいないことを確かめてください。",
        ),
    }?;
    let is_meant = |it: &&Instance| planned.iter().any(|outcome| outcome.id == it.id);
    if action != Action::Start && seen.iter().filter(is_meant).any(Instance::is_production) {
        surroundings
            .notice("A production server is among them.", "本番のサーバーが含まれています。")?;
    }
    Ok(())
}

/// Whether the user says that it is meant. Enter alone does no harm.
fn asked(surroundings: &mut Surroundings<'_>) -> Result<bool, CommandError> {
    let language = surroundings.language;
    let Some(terminal) = &mut surroundings.terminal else { return Err(ClerkError::NoYes.into()) };
    let answer = terminal.line(language.pick("Go on? [y/N]", "実行しますか? [y/N]"))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "はい"))
}

/// Writes what to quote to the operator.
fn reference(answer: &Answer, surroundings: &mut Surroundings<'_>) -> Result<(), CommandError> {
    let id = super::plain(&answer.decision_id);
    surroundings.notice(format_args!("reference: {id}"), format_args!("問い合わせ番号: {id}"))?;
    Ok(())
}

/// What failed for sure counts for more than what is not known.
const fn worse(one: Exit, other: Exit) -> Exit {
    match (one, other) {
        (Exit::Differs, _) | (_, Exit::Differs) => Exit::Differs,
        (Exit::Done, other) => other,
        (one, _) => one,
    }
}
