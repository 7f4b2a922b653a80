//! `sekisho serve`: the whole checkpoint on one machine, until it is told to stop.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use clap::Args;
use sekisho_policy::{Policy, PolicyName, UnixTime};

use super::document::Source;
use crate::{
    Exit, Surroundings,
    error::CommandError,
    play::Verdict,
    report::welcome,
    scenario::{self, HOSHIMI},
    serve::{Exchange, MachineClock, PolicyFile, Setup, System},
    table::{IfMissing, TableLocation},
};

/// Run the whole checkpoint on this machine: gateway, both Lambdas, issuer, table, simulated machines
///
/// For development: the local issuer gives a token to whoever asks, so nothing but a loopback address
/// is listened on. A policy file is published again whenever it changes. Ends with Ctrl-C.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho serve --policy examples/hoshimi.yaml --at 2026-11-24T09:00:00+09:00"
)]
pub(crate) struct Serve {
    /// The port; 0 takes any free one
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// The address to listen on: loopback only
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// The policy, read again whenever it changes; the policy of Hoshimi unless given
    #[arg(long, value_name = "FILE", conflicts_with = "table")]
    policy: Option<PathBuf>,
    /// A policy table to follow instead: `file:DIR`, `embedded:PATH` or `dynamodb:NAME`
    #[arg(long, value_name = "TABLE")]
    table: Option<TableLocation>,
    /// The name of the policy in the table
    #[arg(long, value_name = "NAME", default_value = "hoshimi", requires = "table")]
    name: PolicyName,
    /// The town: a scenario file, of which the steps are left alone; Hoshimi unless given
    #[arg(long, value_name = "FILE")]
    town: Option<PathBuf>,
    /// Let it be this time in the town: office hours, on a Sunday
    #[arg(long, value_name = "TIME", value_parser = scenario::instant)]
    at: Option<UnixTime>,
    /// Have calls that do not say where they come from come from this place of the town, such as those
    /// of a browser that opens the console
    #[arg(long, value_name = "PLACE")]
    from: Option<String>,
    /// Print the audit lines of both Lambdas instead of one line a call
    #[arg(long)]
    audit: bool,
}

impl Serve {
    pub(crate) async fn run(
        self,
        program: &str,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let town = match &self.town {
            Some(path) => Source::read(path, surroundings)?.scenario(surroundings.language)?,
            None => {
                Source::built_in("the town of Hoshimi", HOSHIMI).scenario(surroundings.language)?
            }
        }
        .town;
        let from = self.from.as_deref().map(|name| town.place(name).cloned()).transpose();
        let from =
            from.map_err(|error| CommandError::Scenario { place: "--from".to_owned(), error })?;
        let clock = Arc::new(match self.at {
            Some(at) => MachineClock::starting_at(at, surroundings.now),
            None => MachineClock::new(surroundings.now),
        });
        let mut file = None;
        let (table, policy) = if let Some(location) = &self.table {
            (location.open(IfMissing::Fail).await?, self.name.clone())
        } else {
            let source = Source::policy(self.policy.as_deref(), surroundings)?;
            let document = source.document(surroundings)?;
            let published = file
                .insert(PolicyFile::publish(self.policy.clone(), document, clock.time()).await?);
            (published.table(), published.name().clone())
        };
        let listen = SocketAddr::new(self.listen, self.port);
        let setup = Setup { listen, town: town.clone(), table, policy, clock: clock.clone(), from };
        let mut system = System::start(setup).await?;
        welcome(program, &system.url(), &town, surroundings)?;
        loop {
            tokio::select! {
                () = &mut surroundings.interrupt => break,
                exchange = system.next_exchange() => match exchange {
                    Some(exchange) => {
                        let policy = system.policy().await;
                        self.tell(&exchange, policy.as_ref(), surroundings)?;
                    }
                    None => break,
                },
                () = next_change(&mut file) => {
                    if let Some(file) = &mut file {
                        follow(file, &clock, surroundings).await?;
                    }
                }
            }
        }
        system.stop().await;
        surroundings.notice("closed", "終了しました")?;
        Ok(Exit::Done)
    }

    /// Writes what became of a call.
    fn tell(
        &self,
        exchange: &Exchange,
        policy: Option<&Policy>,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<(), CommandError> {
        if self.audit {
            for line in exchange.authorizer.iter().chain(&exchange.executor) {
                surroundings.say(line)?;
            }
            return Ok(());
        }
        let verdict = Verdict::of(exchange, policy);
        let answer = verdict.answer.name_in(surroundings.language);
        let answer = surroundings.paint(verdict.colour(), answer);
        let Exchange { source, method, path, status, .. } = exchange;
        let who = verdict.who.as_deref().unwrap_or("-");
        surroundings.say(format_args!(
            "{source} {who} {method} {path} {status} {answer}: {}",
            verdict.reason_in(surroundings.language)
        ))?;
        Ok(())
    }
}

/// Ends when the policy file has changed; never, where there is none to change.
async fn next_change(file: &mut Option<PolicyFile>) {
    match file {
        Some(file) => file.changed().await,
        None => std::future::pending().await,
    }
}

/// Publishes a policy file that has changed. One that has problems leaves the last good one in force.
async fn follow(
    file: &mut PolicyFile,
    clock: &MachineClock,
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    let Some(path) = file.path().map(ToOwned::to_owned) else { return Ok(()) };
    let document = match Source::read(&path, surroundings)
        .and_then(|source| source.document(surroundings))
    {
        Ok(document) => document,
        Err(error) => {
            error.report(surroundings);
            surroundings
                .notice("the policy in force stays as it was", "有効なポリシーは元のままです")?;
            return Ok(());
        }
    };
    match file.publish_again(document, clock.time()).await {
        Ok(version) => surroundings.notice(
            format_args!("version {version} is in force"),
            format_args!("版 {version} が有効になりました"),
        )?,
        Err(error) => {
            error.report(surroundings);
        }
    }
    Ok(())
}
