//! A morning in a file: a town, and what its people try, with the answers they must get.

mod from_text;
mod step;
mod town;

use std::collections::BTreeSet;

use serde::Deserialize;

pub(crate) use self::from_text::instant;
pub use self::{
    step::{Answer, Door, Pass, Step},
    town::{Machine, MachineState, Person, Place, Town},
};

/// The scenario that comes with the program: a morning in the fictional city of Hoshimi.
pub const HOSHIMI: &str = include_str!("../../scenarios/hoshimi.yaml");

/// The policy of that city.
pub const HOSHIMI_POLICY: &str = include_str!("../../../examples/hoshimi.yaml");

/// A town and what happens in it, checked: every name a step uses is a name of the town, and the
/// clock never runs backwards.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "plain data of a file; tests build them")]
pub struct Scenario {
    /// The town.
    pub town: Town,
    /// What happens, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
}

impl Scenario {
    /// Reads a scenario written in YAML.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`]: the text has not the form of a scenario, or a step names what the town
    /// does not have.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = serde_saphyr::from_str(text).map_err(|error| {
            ScenarioError::Form(first_line(&error.without_snippet().to_string()))
        })?;
        scenario.town.check()?;
        for (index, step) in scenario.steps.iter().enumerate() {
            step.check(&scenario.town).map_err(|error| ScenarioError::Step {
                number: index.saturating_add(1),
                error: Box::new(error),
            })?;
        }
        let times: Vec<_> = scenario.steps.iter().map(|step| step.at).collect();
        match times.iter().zip(times.iter().skip(1)).position(|(one, next)| next < one) {
            Some(index) => Err(ScenarioError::Backwards { number: index.saturating_add(2) }),
            None => Ok(scenario),
        }
    }
}

/// Why a text is no scenario.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The text has not the form of a scenario.
    #[error("{0}")]
    Form(String),
    /// One step is wrong.
    #[error("step {number}: {error}")]
    Step {
        /// Which, from 1.
        number: usize,
        /// What is wrong with it.
        error: Box<Self>,
    },
    /// The town has nothing by that name.
    #[error("found {kind} `{found}`, required one of the town: {known}")]
    Unknown {
        /// What kind of name: `person`, `place`, `instance`.
        kind: &'static str,
        /// The name.
        found: String,
        /// The names there are, at most five.
        known: String,
    },
    /// A step lacks what its action needs, or has what its action cannot use.
    #[error("found {found}, required {required}")]
    Shape {
        /// What was found.
        found: String,
        /// What was required.
        required: &'static str,
    },
    /// A step is earlier than the one before it.
    #[error(
        "step {number} is earlier than the one before it: write the steps in the order of time"
    )]
    Backwards {
        /// Which, from 1.
        number: usize,
    },
}

pub(crate) fn known<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: BTreeSet<&str> = names.into_iter().map(String::as_str).collect();
    let mut shown: Vec<&str> = names.iter().copied().take(5).collect();
    if names.len() > shown.len() {
        shown.push("…");
    }
    shown.join(", ")
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
