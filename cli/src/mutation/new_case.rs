//! A case that a mutant would fail, made of a request that shows the difference.

use sekisho_policy::{Decision, Request, UtcOffset};

use crate::cases::{Expectation, Facts, Said, written};

/// A case that a mutant would fail: not yet in the table.
#[derive(Debug)]
pub(crate) struct NewCase {
    pub(crate) request: Request,
    pub(crate) expected: Expectation,
    /// What it says for its facts, where the defaults of the table say the rest.
    said: Vec<Said>,
}

impl NewCase {
    /// The case of a request that the policy and a mutant decide differently, with no fact otherwise than
    /// in the defaults that need not be. `None` if they decide it alike. `decide` tells what the policy
    /// decides, and what the mutant.
    pub(crate) fn of(
        witness: &Request,
        decide: impl Fn(&Request) -> (Decision, Decision),
        defaults: &Facts,
        offset: UtcOffset,
    ) -> Option<Self> {
        let decided = |request: &Request| {
            let (policy, mutant) = decide(request);
            let [expected, found] = [policy, mutant].map(|decision| Expectation::of(&decision));
            (expected.answer != found.answer).then_some((expected, found))
        };
        let (mut expected, _) = decided(witness)?;
        let mut said = defaults.differing(witness, offset).ok()?;
        let mut request = defaults.request_of(&said).filter(|it| decided(it).is_some())?;
        let mut at = 0;
        while at < said.len() {
            let mut fewer = said.clone();
            fewer.remove(at);
            let simpler = defaults.request_of(&fewer);
            let still = simpler.and_then(|it| decided(&it).map(|(expected, _)| (it, expected)));
            match still {
                // The reason of a denial may be another then, and is told with the case.
                Some((simpler, now)) if now.answer == expected.answer => {
                    // What could not be left out before may be now.
                    (said, request, expected, at) = (fewer, simpler, now, 0);
                }
                Some(_) | None => at = at.saturating_add(1),
            }
        }
        Some(Self { request, expected, said })
    }

    /// The lines of the case in a table, under this name.
    pub(crate) fn written(&self, name: &str) -> Vec<String> {
        written(name, &self.said, &self.expected)
    }
}
