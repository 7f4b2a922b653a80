//! The verifier beside aws-jwt-verify, on tokens that are drawn from a seed: nothing is accepted that
//! it refuses, and what both accept is read alike. Run by `tests/differential`, which fetches the peer.
//!
//! A recipe depends on the seed and its number alone. Keys, and so signatures, are made anew in every
//! process: no private key lies in a file.

mod draw;
mod edits;
mod exceptions;
mod part;
mod peer;
mod report;
mod settings;
mod signing;
mod values;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use door_support::{
    fuzzed::NOW,
    token_corpus::{self, Case},
};
use fastrand::Rng;
use sekisho_identity::{BearerToken, KeySet, TokenRefusal};
use serde_json::{Value, json};

use crate::{draw::Recipe, peer::Peer, report::Report, settings::Settings};

/// A token, and how it is judged.
struct Drawn {
    number: u64,
    recipe: Recipe,
    case: Case,
    token: String,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let settings = Settings::read(std::env::args().skip(1))?;
    let keys = KeySet::from_jwks(token_corpus::jwks().to_string().as_bytes())?;
    let mut peer = Peer::start(&settings.node)?;
    let corpus = corpus();
    let mut report = Report::new(&settings);
    let numbers: Vec<u64> = settings.numbers().collect();
    for batch in numbers.chunks(BATCH) {
        let batch: Vec<Drawn> =
            batch.iter().map(|number| Drawn::new(&settings, &corpus, *number)).collect();
        let tasks: Vec<Value> = batch.iter().map(Drawn::task).collect();
        for (drawn, theirs) in batch.iter().zip(peer.judge(&tasks)?) {
            report.add(drawn, &drawn.judged(&keys), &theirs);
        }
    }
    let mut output = io::stdout();
    write!(output, "{report}")?;
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The cases of the corpus that both can be asked about: a token by itself, of the one pool, judged at
/// a time that JavaScript can tell from the next second.
fn corpus() -> Vec<Value> {
    let both = |case: &Value| {
        let judged = &case["judged"];
        let after = judged["after"].as_i64().unwrap_or_default();
        case["field"].is_null() && judged["issuer"].is_null() && after.unsigned_abs() < 1 << 40
    };
    token_corpus::recipes().into_values().flatten().filter(both).collect()
}

impl Drawn {
    fn new(settings: &Settings, corpus: &[Value], number: u64) -> Self {
        let mut chance = Rng::with_seed(settings.seed.rotate_left(32) ^ number);
        let recipe = draw::recipe(corpus, &mut chance);
        let case: Case = serde_json::from_value(recipe.case.clone()).expect("a case");
        let made = case.token(NOW);
        let token = recipe.edits.iter().fold(made, |token, edit| edit.apply(&token));
        Self { number, recipe, case, token }
    }

    fn at(&self) -> i64 {
        self.case.judged.at(NOW).seconds()
    }

    fn task(&self) -> Value {
        json!({
            "at": self.at(),
            "grace": self.case.judged.leeway,
            "token": self.token,
            "use": self.case.wanted().as_str(),
        })
    }

    /// What our verifier reads of it: subject, user and groups.
    fn judged(&self, keys: &KeySet) -> Result<[Value; 3], TokenRefusal> {
        let token = BearerToken::from_compact(&self.token)?;
        let now = self.case.judged.at(NOW);
        let verified = sekisho_identity::verify(&token, keys, &self.case.expectation(), now)?;
        let caller = verified.caller();
        let groups: Vec<&str> = caller.groups().known().expect("it is read").iter().collect();
        Ok([json!(caller.subject().known()), json!(caller.user().known()), json!(groups)])
    }
}

/// So many tokens are put to the peer at once.
const BATCH: usize = 256;
