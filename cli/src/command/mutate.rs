//! `sekisho mutate`: whether the cases of a policy would notice a mistake in it.

use std::{
    io,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::Args;
use sekisho_policy::{Document, Policy, RuleId, analysis::Budget, mutants::Operator};

use super::policy_argument::PolicyArgument;
use crate::{
    Exit, Language, Surroundings,
    error::CommandError,
    mutation::{Counts, Mutation, Outcome, Selection, Survivors, Tables},
    report,
};

/// Make one small mistake after the other in a policy, and show which of them its cases would not notice
///
/// Each mutant of the policy is put to the cases of `sekisho test`. One that fails a case is killed; of
/// the others it is proved that they decide as the policy does, or a request is shown that they decide
/// otherwise, as a case that may be added to the table. The score is the share of those killed of all
/// that do not decide alike. Ends with 2 if the score is less than required, or if a case differs before
/// anything is changed; with 3 if the policy or a table has problems; with 4 if it is not decided
/// whether the score is as required.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho mutate examples/hoshimi.yaml --cases examples/hoshimi-cases.yaml\n  sekisho mutate --table dynamodb:sekisho --policy hoshimi --cases hoshimi-cases.yaml --rules operators --min-score 90"
)]
pub(crate) struct Mutate {
    #[command(flatten)]
    policy: PolicyArgument,
    /// The cases (YAML), in one file or more; `-` is the standard input
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    cases: Vec<PathBuf>,
    /// Only mistakes of these kinds, as in drop-condition,shift-minute
    #[arg(long, value_name = "OPERATOR", value_delimiter = ',')]
    operators: Vec<Operator>,
    /// Only mistakes in these rules, and in the zones and schedules that they use
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    rules: Vec<RuleId>,
    /// Try so many mutants only, evenly chosen
    #[arg(long, value_name = "N")]
    limit: Option<NonZeroUsize>,
    /// How many percent of the mutants that do not decide alike must be killed at least
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_score: Option<u8>,
    /// How many steps the proof about one mutant may take
    #[arg(long, value_name = "N", default_value_t = Budget::default().steps)]
    steps: u64,
    /// Show the mutants too that are killed, each with the case that did it, and those that decide alike
    #[arg(long)]
    all: bool,
    /// One JSON object a mutant (operator, part, site, change, outcome and what shows it), and one for the score
    #[arg(long, conflicts_with = "all")]
    json: bool,
}

impl Mutate {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let inputs = self.cases.iter().filter(|path| *path == Path::new("-")).count();
        if inputs.saturating_add(self.policy.is_standard_input().into()) > 1 {
            return Err(CommandError::OneInput);
        }
        let document = self.policy.document(surroundings).await?;
        for id in &self.rules {
            if !document.rules().iter().any(|rule| rule.id == *id) {
                let (policy, rules) = (document.name().clone(), document.rules().len());
                return Err(CommandError::NoRule { id: id.clone(), policy, rules });
            }
        }
        let tables = Tables::read(&self.cases, &document, surroundings)?;
        if !self.all_pass(&document, &tables, surroundings)? {
            return Ok(Exit::Differs);
        }
        let counts = self.try_mutants(&document, &tables, surroundings)?;
        if self.json {
            surroundings.say(report::counts_as_json(counts))?;
        } else {
            for line in report::score(counts, surroundings.language) {
                surroundings.say(line)?;
            }
        }
        let Some((least, found)) = self.min_score.zip(report::percent(counts)) else {
            return Ok(Exit::Done);
        };
        if counts.score().reaches(least) {
            let is_sure = counts.worst().reaches(least);
            return Ok(if is_sure { Exit::Done } else { Exit::Undecided });
        }
        surroundings.notice(
            format_args!("score: found {found} %, required {least} %"),
            format_args!("スコア: 実際は {found} %、必要なのは {least} %"),
        )?;
        Ok(Exit::Differs)
    }

    /// Whether the policy itself decides every case as it must: nothing can be said of its mutants
    /// otherwise.
    fn all_pass(
        &self,
        document: &Document,
        tables: &Tables,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<bool, CommandError> {
        let policy = Policy::compile(document.clone());
        let (mut all, mut differ) = (0_usize, 0_usize);
        for (path, cases) in tables.each() {
            for verdict in cases.verdicts(&policy) {
                all = all.saturating_add(1);
                if verdict.passed {
                    continue;
                }
                differ = differ.saturating_add(1);
                if self.json {
                    let case = report::case_as_json(&verdict, document);
                    surroundings.say(case.map_err(io::Error::other)?)?;
                    continue;
                }
                if tables.each().len() > 1 {
                    surroundings.say(format_args!("{}:", path.display()))?;
                }
                for line in report::failure(&verdict, document, surroundings.language) {
                    surroundings.say(line)?;
                }
            }
        }
        if differ > 0 {
            surroundings.note(report::cases_counted(all, differ, surroundings.language))?;
            surroundings.notice(
                "no mutant was tried: a case can notice a mistake only if it passes without one",
                "ミュータントは試していません。誤りを検出できるのは、元のポリシーで期待どおりになる事例だけです",
            )?;
        }
        Ok(differ == 0)
    }

    /// Puts the mutants to the cases, and tells what becomes of them.
    fn try_mutants(
        &self,
        document: &Document,
        tables: &Tables,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Counts, CommandError> {
        let rules = document.rules().len();
        surroundings.step(
            rules,
            format_args!("trying the mutants of {rules} rules"),
            format_args!("{rules} 件のルールのミュータントを試しています"),
        )?;
        let language = if self.json { Language::English } else { surroundings.language };
        let selection = Selection::new(document, &self.operators, &self.rules);
        let mut mutation = Mutation::new(document, tables, Budget::of_steps(self.steps));
        let mut counts = Counts::default();
        let mut survivors = Survivors::default();
        for mutant in selection.of(document, self.limit.map(NonZeroUsize::get)) {
            let outcome = mutation.outcome(&mutant);
            counts.note(&outcome);
            let said = report::mutant_said(&mutant, document, language);
            if let Outcome::Survived(number) = outcome {
                survivors.note(number, said.clone(), tables);
            }
            if self.json {
                let outcome = report::outcome_as_json(&outcome, &mutation, tables, &survivors);
                let outcome = outcome.map_err(io::Error::other)?;
                surroundings.say(report::mutant_as_json(&mutant, document, outcome))?;
            } else if let Some(line) = report::outcome(&outcome, &said, tables, language)
                && (self.all || matches!(outcome, Outcome::Undecided(_)))
            {
                surroundings.say(line)?;
            }
        }
        if !self.json && counts.survived > 0 {
            let new_cases = mutation.new_cases();
            let numbers = (new_cases.len(), counts.survived);
            surroundings.say(report::new_cases_counted(numbers, tables.path(), language))?;
            for (number, case) in new_cases.iter().enumerate() {
                surroundings.say("")?;
                for line in report::new_case(case, survivors.of(number), tables.indent()) {
                    surroundings.say(line)?;
                }
            }
            surroundings.say("")?;
        }
        Ok(counts)
    }
}
