//! What came of all tokens.

use std::{collections::BTreeMap, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use door_support::fuzzed::NOW;
use sekisho_identity::TokenRefusal;
use serde_json::Value;

use crate::{
    Drawn,
    exceptions::{EXCEPTIONS, claims},
    peer::Verdict,
    settings::Settings,
};

/// The counts, and what must not be.
pub struct Report {
    seed: u64,
    single: bool,
    both_accept: u64,
    both_refuse: BTreeMap<&'static str, u64>,
    only_they_accept: BTreeMap<&'static str, u64>,
    excepted: [u64; EXCEPTIONS.len()],
    wrong: Vec<String>,
}

impl Report {
    /// An empty one.
    pub fn new(settings: &Settings) -> Self {
        Self {
            seed: settings.seed,
            single: settings.only.is_some(),
            both_accept: 0,
            both_refuse: BTreeMap::new(),
            only_they_accept: BTreeMap::new(),
            excepted: [0; EXCEPTIONS.len()],
            wrong: Vec::new(),
        }
    }

    /// Counts a token.
    pub fn add(
        &mut self,
        drawn: &Drawn,
        ours: &Result<[Value; 3], TokenRefusal>,
        theirs: &Verdict,
    ) {
        if self.single {
            println!("{}\nours: {ours:?}\ntheirs: {theirs:?}", told(drawn, self.seed));
        }
        match (ours, theirs) {
            (Ok(ours), Verdict::Read(theirs)) if *ours == normal(theirs) => self.both_accept += 1,
            (Err(refusal), Verdict::Error(_)) => {
                *self.both_refuse.entry(refusal.code()).or_default() += 1;
            }
            (Err(refusal), Verdict::Read(_)) => {
                *self.only_they_accept.entry(refusal.code()).or_default() += 1;
            }
            (Ok(_), Verdict::Error(error)) => self.accepted_by_us(drawn, error),
            (Ok(ours), Verdict::Read(theirs)) => {
                let read = format!("we read {ours:?}, they read {theirs:?}");
                self.wrong.push(format!("{read}\n{}", told(drawn, self.seed)));
            }
        }
    }

    fn accepted_by_us(&mut self, drawn: &Drawn, error: &str) {
        let (claims, at) = (claims(&drawn.token), drawn.case.judged.at(NOW));
        let exception =
            EXCEPTIONS.iter().position(|it| (it.explains)(&drawn.case, &claims, at, error));
        match exception {
            Some(at) => self.excepted[at] += 1,
            None => {
                let said = format!("we accept, they answer {error}");
                self.wrong.push(format!("{said}\n{}", told(drawn, self.seed)));
            }
        }
    }

    fn judged(&self) -> u64 {
        let refused = self.both_refuse.values().chain(self.only_they_accept.values());
        let wrong = u64::try_from(self.wrong.len()).expect("it was counted");
        self.both_accept + refused.sum::<u64>() + self.excepted.iter().sum::<u64>() + wrong
    }

    /// Of a hundred tokens, how many both accept.
    fn percent(&self) -> u64 {
        100 * self.both_accept / self.judged().max(1)
    }

    /// Whether everything is as it has to be.
    pub fn holds(&self) -> bool {
        let telling = self.percent() >= LEAST_ACCEPTED && !self.excepted.contains(&0);
        self.wrong.is_empty() && (self.single || telling)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |of: &BTreeMap<&str, u64>| of.values().sum::<u64>();
        writeln!(f, "{:>9}  judged, seed {}", self.judged(), self.seed)?;
        let percent = self.percent();
        writeln!(f, "{:>9}  both accept and read alike: {percent} %", self.both_accept)?;
        writeln!(f, "{:>9}  both refuse", sum(&self.both_refuse))?;
        writeln!(f, "{:>9}  they accept and we refuse", sum(&self.only_they_accept))?;
        for (exception, count) in EXCEPTIONS.iter().zip(self.excepted) {
            writeln!(f, "{count:>9}  we accept and they refuse, as is wanted: {}", exception.name)?;
            writeln!(f, "{:>9}    {}", "", exception.why)?;
            if count == 0 && !self.single {
                writeln!(f, "FAILED: it never occurred: it is no exception any more")?;
            }
        }
        writeln!(f, "{:>9} {:>9}  our reason: both refuse, we alone refuse", "both", "alone")?;
        for code in TokenRefusal::ALL.map(TokenRefusal::code) {
            let [both, alone] = [&self.both_refuse, &self.only_they_accept]
                .map(|of| of.get(code).copied().unwrap_or_default());
            if both + alone > 0 {
                writeln!(f, "{both:>9} {alone:>9}  {code}")?;
            }
        }
        if percent < LEAST_ACCEPTED && !self.single {
            writeln!(
                f,
                "FAILED: at least {LEAST_ACCEPTED} % must be accepted, or little is tried"
            )?;
        }
        writeln!(f, "{:>9}  we accept and they refuse, or we read otherwise", self.wrong.len())?;
        for wrong in self.wrong.iter().take(SHOWN) {
            writeln!(f, "FAILED: {wrong}\n")?;
        }
        Ok(())
    }
}

/// As we read it: no user rather than none, groups in order and each once.
fn normal([subject, user, groups]: &[Value; 3]) -> [Value; 3] {
    let mut groups = groups.as_array().cloned().unwrap_or_default();
    groups.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
    groups.dedup();
    [subject.clone(), user.clone(), groups.into()]
}

/// All that is needed to see it again.
fn told(drawn: &Drawn, seed: u64) -> String {
    let part = |text: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(text);
        bytes.map_or_else(|_| text.to_owned(), |it| String::from_utf8_lossy(&it).into_owned())
    };
    let parts: Vec<String> = drawn.token.split('.').take(2).map(part).collect();
    format!(
        "--seed {seed} --only {}\nrecipe: {}\nedits: {:?}\njudged at: {}\nheader and claims: {}",
        drawn.number,
        drawn.recipe.case,
        drawn.recipe.edits,
        drawn.at(),
        parts.join("\n"),
    )
}

/// With fewer tokens accepted than these of a hundred, nearly anything would pass.
const LEAST_ACCEPTED: u64 = 20;
const SHOWN: usize = 20;
