//! Every question about a policy, answered exactly: a proof, or a request that shows the contrary.
//!
//! A rule is a set of requests: a product of one set of classes for each fact it tests, less the
//! products of its exceptions. A request is allowed if it is in some allow rule and in no deny rule.
//! So every question comes down to one: *is there a point of this region that none of those rules
//! covers?* It is answered by taking the rules away one after the other, and only where they meet
//! what is left (`search`); no solver is asked, nothing is sampled.
//!
//! The way there: `world` cuts each fact into the classes that the rules can tell apart
//! (`clock`, `places` and `texts` for time, place and text); `rules` turns a document into
//! sets and files them; `search` finds what is not covered; `point` picks one point of that,
//! `witness` makes it a request that people know, and the engine decides that request before
//! anything is said about it.

mod absent;
mod answer;
mod axes;
mod budget;
mod change;
mod changed;
mod clock;
mod comparison;
mod doubt;
mod edits;
mod engine;
mod exact;
mod excerpt;
mod fresh;
mod gap;
mod hints;
mod hunt;
mod inventory;
mod known;
mod label;
mod lever;
mod lint;
mod places;
mod point;
mod proof;
mod questions;
mod ranges;
mod record;
mod region;
mod remedies;
mod rules;
mod search;
mod settle;
mod span;
mod standing;
mod texts;
mod unequal;
mod unknown_facts;
mod why_not;
mod witness;
mod world;

pub use answer::{Answer, Found, Undecided};
pub use budget::{Budget, Effort};
pub use change::{Cause, Change, Edit};
pub use comparison::Comparison;
pub use hints::Hints;
pub use label::{Edition, Label, Within};
pub use lint::Lint;
pub use proof::{Vacuous, Verdict};
pub use questions::Analysis;
pub use span::{Span, Values};
pub use standing::RuleStanding;
pub use why_not::{Barred, FactChange, Remedy, WhyNot};
pub(crate) use {
    budget::{Spent, Steps},
    excerpt::Excerpt,
    point::Point,
    region::{Conjunction, Cover, Region},
    search::Uncovered,
    world::World,
};
