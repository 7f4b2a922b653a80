//! `sekisho draft`: the rows that people edit.

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand};
use sekisho_store::{DraftError, import_document, import_over, load_active, read_draft};
use tempfile::Builder;

use super::{document::Source, table_options::PolicyOptions};
use crate::{Exit, Surroundings, error::CommandError, report::changes, table::IfMissing};

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
    after_help = "Example:\n  EDITOR=nano sekisho draft edit --table dynamodb:sekisho --policy hoshimi"
)]
struct Edit {
    #[command(flatten)]
    policy: PolicyOptions,
}

/// Make the rows of the draft say what a document says
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho draft import --table dynamodb:sekisho --policy hoshimi examples/hoshimi.yaml"
)]
struct Import {
    #[command(flatten)]
    policy: PolicyOptions,
    /// The document; `-` is the standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
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
        let PolicyOptions { table, policy } = self.policy;
        let table = table.open(IfMissing::Fail).await?;
        let seen = table.drafts(&policy).await?;
        // Where there is no draft, what is edited is what is in force: another revocation must not be lost.
        let active = table.active(&policy).await?;
        let before = if seen.is_empty() {
            load_active(table.as_ref(), &policy).await?.document.to_yaml()
        } else {
            read_draft(table.as_ref(), &policy).await?.to_yaml()
        };
        let file = Builder::new().prefix(&format!("{policy}-")).suffix(".yaml").tempfile()?;
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
            let document = Source::read(&path, surroundings)?.document(surroundings)?;
            if seen.is_empty() && table.active(&policy).await? != active {
                return Err(DraftError::Moved { policy: policy.clone() }.into());
            }
            Ok::<_, CommandError>(import_over(table.as_ref(), &policy, &document, seen).await?)
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
                    format_args!("the draft is as it was; your text is in {kept}: mend it, then `sekisho draft import` it"),
                    format_args!("下書きは元のままです。入力した内容は {kept} にあります。直してから `sekisho draft import` で取り込んでください"),
                )?;
                Err(error)
            }
        }
    }
}

impl Import {
    async fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        let Self { policy: PolicyOptions { table, policy }, file } = self;
        let source = Source::read(&file, surroundings)?;
        let document = source.document(surroundings)?;
        let table = table.open(IfMissing::Create).await?;
        let rules = document.rules().len();
        surroundings.step(
            rules,
            format_args!("writing the draft: {rules} rules …"),
            format_args!("下書きを書いています: ルール {rules} 件 …"),
        )?;
        let differences = import_document(table.as_ref(), &policy, &document).await?;
        let place = source.place(surroundings.language);
        surroundings.tell(
            format_args!("the draft of policy `{policy}` says what {place} says"),
            format_args!("ポリシー `{policy}` の下書きを {place} の内容にしました"),
        )?;
        changes(Some(&differences), surroundings)?;
        Ok(Exit::Done)
    }
}
