//! Rules that others repeat or undo, in words.

use sekisho_policy::{Effect, RuleId};

use super::{
    Findings,
    words::{Both, both},
};
use crate::report::quoted;

impl Findings<'_> {
    /// What others say as well.
    pub(super) fn redundancy(&self, rule: &RuleId, by: &[RuleId]) -> Both {
        let is_deny = |rule: &&RuleId| self.effect(rule) == Some(Effect::Deny);
        let (denies, allows): (Vec<&RuleId>, Vec<&RuleId>) = by.iter().partition(is_deny);
        let same = if is_deny(&rule) { denies.as_slice() } else { allows.as_slice() };
        let (verb, verb_ja, verbs) = if is_deny(&rule) {
            ("denies", "拒否", "deny")
        } else {
            ("allows", "許可", "allow")
        };
        if by.is_empty() {
            return both(
                "it is about nothing but instances that lack a required tag, which are denied anyway",
                "必須のタグがないインスタンスだけが対象で、それらはもともと拒否されます",
            );
        }
        let (others, others_ja) = match same {
            [one] => (format!("`{one}` {verb} too"), format!("`{one}` も{verb_ja}しています")),
            many => (
                format!("{} together {verbs} too", listed(many)),
                format!("{} のいずれかも{verb_ja}しています", listed_ja(many)),
            ),
        };
        if is_deny(&rule) || denies.is_empty() {
            return (
                format!("whatever it {verb}, {others}"),
                format!("{verb_ja}するものは、すべて {others_ja}"),
            );
        }
        let (rest, rest_ja) = (listed(&denies), listed_ja(&denies));
        let deny_rules = if denies.len() == 1 { "the deny rule" } else { "the deny rules" };
        let leave = if denies.len() == 1 { "leaves" } else { "leave" };
        (
            format!("what {deny_rules} {rest} {leave} of it, {others}"),
            format!("拒否ルール {rest_ja} に該当しないものは、すべて {others_ja}"),
        )
    }

    /// What can go of rules that say the same.
    pub(super) fn less(&self, rule: &RuleId, by: &[RuleId]) -> Both {
        let too = self.redundant_too(by);
        if self.say_the_same(rule, by) {
            both(
                "remove one of the two, not both",
                "両方ではなく、どちらか一方を取り除いてください",
            )
        } else if too.is_empty() {
            both("remove it: nothing changes", "取り除いても、判断は変わりません")
        } else {
            (
                format!(
                    "remove it; before {} {} too, lint again: one of them has to stay",
                    listed(&too),
                    if too.len() == 1 { "goes" } else { "go" },
                ),
                format!(
                    "取り除いてください。続けて {} も取り除くなら、その前にもう一度確かめてください。どれかは残す必要があります",
                    listed_ja(&too)
                ),
            )
        }
    }
}

/// What deny rules leave nothing of, and what to do about it.
pub(super) fn overridden(by: &[RuleId]) -> (Both, Both) {
    let rules: Vec<&RuleId> = by.iter().collect();
    let (named, named_ja) = (listed(&rules), listed_ja(&rules));
    match by {
        [] => (
            both(
                "it allows nothing but instances that lack a required tag, and those are denied before \
                 any rule is read",
                "必須のタグがないインスタンスだけが対象で、それらはルールより先に拒否されます",
            ),
            both("remove it, or correct its conditions", "取り除くか、条件を直してください"),
        ),
        [_] => (
            (
                format!("the deny rule {named} leaves nothing of it"),
                format!("許可するものがすべて拒否ルール {named_ja} に該当します"),
            ),
            (
                format!("remove it; or if it is meant, narrow {named} or give it an exception"),
                format!(
                    "取り除いてください。必要なルールなら、{named_ja} を狭めるか、例外を設けてください"
                ),
            ),
        ),
        _ => (
            (
                format!("the deny rules {named} together leave nothing of it"),
                format!("許可するものがすべて拒否ルール {named_ja} のいずれかに該当します"),
            ),
            (
                "remove it; or if it is meant, narrow one of them or give it an exception".to_owned(),
                "取り除いてください。必要なルールなら、拒否ルールのどれかを狭めるか、例外を設けてください"
                    .to_owned(),
            ),
        ),
    }
}

/// `` `a`, `b` and `c` ``
fn listed(ids: &[&RuleId]) -> String {
    match ids.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} and `{last}`", quoted(rest.iter().copied()))
        }
        _ => quoted(ids.iter().copied()),
    }
}

/// `` `a`、`b`、`c` ``
fn listed_ja(ids: &[&RuleId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    names.join("、")
}
