//! What mutants decide, without compiling the whole of any of them.

use alloc::vec::Vec;

use super::{Change, Mutant, Site, edit::Edit, uses::Uses};
use crate::{
    Condition, Decision, DenialReason, Document, Effect, Request, RuleId,
    compile::{Compiled, RequiredTags},
    policy::answer,
    scene::Scene,
    tally::Tally,
    truth::Truth,
};

/// Requests that the mutants of a document are put to.
///
/// A mutant differs from its document in one rule, or in those that use one zone or schedule. So it is
/// looked up once what every other rule comes to on each request, and only those few are compiled and
/// evaluated anew; on requests that they have no say in, not even they are. A thousand rules and their
/// mutants take a second or so.
///
/// ```
/// use sekisho_policy::{
///     Document, NamedRequest, Policy,
///     mutants::{Operator, Trials},
/// };
///
/// let document = Document::from_yaml(
///     "{ version: 1, policy: town, utc_offset: '+09:00', rules: [{ id: staff, effect: allow, \
///      who: { groups: [staff] }, actions: [start], instances: { tags: { Env: [dev] } } }] }",
/// )
/// .unwrap();
/// let stop = NamedRequest::from_json(
///     r#"{"caller":{"groups":["staff"]},"action":"stop","at":1793000000,"instance":{"tags":{"Env":"dev"}}}"#,
/// );
/// let stop = stop.unwrap().request;
/// assert!(!Policy::compile(document.clone()).decide(stop.clone()).is_allow());
///
/// let mut trials = Trials::of(&document);
/// trials.add(stop);
/// let changed = document.mutants().filter(|mutant| {
///     trials.decisions(mutant).any(|(_, decision)| decision.is_allow())
/// });
/// let changed: Vec<Operator> = changed.map(|mutant| mutant.operator()).collect();
/// assert_eq!(changed, [Operator::DropCondition, Operator::AddValue]); // of `actions`
/// ```
#[derive(Debug)]
pub struct Trials<'a> {
    document: &'a Document,
    uses: Uses<'a>,
    /// Every rule of the document as if it were in force, so that its number is its place.
    compiled: Compiled,
    requests: Vec<Tried>,
    near: Near,
}

/// A request, and what every rule of the document comes to on it.
#[derive(Debug)]
struct Tried {
    request: Request,
    /// The rules in force that are not false.
    counted: Vec<(usize, Effect, Truth)>,
    /// Whether the instance is known to lack a required tag: no rule has a say then.
    lacking: bool,
}

/// The requests that fail few conditions of one rule.
#[derive(Debug, Default)]
struct Near {
    rule: usize,
    /// How many of the requests were looked at.
    seen: usize,
    /// Their places, with the conditions that fail.
    found: Vec<(usize, Vec<Condition>)>,
}

/// The rules that a mutant has otherwise, in order, and what the mutant has instead.
#[derive(Debug)]
struct Changed {
    rules: Vec<usize>,
    slice: Compiled,
    required_tags: Option<RequiredTags>,
}

impl<'a> Trials<'a> {
    /// Of mutants of this document; there is no request yet.
    #[must_use]
    pub fn of(document: &'a Document) -> Self {
        let mut all = document.clone();
        all.rules.iter_mut().for_each(|rule| rule.enabled = true);
        Self {
            document,
            uses: Uses::of(document),
            compiled: Compiled::new(all),
            requests: Vec::new(),
            near: Near::default(),
        }
    }

    /// One request more.
    pub fn add(&mut self, request: Request) {
        self.requests.push(self.tried(request));
    }

    /// What a mutant of the document decides on a request that need not have been added.
    pub fn decide(&self, mutant: &Mutant<'_>, request: Request) -> Decision {
        let (changed, tried) = (self.changed(mutant), self.tried(request));
        answer(&self.compiled, self.allowing_rules(&tried, &changed), tried.request)
    }

    fn tried(&self, request: Request) -> Tried {
        let instance = &*request.instance;
        let lacking = Tally::default().require(&self.compiled.required_tags, instance).is_err();
        let scene = Scene::new(&request.attempt, &self.compiled);
        let mut counted = Vec::new();
        self.compiled.not_false(&scene, instance, |effect, rule, truth| {
            let at = size(rule);
            if self.document.rules.get(at).is_some_and(|rule| rule.enabled) {
                counted.push((at, effect, truth));
            }
        });
        Tried { request, counted, lacking }
    }

    /// What a mutant of the document decides: the places of the requests that it may decide otherwise,
    /// in the order in which they were added, each with its decision. The others it decides as the
    /// document does.
    ///
    /// The mutants of one rule had better be tried one after the other, as they are made.
    pub fn decisions<'b>(
        &'b mut self,
        mutant: &Mutant<'_>,
    ) -> impl Iterator<Item = (usize, Decision)> + use<'a, 'b> {
        let places = self.places(mutant);
        let changed = (!places.is_empty()).then(|| self.changed(mutant));
        let this = &*self;
        places.into_iter().filter_map(move |at| {
            let tried = this.requests.get(at)?;
            let found = this.allowing_rules(tried, changed.as_ref()?);
            Some((at, answer(&this.compiled, found, tried.request.clone())))
        })
    }

    /// The document and a mutant of it, both without rules that have no say where the two differ: they
    /// decide the same requests differently as the whole ones do, so that what is
    /// [proved](crate::analysis::Comparison) of the small ones is proved. (Whole ones may deny for want of
    /// a fact where these do not: a request with unknown facts had better be decided by the whole.)
    #[must_use]
    pub fn narrowed(&self, mutant: &Mutant<'_>) -> (Document, Document) {
        let document = self.document;
        let rules = document.rules.iter().enumerate();
        let kept = rules.filter(|(_, rule)| mutant.edit.concerns(rule, document));
        let kept: Vec<usize> = kept.map(|(at, _)| at).collect();
        let rules = kept.iter().filter_map(|at| document.rules.get(*at).cloned());
        let (mut before, mut after) =
            (document.slice(rules.collect()), mutant.edit.slice(document, &kept));
        before.required_tags.clone_from(&document.required_tags);
        after.required_tags.clone_from(match &mutant.edit {
            Edit::RequiredTags(keys) => keys,
            Edit::Zone(..) | Edit::Schedule(..) | Edit::Rule(..) => &document.required_tags,
        });
        (before, after)
    }

    /// What a mutant has otherwise.
    fn changed(&self, mutant: &Mutant<'_>) -> Changed {
        let rules = match &mutant.edit {
            Edit::RequiredTags(_) => Vec::new(),
            Edit::Zone(name, _) => self.uses.zones.get(name).cloned().unwrap_or_default(),
            Edit::Schedule(name, _) => self.uses.schedules.get(name).cloned().unwrap_or_default(),
            Edit::Rule(at, _) => [*at].into(),
        };
        let required_tags = match &mutant.edit {
            Edit::RequiredTags(keys) => Some(RequiredTags::new(keys.clone())),
            Edit::Zone(..) | Edit::Schedule(..) | Edit::Rule(..) => None,
        };
        let slice = Compiled::new(mutant.edit.slice(self.document, &rules));
        Changed { rules, slice, required_tags }
    }

    /// The requests that the mutant may decide otherwise.
    fn places(&mut self, mutant: &Mutant<'_>) -> Vec<usize> {
        let all = self.requests.iter().enumerate();
        match &mutant.edit {
            Edit::RequiredTags(_) => all.map(|(at, _)| at).collect(),
            Edit::Zone(..) | Edit::Schedule(..) => {
                all.filter(|(_, tried)| !tried.lacking).map(|(at, _)| at).collect()
            }
            Edit::Rule(rule, _) => {
                self.come_near(*rule);
                let near = self.near.found.iter();
                // A condition that fails and stays makes the rule false before and after.
                let touched = near.filter(|(_, failed)| failed.iter().all(|it| mutant.edits(it)));
                touched.map(|(at, _)| *at).collect()
            }
        }
    }

    /// Finds out which requests fail few conditions of this rule, so far as that is not known.
    fn come_near(&mut self, rule: usize) {
        if self.near.rule != rule {
            self.near = Near { rule, ..Near::default() };
        }
        let new = self.requests.iter().enumerate().skip(self.near.seen);
        let new = new.filter(|(_, tried)| !tried.lacking);
        let found = new.filter_map(|(at, tried)| Some((at, self.failed(rule, &tried.request)?)));
        let found: Vec<_> = found.collect();
        self.near.found.extend(found);
        self.near.seen = self.requests.len();
    }

    /// The conditions of a rule that fail; `None` if they are more than a mutant of it changes.
    fn failed(&self, rule: usize, request: &Request) -> Option<Vec<Condition>> {
        let rule = self.compiled.rules.get(rule)?;
        let scene = Scene::new(&request.attempt, &self.compiled);
        let clause = self.compiled.program.clause(rule.when);
        let attempt = clause.attempt.filter(|atom| atom.truth(&scene) == Truth::False);
        let instance = clause
            .instance
            .filter(|atom| atom.truth(&request.attempt.caller, &request.instance) == Truth::False);
        let failed = attempt.map(|atom| atom.name()).chain(instance.map(|atom| atom.name()));
        let mut failed = failed.fuse();
        let few: Vec<Condition> = failed.by_ref().take(MOST_CHANGED).collect();
        failed.next().is_none().then_some(few)
    }

    /// The allow rules of the mutant that let the request through, or why none does.
    fn allowing_rules(
        &self,
        tried: &Tried,
        changed: &Changed,
    ) -> Result<Vec<RuleId>, DenialReason> {
        let Changed { rules, slice, required_tags } = changed;
        let (attempt, instance) = (&*tried.request.attempt, &*tried.request.instance);
        let mut tally = Tally::default();
        tally.require(required_tags.as_ref().unwrap_or(&self.compiled.required_tags), instance)?;
        for (rule, effect, truth) in &tried.counted {
            if rules.binary_search(rule).is_err() {
                tally.count(*effect, number(*rule), *truth);
            }
        }
        let scene = Scene::new(attempt, slice);
        slice.not_false(&scene, instance, |effect, rule, truth| {
            // The rules of the slice are those that were changed, in their order; or the one is gone.
            if let Some(rule) = rules.get(size(rule)) {
                tally.count(effect, number(*rule), truth);
            }
        });
        tally.settle(&self.compiled, |rule| {
            if let Ok(place) = rules.binary_search(&size(rule)) {
                return slice.missing(number(place), &scene, instance);
            }
            self.compiled.missing(rule, &Scene::new(attempt, &self.compiled), instance)
        })
    }
}

impl Mutant<'_> {
    /// Whether it has another condition in the place of this one of its rule's own.
    fn edits(&self, condition: &Condition) -> bool {
        let Site::Condition { exception: None, condition: changed } = &self.site else {
            return false;
        };
        let exchanged = match (&self.change, condition) {
            (Change::Exchanged(other), Condition::Tag(key)) => other == key,
            _ => false,
        };
        changed == condition || exchanged
    }
}

/// Two tags exchange their conditions; everything else changes one.
const MOST_CHANGED: usize = 2;

/// The number of the rule at this place, in a compiled policy that has all of them.
fn number(place: usize) -> u32 {
    // INVARIANT (fits): a document within its limits has far fewer rules than 32 bits count.
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
