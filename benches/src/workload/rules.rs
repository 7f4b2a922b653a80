//! The rules, in the shape of the policy document: serialized they are one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A policy document.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Rules {
    /// Of the language: 1.
    pub version: u8,
    /// The name of the policy.
    pub policy: String,
    /// The offset dates are read in.
    pub utc_offset: String,
    /// The zones by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub zones: BTreeMap<String, Zone>,
    /// The rules.
    pub rules: Vec<Rule>,
}

impl Rules {
    pub(super) fn new(zones: BTreeMap<String, Zone>, rules: Vec<Rule>) -> Self {
        let (policy, utc_offset) = ("bench".to_owned(), "+09:00".to_owned());
        Self { version: 1, policy, utc_offset, zones, rules }
    }

    /// The document as text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain data")
    }
}

/// Where a call may come from.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Zone {
    /// The VPC endpoints; empty: any, or none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vpce: Vec<String>,
    /// The networks.
    pub cidrs: Vec<String>,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Allow, unless a deny rule matches.
    Allow,
    /// Deny.
    Deny,
}

/// A rule.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// What it does.
    pub effect: Effect,
    /// For whom.
    pub who: Who,
    /// For which actions.
    pub actions: Actions,
    /// From which zones; empty: from anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// On which instances.
    pub instances: Instances,
}

/// The callers.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Who {
    /// Of any of these groups.
    pub groups: Vec<String>,
}

/// The actions: a list, or the word `any`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Actions {
    /// One of these.
    List(Vec<String>),
    /// `any`.
    Word(String),
}

impl Actions {
    pub(super) fn any() -> Self {
        Self::Word("any".to_owned())
    }

    /// The actions; `None` for any.
    pub fn list(&self) -> Option<&[String]> {
        match self {
            Self::List(list) => Some(list),
            Self::Word(_) => None,
        }
    }
}

/// The instances: conditions, or the word `any`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Instances {
    /// All of these conditions hold.
    Where {
        /// One of these accounts; empty: any.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accounts: Vec<String>,
        /// One of these regions; empty: any.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        regions: Vec<String>,
        /// One of these ids; empty: any.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ids: Vec<String>,
        /// Each of these tags has one of these values.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        tags: BTreeMap<String, Vec<String>>,
    },
    /// `any`.
    Word(String),
}

impl Instances {
    pub(super) fn any() -> Self {
        Self::Word("any".to_owned())
    }

    pub(super) fn with_tags(tags: BTreeMap<String, Vec<String>>) -> Self {
        Self::Where { accounts: Vec::new(), regions: Vec::new(), ids: Vec::new(), tags }
    }

    /// The accounts; empty: any.
    pub fn accounts(&self) -> &[String] {
        match self {
            Self::Where { accounts, .. } => accounts,
            Self::Word(_) => &[],
        }
    }

    /// The regions; empty: any.
    pub fn regions(&self) -> &[String] {
        match self {
            Self::Where { regions, .. } => regions,
            Self::Word(_) => &[],
        }
    }

    /// The ids; empty: any.
    pub fn ids(&self) -> &[String] {
        match self {
            Self::Where { ids, .. } => ids,
            Self::Word(_) => &[],
        }
    }

    /// The tags that are tested, with the values they may have.
    pub fn tags(&self) -> impl Iterator<Item = (&String, &Vec<String>)> {
        let tags = match self {
            Self::Where { tags, .. } => Some(tags),
            Self::Word(_) => None,
        };
        tags.into_iter().flatten()
    }
}
