//! What became of the mutants of a policy.

use std::path::Path;

use sekisho_policy::{
    Document, NamedRequest, Record, Request,
    analysis::{Effort, Undecided},
    mutants::{Change, Mutant, Part},
};
use serde_json::{Value, json};

use super::{
    count::count,
    mutant::{mutant_site, value_said},
};
use crate::{
    Language,
    cases::{Case, Size},
    mutation::{Counts, Mutation, NewCase, Outcome, Survivors, Tables},
};

/// What became of a mutant, on one line; `None` if it survived: that is told with the case that would
/// kill it.
pub(crate) fn outcome(
    outcome: &Outcome,
    said: &str,
    tables: &Tables,
    language: Language,
) -> Option<String> {
    Some(match outcome {
        Outcome::Killed(at) => {
            let (path, Case { name, line, .. }) = tables.cases().nth(*at)?;
            let place = path.display();
            language.pick(
                format!("killed: {said}: {place}:{line}: {name}"),
                format!("検出: {said}: {place}:{line}: {name}"),
            )
        }
        Outcome::Survived(_) => return None,
        Outcome::Equivalent(_) => {
            language.pick(format!("equivalent: {said}"), format!("等価: {said}"))
        }
        Outcome::Undecided(Undecided::OutOfSteps(Effort { steps, .. })) => language.pick(
            format!("undecided: {said}: no proof in {steps} steps"),
            format!("未判定: {said}: {steps} ステップでは証明できません"),
        ),
        Outcome::Undecided(Undecided::Contradicted(_)) => language.pick(
            format!("undecided: {said}: proof and engine disagree, a fault of this program"),
            format!("未判定: {said}: 証明とエンジンの判定が一致しません。プログラムの誤りです"),
        ),
    })
}

/// A new case as the lines of a table: first the mutants that it would kill, then what to write.
pub(crate) fn new_case(
    case: &NewCase,
    of: Option<(&str, &[String])>,
    indent: usize,
) -> Vec<String> {
    let (name, mutants) = of.unwrap_or_default();
    let mutants = mutants.iter().map(|said| format!("# {said}"));
    let lines = mutants.chain(case.written(name));
    lines.map(|line| format!("{}{line}", " ".repeat(indent))).collect()
}

/// What to do with the new cases.
pub(crate) fn new_cases_counted(
    (cases, survivors): (usize, usize),
    table: &Path,
    language: Language,
) -> String {
    let table = table.display();
    let (those, mutants) = (count(cases, "case"), count(survivors, "mutant"));
    language.pick(
        format!(
            "{those} would kill the {mutants} that survived: \
             what is meant to be so goes under `cases` in {table}"
        ),
        format!(
            "見逃したミュータント {survivors} 件は、次の事例 {cases} 件で検出できます。\
             意図どおりのものを {table} の `cases` に加えてください"
        ),
    )
}

/// How many mutants came to what, and the score.
pub(crate) fn score(counts: Counts, language: Language) -> [String; 2] {
    let Counts { killed, survived, equivalent, undecided } = counts;
    let open = if undecided == 0 {
        String::new()
    } else {
        language.pick(format!(", {undecided} undecided"), format!("、未判定 {undecided} 件"))
    };
    let (all, Size { shown, of }) = (counts.all(), counts.score());
    let mutants = count(all, "mutant");
    let by_outcome = language.pick(
        format!("{mutants}: {killed} killed, {survived} survived, {equivalent} equivalent{open}"),
        format!(
            "ミュータント {all} 件: 検出 {killed} 件、見逃し {survived} 件、等価 {equivalent} 件{open}"
        ),
    );
    let score = percent(counts).map_or_else(
        || {
            language
                .pick("score: none, with nothing to kill", "スコア: 検出すべきものがありません")
                .to_owned()
        },
        |percent| {
            language.pick(
                format!("score: {percent} % ({shown} of {of})"),
                format!("スコア: {percent} %({of} 件中 {shown} 件を検出)"),
            )
        },
    );
    [by_outcome, score]
}

/// How many percent are killed of those that could be, to one decimal and never rounded up; `None` of
/// none.
pub(crate) fn percent(counts: Counts) -> Option<String> {
    let Size { shown, of } = counts.score();
    let tenths = shown.saturating_mul(1000).checked_div(of)?;
    Some(format!("{}.{}", tenths.div_euclid(10), tenths.rem_euclid(10)))
}

/// How many mutants came to what, as one object.
pub(crate) fn counts_as_json(counts: Counts) -> Value {
    let Counts { killed, survived, equivalent, undecided } = counts;
    let percent = percent(counts).and_then(|percent| percent.parse::<f64>().ok());
    json!({
        "score": {
            "percent": percent,
            "killed": killed,
            "survived": survived,
            "equivalent": equivalent,
            "undecided": undecided,
        },
    })
}

/// The mutant as one object, with what became of it. It is the same in every language.
pub(crate) fn mutant_as_json(mutant: &Mutant<'_>, document: &Document, outcome: Value) -> Value {
    let part = match mutant.part() {
        Part::Policy => json!({ "policy": document.name().as_str() }),
        Part::Zone(name) => json!({ "zone": name.as_str() }),
        Part::Schedule(name) => json!({ "schedule": name.as_str() }),
        Part::Rule(id) => json!({ "rule": id.as_str() }),
    };
    let said = |value| value_said(value, document.utc_offset(), Language::English);
    let change = match mutant.change() {
        Change::Added(value) => json!({ "added": said(value) }),
        Change::Dropped => json!("dropped"),
        Change::Exchanged(other) => json!({ "exchanged_with": other }),
        Change::Removed(value) => json!({ "removed": said(value) }),
        Change::Replaced { before, after } => {
            json!({ "before": said(before), "after": said(after) })
        }
    };
    let mut object = json!({
        "operator": mutant.operator().name(),
        "part": part,
        "site": mutant_site(mutant, document),
        "change": change,
    });
    if let (Value::Object(members), Value::Object(outcome)) = (&mut object, outcome) {
        members.extend(outcome);
    }
    object
}

/// What became of a mutant, as an object. It is the same in every language.
pub(crate) fn outcome_as_json(
    outcome: &Outcome,
    mutation: &Mutation<'_>,
    tables: &Tables,
    survivors: &Survivors,
) -> Result<Value, serde_json::Error> {
    Ok(match outcome {
        Outcome::Killed(at) => {
            let by = tables.cases().nth(*at).map(|(path, case)| {
                let file = path.display().to_string();
                json!({ "file": file, "line": case.line, "case": case.name })
            });
            json!({ "outcome": "killed", "by": by })
        }
        Outcome::Survived(number) => {
            let case = mutation.new_cases().get(*number).zip(survivors.of(*number));
            let Some((case, (name, _))) = case else { return Ok(json!({ "outcome": "survived" })) };
            json!({
                "outcome": "survived",
                "witness": request(&case.request)?,
                "expected": { "outcome": case.expected.answer.name(), "code": case.expected.code },
                "case": case.written(name).join("\n"),
            })
        }
        Outcome::Equivalent(effort) => json!({ "outcome": "equivalent", "steps": effort.steps }),
        Outcome::Undecided(Undecided::OutOfSteps(effort)) => {
            json!({ "outcome": "undecided", "steps": effort.steps })
        }
        Outcome::Undecided(Undecided::Contradicted(by)) => {
            json!({ "outcome": "undecided", "contradicted_by": request(by)? })
        }
    })
}

/// A request as `sekisho decide --batch` takes it.
fn request(request: &Request) -> Result<Value, serde_json::Error> {
    serde_json::to_value(Record::of(&NamedRequest { name: None, request: request.clone() }))
}
