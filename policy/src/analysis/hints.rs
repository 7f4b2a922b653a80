//! What real requests look like: where there is a choice, a witness is taken from here.

use alloc::vec::Vec;

use crate::{Caller, Instance, UnixTime};

/// Real people, real instances and a point of time, from which witnesses are taken where they fit.
///
/// Hints never change an answer, only which of many witnesses is shown; but for
/// [`Analysis::lint`](super::Analysis::lint), which looks among them for what the rules ask for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Hints {
    /// Instances, most typical first.
    pub instances: Vec<Instance>,
    /// Callers, most typical first.
    pub people: Vec<Caller>,
    /// A witness is at this time or soon after, if it can be.
    pub near: UnixTime,
}

impl Hints {
    /// No people and no instances, and witnesses at this time or soon after.
    #[must_use]
    pub const fn near(near: UnixTime) -> Self {
        Self { instances: Vec::new(), people: Vec::new(), near }
    }

    /// With these instances.
    #[must_use]
    pub fn with_instances(mut self, instances: Vec<Instance>) -> Self {
        self.instances = instances;
        self
    }

    /// With these people.
    #[must_use]
    pub fn with_people(mut self, people: Vec<Caller>) -> Self {
        self.people = people;
        self
    }
}
