//! One thing somebody tries, and the answer they must get.

use std::collections::BTreeMap;

use sekisho_policy::{Action, UnixTime};
use serde::{Deserialize, Serialize};

use super::{ScenarioError, Town, from_text, town::unknown};
use crate::Language;

/// One thing somebody tries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "plain data of a file; tests build them")]
pub struct Step {
    /// When.
    #[serde(deserialize_with = "from_text::time")]
    pub at: UnixTime,
    /// Who: a person of the town.
    pub who: String,
    /// From where: a place of the town.
    pub from: String,
    /// With which token.
    #[serde(default)]
    pub token: Pass,
    /// What.
    #[serde(rename = "do", deserialize_with = "from_text::value")]
    pub action: Action,
    /// Through which door of the API.
    #[serde(default)]
    pub door: Door,
    /// To which machines: names of the town, or ids. None for `describe` and the script's door.
    #[serde(default)]
    pub to: Vec<String>,
    /// Whether only to ask what would be done.
    #[serde(default)]
    pub dry_run: bool,
    /// The answer they must get.
    pub expect: Answer,
    /// The reason they must get it for: a cause for a denial, a rule id for an allow.
    pub reason: Option<String>,
    /// The machines the answer must be about: what `describe` shows, what an action was done to.
    pub sees: Option<Vec<String>>,
    /// The machines `describe` must show, no others, each in this state.
    pub states: Option<BTreeMap<String, String>>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "an answer is yes or no")]
pub enum Answer {
    /// Yes.
    Allow,
    /// No.
    Deny,
}

impl Answer {
    /// `allow` or `deny`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }

    /// The same for people.
    pub(crate) const fn name_in(self, language: Language) -> &'static str {
        match (self, language) {
            (answer, Language::English) => answer.name(),
            (Self::Allow, Language::Japanese) => "許可",
            (Self::Deny, Language::Japanese) => "拒否",
        }
    }
}

/// The token somebody shows: a good one, or one of those that must not work.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "a new kind must be minted by the issuer")]
pub enum Pass {
    /// Signed by the issuer for this client, and fresh.
    #[default]
    Good,
    /// It was good until an hour ago.
    Expired,
    /// Signed with somebody else's key under the issuer's key id.
    Forged,
    /// No token at all.
    None,
    /// Issued to another client of the same directory.
    OtherClient,
}

/// Which of the API's ways an action is asked through.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "a new door must be knocked on by the demo")]
pub enum Door {
    /// `POST /actions`, the action and the machines in the body.
    Actions,
    /// `GET /instances` and `POST /instances/{id}/{action}`.
    #[default]
    Instances,
    /// `POST /` with `{"Action":"Start"}`: the body of the script that came before.
    Script,
}

impl Step {
    /// Checks that the town has what the step names, and that the step is a request the API has.
    pub(super) fn check(&self, town: &Town) -> Result<(), ScenarioError> {
        town.person(&self.who)?;
        town.place(&self.from)?;
        for name in self
            .to
            .iter()
            .chain(self.sees.iter().flatten())
            .chain(self.states.iter().flat_map(BTreeMap::keys))
        {
            town.instance_id(name)
                .map(drop)
                .ok_or_else(|| unknown("instance", name, town.instances.keys()))?;
        }
        let required = match (self.door, self.action) {
            (Door::Instances, Action::Describe) if !self.to.is_empty() => "no `to` with describe",
            (Door::Instances, Action::Reboot | Action::Start | Action::Stop)
                if self.to.len() != 1 =>
            {
                "one instance in `to`, or `door: actions`"
            }
            (_, Action::Describe) | (Door::Script, _) if self.dry_run => "no dry run",
            (Door::Actions | Door::Script, Action::Describe) => "describe without `door`",
            (Door::Actions, _) if self.to.is_empty() => "at least one instance in `to`",
            (Door::Script, Action::Reboot) => "start or stop: the script knows no other",
            (Door::Script, _) if !self.to.is_empty() => {
                "no `to`: the script acts on the town's default target"
            }
            _ => return Ok(()),
        };
        let found = format!("`do: {}` to {} instances", self.action, self.to.len());
        Err(ScenarioError::Shape { found, required })
    }
}
