//! `sekisho keys`: the signing keys of an issuer, in the policy table.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Subcommand};
use sekisho_identity::{HttpsKeys, IssuerUrl, KeySetError, KeySource, KeyUrl, TlsRoots};
use sekisho_store::{Jwks, KeyChanges, PolicyTable};

use super::document::read_text;
use crate::{
    Exit, Surroundings,
    error::CommandError,
    report::count,
    table::{IfMissing, TableLocation},
};

/// Keep the signing keys of an issuer in the policy table, for functions that cannot reach the issuer
#[derive(Args, Debug)]
pub(crate) struct Keys {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Push(Push),
    Show(Show),
}

/// Copy the keys of an issuer into the table
///
/// They are fetched from ISSUER/.well-known/jwks.json, or read from a file. Each id is shown: `+` comes
/// in, `-` goes, `=` stays, `~` is another key than before. A document without a key that can be used,
/// or with a private one, is refused (3). One that keeps none of the keys that are there, or has
/// another key under an id that is there, is refused too (2), unless --replace says that it is meant.
/// Functions take the new keys when they next refresh them.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho keys push --table dynamodb:sekisho \\\n    --issuer https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_Example01 --dry-run\n  curl --fail URL | sekisho keys push --table dynamodb:sekisho --issuer ISSUER --jwks -"
)]
struct Push {
    #[command(flatten)]
    of: KeysOf,
    /// Read them from this file instead; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
    /// Write them even if no token that was signed before is accepted after
    #[arg(long)]
    replace: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Show the ids of the keys that the table has for an issuer
///
/// Ends with 2 if it has none, with 3 if what it has cannot be used.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho keys show --table dynamodb:sekisho \\\n    --issuer https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_Example01"
)]
struct Show {
    #[command(flatten)]
    of: KeysOf,
    /// The key document instead, as it is in the table
    #[arg(long)]
    document: bool,
}

/// Whose keys, in which table.
#[derive(Args, Debug)]
struct KeysOf {
    /// The table: `file:DIR`, `dynamodb:NAME`, or `embedded:PATH`
    #[arg(long, value_name = "TABLE")]
    table: TableLocation,
    /// The issuer: `iss`, byte for byte
    #[arg(long, value_name = "URL", value_parser = IssuerUrl::parse)]
    issuer: IssuerUrl,
}

impl Keys {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        match self.verb {
            Verb::Push(push) => push.run(surroundings).await,
            Verb::Show(show) => show.run(surroundings).await,
        }
    }
}

impl Push {
    async fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        let Self { of: KeysOf { table, issuer }, jwks, replace, dry_run } = self;
        let document = match jwks {
            Some(path) => parse(&path.display().to_string(), &read_text(&path, surroundings)?)?,
            None => fetched(&issuer).await?,
        };
        let table = table.open(IfMissing::Fail).await?;
        let before = before(table.as_ref(), &issuer, surroundings).await?;
        let changes = document.changes_from(before.as_ref());
        show(&changes, surroundings)?;
        let keys = document.key_ids().len();
        if changes.are_none() {
            surroundings.tell(
                format_args!("nothing changed: the table has {}", these(keys)),
                format_args!("変更はありません。テーブルにあるのはこの {keys} 個の鍵です"),
            )?;
            return Ok(Exit::Done);
        }
        if !replace {
            allowed(&changes, &issuer)?;
        }
        let number = count(keys, "key");
        if dry_run {
            surroundings.tell(
                format_args!("would write {number}: leave out --dry-run to write them"),
                format_args!(
                    "{keys} 個の鍵が書き込みの対象です。書き込むには --dry-run を外してください"
                ),
            )?;
        } else {
            table.put_keys(&issuer, &document).await?;
            surroundings.tell(
                format_args!("wrote {number}"),
                format_args!("{keys} 個の鍵を書き込みました"),
            )?;
        }
        Ok(Exit::Done)
    }
}

impl Show {
    async fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        let Self { of: KeysOf { table, issuer }, document } = self;
        let table = table.open(IfMissing::Fail).await?;
        let Some(text) = table.keys(&issuer).await? else {
            surroundings.notice(
                format_args!("the table has no keys for {issuer}"),
                format_args!("テーブルに {issuer} の鍵はありません"),
            )?;
            return Ok(Exit::Differs);
        };
        let keys = parse(&in_table(&issuer), &text)?;
        if document {
            surroundings.say(keys.as_str().trim_end())?;
        } else {
            for id in keys.key_ids() {
                surroundings.say(id.escape_debug())?;
            }
        }
        Ok(Exit::Done)
    }
}

/// The document as the issuer publishes it.
async fn fetched(issuer: &IssuerUrl) -> Result<Jwks, CommandError> {
    let address = format!("{}/.well-known/jwks.json", issuer.as_str().trim_end_matches('/'));
    let source =
        HttpsKeys::new(KeyUrl::parse(&address)?, TlsRoots::Bundled)?.within(FETCHED_WITHIN);
    let text = String::from_utf8(source.fetch().await?).map_err(|_| CommandError::KeyDocument {
        place: address.clone(),
        error: KeySetError::Malformed.into(),
    })?;
    parse(&address, &text)
}

/// Somebody waits for this one; a function has less time.
const FETCHED_WITHIN: Duration = Duration::from_secs(20);

/// What the table has. What cannot be used is told, and is nothing: no token is accepted by it.
async fn before(
    table: &dyn PolicyTable,
    issuer: &IssuerUrl,
    surroundings: &mut Surroundings<'_>,
) -> Result<Option<Jwks>, CommandError> {
    let Some(text) = table.keys(issuer).await? else { return Ok(None) };
    match parse(&in_table(issuer), &text) {
        Ok(keys) => Ok(Some(keys)),
        Err(error) => {
            error.warn(surroundings)?;
            Ok(None)
        }
    }
}

fn parse(place: &str, text: &str) -> Result<Jwks, CommandError> {
    Jwks::parse(text).map_err(|error| CommandError::KeyDocument { place: place.to_owned(), error })
}

fn in_table(issuer: &IssuerUrl) -> String {
    format!("KEYS#{issuer}")
}

/// One line for each key. An id is somebody's text: it has no say over the terminal.
fn show(changes: &KeyChanges, surroundings: &mut Surroundings<'_>) -> Result<(), CommandError> {
    let KeyChanges { added, altered, kept, removed, .. } = changes;
    for (sign, ids) in [("+", added), ("~", altered), ("-", removed), ("=", kept)] {
        for id in ids {
            surroundings.say(format_args!("{sign} {}", id.escape_debug()))?;
        }
    }
    Ok(())
}

/// Whether tokens that are good now stay good, as they do when an issuer changes its keys.
fn allowed(changes: &KeyChanges, issuer: &IssuerUrl) -> Result<(), CommandError> {
    if let Some(id) = changes.altered.first() {
        return Err(CommandError::KeyAltered { id: id.escape_debug().to_string() });
    }
    if changes.keep_nothing() {
        return Err(CommandError::NoKeyKept { issuer: issuer.clone() });
    }
    Ok(())
}

fn these(keys: usize) -> String {
    if keys == 1 { "this key".to_owned() } else { format!("these {keys} keys") }
}
