//! `sekisho verify-token`: what the authorizer would say of a token, and why.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use sekisho_identity::{
    ClientId, ClientIds, ClockTolerance, IssuerExpectation, IssuerUrl, KeySet, KeySetError,
    MAX_TOKEN_BYTES, TokenUse, TrustedClaims,
};
use sekisho_policy::UnixTime;

use crate::{
    Exit, Surroundings,
    batch::{self, Judge, Verdict},
    error::CommandError,
};

/// Judge tokens as the authorizer does, without AWS
///
/// One token is read from the standard input, where no other user of the machine sees it; with
/// --batch each line of FILE is {"name":…,"token":…} and is answered on the same line. A single token
/// that is refused ends with 2. Of a file, a refused token ends with 0 as an accepted one does, and
/// a line that holds no token with 3.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho token --user sato | sekisho verify-token --issuer http://127.0.0.1:8787 \\\n    --client-id hoshimi_console --token-use access --jwks jwks.json\n  sekisho verify-token --issuer https://idp.example --client-id a --client-id b --token-use id \\\n    --jwks jwks.json --batch tokens.jsonl"
)]
pub(crate) struct VerifyToken {
    /// The issuer: `iss`, byte for byte
    #[arg(long, value_name = "URL", value_parser = IssuerUrl::parse)]
    issuer: IssuerUrl,
    /// An app client whose tokens are accepted; may be given several times
    #[arg(long = "client-id", value_name = "ID", required = true, value_parser = ClientId::parse)]
    client_ids: Vec<ClientId>,
    /// Which of the two tokens is accepted
    #[arg(long, value_enum, value_name = "USE")]
    token_use: Use,
    /// The issuer's key document
    #[arg(long, value_name = "FILE")]
    jwks: PathBuf,
    /// The time, in seconds since 1970; now unless given
    #[arg(long, value_name = "UNIX", allow_negative_numbers = true)]
    now: Option<i64>,
    /// For how many seconds after its end a token is accepted: 0 to 300
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    leeway_seconds: u32,
    /// The tokens, one JSON object a line; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
    #[arg(long = "token", hide = true, value_parser = misplaced)]
    option: Option<Misplaced>,
    #[arg(hide = true, value_parser = misplaced)]
    argument: Vec<Misplaced>,
}

/// The text of `token_use`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Use {
    Access,
    Id,
}

/// A token that was given where everybody sees it: what it was is not kept.
#[derive(Clone, Copy, Debug)]
struct Misplaced;

#[expect(clippy::unnecessary_wraps, reason = "this is the form of a value parser")]
const fn misplaced(_token: &str) -> Result<Misplaced, std::convert::Infallible> {
    Ok(Misplaced)
}

impl VerifyToken {
    pub(crate) fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        if self.option.is_some() || !self.argument.is_empty() {
            return Err(CommandError::TokenInArguments);
        }
        let (keys, unusable) = match self.keys()? {
            Ok(keys) => (Some(keys), None),
            Err(error) => (None, Some(error)),
        };
        let judge = self.judge(keys, surroundings.now)?;
        let judged = self.judge_all(&judge, surroundings)?;
        // Every token has its answer, which is no; what is wrong with the keys is said last.
        unusable
            .map_or(Ok(judged), |error| Err(CommandError::Keys { path: self.jwks.clone(), error }))
    }

    fn judge_all(
        &self,
        judge: &Judge,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let Some(path) = &self.batch else {
            let verdict = judge.judge(&one_token(&mut surroundings.input)?);
            surroundings.say(verdict.as_json()?)?;
            return Ok(if verdict == Verdict::Accept { Exit::Done } else { Exit::Differs });
        };
        let failed = |error| CommandError::Read { path: path.clone(), error };
        let counts = if path == Path::new("-") {
            batch::verify(judge, &mut surroundings.input, &mut surroundings.output, failed)?
        } else {
            let mut file = fs::File::open(path).map_err(failed)?;
            let input: &mut dyn Read = &mut file;
            batch::verify(judge, input, &mut surroundings.output, failed)?
        };
        if counts.problems == 0 {
            return Ok(Exit::Done);
        }
        let (problems, lines) = (counts.problems, counts.lines);
        surroundings.notice(
            format_args!("error: {problems} of {lines} lines hold no token"),
            format_args!("エラー: {lines} 行のうち {problems} 行はトークンではありません"),
        )?;
        Ok(Exit::Problems)
    }

    /// The keys of the document, or why it has none that can be used.
    fn keys(&self) -> Result<Result<KeySet, KeySetError>, CommandError> {
        let failed = |error| CommandError::Read { path: self.jwks.clone(), error };
        Ok(KeySet::from_jwks(&fs::read(&self.jwks).map_err(failed)?))
    }

    fn judge(&self, keys: Option<KeySet>, clock: fn() -> UnixTime) -> Result<Judge, CommandError> {
        let token_use = match self.token_use {
            Use::Access => TokenUse::Access,
            Use::Id => TokenUse::Id,
        };
        let clients = ClientIds::try_new(self.client_ids.iter().cloned())?;
        let tolerance = ClockTolerance::with_expiry_leeway(self.leeway_seconds)?;
        let issuer = self.issuer.clone();
        let expected = IssuerExpectation::new(issuer, clients, token_use, TrustedClaims::none())
            .with_tolerance(tolerance);
        let now = self.now.map_or_else(clock, UnixTime::from_seconds);
        Ok(Judge { keys, expected, now })
    }
}

/// The token on a stream, without the newline that `echo` and `sekisho token` put behind it. More
/// than a token may have is not read; what is no UTF-8 is no token either.
fn one_token(input: &mut dyn Read) -> Result<String, CommandError> {
    let failed = |error: io::Error| CommandError::Read { path: "-".into(), error };
    // A byte too many, and the two of a line's end.
    let limit = u64::try_from(MAX_TOKEN_BYTES).unwrap_or(u64::MAX).saturating_add(3);
    let mut bytes = Vec::new();
    input.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    let text = String::from_utf8_lossy(&bytes);
    let token = text
        .strip_suffix('\n')
        .map_or(text.as_ref(), |line| line.strip_suffix('\r').unwrap_or(line));
    Ok(token.to_owned())
}
