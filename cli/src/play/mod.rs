//! A scenario played: each step is a real HTTP request with a real token, and what became of it is
//! read from the answer and from the audit lines of both Lambdas.

mod knock;
mod recall;
mod verdict;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use reqwest::Url;

use self::knock::{knock, touched};
pub(crate) use self::verdict::Verdict;
use crate::{
    Language,
    error::CommandError,
    scenario::{Answer, Pass, Step, Town},
    serve::{ScriptedClock, System, client::Client},
    words,
};

/// Plays steps against a running system.
#[derive(Debug)]
pub(crate) struct Player<'a> {
    client: Client,
    clock: Arc<ScriptedClock>,
    system: System,
    town: &'a Town,
}

/// One step, played.
#[derive(Debug)]
pub(crate) struct Act<'a> {
    pub(crate) step: &'a Step,
    pub(crate) verdict: Verdict,
    /// The machines the answer is about, each with its state.
    pub(crate) found: BTreeMap<String, String>,
    /// Where the answer is not the one that was expected; empty if it is.
    pub(crate) differences: Vec<Difference>,
}

/// Where an answer is not the one that was expected.
#[derive(Debug)]
pub(crate) struct Difference {
    /// What is compared, in a word.
    what: &'static str,
    found: String,
    expected: String,
}

impl Difference {
    /// For people. What is compared is as a scenario has it, in every language.
    pub(crate) fn told(&self, language: Language) -> String {
        let Self { what, found, expected } = self;
        match language {
            Language::English => format!("{what} `{found}`, expected `{expected}`"),
            Language::Japanese => {
                let what = words::of_play(what).unwrap_or(what);
                format!("{what} `{found}` (期待は `{expected}`)")
            }
        }
    }
}

impl<'a> Player<'a> {
    pub(crate) fn new(
        town: &'a Town,
        system: System,
        clock: Arc<ScriptedClock>,
    ) -> Result<Self, CommandError> {
        let url = system.url();
        let server = Url::parse(&url).map_err(|error| CommandError::Unreachable {
            server: url,
            message: error.to_string(),
        })?;
        Ok(Self { client: Client::new(server)?, clock, system, town })
    }

    /// Plays one step at its time.
    pub(crate) async fn play(&mut self, step: &'a Step) -> Result<Act<'a>, CommandError> {
        self.clock.advance_to(step.at);
        let token = if step.token == Pass::None {
            None
        } else {
            Some(self.client.token(&step.who, step.token).await?)
        };
        let request = knock(step, self.town, token.as_deref())
            .map_err(|error| CommandError::Scenario { place: "the scenario".to_owned(), error })?;
        let answer = self.client.send(request).await?;
        let verdict = loop {
            match self.system.next_exchange().await {
                Some(exchange) if exchange.request_id == answer.request_id => {
                    let policy = self.system.policy().await;
                    break Verdict::of(&exchange, policy.as_ref());
                }
                Some(_) => {}
                None => return Err(CommandError::Closed),
            }
        };
        let found = touched(&answer.body, self.town);
        let differences = differences(step, &verdict, answer.status, &found);
        Ok(Act { step, verdict, found, differences })
    }

    /// Closes the system.
    pub(crate) async fn stop(self) {
        self.system.stop().await;
    }
}

/// Where an answer is not the one a step expects.
fn differences(
    step: &Step,
    verdict: &Verdict,
    status: u16,
    found: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut compare = |what, found: &str, expected: &str| {
        if found != expected {
            let (found, expected) = (found.to_owned(), expected.to_owned());
            all.push(Difference { what, found, expected });
        }
    };
    compare("answer", verdict.answer.name(), step.expect.name());
    if let Some(expected) = &step.reason {
        compare("reason", &verdict.reason, expected);
    }
    if let Some(expected) = &step.sees {
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        let expected: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
        compare("machines", &names.join(", "), &Vec::from_iter(expected).join(", "));
    }
    if let Some(expected) = &step.states {
        compare("states", &listed(found), &listed(expected));
    }
    // What the policy allows can still fail.
    if verdict.answer == Answer::Allow && status >= 300 {
        compare("status", &status.to_string(), "200 or 202");
    }
    all
}

fn listed(states: &BTreeMap<String, String>) -> String {
    let texts: Vec<String> = states.iter().map(|(name, state)| format!("{name} {state}")).collect();
    texts.join(", ")
}
