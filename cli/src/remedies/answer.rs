//! What would have to change, for people.

use std::io;

use clap::builder::styling::AnsiColor;
use sekisho_policy::{
    Decision, Document, Policy, Request, RuleId,
    analysis::{Barred, Span, Undecided, WhyNot},
    sentences::rule_sentence,
};

use super::change::{Told, Way};
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
    /// The allow rule that comes nearest, if none can be met.
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
        let misses = policy.explain(&request.attempt, Some(&request.instance)).near_misses;
        let nearest = misses.iter().find(|miss| why.nearest.as_ref() == Some(&miss.rule));
        let nearest = nearest.map(|miss| {
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
            self.tell_of_none(surroundings)
        } else {
            self.tell_of_some(surroundings)
        }
    }

    fn tell_of_some(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        surroundings.tell(
            "it would be allowed after one of these, the easiest first:",
            "次のどれかを行えば許可されます(容易な順):",
        )?;
        for (number, remedy) in (1_usize..).zip(&self.why.remedies) {
            self.tell_of_way(&format!("{number}. "), remedy.into(), &remedy.rules, surroundings)?;
        }
        if !self.why.unknown.is_empty() {
            let unknown = quoted(&self.why.unknown);
            surroundings.tell(
                format_args!("not known: {unknown}; once known, there may be other ways"),
                format_args!("不明な事実: {unknown}。分かれば、ほかの方法が見つかるかもしれません"),
            )?;
        }
        self.tell_of_the_search(surroundings)
    }

    /// The changes below each other, and what allows it then.
    fn tell_of_way(
        &self,
        lead: &str,
        way: Way<'_>,
        rules: &[RuleId],
        surroundings: &mut Surroundings<'_>,
    ) -> io::Result<()> {
        let language = surroundings.language;
        let told = Told { document: self.document, request: self.request, language };
        let indent = " ".repeat(lead.len());
        let mut lead = lead.to_owned();
        for change in told.changes(way) {
            surroundings.say(format_args!("{lead}{change}"))?;
            lead = format!("{indent}{}", language.pick("and ", "さらに、"));
        }
        let allow = if rules.len() == 1 { "allows" } else { "allow" };
        let rules = quoted(rules);
        surroundings.tell(
            format_args!("{indent}then {rules} {allow} it"),
            format_args!("{indent}→ {rules} が許可します"),
        )
    }

    fn tell_of_none(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
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
        if let Some(barred) = &self.why.barred {
            return self.tell_of_bars(barred, surroundings);
        }
        let Some((rule, failed)) = &self.nearest else {
            return surroundings
                .tell("no rule in force allows anything", "有効な許可ルールがありません");
        };
        surroundings.tell("the allow rule that comes nearest:", "最も近い許可ルール:")?;
        for line in failed_lines(rule, failed, surroundings.language) {
            surroundings.say(line)?;
        }
        Ok(())
    }

    /// The deny rules in the way, and what is enough without them.
    fn tell_of_bars(&self, barred: &Barred, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        surroundings.tell("deny rules in the way:", "妨げている拒否ルール:")?;
        let Barred { changes, request, by, rules, .. } = barred;
        for rule in self.document.rules().iter().filter(|rule| by.contains(&rule.id)) {
            let offset = self.document.utc_offset();
            let sentence = rule_sentence(rule, offset, surroundings.language.of_sentences());
            surroundings.say(format_args!("  {sentence}"))?;
        }
        if changes.is_empty() {
            let allow = if rules.len() == 1 { "allows" } else { "allow" };
            let rules = quoted(rules);
            return surroundings.tell(
                format_args!("but for them {rules} {allow} it"),
                format_args!("これらがなければ {rules} が許可します"),
            );
        }
        surroundings.tell(
            "but for them it would be allowed after this:",
            "これらがなければ、次を行えば許可されます:",
        )?;
        // Of what would do as well, another deny rule may be true.
        let way = Way { changes, request, region: &Span::default() };
        self.tell_of_way("  ", way, rules, surroundings)
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
