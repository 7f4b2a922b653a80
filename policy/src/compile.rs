//! From a checked document to rules that can be tested: names resolved, texts held once, every rule
//! in the order of its id and filed by what it asks for.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec::Vec,
};

use crate::{
    Action, Document, Effect, Instance, Name, PolicyName, Rule, RuleId, RunbookName, UtcOffset,
    condition::{Days, Hours},
    index::{self, Dimension, Entry, Index, Keys, Lanes},
    networks::Networks,
    program::{ClauseAt, Encoder, Program},
    scene::Scene,
    text::Text,
    truth::{Missing, Truth},
};

/// A policy in the form it is evaluated in.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) name: PolicyName,
    pub(crate) utc_offset: UtcOffset,
    pub(crate) required_tags: RequiredTags,
    pub(crate) named: Named,
    pub(crate) program: Program,
    /// The rules in force, sorted by id.
    pub(crate) rules: Vec<CompiledRule>,
    /// The `unless` clauses of the rules, one rule after the other.
    exceptions: Vec<ClauseAt>,
    /// The rules by what they ask of a request.
    pub(crate) by_request: Index,
    /// The rules by what they ask of an attempt, whatever its instance.
    pub(crate) by_attempt: Index,
    /// The keys of the tags that some rule tests.
    pub(crate) tested: Keys,
    /// What must have succeeded before a stop that these rules allow. Few policies have any.
    before_stop: BTreeMap<RuleId, RunbookName>,
}

/// The tags every instance must carry.
#[derive(Debug)]
pub(crate) struct RequiredTags {
    pub(crate) keys: Arc<BTreeSet<String>>,
    /// The same, in the same order.
    pub(crate) texts: Vec<Text>,
}

/// What a document gives a name to, each held once: whoever refers to it holds its number here, so
/// that a policy takes no more memory than its document, and each is evaluated once an attempt.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) calendars: Vec<Days>,
    pub(crate) schedules: Vec<Hours>,
    pub(crate) zones: Networks,
}

/// A rule in the form it is evaluated in.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    pub(crate) id: RuleId,
    pub(crate) effect: Effect,
    pub(crate) when: ClauseAt,
    /// Which of the exceptions are its own.
    unless: (u32, u32),
}

impl Compiled {
    pub(crate) fn new(document: Document) -> Self {
        let Document {
            name,
            utc_offset,
            required_tags,
            zones,
            calendars,
            schedules,
            rules,
            warnings: _,
        } = document;
        let before_stop = rules
            .iter()
            .filter(|rule| rule.enabled)
            .filter_map(|rule| Some((rule.id.clone(), rule.obligations.before_stop.clone()?)))
            .collect();
        let mut encoder = Encoder::new(schedules.keys(), zones.keys());
        let (rules, exceptions) = encoded(&mut encoder, rules);
        let program = encoder.finish();
        let at: BTreeMap<&Name, usize> = calendars.keys().zip(0..).collect();
        let hours = schedules.values().map(|schedule| {
            let except = schedule.except.iter().filter_map(|name| at.get(name).copied());
            Hours::new(&schedule.weekly, except.collect())
        });
        let mut tested = Keys::default();
        program.keys().iter().for_each(|key| tested.insert(key.hash()));
        let entries: Vec<Entry> = rules
            .iter()
            .zip(0..)
            .map(|(rule, number)| {
                let lanes = Lanes::needed(program.clause(rule.when));
                Entry { rule: number, when: rule.when, lanes }
            })
            .collect();
        Self {
            name,
            utc_offset,
            required_tags: RequiredTags::new(required_tags),
            named: Named {
                schedules: hours.collect(),
                calendars: calendars.values().map(Days::new).collect(),
                zones: Networks::new(zones.into_values()),
            },
            by_request: index::build(&program, &entries, &Dimension::EVERY),
            by_attempt: index::build(&program, &entries, &Dimension::OF_ATTEMPT),
            program,
            rules,
            exceptions,
            tested,
            before_stop,
        }
    }

    /// A rule, by its number.
    pub(crate) fn rule(&self, number: u32) -> Option<&CompiledRule> {
        self.rules.get(usize::try_from(number).ok()?)
    }

    /// The `unless` clauses of a rule.
    pub(crate) fn exceptions(&self, rule: &CompiledRule) -> &[ClauseAt] {
        let run = usize::try_from(rule.unless.0).ok().zip(usize::try_from(rule.unless.1).ok());
        run.and_then(|(first, end)| self.exceptions.get(first..end)).unwrap_or_default()
    }

    /// The runbooks that must have succeeded before these rules let this be done, each once, in order.
    pub(crate) fn runbooks(&self, action: Action, allowing: &[RuleId]) -> Vec<RunbookName> {
        if self.before_stop.is_empty() || action != Action::Stop {
            return Vec::new();
        }
        let named = allowing.iter().filter_map(|rule| self.before_stop.get(rule));
        named.collect::<BTreeSet<_>>().into_iter().cloned().collect()
    }

    /// Whether a rule applies whose conditions are known to come to this: they hold, and none of its
    /// exceptions does.
    #[inline]
    pub(crate) fn unless(
        &self,
        when: Truth,
        rule: &CompiledRule,
        scene: &Scene<'_>,
        instance: &Instance,
    ) -> Truth {
        let exceptions = self.exceptions(rule).iter().map(|clause| self.program.clause(*clause));
        when.and(Truth::all(exceptions.map(|clause| clause.truth(scene, instance).not())))
    }

    /// What an undecided rule waits for.
    pub(crate) fn missing(&self, rule: u32, scene: &Scene<'_>, instance: &Instance) -> Missing {
        let rules = self.rule(rule).into_iter();
        let clauses =
            rules.flat_map(|rule| core::iter::once(&rule.when).chain(self.exceptions(rule)));
        let clauses = clauses.map(|clause| self.program.clause(*clause));
        let undecided =
            clauses.filter(|clause| clause.clone().truth(scene, instance) == Truth::Undecided);
        undecided.flat_map(|clause| clause.missing(scene, instance)).collect()
    }
}

impl RequiredTags {
    pub(crate) fn new(keys: BTreeSet<String>) -> Self {
        Self { texts: keys.iter().map(|key| Text::new(key)).collect(), keys: Arc::new(keys) }
    }
}

/// The rules in force and the exceptions of all of them.
fn encoded(encoder: &mut Encoder<'_>, rules: Vec<Rule>) -> (Vec<CompiledRule>, Vec<ClauseAt>) {
    let mut rules: Vec<Rule> = rules.into_iter().filter(|rule| rule.enabled).collect();
    rules.sort_by(|left, right| left.id.cmp(&right.id));
    let mut exceptions = Vec::new();
    let rules = rules.into_iter().map(|rule| {
        let first = place(exceptions.len());
        exceptions.extend(rule.unless.iter().map(|clause| encoder.clause(clause)));
        CompiledRule {
            when: encoder.clause(&rule.when),
            id: rule.id,
            effect: rule.effect,
            unless: (first, place(exceptions.len())),
        }
    });
    let mut rules: Vec<CompiledRule> = rules.collect();
    // They lie where the rules of the document lay, which took ten times the room.
    rules.shrink_to_fit();
    (rules, exceptions)
}

/// INVARIANT (fits): a document within its limits has far fewer clauses than 32 bits count.
fn place(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
