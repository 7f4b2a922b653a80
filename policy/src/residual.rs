//! What is left of a policy for one attempt, written out: only conditions on the instance are in it,
//! and what they compare with the caller has become the caller's own values.

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec::Vec,
};

use crate::{
    Effect, MissingFact, RuleId,
    condition::{CallerValues, unknown},
    program::{InstanceAtom, TagTest, Values},
    survivors::{self, Survivor, Survivors},
};

/// What is left of a policy for one attempt.
#[derive(Debug)]
pub(crate) struct Residual {
    pub(crate) required_tags: Arc<BTreeSet<String>>,
    /// The rules that some instance could make true or undecided, sorted by id.
    pub(crate) rules: Vec<ResidualRule>,
}

/// A rule with the attempt filled in.
#[derive(Debug)]
pub(crate) struct ResidualRule {
    pub(crate) id: RuleId,
    pub(crate) effect: Effect,
    pub(crate) when: Remainder,
    pub(crate) unless: Vec<Remainder>,
}

/// What is left of a clause: conditions on the instance, none of which is known to be false.
#[derive(Debug, Default)]
pub(crate) struct Remainder {
    /// The facts of the attempt that the rest of the clause waits for. Empty: the rest is true.
    pub(crate) waits_for: BTreeSet<MissingFact>,
    pub(crate) accounts: Option<Arc<BTreeSet<String>>>,
    pub(crate) regions: Option<Arc<BTreeSet<String>>>,
    pub(crate) ids: Option<Arc<BTreeSet<String>>>,
    pub(crate) tags: BTreeMap<Arc<str>, TagRemainder>,
}

/// What is left of a condition on one tag.
#[derive(Debug)]
pub(crate) enum TagRemainder {
    /// The value is one of these: the rule's own, or those of the caller.
    In(Arc<BTreeSet<String>>),
    /// The tag is there.
    Present,
    /// The value equals this fact of the caller, which is unknown.
    Unresolved(MissingFact),
}

impl Residual {
    pub(crate) fn new(survivors: &Survivors) -> Self {
        let rules = survivors.rules.iter();
        Self {
            required_tags: survivors.policy.required_tags.keys.clone(),
            rules: rules.filter_map(|survivor| ResidualRule::new(survivors, survivor)).collect(),
        }
    }
}

impl ResidualRule {
    fn new(survivors: &Survivors, survivor: &Survivor) -> Option<Self> {
        let exceptions = survivor.unless.iter();
        Some(Self {
            id: survivors.policy.rule(survivor.rule)?.id.clone(),
            effect: survivor.effect,
            when: Remainder::new(survivors, &survivor.when),
            unless: exceptions.map(|clause| Remainder::new(survivors, clause)).collect(),
        })
    }
}

impl Remainder {
    fn new(survivors: &Survivors, remainder: &survivors::Remainder) -> Self {
        let mut written = Self { waits_for: remainder.waits_for.clone(), ..Self::default() };
        for atom in survivors.conditions(remainder).instance {
            match atom {
                InstanceAtom::Ids(ids) => written.ids = Some(texts(ids)),
                InstanceAtom::Accounts(accounts) => written.accounts = Some(texts(accounts)),
                InstanceAtom::Regions(regions) => written.regions = Some(texts(regions)),
                InstanceAtom::Tag(key, test) => {
                    let test = TagRemainder::new(survivors, test);
                    written.tags.insert(key.as_str().into(), test);
                }
            }
        }
        written
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
}

impl TagRemainder {
    fn new(survivors: &Survivors, test: TagTest<'_>) -> Self {
        let fact = match test {
            TagTest::In(values) => return Self::In(texts(values)),
            TagTest::Present => return Self::Present,
            TagTest::EqualsCaller(fact) => fact,
        };
        match CallerValues::new(&survivors.attempt.caller, fact) {
            CallerValues::Unknown => Self::Unresolved(unknown(fact)),
            // INVARIANT (not hopeless): of a caller without a value no rule is left.
            values @ (CallerValues::None | CallerValues::One(_) | CallerValues::Groups(_)) => {
                let values = values.texts().into_iter().map(ToOwned::to_owned);
                Self::In(Arc::new(values.collect()))
            }
        }
    }
}

fn texts(values: Values<'_>) -> Arc<BTreeSet<String>> {
    Arc::new(values.iter().map(|text| text.as_str().to_owned()).collect())
}
