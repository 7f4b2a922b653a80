//! Strategies for [`proptest`](https://docs.rs/proptest), behind the feature `proptest`: requests that
//! are made for a policy, and policies to make requests for.
//!
//! A request drawn at random meets no rule: no rule names a random group. These strategies are
//! directed by the policy's own *atoms*. Every fact of a request is
//!
//! * a value that the policy names, or the first or last one it names and those beside it: the
//!   addresses at the ends of every network, also written as IPv4-mapped ones; the minute and the
//!   second at which windows, calendars and instants begin and end; the age at which a sign-in stops
//!   counting;
//! * a value that no policy names;
//! * `Absent`; or
//! * `Unknown`.
//!
//! Most requests are aimed at a rule, or at a rule and one of its exceptions, or at two rules at
//! once, so that many meet all of its conditions but one, and many meet all.
//!
//! Everything drawn shrinks: fewer rules, fewer conditions, facts that are absent, and the first
//! value of each list.

mod aim;
mod atoms;
mod documents;
mod draw;
mod instants;
mod invariants;
mod networks;
mod requests;
mod rules;
mod tags;
mod vocabulary;

use alloc::{sync::Arc, vec::Vec};
use core::ops::RangeInclusive;

use proptest::{
    collection::vec,
    strategy::{BoxedStrategy, NewTree, Strategy, ValueTree},
    test_runner::TestRunner,
    tuple::TupleValueTree,
};

use crate::{Document, Request};

pub(crate) use atoms::Atoms;
pub use documents::{documents, documents_of};
pub(crate) use instants::{local_day, next_start, seconds};
pub use invariants::invariants_for;
pub(crate) use networks::beside;
pub use vocabulary::Shape;

/// Requests made for this document: see the [module](self).
///
/// ```
/// use proptest::prelude::*;
/// use sekisho_policy::{Document, Policy, strategies};
///
/// let document = Document::from_yaml(
///     "{ version: 1, policy: p, utc_offset: '+09:00', rules: [{ id: staff, effect: allow, \
///      who: { groups: [staff] }, actions: [start], instances: { tags: { Env: [dev] } } }] }",
/// )
/// .unwrap();
/// let policy = Policy::compile(document.clone());
///
/// proptest!(|(request in strategies::requests_for(&document))| {
///     let development = request.instance.tags.known().is_some_and(|it| it.value("Env") == Some("dev"));
///     prop_assert!(development || !policy.decide(request).is_allow());
/// });
/// ```
pub fn requests_for(document: &Document) -> BoxedStrategy<Request> {
    let atoms = Arc::new(Atoms::of(document));
    draw::draw().prop_map(move |draw| requests::request(&atoms, &draw)).boxed()
}

/// Small documents with so many requests made for each. A failure shrinks both.
pub fn cases(requests: RangeInclusive<usize>) -> BoxedStrategy<(Document, Vec<Request>)> {
    cases_of(documents(), requests)
}

/// These documents with so many requests made for each.
///
/// A failure shrinks both: first the document, while the requests stay as they are, then they.
pub fn cases_of(
    documents: impl Strategy<Value = Document> + 'static,
    requests: RangeInclusive<usize>,
) -> BoxedStrategy<(Document, Vec<Request>)> {
    Cases { documents: documents.boxed(), requests }.boxed()
}

#[derive(Clone, Debug)]
struct Cases {
    documents: BoxedStrategy<Document>,
    requests: RangeInclusive<usize>,
}

impl Strategy for Cases {
    type Tree = TupleValueTree<(
        <BoxedStrategy<Document> as Strategy>::Tree,
        <BoxedStrategy<Vec<Request>> as Strategy>::Tree,
    )>;
    type Value = (Document, Vec<Request>);

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let document = self.documents.new_tree(runner)?;
        let requests = requests_for(&document.current());
        let requests = vec(requests, self.requests.clone()).boxed().new_tree(runner)?;
        Ok(TupleValueTree::new((document, requests)))
    }
}
