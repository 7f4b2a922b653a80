//! The laws that every policy obeys, as functions over any document and any request, behind the
//! feature `proptest`; and [`hold`], by which one states laws of one's own.
//!
//! A law that is never put to the test holds always. So each says of every request whether it had
//! anything to say about it, [`check`] counts, and [`hold`] refuses a statement that none of its
//! requests was about.
//!
//! The numbers are those of `docs/property-tests.md`, which lists every law and where it is tested.
//!
//! A security team asks this of its own policy:
//!
//! ```
//! use sekisho_policy::{Action, Document, Policy, Request, laws};
//!
//! let document = Document::from_yaml(
//!     "{ version: 1, policy: town, utc_offset: '+09:00', required_tags: [Env], rules: [
//!        { id: staff, effect: allow, who: { groups: [staff] }, actions: any, instances: any },
//!        { id: care, effect: deny, who: everyone, actions: [stop],
//!          instances: { tags: { Env: [prod] } }, unless: { who: { groups: [operators] } } }] }",
//! )
//! .unwrap();
//!
//! // Every law of the engine holds for it, 200 requests each.
//! let held = laws::check(&document, 200).unwrap();
//! assert!(held.iter().all(|law| law.requests == 200));
//!
//! // Nobody but operators stops production.
//! let policy = Policy::compile(document.clone());
//! let stops_production = |request: &Request| {
//!     let tags = request.instance.tags.known();
//!     request.attempt.action == Action::Stop
//!         && tags.is_some_and(|tags| tags.value("Env") == Some("prod"))
//!         && policy.decide(request.clone()).is_allow()
//! };
//! let is_operator = |request: &Request| {
//!     request.attempt.caller.groups().known().is_some_and(|groups| groups.contains("operators"))
//! };
//! laws::hold(&document, 5_000, "nobody but operators stops production", |request| {
//!     stops_production(request).then(|| is_operator(request))
//! })
//! .unwrap();
//! ```

mod answer;
mod broken;
mod changes;
mod classes;
mod composition;
mod edges;
mod edit;
mod facts;
mod renaming;
mod repetition;
mod search;
mod sets;
mod tagging;
mod widening;
mod writing;

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use crate::{Document, Policy, Request, strategies};

pub use broken::Broken;

/// One law.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    number: u8,
    statement: &'static str,
    of: fn(&Subject) -> Check,
}

/// What a law says of a request: `Ok(true)`, it held; `Ok(false)`, it says nothing about this one;
/// or how it is broken.
type Finding = Result<bool, String>;
type Check = Box<dyn Fn(&Request) -> Finding>;

/// The document that a law is tried on.
#[derive(Clone, Debug)]
struct Subject {
    document: Document,
    policy: Policy,
}

/// A law made ready for one document: the policies it compares are compiled.
#[expect(missing_debug_implementations, reason = "a function has nothing to show")]
pub struct LawOf {
    law: Law,
    check: Check,
}

/// That a law held.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Held {
    /// The number of the law; `None` for a law of one's own.
    pub number: Option<u8>,
    /// What it states.
    pub statement: String,
    /// How many requests were drawn.
    pub requests: u32,
    /// How many of them the law had something to say about. If none, the policy has nothing that
    /// the law is about: one without `signed_in_within` says nothing about signing in.
    pub about: u32,
}

/// Every law, in the order of the numbers.
pub const ALL: [Law; 29] = [
    law(1, "a decision is the same every time", repetition::law_1),
    law(2, "a policy without rules in force denies", repetition::law_2),
    law(3, "a deny rule that holds denies whatever allows", changes::law_3),
    law(4, "the order of the rules changes nothing", writing::law_4),
    law(5, "a rule written twice is the rule written once", repetition::law_5),
    law(6, "an allow rule more keeps every allow", changes::law_6),
    law(7, "an allow rule more beats no deny rule that holds", changes::law_7),
    law(8, "a deny rule more keeps every denial", changes::law_8),
    law(
        9,
        "an answer is made of what each rule comes to alone, and of nothing else",
        composition::law_9,
    ),
    law(10, "rules that do not match can be taken out", composition::law_10),
    law(
        11,
        "the answer of two policies together follows from the answers of each",
        composition::law_11,
    ),
    law(12, "an allow rule that asks less takes no allow away", widening::law_12),
    law(13, "a deny rule that asks less allows nothing more", widening::law_13),
    law(14, "an exception that asks less takes no allow away", widening::law_14),
    law(15, "what is allowed with unknown facts is allowed whatever they are", facts::law_15),
    law(16, "hiding a fact turns no denial into an allow", facts::law_16),
    law(17, "deleting a tag makes no allow rule match", tagging::law_17),
    law(18, "deleting a tag opens nothing unless a deny rule tests it", tagging::law_18),
    law(19, "a group more keeps every allow unless a deny rule tests groups", sets::law_19),
    law(
        20,
        "a group more grants nothing unless an allow rule or an exception tests groups",
        sets::law_20,
    ),
    law(21, "a fresh sign-in never loses access", facts::law_21),
    law(22, "each rule that an answer names is enough for it", composition::law_22),
    law(
        23,
        "renaming every constant in the policy and in the request changes nothing",
        renaming::law_23,
    ),
    law(24, "requests between the same edges of the policy get the same answer", classes::law_24),
    law(25, "one value that the policy does not name is as good as another", renaming::law_25),
    law(26, "how the same is written changes nothing", writing::law_26),
    law(27, "what has a first and a last includes both and nothing beside them", edges::law_27),
    law(28, "without dates every week is like every other", classes::law_28),
    law(37, "each of many instances is decided as if it were alone", repetition::law_37),
];

/// The law of this number.
#[must_use]
pub fn numbered(number: u8) -> Option<Law> {
    ALL.into_iter().find(|law| law.number == number)
}

/// Tries every law on this document, so many requests each, always the same ones.
///
/// # Errors
///
/// [`Broken`]: the first law that does not hold, and the simplest request found that shows it.
pub fn check(document: &Document, requests: u32) -> Result<Vec<Held>, Broken> {
    let strategy = strategies::requests_for(document);
    let law = |law: &Law| {
        let ready = law.of(document);
        let statement = (Some(law.number), law.statement);
        search::search(&strategy, requests, statement, |request| (ready.check)(request))
    };
    ALL.iter().map(law).collect()
}

/// Tries a statement of one's own on so many requests made for this document, always the same ones.
///
/// The statement answers `None` about a request that it is not about, and otherwise whether it
/// holds.
///
/// # Errors
///
/// [`Broken`]: the simplest request found for which it does not hold; or that none of the requests
/// was one that it is about, which proves nothing.
pub fn hold(
    document: &Document,
    requests: u32,
    statement: &str,
    holds: impl Fn(&Request) -> Option<bool>,
) -> Result<Held, Broken> {
    let strategy = strategies::requests_for(document);
    let policy = Policy::compile(document.clone());
    let finding = |request: &Request| match holds(request) {
        None => Ok(false),
        Some(true) => Ok(true),
        Some(false) => {
            Err(answer::Answer::of(&policy.decide(request.clone())).told("the answer is"))
        }
    };
    let held = search::search(&strategy, requests, (None, statement), finding)?;
    if held.about == 0 { Err(Broken::about_nothing(statement, requests)) } else { Ok(held) }
}

impl Law {
    /// Its number in `docs/property-tests.md`.
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.number
    }

    /// What it states.
    #[must_use]
    pub const fn statement(&self) -> &'static str {
        self.statement
    }

    /// The law for this document: what it compares with is compiled here, once.
    #[must_use]
    pub fn of(&self, document: &Document) -> LawOf {
        let policy = Policy::compile(document.clone());
        let subject = Subject { document: document.clone(), policy };
        LawOf { law: *self, check: (self.of)(&subject) }
    }
}

impl LawOf {
    /// Tries the law on one request: whether it had something to say about it.
    ///
    /// # Errors
    ///
    /// [`Broken`] if the law does not hold.
    pub fn check(&self, request: &Request) -> Result<bool, Broken> {
        let broken =
            |how| Broken::by(Some(self.law.number), self.law.statement, how, request.clone());
        (self.check)(request).map_err(broken)
    }
}

impl fmt::Display for Held {
    /// `law 6, an allow rule more keeps every allow: about 67 of 500 requests`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(number) = self.number {
            write!(formatter, "law {number}, ")?;
        }
        write!(formatter, "{}: about {} of {} requests", self.statement, self.about, self.requests)
    }
}

const fn law(number: u8, statement: &'static str, of: fn(&Subject) -> Check) -> Law {
    Law { number, statement, of }
}
