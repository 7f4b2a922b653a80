//! What would have to change, for people.

use std::io;

use clap::builder::styling::AnsiColor;
use sekisho_policy::{
    Decision, DenialReason, Document, Effect, Policy, Request, RuleId,
    analysis::{Undecided, WhyNot},
    sentences::rule_sentence,
};

use super::change::Told;
use crate::{
    Exit, Language, Surroundings,
    report::{FailedCondition, count, failed_conditions, failed_lines, quoted, reason},
};

/// A request, the decision, and what would have to change.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    pub(super) document: &'a Document,
    pub(super) request: &'a Request,
    pub(super) decision: Decision,
    pub(super) why: WhyNot,
    /// The allow rule that comes nearest, if no rule allows it and no change of facts helps.
    pub(super) nearest: Option<(RuleId, Vec<FailedCondition>)>,
}

impl<'a> Answer<'a> {
    pub(crate) fn new(
        document: &'a Document,
        request: &'a Request,
        why: WhyNot,
        language: Language,
    ) -> Self {
        let policy = Policy::compile(document.clone());
        let helpless = why.reason.is_some() && why.remedies.is_empty();
        let rules = document.rules().iter();
        let allows = rules.filter(|rule| rule.enabled && rule.effect == Effect::Allow).count();
        let misses = policy.explain(&request.attempt, Some(&request.instance)).near_misses;
        let nearest = misses.first().filter(|_| helpless && misses.len() == allows).map(|miss| {
            let failed = (&miss.rule, miss.failed.as_slice());
            (miss.rule.clone(), failed_conditions(document, failed, request, language))
        });
        let decision = policy.decide(request.clone());
        Self { document, request, decision, why, nearest }
    }

    pub(crate) const fn exit(&self) -> Exit {
        if self.why.undecided.is_some() { Exit::Undecided } else { Exit::Done }
    }

    pub(crate) fn tell(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let denial = match &self.decision {
            Decision::Allow(grant) => {
                let rules = quoted(grant.rules());
                let allowed = surroundings.paint(AnsiColor::Green, "allowed");
                let allowed_ja = surroundings.paint(AnsiColor::Green, "許可");
                return surroundings.tell(
                    format_args!("{allowed} by {rules}: nothing has to change"),
                    format_args!("{allowed_ja}: {rules}。変える必要はありません"),
                );
            }
            Decision::Deny(denial) => denial.reason(),
        };
        let denied = surroundings.paint(AnsiColor::Red, "denied");
        let denied_ja = surroundings.paint(AnsiColor::Red, "拒否");
        let (why, why_ja) = reason(denial);
        surroundings
            .tell(format_args!("{denied}: {why}"), format_args!("{denied_ja}: {why_ja}"))?;
        if self.why.remedies.is_empty() {
            self.tell_of_none(denial, surroundings)
        } else {
            self.tell_of_some(surroundings)
        }
    }

    fn tell_of_some(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let language = surroundings.language;
        let told = Told { document: self.document, request: self.request, language };
        surroundings.tell(
            "it would be allowed after one of these, the easiest first:",
            "次のどれかを行えば許可されます(容易な順):",
        )?;
        for (number, remedy) in (1_usize..).zip(&self.why.remedies) {
            let mut lead = format!("{number}. ");
            let indent = " ".repeat(lead.len());
            for change in told.changes(remedy) {
                surroundings.say(format_args!("{lead}{change}"))?;
                lead = format!("{indent}{}", language.pick("and ", "さらに、"));
            }
            let rules = quoted(&remedy.rules);
            let allow = if remedy.rules.len() == 1 { "allows" } else { "allow" };
            surroundings.tell(
                format_args!("{indent}then {rules} {allow} it"),
                format_args!("{indent}→ {rules} が許可します"),
            )?;
        }
        if !self.why.unknown.is_empty() {
            let unknown = quoted(&self.why.unknown);
            surroundings.tell(
                format_args!("not known: {unknown}; with them there may be other ways"),
                format_args!("不明な事実: {unknown}。分かれば、ほかの方法が見つかるかもしれません"),
            )?;
        }
        self.tell_of_the_search(surroundings)
    }

    fn tell_of_none(
        &self,
        denial: &DenialReason,
        surroundings: &mut Surroundings<'_>,
    ) -> io::Result<()> {
        if self.why.undecided.is_some() {
            return self.tell_of_the_search(surroundings);
        }
        if !self.why.unknown.is_empty() {
            let unknown = quoted(&self.why.unknown);
            return surroundings.tell(
                format_args!("whatever else changes, it has to be known first: {unknown}"),
                format_args!("ほかの何を変えるよりも先に、次の事実を確かめてください: {unknown}"),
            );
        }
        surroundings.tell(
            "no change of the facts is enough: the rules have to change",
            "事実をどう変えても許可されません。ルールを変える必要があります",
        )?;
        let language = surroundings.language;
        if let DenialReason::Explicit { rules } = denial {
            surroundings.tell(
                "deny rules that have no exception for it:",
                "これを除く例外(unless)のない拒否ルール:",
            )?;
            for rule in self.document.rules().iter().filter(|rule| rules.contains(&rule.id)) {
                let offset = self.document.utc_offset();
                let sentence = rule_sentence(rule, offset, language.of_sentences());
                surroundings.say(format_args!("  {sentence}"))?;
            }
        }
        let Some((rule, failed)) = &self.nearest else { return Ok(()) };
        surroundings.tell("the allow rule that comes nearest:", "最も近い許可ルール:")?;
        for line in failed_lines(rule, failed, language) {
            surroundings.say(line)?;
        }
        Ok(())
    }

    /// Says that the search did not come to its end, if it did not.
    fn tell_of_the_search(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        match &self.why.undecided {
            None => Ok(()),
            Some(Undecided::OutOfSteps(effort)) => {
                let steps = usize::try_from(effort.steps).unwrap_or(usize::MAX);
                surroundings.tell(
                    format_args!(
                        "the search was cut short after {}: raise --steps",
                        count(steps, "step")
                    ),
                    format_args!(
                        "探索を {steps} ステップで打ち切りました。--steps を増やしてください"
                    ),
                )
            }
            Some(Undecided::Contradicted(_)) => surroundings.tell(
                "the analysis and the engine disagree about a request, which is a fault of this program: report it with what --json says",
                "あるリクエストについて解析とエンジンの判断が食い違っています。これはプログラムの誤りです。--json の出力を添えて報告してください",
            ),
        }
    }
}
