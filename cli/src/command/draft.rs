//! `sekisho draft`: the rows that people edit.

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand};
use sekisho_policy::{PolicyName, Row};
use sekisho_store::{
    Changes, Content, DraftError, PolicyTable, import_watched, load_active, load_invariants,
    read_draft,
};
use tempfile::Builder;

use super::{
    document::{Source, one_input},
    proposal::Proposal,
    table_options::PolicyOptions,
};
use crate::{
    Exit, Surroundings, error::CommandError, progress::Progress, report::changes, table::IfMissing,
};

/// Work on the draft of a policy, which decides nothing until it is published
#[derive(Args, Debug)]
pub(crate) struct Draft {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Edit(Edit),
    Import(Import),
}

/// Edit the draft as one YAML document, in your editor (VISUAL or EDITOR)
///
/// The draft is checked and written when the editor is closed; while you edit, nothing is locked, and
/// what somebody else wrote meanwhile is not written over. A text with problems is kept in a file, for
/// you to mend and import. Comments do not last: rows have none; a rule has its `description`. Without a
/// draft you begin with what is in force.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  EDITOR=nano sekisho draft edit --table dynamodb:sekisho --policy hoshimi\n  sekisho draft edit --table dynamodb:sekisho --policy hoshimi --invariants"
)]
struct Edit {
    #[command(flatten)]
    policy: PolicyOptions,
    /// Edit the invariants of the policy instead
    #[arg(long)]
    invariants: bool,
}

/// Make the rows of the draft say what a document says
///
/// The invariants stay as they are unless --invariants replaces them; the two have to fit each other.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho draft import --table dynamodb:sekisho --policy hoshimi examples/hoshimi.yaml\n  sekisho draft import --table dynamodb:sekisho --policy hoshimi --invariants examples/hoshimi-invariants.yaml"
)]
struct Import {
    #[command(flatten)]
    policy: PolicyOptions,
    /// The document; `-` is the standard input
    #[arg(value_name = "FILE", required_unless_present = "invariants")]
    file: Option<PathBuf>,
    /// Replace the invariants by those of this file; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    invariants: Option<PathBuf>,
}

impl Draft {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        match self.verb {
            Verb::Edit(edit) => edit.run(surroundings).await,
            Verb::Import(import) => import.run(surroundings).await,
        }
    }
}

impl Edit {
    async fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        let Self { policy: PolicyOptions { table, policy }, invariants } = self;
        let table = table.open(IfMissing::Fail).await?;
        let seen = table.drafts(&policy).await?;
        // Where there is no draft, what is edited is what is in force: another revocation must not be lost.
        let active = table.active(&policy).await?;
        let base = if seen.is_empty() {
            in_force(table.as_ref(), &policy).await?
        } else {
            read_draft(table.as_ref(), &policy).await?
        };
        let (before, part, option) = if invariants {
            (base.invariants.to_yaml(), "invariants-", " --invariants")
        } else {
            (base.document.to_yaml(), "", "")
        };
        let prefix = format!("{policy}-{part}");
        let file = Builder::new().prefix(&prefix).suffix(".yaml").tempfile()?;
        let path = file.path().to_owned();
        let failed = |error| CommandError::WriteFile { path: path.clone(), error };
        fs::write(&path, &before).map_err(failed)?;
        let edited = (surroundings.edit)(&path).map_err(CommandError::Editor);
        if fs::read(&path).is_ok_and(|now| now == before.as_bytes()) {
            edited?;
            surroundings.tell("nothing changed", "変更はありません")?;
            return Ok(Exit::Done);
        }
        // Whatever fails from here on, what a person wrote is not thrown away.
        let written = async {
            edited?;
            let source = Source::read(&path, surroundings)?;
            let content = if invariants {
                let invariants = source.invariants(&base.document, surroundings)?;
                Content { document: base.document, invariants }
            } else {
                let document = source.document(surroundings)?;
                let rows = base.invariants.to_rows();
                Content::with_rows(document, &rows).map_err(DraftError::Problems)?
            };
            if seen.is_empty() && table.active(&policy).await? != active {
                return Err(DraftError::Moved { policy: policy.clone() }.into());
            }
            import(table.as_ref(), &policy, &content, seen, surroundings).await
        };
        match written.await {
            Ok(differences) => {
                surroundings.tell(
                    format_args!("the draft of policy `{policy}` says what you wrote"),
                    format_args!("ポリシー `{policy}` の下書きに書き込みました"),
                )?;
                changes(Some(&differences), surroundings)?;
                Ok(Exit::Done)
            }
            Err(error) => {
                let (_, kept) = file.keep().map_err(|error| CommandError::Write(error.error))?;
                let kept = kept.display();
                surroundings.notice(
                    format_args!("the draft is as it was; your text is in {kept}: mend it, then `sekisho draft import{option}` it"),
                    format_args!("下書きは元のままです。入力した内容は {kept} にあります。直してから `sekisho draft import{option}` で取り込んでください"),
                )?;
                Err(error)
            }
        }
    }
}

async fn in_force(table: &dyn PolicyTable, policy: &PolicyName) -> Result<Content, CommandError> {
    let snapshot = load_active(table, policy).await?;
    let invariants = load_invariants(table, policy, &snapshot).await?;
    Ok(Content { document: snapshot.document, invariants })
}

/// Makes the draft say this, and says how far that is.
pub(super) async fn import(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    content: &Content,
    seen: Vec<Row>,
    surroundings: &mut Surroundings<'_>,
) -> Result<Changes, CommandError> {
    let rules = content.document.rules().len();
    surroundings.step(
        rules,
        format_args!("writing the draft: {rules} rules …"),
        format_args!("下書きを書いています: ルール {rules} 件 …"),
    )?;
    let progress = Progress::new(surroundings);
    Ok(import_watched(table, policy, content, seen, &|done| progress.say(done)).await?)
}

impl Import {
    async fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        let Self { policy: PolicyOptions { table, policy }, file, invariants } = self;
        one_input(&[&file, &invariants])?;
        let proposal = Proposal::read(file.as_deref(), invariants.as_deref(), surroundings)?;
        let places = proposal.places(surroundings.language);
        // A table is made for a document, which may be the first, and for nothing else.
        let if_missing = if file.is_some() { IfMissing::Create } else { IfMissing::Fail };
        let table = table.open(if_missing).await?;
        let seen = table.drafts(&policy).await?;
        let content = proposal.content(table.as_ref(), &policy, surroundings).await?;
        let differences = import(table.as_ref(), &policy, &content, seen, surroundings).await?;
        let say = if places.len() == 1 { "says" } else { "say" };
        let (english, japanese) = (places.join(" and "), places.join(" と "));
        surroundings.tell(
            format_args!("the draft of policy `{policy}` says what {english} {say}"),
            format_args!("ポリシー `{policy}` の下書きを {japanese} の内容にしました"),
        )?;
        changes(Some(&differences), surroundings)?;
        Ok(Exit::Done)
    }
}
