//! Laws about what an answer is made of.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{Effect, Fact, Policy, Request, Rule};

use super::{Check, Subject, answer::Answer, edit::answer};

/// Each rule in force with the policy that it is alone.
struct Alone(Vec<(Rule, Policy)>);

impl Alone {
    fn of(subject: &Subject) -> Self {
        let rules = subject.document.rules.iter().filter(|rule| rule.enabled);
        Self(rules.map(|rule| (rule.clone(), subject.alone(rule))).collect())
    }

    /// The rules that are not false, each with what it comes to alone.
    fn touched(&self, request: &Request) -> Vec<(&Rule, Answer)> {
        let answers = self.0.iter().map(|(rule, policy)| (rule, answer(policy, request)));
        answers.filter(|(_, answer)| answer.says_something()).collect()
    }
}

pub(super) fn law_9(subject: &Subject) -> Check {
    let (subject, alone) = (subject.clone(), Alone::of(subject));
    Box::new(move |request| {
        let expected = combined(&subject, &alone.touched(request), request);
        expected.same(&subject.answer(request))?;
        Ok(expected.says_something())
    })
}

fn combined(subject: &Subject, touched: &[(&Rule, Answer)], request: &Request) -> Answer {
    let (mut lacking, mut unchecked) = (Vec::new(), Vec::new());
    for key in &subject.document.required_tags {
        match &request.instance.tags {
            Fact::Known(tags) if tags.value(key).is_some() => {}
            Fact::Known(_) | Fact::Absent => lacking.push(format!("tag:{key}")),
            Fact::Unknown => unchecked.push("tags".to_string()),
        }
    }
    if !lacking.is_empty() {
        return Answer::new("missing_required_tag", Vec::new(), lacking);
    }
    let those = |effect: Effect, code: &str| -> (Vec<String>, Vec<String>) {
        let found = touched.iter().filter(|(rule, it)| rule.effect == effect && it.code == code);
        let missing = found.clone().flat_map(|(_, it)| it.missing.clone()).collect();
        (found.map(|(rule, _)| rule.id.to_string()).collect(), missing)
    };
    let (denying, _) = those(Effect::Deny, "explicit");
    let (doubtful, mut missing) = those(Effect::Deny, "indeterminate");
    missing.append(&mut unchecked);
    let (allowing, _) = those(Effect::Allow, "allow");
    let (hoped, hope) = those(Effect::Allow, "indeterminate");
    if !denying.is_empty() {
        Answer::new("explicit", denying, Vec::new())
    } else if !(doubtful.is_empty() && missing.is_empty()) {
        Answer::new("indeterminate", doubtful, missing)
    } else if !allowing.is_empty() {
        Answer::new("allow", allowing, Vec::new())
    } else if !hoped.is_empty() {
        Answer::new("indeterminate", hoped, hope)
    } else {
        Answer::new("default", Vec::new(), Vec::new())
    }
}

pub(super) fn law_10(subject: &Subject) -> Check {
    let (subject, alone) = (subject.clone(), Alone::of(subject));
    Box::new(move |request| {
        let touched = alone.touched(request);
        let sliced = subject.with(touched.iter().map(|(rule, _)| (*rule).clone()));
        subject.answer(request).same(&answer(&Policy::compile(sliced), request))?;
        Ok(!touched.is_empty() && touched.len() < subject.document.rules.len())
    })
}

/// The rules are dealt to two policies in turn.
pub(super) fn law_11(subject: &Subject) -> Check {
    let subject = subject.clone();
    let dealt = |hand: usize| {
        let rules = subject.document.rules.iter().skip(hand).step_by(2);
        Policy::compile(subject.with(rules.cloned()))
    };
    let hands = [dealt(0), dealt(1)];
    Box::new(move |request| {
        let [left, right] = hands.each_ref().map(|policy| answer(policy, request));
        let about = left.says_something() && right.says_something();
        let weights = [weight(&subject, &left), weight(&subject, &right)];
        let expected = match weights {
            [one, other] if one > other => left,
            [one, other] if one < other => right,
            _ => Answer::new(
                left.code,
                left.rules.into_iter().chain(right.rules).collect(),
                left.missing.into_iter().chain(right.missing).collect(),
            ),
        };
        expected.same(&subject.answer(request))?;
        Ok(about)
    })
}

/// Which of two answers counts.
fn weight(subject: &Subject, answer: &Answer) -> u8 {
    let allows = |id: &String| subject.rules(Effect::Allow).any(|rule| *id == rule.id.as_str());
    match answer.code {
        "missing_required_tag" => 5,
        "explicit" => 4,
        "indeterminate" if !answer.rules.iter().any(allows) => 3,
        "allow" => 2,
        "indeterminate" => 1,
        _ => 0,
    }
}

/// One allow rule with every deny rule; one deny rule with nothing.
pub(super) fn law_22(subject: &Subject) -> Check {
    let subject = subject.clone();
    Box::new(move |request| {
        let whole = subject.answer(request);
        if !["allow", "explicit"].contains(&whole.code) {
            return Ok(false);
        }
        for id in whole.rules.iter().take(3) {
            let enough = subject.only(|rule| {
                *id == rule.id.as_str() || (whole.is_allow() && rule.effect == Effect::Deny)
            });
            let expected = Answer::new(whole.code, [id.clone()].into(), Vec::new());
            expected.same(&answer(&Policy::compile(enough), request))?;
        }
        Ok(true)
    })
}
