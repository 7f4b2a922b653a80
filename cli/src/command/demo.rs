//! `sekisho demo`: a town's morning against the whole system.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use clap::{Args, builder::styling::AnsiColor};
use sekisho_executor::Clock as _;
use sekisho_policy::UnixTime;

use super::document::Source;
use crate::{
    Exit, Surroundings,
    error::CommandError,
    play::{Act, Player},
    report::{Morning, act_as_json},
    scenario::HOSHIMI,
    serve::{PolicyFile, ScriptedClock, Setup, System},
};

/// Play a town's morning against the whole system, in this process, and compare every answer
///
/// Needs no AWS: a real HTTP gateway on loopback, both Lambdas' code, an issuer with its own keys, a
/// policy table in a temporary directory and simulated machines. Ends with 2 if an answer differs
/// from what the scenario expects.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sekisho demo\n  sekisho demo --json | grep '\"deny\"'")]
pub(crate) struct Demo {
    /// One JSON object a step and line: who, from, action, instance, decision, reason, expected
    #[arg(long)]
    json: bool,
    /// Another morning; the one of Hoshimi unless given
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Another policy; the one of Hoshimi unless given
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

impl Demo {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let source = match &self.scenario {
            Some(path) => Source::read(path, surroundings)?,
            None => Source::built_in("the morning of Hoshimi", HOSHIMI),
        };
        let scenario = source.scenario(surroundings.language)?;
        let document =
            Source::policy(self.policy.as_deref(), surroundings)?.document(surroundings)?;
        let offset = document.utc_offset();
        let start = scenario.steps.first().map_or(UnixTime::from_seconds(0), |step| step.at);
        let clock = Arc::new(ScriptedClock::new(start));
        let file = PolicyFile::publish(None, document, clock.now()).await?;
        let system = System::start(Setup {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            town: scenario.town.clone(),
            table: file.table(),
            policy: file.name().clone(),
            clock: clock.clone(),
            from: None,
        })
        .await?;
        let mut player = Player::new(&scenario.town, system, clock)?;
        let morning = Morning::new(&scenario, offset, surroundings.language);
        if !self.json {
            morning.title(surroundings)?;
        }
        let mut acts: Vec<Act<'_>> = Vec::new();
        for step in &scenario.steps {
            let act = player.play(step).await?;
            if self.json {
                surroundings.say(act_as_json(&scenario, &act))?;
            } else {
                morning.row(&act, surroundings)?;
            }
            let number = acts.len().saturating_add(1);
            for difference in &act.differences {
                let said = difference.told(surroundings.language);
                let text = surroundings.language.pick(
                    format!("step {number} differs: {said}"),
                    format!("手順 {number} が異なります: {said}"),
                );
                let text = surroundings.paint(AnsiColor::Red, text);
                if self.json {
                    surroundings.note(text)?;
                } else {
                    surroundings.say(text)?;
                }
            }
            acts.push(act);
        }
        player.stop().await;
        if !self.json {
            Morning::summary(&acts, surroundings)?;
        }
        let differs = acts.iter().any(|act| !act.differences.is_empty());
        Ok(if differs { Exit::Differs } else { Exit::Done })
    }
}
