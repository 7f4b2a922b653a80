//! Invariants, proved or not: in words, and as JSON.

use std::io;

use clap::builder::styling::AnsiColor;
use sekisho_policy::{
    Decision, Invariant, NamedRequest, Policy, Record, Request, Statement,
    analysis::{Found, Undecided, Vacuous, Verdict},
};
use sekisho_store::Content;
use serde_json::{Value, json};

use super::{
    answer::{quoted, reason},
    facts::facts,
};
use crate::{Exit, Surroundings};

/// How many invariants came out how.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Proofs {
    pub(crate) proved: usize,
    pub(crate) failed: usize,
    pub(crate) undecided: usize,
}

impl Proofs {
    pub(crate) fn of<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Self {
        let mut proofs = Self::default();
        for verdict in verdicts {
            let count = match verdict {
                Verdict::Fails(_) => &mut proofs.failed,
                Verdict::Holds { .. } => &mut proofs.proved,
                Verdict::Undecided(_) => &mut proofs.undecided,
            };
            *count = count.saturating_add(1);
        }
        proofs
    }

    /// How to end: what does not hold is worse than what is not known.
    pub(crate) const fn exit(self) -> Exit {
        if self.failed > 0 {
            Exit::Differs
        } else if self.undecided > 0 {
            Exit::Undecided
        } else {
            Exit::Done
        }
    }

    /// `2 proved, 1 does not hold`, in both languages.
    pub(crate) fn counted(self) -> (String, String) {
        let Self { proved, failed, undecided } = self;
        let fails = if failed == 1 { "does not hold" } else { "do not hold" };
        let parts = [
            (proved, format!("{proved} proved"), format!("証明済み {proved} 件")),
            (failed, format!("{failed} {fails}"), format!("成り立たない {failed} 件")),
            (undecided, format!("{undecided} not decided"), format!("未判定 {undecided} 件")),
        ];
        let some = parts.into_iter().filter(|(number, ..)| *number > 0);
        let (english, japanese): (Vec<_>, Vec<_>) =
            some.map(|(_, english, japanese)| (english, japanese)).unzip();
        (english.join(", "), japanese.join("、"))
    }
}

/// What was found out about an invariant: a line, and where it does not hold, the request that shows it
/// in words and as `sekisho decide` reads it.
pub(crate) fn proof(
    invariant: &Invariant,
    verdict: &Verdict,
    content: &Content,
    surroundings: &Surroundings<'_>,
) -> io::Result<Vec<String>> {
    let id = &invariant.id;
    let language = surroundings.language;
    let line = |colour, english: &str, japanese: &str| {
        surroundings.paint(colour, language.pick(english, japanese))
    };
    let (steps, head, rest, witness) = match verdict {
        Verdict::Holds { effort, vacuous } => {
            let head = line(AnsiColor::Green, "proved", "証明済み");
            let but = vacuous.map_or(("", ""), about_nothing);
            (Some(effort.steps), head, language.pick(but.0, but.1).to_owned(), None)
        }
        Verdict::Fails(found) => {
            let head = line(AnsiColor::Red, "does not hold", "成り立ちません");
            let (english, japanese) = contradiction(invariant, found, content);
            let rest = format!(": {}", language.pick(english, japanese));
            (Some(found.effort.steps), head, rest, Some(&found.witness))
        }
        Verdict::Undecided(Undecided::OutOfSteps(effort)) => {
            let head = line(AnsiColor::Yellow, "not decided", "判定できません");
            let rest = language.pick(": raise --steps", ": --steps を増やしてください");
            (Some(effort.steps), head, rest.to_owned(), None)
        }
        Verdict::Undecided(Undecided::Contradicted(request)) => {
            let head = line(AnsiColor::Yellow, "not decided", "判定できません");
            let rest = language.pick(
                ": the analysis and the engine disagree about this request, which is a fault of this program",
                ": このリクエストについて解析とエンジンの判断が食い違っています。これはプログラムの誤りです",
            );
            (None, head, rest.to_owned(), Some(request))
        }
    };
    let steps = steps.map_or_else(String::new, |steps| {
        let noun = if steps == 1 { "step" } else { "steps" };
        language.pick(format!(" ({steps} {noun})"), format!("({steps} ステップ)"))
    });
    let mut lines = vec![format!("{id}: {head}{steps}{rest}")];
    if let Some(description) = invariant.description.as_ref().filter(|_| !verdict.holds()) {
        lines.extend(description.lines().map(|line| format!("  | {line}")));
    }
    if let Some(request) = witness {
        let offset = content.document.utc_offset();
        lines.extend(facts(request, offset, language).map(|line| format!("  {line}")));
        lines.push(format!("  {}", as_line(id.as_str(), request)?));
    }
    Ok(lines)
}

/// The same as one JSON object.
pub(crate) fn proof_as_json(invariant: &Invariant, verdict: &Verdict) -> io::Result<Value> {
    let (outcome, steps, vacuous, rules, witness) = match verdict {
        Verdict::Fails(found) => {
            let Found { rules, witness, effort, .. } = found.as_ref();
            let rules = rules.iter().map(ToString::to_string).collect();
            ("fails", Some(effort.steps), None, rules, Some(witness))
        }
        Verdict::Holds { effort, vacuous } => {
            ("proved", Some(effort.steps), vacuous.map(code), Vec::new(), None)
        }
        Verdict::Undecided(Undecided::OutOfSteps(effort)) => {
            ("undecided", Some(effort.steps), None, Vec::new(), None)
        }
        Verdict::Undecided(Undecided::Contradicted(request)) => {
            ("undecided", None, None, Vec::new(), Some(request))
        }
    };
    let id = invariant.id.as_str();
    let witness = witness.map(|request| as_value(id, request)).transpose()?;
    Ok(json!({
        "invariant": id,
        "outcome": outcome,
        "steps": steps,
        "vacuous": vacuous,
        "rules": rules,
        "witness": witness,
    }))
}

/// What is said of the request that shows that an invariant does not hold.
fn contradiction(invariant: &Invariant, found: &Found, content: &Content) -> (String, String) {
    let rules = quoted(&found.rules);
    match &invariant.statement {
        Statement::Never(_) => {
            (format!("{rules} allows this"), format!("{rules} がこれを許可します"))
        }
        Statement::Only { .. } => (
            format!("{rules} allows this, which is not within"),
            format!("{rules} が、範囲の外にあるこれを許可します"),
        ),
        Statement::Delegation { .. } => (
            format!("{rules} is about this, which is not within"),
            format!("{rules} は、範囲の外にあるこれにも及びます"),
        ),
        Statement::Always(_) => {
            let policy = Policy::compile(content.document.clone());
            match policy.decide(found.witness.clone()) {
                Decision::Deny(denial) => {
                    let (why, why_ja) = reason(denial.reason());
                    (format!("this is denied: {why}"), format!("これは拒否されます。{why_ja}"))
                }
                // The proof looked: it is not allowed.
                Decision::Allow(_) => {
                    ("this is denied".to_owned(), "これは拒否されます".to_owned())
                }
            }
        }
    }
}

/// Why a proof says less than it seems to.
const fn about_nothing(vacuous: Vacuous) -> (&'static str, &'static str) {
    match vacuous {
        Vacuous::NothingAllowed => (
            ", but of these requests none is allowed at all",
            "。ただし、対象のリクエストはどれも許可されていません",
        ),
        Vacuous::NoRequest => (
            ", but no request meets its conditions",
            "。ただし、条件を満たすリクエストがありません",
        ),
        Vacuous::NoRule => (
            ", but no rule in force has such an id",
            "。ただし、id がこう始まる有効なルールはありません",
        ),
    }
}

const fn code(vacuous: Vacuous) -> &'static str {
    match vacuous {
        Vacuous::NothingAllowed => "nothing_allowed",
        Vacuous::NoRequest => "no_request",
        Vacuous::NoRule => "no_rule",
    }
}

fn as_line(name: &str, request: &Request) -> io::Result<String> {
    let named = NamedRequest { name: Some(name.to_owned()), request: request.clone() };
    Ok(serde_json::to_string(&Record::of(&named))?)
}

fn as_value(name: &str, request: &Request) -> io::Result<Value> {
    let named = NamedRequest { name: Some(name.to_owned()), request: request.clone() };
    Ok(serde_json::to_value(Record::of(&named))?)
}
