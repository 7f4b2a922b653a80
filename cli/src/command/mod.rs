//! The verbs, one a file.

mod check;
mod completions;
mod decide;
mod demo;
mod diff;
mod document;
mod draft;
mod explain;
mod export;
mod fmt;
mod history;
mod import;
mod inventory_options;
mod keys;
mod lint;
mod login;
mod logout;
mod ls;
mod mutate;
mod plan;
mod policy_argument;
mod proposal;
mod prove;
mod prune;
mod publish;
mod pull;
mod reboot;
mod replay;
mod request_options;
mod revoke;
mod rollback;
mod serve;
mod session_policy;
mod show;
mod start;
mod stop;
mod table_options;
mod test;
mod token;
mod verify_token;
mod who_can;
mod why_not;

use clap::Subcommand;

pub(crate) use self::{
    document::{Severity, Source, read_text},
    policy_argument::{Found, Origin},
    request_options::pair,
};
use crate::{Exit, Surroundings, error::CommandError};

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::Check),
    Completions(completions::Completions),
    Decide(decide::Decide),
    Demo(demo::Demo),
    Diff(diff::Diff),
    Draft(draft::Draft),
    Explain(explain::Explain),
    Export(export::Export),
    Fmt(fmt::Fmt),
    History(history::History),
    Import(import::Import),
    Keys(keys::Keys),
    Mutate(mutate::Mutate),
    Lint(lint::Lint),
    Login(login::Login),
    Logout(logout::Logout),
    Ls(ls::Ls),
    Plan(plan::Plan),
    Prove(prove::Prove),
    Prune(prune::Prune),
    Publish(publish::Publish),
    Pull(pull::Pull),
    Reboot(reboot::Reboot),
    Replay(replay::Replay),
    Revoke(revoke::Revoke),
    Rollback(rollback::Rollback),
    Serve(serve::Serve),
    Show(show::Show),
    Start(start::Start),
    Stop(stop::Stop),
    Test(test::Test),
    Token(token::Token),
    VerifyToken(verify_token::VerifyToken),
    WhoCan(who_can::WhoCan),
    WhyNot(why_not::WhyNot),
}

impl Command {
    /// Runs the command; `program` is what the user calls this program by.
    pub(crate) async fn run(
        self,
        program: &str,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        match self {
            Self::Check(check) => check.run(surroundings).await,
            Self::Completions(completions) => completions.run(surroundings),
            Self::Decide(decide) => decide.run(surroundings).await,
            Self::Demo(demo) => demo.run(surroundings).await,
            Self::Diff(diff) => diff.run(surroundings).await,
            Self::Draft(draft) => draft.run(surroundings).await,
            Self::Explain(explain) => explain.run(surroundings).await,
            Self::Export(export) => export.run(surroundings).await,
            Self::Fmt(fmt) => fmt.run(surroundings),
            Self::History(history) => history.run(surroundings).await,
            Self::Import(import) => import.run(surroundings),
            Self::Keys(keys) => keys.run(surroundings).await,
            Self::Mutate(mutate) => mutate.run(surroundings).await,
            Self::Lint(lint) => lint.run(surroundings).await,
            Self::Login(login) => login.run(surroundings).await,
            Self::Logout(logout) => logout.run(surroundings),
            Self::Ls(ls) => ls.run(surroundings).await,
            Self::Plan(plan) => plan.run(program, surroundings).await,
            Self::Prove(prove) => prove.run(surroundings).await,
            Self::Prune(prune) => prune.run(surroundings).await,
            Self::Publish(publish) => publish.run(surroundings).await,
            Self::Pull(pull) => pull.run(surroundings).await,
            Self::Reboot(reboot) => reboot.run(surroundings).await,
            Self::Replay(replay) => replay.run(surroundings).await,
            Self::Revoke(revoke) => revoke.run(surroundings).await,
            Self::Rollback(rollback) => rollback.run(surroundings).await,
            Self::Serve(serve) => serve.run(program, surroundings).await,
            Self::Show(show) => show.run(surroundings).await,
            Self::Start(start) => start.run(surroundings).await,
            Self::Stop(stop) => stop.run(surroundings).await,
            Self::Test(test) => test.run(surroundings).await,
            Self::Token(token) => token.run(surroundings).await,
            Self::VerifyToken(verify) => verify.run(surroundings),
            Self::WhoCan(who_can) => who_can.run(surroundings).await,
            Self::WhyNot(why_not) => why_not.run(surroundings).await,
        }
    }
}
