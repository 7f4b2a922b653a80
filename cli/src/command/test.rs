//! `sekisho test`: whether a policy decides a table of cases as its author means.

use std::path::{Path, PathBuf};

use clap::Args;
use sekisho_policy::Policy;

use super::policy_argument::PolicyArgument;
use crate::{
    Exit, Surroundings,
    cases::{Cases, Coverage, Size},
    error::CommandError,
    report::{case_as_json, cases_counted, coverage, coverage_as_json, failure},
};

/// Test a policy on a table of cases: facts, and the decision they must lead to
///
/// Cases that are decided otherwise are listed, each with what stood in the way; then how much of the
/// policy the cases have shown: its rules, its conditions, and the values where schedules, networks and
/// times begin and end. Ends with 2 if a case differs or the coverage is less than required, with 3
/// if the policy or the table has problems.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho test examples/hoshimi.yaml --cases examples/hoshimi-cases.yaml\n  sekisho test --table dynamodb:sekisho --policy hoshimi --cases hoshimi-cases.yaml --require-coverage rules=100"
)]
pub(crate) struct Test {
    #[command(flatten)]
    policy: PolicyArgument,
    /// The cases (YAML); `-` is the standard input
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,
    /// How much must be covered at least: of everything, or as in rules=100,conditions=90,boundaries=50
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', value_parser = required)]
    require_coverage: Vec<Required>,
    /// One JSON object a case (case, line, passed, expected, found, why), and one for the coverage
    #[arg(long)]
    json: bool,
}

/// How much of what must be covered.
#[derive(Clone, Copy, Debug)]
struct Required {
    /// `None`: of everything.
    what: Option<Covered>,
    percent: u8,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Covered {
    Rules,
    Conditions,
    Boundaries,
}

impl Test {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        if self.cases == Path::new("-") && self.policy.is_standard_input() {
            return Err(CommandError::OneInput);
        }
        let document = self.policy.document(surroundings).await?;
        let cases = Cases::read(&self.cases, &document, surroundings)?;
        let policy = Policy::compile(document.clone());
        let language = surroundings.language;
        let mut covered = Coverage::new(&document);
        let (mut all, mut differ) = (0_usize, 0_usize);
        for verdict in cases.verdicts(&policy) {
            covered.count(&verdict);
            all = all.saturating_add(1);
            differ = differ.saturating_add(usize::from(!verdict.passed));
            if self.json {
                let case = case_as_json(&verdict, &document);
                surroundings.say(case.map_err(std::io::Error::other)?)?;
            } else if !verdict.passed {
                for line in failure(&verdict, &document, language) {
                    surroundings.say(line)?;
                }
            }
        }
        if self.json {
            surroundings.say(coverage_as_json(&covered, &document))?;
        } else {
            surroundings.say(cases_counted(all, differ, language))?;
            for line in coverage(&covered, &document, language) {
                surroundings.say(line)?;
            }
        }
        let covers = self.covers(&covered, surroundings)?;
        Ok(if differ == 0 && covers { Exit::Done } else { Exit::Differs })
    }

    /// Whether as much is covered as is required; what is not is written.
    fn covers(
        &self,
        covered: &Coverage,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<bool, CommandError> {
        let (rules, conditions) = (covered.rules(), covered.conditions());
        let boundaries = covered.boundaries();
        let mut all = true;
        for Required { what, percent } in &self.require_coverage {
            for (which, name, name_ja, share) in [
                (Covered::Rules, "rules", "ルール", rules.size()),
                (Covered::Conditions, "conditions", "条件", conditions.size()),
                (Covered::Boundaries, "boundaries", "境界", boundaries.size()),
            ] {
                if what.is_none_or(|what| what == which) && !share.reaches(*percent) {
                    let Size { shown, of } = share;
                    all = false;
                    surroundings.notice(
                        format_args!("{name}: found {shown} of {of}, required {percent} %"),
                        format_args!(
                            "{name_ja}: 実際は {of} 件中 {shown} 件、必要なのは {percent} %"
                        ),
                    )?;
                }
            }
        }
        Ok(all)
    }
}

fn required(text: &str) -> Result<Required, String> {
    let (what, percent) = match text.split_once('=') {
        None => (None, text),
        Some((what, percent)) => {
            let what = match what {
                "rules" => Covered::Rules,
                "conditions" => Covered::Conditions,
                "boundaries" => Covered::Boundaries,
                _ => return Err("required rules, conditions or boundaries before `=`".to_owned()),
            };
            (Some(what), percent)
        }
    };
    match percent.parse() {
        Ok(percent @ 0..=100) => Ok(Required { what, percent }),
        _ => Err("required a number from 0 to 100".to_owned()),
    }
}
