//! The rules that are left once the attempt is known, with only conditions on the instance in them.

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec::Vec,
};

use crate::{
    Attempt, DenialReason, Effect, Instance, MissingFact, RuleId,
    compile::{Compiled, CompiledRule},
    condition::{self, CallerValues, Conditions, Identity, TagTest},
    scene::Scene,
    tally::Tally,
    verdict::Verdict,
};

/// A policy with one attempt filled in.
#[derive(Clone, Debug)]
pub(crate) struct Residual {
    pub(crate) required_tags: Arc<BTreeSet<String>>,
    /// The rules that some instance could make true or undecided, sorted by id.
    pub(crate) rules: Vec<ResidualRule>,
}

/// A rule with the attempt filled in.
#[derive(Clone, Debug)]
pub(crate) struct ResidualRule {
    pub(crate) id: RuleId,
    pub(crate) effect: Effect,
    pub(crate) when: Remainder,
    pub(crate) unless: Vec<Remainder>,
}

/// What is left of a clause: conditions on the instance, none of which is known to be false.
#[derive(Clone, Debug)]
pub(crate) struct Remainder {
    /// The facts of the attempt that the rest of the clause waits for. Empty: the rest is true.
    pub(crate) waits_for: BTreeSet<MissingFact>,
    pub(crate) identity: Identity,
    pub(crate) tags: BTreeMap<Arc<str>, TagRemainder>,
}

/// What is left of a condition on one tag.
#[derive(Clone, Debug)]
pub(crate) enum TagRemainder {
    /// The value is one of these: the rule's own, or those of the caller.
    In(Arc<BTreeSet<String>>),
    /// The tag is there.
    Present,
    /// The value equals this fact of the caller, which is unknown.
    Unresolved(MissingFact),
}

impl Residual {
    pub(crate) fn new(policy: &Compiled, attempt: &Attempt) -> Self {
        let scene = Scene::new(attempt, policy);
        Self {
            required_tags: policy.required_tags.clone(),
            rules: policy.rules.iter().filter_map(|rule| ResidualRule::new(rule, &scene)).collect(),
        }
    }

    /// The allow rules that let this instance be touched, or why none does.
    pub(crate) fn allowing_rules(&self, instance: &Instance) -> Result<Vec<RuleId>, DenialReason> {
        let mut tally = Tally::open(&self.required_tags, instance)?;
        for rule in &self.rules {
            tally.count(rule.effect, &rule.id, rule.verdict(instance));
        }
        tally.settle()
    }
}

impl ResidualRule {
    /// `None` if the rule is false on every instance.
    fn new(rule: &CompiledRule, scene: &Scene<'_>) -> Option<Self> {
        let unless: Vec<_> =
            rule.unless.iter().filter_map(|clause| Remainder::new(clause, scene)).collect();
        if unless.iter().any(Remainder::is_always_true) {
            return None;
        }
        let when = Remainder::new(&rule.when, scene)?;
        Some(Self { id: rule.id.clone(), effect: rule.effect, when, unless })
    }

    fn verdict(&self, instance: &Instance) -> Verdict {
        let exceptions = self.unless.iter().map(|clause| clause.verdict(instance).not());
        Verdict::all(core::iter::once(self.when.verdict(instance)).chain(exceptions))
    }
}

impl Remainder {
    /// `None` if the clause is false on every instance.
    fn new(clause: &Conditions, scene: &Scene<'_>) -> Option<Self> {
        let waits_for = match clause.attempt_verdict(scene) {
            Verdict::False => return None,
            Verdict::True => BTreeSet::new(),
            Verdict::Undecided(missing) => missing,
        };
        let tags = clause.tags.iter().map(|(key, test)| {
            let test = match test {
                TagTest::In(values) => TagRemainder::In(values.clone()),
                TagTest::Present => TagRemainder::Present,
                TagTest::EqualsCaller(fact) => {
                    match CallerValues::new(&scene.attempt.caller, fact) {
                        CallerValues::None => return None,
                        CallerValues::Known(values) => TagRemainder::In(Arc::new(
                            values.into_iter().map(ToOwned::to_owned).collect(),
                        )),
                        CallerValues::Unknown(missing) => TagRemainder::Unresolved(missing),
                    }
                }
            };
            Some((key.clone(), test))
        });
        Some(Self {
            waits_for,
            identity: clause.identity.clone(),
            tags: tags.collect::<Option<_>>()?,
        })
    }

    fn verdict(&self, instance: &Instance) -> Verdict {
        let attempt = if self.waits_for.is_empty() {
            Verdict::True
        } else {
            Verdict::Undecided(self.waits_for.clone())
        };
        let identity = self.identity.verdicts(instance).map(|(_, verdict)| verdict);
        let tags = self.tags.iter().map(|(key, test)| test.verdict(key, instance));
        Verdict::all(core::iter::once(attempt).chain(identity).chain(tags))
    }

    /// Whether an instance can make the clause true, not merely undecided.
    pub(crate) fn can_be_true(&self) -> bool {
        self.waits_for.is_empty() && self.unresolved().next().is_none()
    }

    /// Every fact of the attempt that the clause waits for on some instance.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &MissingFact> {
        self.waits_for.iter().chain(self.unresolved())
    }

    fn unresolved(&self) -> impl Iterator<Item = &MissingFact> {
        self.tags.values().filter_map(|test| match test {
            TagRemainder::Unresolved(missing) => Some(missing),
            TagRemainder::In(_) | TagRemainder::Present => None,
        })
    }

    fn is_always_true(&self) -> bool {
        self.waits_for.is_empty() && self.identity == Identity::default() && self.tags.is_empty()
    }
}

impl TagRemainder {
    fn verdict(&self, key: &str, instance: &Instance) -> Verdict {
        let value = condition::value(instance.tags.as_ref(), key);
        match self {
            Self::In(values) => {
                Verdict::test(value, MissingFact::Tags, |value| values.contains(value))
            }
            Self::Present => Verdict::test(value, MissingFact::Tags, |_| true),
            Self::Unresolved(missing) => condition::unresolved(value, missing.clone()),
        }
    }
}
