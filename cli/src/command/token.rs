//! `sekisho token`: a token for a person of the town, from a running `sekisho serve`.

use clap::Args;
use reqwest::Url;

use crate::{Exit, Surroundings, error::CommandError, scenario::Pass, serve::client::Client};

/// Print a token of the local issuer, and nothing else
///
/// Works only against a running `sekisho serve`: a real directory gives tokens to whoever can sign
/// in, not to whoever asks.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  curl -H \"Authorization: Bearer $(sekisho token --user sato)\" http://127.0.0.1:8787/instances"
)]
pub(crate) struct Token {
    /// The name the person signs in with
    #[arg(long, value_name = "NAME")]
    user: String,
    /// A token that works, or one that must not
    #[arg(long, value_enum, default_value = "good")]
    pass: Pass,
    /// Where `sekisho serve` listens
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8787")]
    server: Url,
}

impl Token {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let token = Client::new(self.server)?.token(&self.user, self.pass).await?;
        surroundings.say(token)?;
        Ok(Exit::Done)
    }
}
