//! `sekisho show`: a policy in plain sentences.

use clap::Args;
use sekisho_policy::{
    RuleId,
    sentences::{self, About, Sentence},
};
use serde_json::{Value, json};

use super::policy_argument::PolicyArgument;
use crate::{Exit, Surroundings, error::CommandError};

/// Show a policy in plain sentences, one a line: what it is, its places and hours, and each rule
///
/// The sentences leave nothing out: they can be read back into the same policy. Words that the author
/// chose stand between quotation marks.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho show examples/hoshimi.yaml\n  sekisho show --table dynamodb:sekisho --policy hoshimi --rule operators --lang ja"
)]
pub(crate) struct Show {
    #[command(flatten)]
    policy: PolicyArgument,
    /// Only the rule with this id
    #[arg(long, value_name = "ID")]
    rule: Option<RuleId>,
    /// One JSON object a sentence and line: about, name, sentence
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let document = self.policy.document(surroundings).await?;
        let language = surroundings.language.of_sentences();
        if let Some(id) = self.rule {
            let Some(rule) = document.rules().iter().find(|rule| rule.id == id) else {
                let (policy, rules) = (document.name().clone(), document.rules().len());
                return Err(CommandError::NoRule { id, policy, rules });
            };
            let sentence = sentences::rule_sentence(rule, document.utc_offset(), language);
            say(&sentence, self.json, surroundings)?;
            return Ok(Exit::Done);
        }
        let mut last = About::Policy;
        for sentence in sentences::render(&document, language) {
            // Between zones and calendars, say: long lines fold, and then run into one another.
            if sentence.about() != last && !self.json {
                surroundings.say("")?;
            }
            last = sentence.about();
            say(&sentence, self.json, surroundings)?;
        }
        Ok(Exit::Done)
    }
}

fn say(
    sentence: &Sentence,
    json: bool,
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    if json {
        surroundings.say(as_json(sentence))?;
    } else {
        surroundings.say(sentence)?;
    }
    Ok(())
}

fn as_json(sentence: &Sentence) -> Value {
    json!({
        "about": sentence.about().name(),
        "name": sentence.name(),
        "sentence": sentence.text(),
    })
}
