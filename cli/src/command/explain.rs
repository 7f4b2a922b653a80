//! `sekisho explain`: why a request is allowed or denied.

use clap::{Args, builder::styling::AnsiColor};
use sekisho_policy::{
    Decision, DenialReason, Document, Policy, Record, RuleId, sentences::rule_sentence,
};
use serde_json::{Value, json};

use super::{policy_argument::PolicyArgument, request_options::RequestOptions};
use crate::{
    Exit, Surroundings,
    error::CommandError,
    report::{FailedCondition, failed_conditions, failed_lines, quoted, reason},
};

/// Say why a request is allowed or denied: the rules that did it, or those that nearly allowed it
///
/// Of each rule that nearly matched, the conditions that failed are shown: what they require, and what
/// was found. Allowed or denied, it ends with 0. `sekisho why-not` says what would have to change.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho explain examples/hoshimi.yaml --user sato --group staff --group welfare --action start \\\n    --address 10.20.3.7 --vpc-endpoint vpce-0a1b2c3d4e5f60718 --at 2026-11-24T21:00:00+09:00 \\\n    --tag Department=welfare --tag Env=dev"
)]
pub(crate) struct Explain {
    #[command(flatten)]
    policy: PolicyArgument,
    /// How many of the rules that nearly matched to show, the nearest first
    #[arg(long, value_name = "N", default_value_t = 5)]
    nearest: usize,
    /// One JSON object: outcome, code, rules, missing, obligations where there are some, nearest
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    request: RequestOptions,
}

/// A rule that nearly allowed the request.
struct Near {
    rule: String,
    failed: Vec<FailedCondition>,
}

impl Explain {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let found = self.policy.found(surroundings).await?;
        let now = found.as_of.unwrap_or_else(surroundings.now);
        let request = self.request.request(now, surroundings)?;
        let document = found.document;
        let policy = Policy::compile(document.clone());
        let explanation = policy.explain(&request.attempt, Some(&request.instance));
        let nearest = explanation.near_misses.into_iter().take(self.nearest).map(|miss| Near {
            failed: failed_conditions(
                &document,
                (&miss.rule, &miss.failed),
                &request,
                surroundings.language,
            ),
            rule: miss.rule.to_string(),
        });
        let nearest: Vec<Near> = nearest.collect();
        let decision = policy.decide(request.clone());
        if self.json {
            return as_json(&decision, &nearest, surroundings);
        }
        match &decision {
            Decision::Allow(grant) => {
                let rules = quoted(grant.rules());
                let allowed = surroundings.paint(AnsiColor::Green, "allowed");
                let allowed_ja = surroundings.paint(AnsiColor::Green, "許可");
                surroundings.tell(
                    format_args!("{allowed} by {rules}"),
                    format_args!("{allowed_ja}: {rules}"),
                )?;
                say_rules(&document, grant.rules(), surroundings)?;
                if !grant.runbooks().is_empty() {
                    let runbooks = quoted(grant.runbooks());
                    surroundings.tell(
                        format_args!("before the stop must succeed: runbook {runbooks}"),
                        format_args!("停止の前に成功が必要なランブック: {runbooks}"),
                    )?;
                }
            }
            Decision::Deny(denial) => {
                let denied = surroundings.paint(AnsiColor::Red, "denied");
                let denied_ja = surroundings.paint(AnsiColor::Red, "拒否");
                let (why, why_ja) = reason(denial.reason());
                surroundings
                    .tell(format_args!("{denied}: {why}"), format_args!("{denied_ja}: {why_ja}"))?;
                if let DenialReason::Explicit { rules }
                | DenialReason::Indeterminate { rules, .. } = denial.reason()
                {
                    say_rules(&document, rules, surroundings)?;
                }
                if *denial.reason() == DenialReason::Default
                    || matches!(denial.reason(), DenialReason::Indeterminate { .. })
                {
                    show(&nearest, surroundings)?;
                }
                surroundings.tell(
                    "`sekisho why-not`, asked the same, says what would have to change",
                    "何が変われば許可されるかは、同じことを `sekisho why-not` に尋ねると示します",
                )?;
            }
        }
        Ok(Exit::Done)
    }
}

/// Writes what these rules say.
fn say_rules(
    document: &Document,
    ids: &[RuleId],
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    let language = surroundings.language.of_sentences();
    for rule in document.rules().iter().filter(|rule| ids.contains(&rule.id)) {
        let sentence = rule_sentence(rule, document.utc_offset(), language);
        surroundings.say(format_args!("  {sentence}"))?;
    }
    Ok(())
}

fn show(nearest: &[Near], surroundings: &mut Surroundings<'_>) -> Result<(), CommandError> {
    if nearest.is_empty() {
        return Ok(surroundings.tell("no rule allows anything", "許可ルールがありません")?);
    }
    surroundings.tell("the rules that come nearest:", "最も近いルール:")?;
    for Near { rule, failed } in nearest {
        for line in failed_lines(rule, failed, surroundings.language) {
            surroundings.say(line)?;
        }
    }
    Ok(())
}

fn as_json(
    decision: &Decision,
    nearest: &[Near],
    surroundings: &mut Surroundings<'_>,
) -> Result<Exit, CommandError> {
    let mut answer = serde_json::to_value(Record::of(decision)).map_err(std::io::Error::other)?;
    let nearest: Vec<Value> = nearest
        .iter()
        .map(|Near { rule, failed }| {
            let failed = failed.iter().map(|FailedCondition { condition, found, required }| {
                json!({ "condition": condition, "found": found, "required": required })
            });
            json!({ "rule": rule, "failed": failed.collect::<Vec<_>>() })
        })
        .collect();
    if let Value::Object(members) = &mut answer {
        members.insert("nearest".to_owned(), json!(nearest));
    }
    surroundings.say(answer)?;
    Ok(Exit::Done)
}
